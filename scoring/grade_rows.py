"""What an index of grades has in sheets beside others: what each grade takes, and what each class needs."""

from scoring.index import Index, Step
from scoring.rows import Row

_FEWEST_GRADES = 2


def ways(row: Row, dimensions: list[str]) -> list[list[str]]:
    """The dimensions that a class needs: those of one way with spaces between, the ways with commas."""
    ways = [way.split() for way in row.text("needs").split(",")]
    for name in (name for way in ways for name in way if name not in dimensions):
        row.wrong(f"`needs` names {name!r}, which is no dimension of the index", f"it has {', '.join(dimensions)}")
    return ways


def step(row: Row, indicators: list[str]) -> Step | None:
    """The grade that a row tells of; None where it tells of none."""
    name = row.known("indicator", indicators)
    grade = row.whole("grade", 0, "write a whole number from 1", least=1) if row.required("grade") else 0
    if name is None or not grade:
        return None
    return Step(name, grade, row.required("label"), row.text("label_en"))


def check_grades(head: Row, index: Index) -> None:
    """Note what an index of grades lacks."""
    for indicator in index.indicators:
        given = [step.grade for step in index.steps_of(indicator.id)]
        if len(given) < _FEWEST_GRADES or given != list(range(1, len(given) + 1)):
            head.wrong(
                f"indicator {indicator.id!r} has the grades {given}", "write 1, 2 and so on in the sheet `grades`"
            )
        if indicator.weight != 1 or indicator.private:
            head.wrong(
                f"indicator {indicator.id!r} is private or has a weight", "grades are public and all count alike"
            )
    if not any(not need for band in index.bands[:1] for need in band.needs):
        head.wrong(
            "no class holds for everybody", "let the first row of `bands` be the lowest class, with empty `needs`"
        )

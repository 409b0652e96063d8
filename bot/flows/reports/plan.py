"""What is done about what is not yet fulfilled, and who answers for it: data, in `plan.yaml`."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from bot.flows import yamlfile


@dataclass(frozen=True, slots=True)
class Matter:
    """One problem that villages have, by the indicators of any index that show it, and how it is met."""

    indicators: tuple[str, ...]
    problem: str
    sentence: str
    activity: str
    services: tuple[str, ...]
    when: str
    funds: tuple[str, ...]
    programme: str
    risk: bool  # its indicator says 1 where the problem is there


@dataclass(frozen=True, slots=True)
class Plan:
    """The matters in order, the eight programmes by code, and the official columns of a rule's table."""

    matters: tuple[Matter, ...]
    programmes: dict[str, str]
    columns: tuple[tuple[str, str], ...]  # heading, and the indicator counted under it or nothing

    def matter_of(self, indicator: str) -> Matter | None:
        """The matter that the indicator shows, if any."""
        return next((matter for matter in self.matters if indicator in matter.indicators), None)


@cache
def load_plan() -> Plan:
    """The plan of this program."""
    data = yamlfile.read((files(__package__) / "plan.yaml").read_text(encoding="utf-8"))
    columns = tuple((column["judul"], column.get("indikator", "")) for column in data["kolom_krs"])
    return Plan(tuple(map(_matter, data["hal"])), dict(data["program"]), columns)


@cache
def load_words() -> dict[str, Any]:
    """The report's sentences and headings."""
    words: dict[str, Any] = yamlfile.read((files(__package__) / "words.yaml").read_text(encoding="utf-8"))
    return words


def _matter(row: dict[str, Any]) -> Matter:
    return Matter(
        indicators=tuple(row["indikator"]),
        problem=row["masalah"],
        sentence=row["kalimat"],
        activity=row["kegiatan"],
        services=tuple(row["dinas"]),
        when=row["waktu"],
        funds=tuple(row["dana"]),
        programme=row["program"],
        risk=row.get("risiko", False),
    )

"""A village's class in lines: where it stands, and what the next class takes."""

from bot.flows.services.wording import Wording
from bot.flows.texts import Listed, Plural, Text, Words
from scoring.grades import Graded, Grades, MeanGrade, grade
from scoring.index import Band, Dimension, Index, Indicator, Values
from scoring.score import shown

CLASS = Text("{label} (indikatif): {band}")
NO_CLASS = Text("{label} (indikatif): belum bisa ditentukan")
MEAN = Text("{label} {value}")
MEAN_REACHED = Text("{label} {value} ✓")
UNKNOWN = Text("{label}: belum terjawab")
NEXT = Text("Menuju {band}: {dimensions}.")
LACKING = Plural("{label} kurang {n} tingkat", "{label} kurang {n} tingkat")
HIGHEST = Text("Ini kelas tertinggi. Pertahankan, ya.")
STEP = Text("▫ {label}: tingkat {grade} dari {most}. Berikutnya: {then}")
STEP_UNKNOWN = Text("▫ {label}: belum terjawab. Berikutnya: {then}")
COUNTED_LOWEST = Plural(
    "Belum terjawab {n}, dihitung tingkat 1 seperti di portal Kampung KB.",
    "Belum terjawab {n}, dihitung tingkat 1 seperti di portal Kampung KB.",
)
LEFT_OUT = Plural("Belum terjawab {n}.", "Belum terjawab {n}.")


def grade_lines(index: Index, values: Values, language: str) -> list[Words]:
    """The class now, each part's mean grade, and what the next class takes, indicator by indicator."""
    found = grade(index, values)
    labels = {each.id: _label(each, language) for each in index.dimensions}
    title = _label(index, language)
    lines: list[Words] = [
        CLASS(label=title, band=_label(found.band, language)) if found.band is not None else NO_CLASS(label=title),
        Listed(tuple(_mean(each, labels[each.id]) for each in found.dimensions), " · "),
    ]
    if found.missing:
        lines.append((COUNTED_LOWEST if index.missing == "lowest" else LEFT_OUT)(len(found.missing)))
    if found.next_band is None:
        return [*lines, HIGHEST] if found.band is not None else lines
    lacking = [LACKING(each.lacking, label=labels[each.id]) for each in found.dimensions if each.id in found.needed]
    lines += ["", NEXT(band=_label(found.next_band, language), dimensions=Listed(tuple(lacking)))]
    return [*lines, *_steps(index, found, language)]


def _steps(index: Index, found: Grades, language: str) -> list[Words]:
    """What the next grade takes, of the indicators in the parts that the next class needs."""
    labels = {each.id: _label(each, language) for each in index.public}
    open_ones = [each for each in found.indicators if each.dimension in found.needed and each.then]
    return [_step(each, labels[each.id], language) for each in open_ones]


def _step(graded: Graded, label: str, language: str) -> Words:
    then = Wording(graded.then, graded.then_en).said_in(language)
    if graded.grade is None:
        return STEP_UNKNOWN(label=label, then=then)
    return STEP(label=label, grade=graded.grade, most=graded.most, then=then)


def _mean(mean: MeanGrade, label: str) -> Words:
    if mean.value is None:
        return UNKNOWN(label=label)
    return (MEAN_REACHED if mean.reached else MEAN)(label=label, value=shown(mean.value, 2))


def _label(labelled: Index | Dimension | Indicator | Band, language: str) -> str:
    return Wording(labelled.label, labelled.label_en).said_in(language)

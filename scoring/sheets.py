"""A workbook's own sheets to indices, or everything its author must mend.

`indices`, `dimensions`, `indicators`, `bands`, `grades` are sheets that XLSForm tools pass over. Their columns are
those of the types in `index.py`; `bands` has `from` and `from_inclusive`, or in an index of grades `needs`. An index
may stand in `indices` in several versions, one below the other, valid at different times; a row of another sheet
belongs to the `version` it names (several, with commas between), or to all of them where it names none.
"""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from scoring.grade_rows import check_grades, step, ways
from scoring.index import (
    AreaMethod,
    Band,
    Dimension,
    DimensionEmpty,
    Index,
    Indicator,
    Kind,
    MissingPolicy,
    NaPolicy,
    Part,
)
from scoring.rows import Mistake, Row, SheetError, Sheets, rows

_KINDS: tuple[Kind, ...] = ("score", "rule", "grades")
_EMPTY: tuple[DimensionEmpty, ...] = ("skip", "no_total")
_MISSING: tuple[MissingPolicy, ...] = ("leave_out", "no_total", "lowest")
_AREAS: tuple[AreaMethod, ...] = ("indicator_shares", "family_totals")
_POLICIES: tuple[NaPolicy, ...] = ("exclude", "as_met")
_MOST = Fraction(100)
_PARTS: tuple[Part, ...] = ("target", "determinant", "outcome")


def indices(sheets: Sheets) -> tuple[Index, ...]:
    """The workbook's indices in its order; none where it has no such sheets. Raises SheetError, all together."""
    found, mistakes = read_indices(sheets)
    if mistakes:
        raise SheetError(mistakes)
    return found


def read_indices(sheets: Sheets) -> tuple[tuple[Index, ...], list[Mistake]]:
    """The indices as far as they can be read, and everything an author must mend."""
    mistakes: list[Mistake] = []
    heads = [row for row in rows(sheets, "indices", mistakes) if row.required("index")]
    versions: dict[str, list[str]] = {}
    for head in heads:
        versions.setdefault(head.text("index"), []).append(head.text("version"))
    _apart(heads)
    below = {
        name: _by_version(rows(sheets, name, mistakes), versions)
        for name in ("dimensions", "indicators", "bands", "grades")
    }
    keys = [(head.text("index"), head.text("version")) for head in heads]
    found = tuple(
        _index(head, *(sheet.get(key, []) for sheet in below.values())) for head, key in zip(heads, keys, strict=True)
    )
    return found, list(dict.fromkeys(mistakes))  # a row of several versions is read once for each


def _apart(heads: Sequence[Row]) -> None:
    """Note versions of an index that have the same name, or hold on the same day."""
    for n, head in enumerate(heads):
        for other in heads[:n]:
            if other.text("index") != head.text("index"):
                continue
            if other.text("version") == head.text("version"):
                head.wrong(
                    f"`index` {head.text('index')!r} stands in row {other.number} too, in the same version",
                    "give each version its own name, or delete one",
                )
            elif _overlap(head, other):
                head.wrong(
                    f"this version of {head.text('index')!r} holds on the same days as that in row {other.number}",
                    "write `valid_to` and `valid_from`, so that one version holds on each day",
                )


def _overlap(one: Row, other: Row) -> bool:
    def begins(row: Row) -> date:
        return row.day("valid_from") or date.min

    def ends(row: Row) -> date:
        return row.day("valid_to") or date.max

    return begins(one) <= ends(other) and begins(other) <= ends(one)


def _index(
    head: Row, dimension_rows: list[Row], indicator_rows: list[Row], band_rows: list[Row], grade_rows: list[Row]
) -> Index:
    kind = head.choice("kind", _KINDS)
    dimensions = tuple(_dimension(row, kind) for row in dimension_rows if row.required("dimension"))
    names = [dimension.id for dimension in dimensions]
    indicators = tuple(_indicator(row, kind, names) for row in indicator_rows if row.required("indicator"))
    bands = tuple(_band(row, kind, names) for row in band_rows if row.required("band"))
    steps = tuple(found for row in grade_rows if (found := step(row, [i.id for i in indicators])) is not None)
    _unique(dimension_rows, "dimension")
    _unique(indicator_rows, "indicator")
    _unique(band_rows, "band")
    if kind != "grades":
        _unique(band_rows, "from")
    index = Index(
        id=head.text("index"),
        label=head.required("label"),
        label_en=head.text("label_en"),
        kind=kind,
        version=head.required("version"),
        valid_from=head.day("valid_from"),
        valid_to=head.day("valid_to"),
        source=head.required("source"),
        note=head.text("note"),
        dimension_empty=head.choice("dimension_empty", _EMPTY, "skip"),
        missing=head.choice("missing", _MISSING, "leave_out"),
        area=head.choice("area", _AREAS, "indicator_shares"),
        na_policy=head.choice("na_policy", _POLICIES, "exclude"),
        dimensions=dimensions,
        indicators=indicators,
        bands=bands,
        steps=steps,
    )
    _check(head, index)
    return index


def _dimension(row: Row, kind: Kind) -> Dimension:
    enough = row.fraction("enough", Fraction()) if kind == "grades" and row.required("enough") else Fraction()
    return Dimension(row.text("dimension"), row.required("label"), row.text("label_en"), row.weight(), enough)


def _indicator(row: Row, kind: Kind, dimensions: list[str]) -> Indicator:
    if kind != "rule":
        dimension = row.known("dimension", dimensions) or ""
        part: Part = row.choice("part", ("",), "")
        if kind == "score":
            row.required("unmet")
    else:  # a rule needs no dimensions; without one, a determinant is a factor of its own
        dimension = (row.known("dimension", dimensions) or "") if row.text("dimension") else ""
        part = row.choice("part", _PARTS)
    return Indicator(
        id=row.text("indicator"),
        dimension=dimension,
        label=row.required("label"),
        label_en=row.text("label_en"),
        unmet=row.text("unmet"),
        unmet_en=row.text("unmet_en"),
        weight=row.weight(),
        private=row.yes("private"),
        part=part,
    )


def _band(row: Row, kind: Kind, dimensions: list[str]) -> Band:
    if kind == "grades":
        return Band(
            id=row.text("band"),
            label=row.required("label"),
            label_en=row.text("label_en"),
            starts=Fraction(),
            needs=tuple(frozenset(way) for way in ways(row, dimensions)),
        )
    row.required("from")
    band = Band(
        id=row.text("band"),
        label=row.required("label"),
        label_en=row.text("label_en"),
        starts=row.fraction("from", Fraction()),
        inclusive=row.yes("from_inclusive"),
    )
    if band.starts < 0 or not band.holds(_MOST):
        row.wrong(f"`from` is {row.text('from')}", "totals go from 0 to 100; let the band begin there")
    return band


def _check(head: Row, index: Index) -> None:
    """Note what only the whole index shows."""
    if index.valid_from and index.valid_to and index.valid_to < index.valid_from:
        head.wrong("`valid_to` lies before `valid_from`", "swap or correct them")
    if not index.indicators:
        head.wrong(f"index {index.id!r} has no indicators", "add them in the sheet `indicators`")
    if index.kind == "grades":
        check_grades(head, index)
    elif index.missing == "lowest":
        head.wrong("`missing` is 'lowest'", "only an index of grades has a lowest grade; write leave_out or no_total")
    if index.kind != "grades" and index.bands and index.band_of(Fraction()) is None:
        head.wrong("a total of 0 falls into no band", "let the lowest band start from 0, inclusive")
    if index.kind == "rule":
        outcomes = sum(indicator.part == "outcome" for indicator in index.indicators)
        if outcomes != 1:
            head.wrong(f"the rule has {outcomes} outcomes", "mark exactly one indicator with the part `outcome`")
        return
    used = {indicator.dimension for indicator in index.indicators}
    for dimension in index.dimensions:
        if dimension.id not in used:
            head.wrong(f"dimension {dimension.id!r} has no indicators", "add them, or delete the dimension")


def _by_version(found: list[Row], versions: dict[str, list[str]]) -> dict[tuple[str, str], list[Row]]:
    """The rows by the index and the version they belong to; a row of none is a mistake."""
    grouped: dict[tuple[str, str], list[Row]] = {}
    for row in found:
        name = row.known("index", list(versions))
        if name is None:
            continue
        named = [version.strip() for version in row.text("version").split(",") if version.strip()]
        for version in named or dict.fromkeys(versions[name]):
            if version in versions[name]:
                grouped.setdefault((name, version), []).append(row)
            else:
                row.wrong(f"index {name!r} has no version {version!r}", f"it has {', '.join(versions[name])}")
    return grouped


def _unique(found: list[Row], column: str) -> None:
    seen: dict[str, int] = {}
    for row in found:
        text = row.text(column)
        first = seen.setdefault(text, row.number)
        if text and first != row.number:
            row.wrong(f"`{column}` {text!r} stands in row {first} too", "rename or delete one")

"""An area beside its parts: whoever takes from the whole what is told of the parts is left with a group that could be
told of itself, or with nothing.

Parts of fewer than ten households do not count in the area above them, unless together they are ten or more. Of what
counts there, the `Rest` is what no part tells: its sums follow from the area's by subtraction. So the area tells a
number as it is where every small one behind it may still be anything from 1 to 4, and else only what is told below.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from scoring.area import FEWEST_HOUSEHOLDS, Cell, classes
from scoring.index import Index
from scoring.publishing import at_least, protected, untold
from scoring.retelling import added
from scoring.rule import count_of
from scoring.tally import TOTAL, Tally
from scoring.unknowns import NOTHING, InTable, OfShare, Unknown, hidden, is_few, summed

Path = tuple[str, ...]  # of a part, from the area down: (kecamatan, desa)
Heads = Mapping[str, Tally]  # by the sex of the households' heads
CLASSES, OUTCOMES = "classes", "outcomes"  # tables with a known sum
YES, NO, UNKNOWN = "ya", "tidak", "belum"  # what a rule says
COMPLETE, TARGETS = "complete", "targets"  # counts that stand alone


@dataclass(frozen=True, slots=True)
class Rest:
    """What no part of an area tells: of each indicator, of each table with a sum, of each count that stands alone, of
    how many families have a total, and of the households by the sex of their heads."""

    shares: Mapping[str, OfShare] = field(default_factory=dict)
    tables: Mapping[str, Mapping[str, InTable]] = field(default_factory=dict)
    alone: Mapping[str, Unknown] = field(default_factory=dict)
    complete: int = 0
    heads: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Whole:
    """An area as it may be told: the households that count in it, what no part of it tells of them, and the parts that
    are too small to count."""

    by_head: Heads
    rest: Rest
    small: tuple[Heads, ...] = ()

    @property
    def counts(self) -> Tally:
        """All households that count."""
        return sum(self.by_head.values(), Tally())

    @property
    def apart(self) -> int:
        """The households that do not count yet."""
        return _size(self.small)


def whole_of(index: Index, parts: Mapping[Path, Heads]) -> Whole:
    """The area with these smallest parts, each by its way down; an area of one part is given under the empty way."""
    if not parts:
        return Whole({}, Rest())
    if set(parts) == {()}:
        return _smallest(index, parts[()])
    below: dict[str, dict[Path, Heads]] = {}
    for (first, *way), heads in parts.items():
        below.setdefault(first, {})[tuple(way)] = heads
    return _together(index, [whole_of(index, part) for part in below.values()])


def rest_of(index: Index, by_head: Heads) -> Rest:
    """All of the households, as what is told nowhere else."""
    counts = sum(by_head.values(), Tally())
    heads = {head: found.households for head, found in by_head.items()}
    if index.kind == "rule":
        found = count_of(index, counts)
        alone = {TARGETS: found.targets, **dict(found.holding)}
        tables = {name: _in_table(rows) for name, rows in _rows(index, counts).items()}
        return Rest({}, tables, {name: hidden(n) for name, n in alone.items()}, 0, heads)
    shares = {id_: OfShare.of(count) for id_, count in counts.indicators.items()}
    complete = _complete(counts)
    tables = {name: _in_table(rows) for name, rows in _rows(index, counts).items()}
    return Rest(shares, tables, {COMPLETE: hidden(complete)}, complete, heads)


def outcomes_of(index: Index, counts: Tally) -> dict[str, int]:
    """Of how many target households the rule says yes, no, and nothing yet."""
    found = count_of(index, counts)
    return {YES: found.yes, NO: max(found.targets - found.yes - found.unknown, 0), UNKNOWN: found.unknown}


def table_beside(counts: Mapping[str, int], rest: Mapping[str, InTable]) -> dict[str, Cell]:
    """Counts of which the sum is known, as they may be shown beside the parts'."""
    own = protected(counts)
    if all(row.small.is_open for row in rest.values()) and all(cell.count is not None for cell in own.values()):
        return own
    return {key: _row(counts[key], cell, rest.get(key, InTable())) for key, cell in own.items()}


def alone_beside(count: int, rest: Unknown) -> Cell:
    """A count that stands alone, as it may be shown beside the parts'."""
    if is_few(count):
        return Cell(None, few=True)
    return Cell(count) if rest.is_open else at_least(count - rest.beyond)


def heads_beside(by_head: Heads, rest: Mapping[str, int]) -> bool:
    """Whether it may be told by the sex of the heads: each group is large enough, and what no part tells of it, too."""
    groups = [found.households for found in by_head.values() if found.households]
    fewest = min(groups, default=0)
    return len(groups) > 1 and fewest >= FEWEST_HOUSEHOLDS and not any(0 < n < FEWEST_HOUSEHOLDS for n in rest.values())


def _smallest(index: Index, by_head: Heads) -> Whole:
    """A part that has none: all of it is told there, or nothing."""
    if _size([by_head]) < FEWEST_HOUSEHOLDS:
        return Whole({}, Rest(), (by_head,))
    return Whole(by_head, rest_of(index, by_head))


def _in_table(counts: Mapping[str, int]) -> dict[str, InTable]:
    cells = protected(counts)
    return {key: InTable(hidden(n), 0 if cells[key].count is not None else n) for key, n in counts.items()}


def _row(count: int, own: Cell, rest: InTable) -> Cell:
    if own.count is None or not rest.whole:
        return own
    return at_least(count - rest.whole)


def _together(index: Index, parts: Sequence[Whole]) -> Whole:
    rests = [_untold(index, part) for part in parts if part.by_head]
    counted = [part.by_head for part in parts]
    small = tuple(heads for part in parts for heads in part.small)
    if _size(small) >= FEWEST_HOUSEHOLDS:
        together = _added(small)
        counted.append(together)
        rests, small = [*rests, rest_of(index, together)], ()
    names = {name for rest in rests for name in rest.tables}
    heads = [rest.heads for rest in rests]
    rest = Rest(
        shares=summed(rest.shares for rest in rests),
        tables={name: summed(rest.tables[name] for rest in rests if name in rest.tables) for name in names},
        alone=summed(rest.alone for rest in rests),
        complete=sum(rest.complete for rest in rests),
        heads={head: sum(found.get(head, 0) for found in heads) for found in heads for head in found},
    )
    return Whole(_added(counted), rest, small)


def _untold(index: Index, part: Whole) -> Rest:
    """What is told neither of the part nor of anything in it."""
    counts, rest = part.counts, part.rest
    if index.kind == "rule":
        of_rule = count_of(index, counts)
        numbers = {TARGETS: of_rule.targets, **dict(of_rule.holding)}
    else:
        numbers = {COMPLETE: _complete(counts)}
    rows = _rows(index, counts)
    return Rest(
        shares={id_: untold(counts.indicators[id_], unknown) for id_, unknown in rest.shares.items()},
        tables={name: _untold_rows(table_beside(rows[name], table), table) for name, table in rest.tables.items()},
        alone={name: NOTHING if _tells(alone_beside(numbers[name], n)) else n for name, n in rest.alone.items()},
        complete=rest.complete if rest.complete < FEWEST_HOUSEHOLDS else 0,
        heads={} if heads_beside(part.by_head, rest.heads) else rest.heads,
    )


def _rows(index: Index, counts: Tally) -> dict[str, dict[str, int]]:
    """The tables with a known sum that are told of an area in the index."""
    if index.kind == "rule":
        return {OUTCOMES: outcomes_of(index, counts)}
    return {CLASSES: classes(index, counts)} if index.area == "family_totals" else {}


def _complete(counts: Tally) -> int:
    """How many households have a total."""
    return sum(n for total, n in counts.scores.get(TOTAL, {}).items() if total is not None)


def _untold_rows(cells: Mapping[str, Cell], rest: Mapping[str, InTable]) -> dict[str, InTable]:
    return {key: InTable() if _tells(cells[key]) else row for key, row in rest.items()}


def _tells(cell: Cell) -> bool:
    return cell.count is not None


def _added(parts: Sequence[Heads]) -> dict[str, Tally]:
    heads = dict.fromkeys(head for part in parts for head in part)
    return {head: added(part[head] for part in parts if head in part) for head in heads}


def _size(parts: Iterable[Heads]) -> int:
    return sum(counts.households for part in parts for counts in part.values())

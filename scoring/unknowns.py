"""Small counts that are hidden, of which only a sum may be told: each must still be able to be anything from 1 to 4."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from scoring.area import FEWEST_IN_CELL
from scoring.tally import Count

_MOST = FEWEST_IN_CELL - 1
_Row = TypeVar("_Row", "InTable", "OfShare", "Unknown")


def is_few(count: int) -> bool:
    """Whether a count is too small to be told, and not 0."""
    return 0 < count < FEWEST_IN_CELL


class Unknown(NamedTuple):
    """So many hidden small counts, and what they make together."""

    cells: int = 0
    total: int = 0

    @property
    def is_open(self) -> bool:
        """Whether the sum may be told: there are none, or each may still be anything from 1 to 4."""
        return self.cells == 0 or self.cells + _MOST - 1 <= self.total <= _MOST * (self.cells - 1) + 1

    @property
    def totals(self) -> range:
        """What they may make together, for who knows how many there are."""
        return range(self.cells, _MOST * self.cells + 1)

    @property
    def beyond(self) -> int:
        """By how much they are more than they must be."""
        return self.total - self.cells


NOTHING = Unknown()


def hidden(count: int) -> Unknown:
    """What is unknown of a count that stands alone."""
    return Unknown(1, count) if is_few(count) else NOTHING


@dataclass(frozen=True, slots=True)
class OfShare:
    """What is unknown of an indicator: how many lack it, to how many it does not apply, of how many it is not known.

    Where few fulfil it, those tell how many lack it: such a count stands here as five less the few. By `gap` those who
    lack it may be fewer than they are, for all that is told.
    """

    lack: Unknown = NOTHING
    na: Unknown = NOTHING
    missing: Unknown = NOTHING
    gap: int = 0

    @classmethod
    def of(cls, count: Count) -> "OfShare":
        """What is unknown where nothing smaller tells of it."""
        na, missing = hidden(count.na), hidden(count.missing)
        if is_few(count.unmet) or not is_few(count.met):
            lack = hidden(count.unmet)
            return cls(lack, na, missing, lack.beyond)
        lack = Unknown(1, FEWEST_IN_CELL - count.met)
        uncounted = sum(_MOST - each.total for each in (na, missing) if each.cells)
        return cls(lack, na, missing, lack.beyond + uncounted)

    def __add__(self, other: "OfShare") -> "OfShare":
        return OfShare(
            added(self.lack, other.lack),
            added(self.na, other.na),
            added(self.missing, other.missing),
            self.gap + other.gap,
        )


@dataclass(frozen=True, slots=True)
class InTable:
    """What is unknown of a row of a table with a known sum; `whole` is all of it that is hidden, also beside a small
    one."""

    small: Unknown = NOTHING
    whole: int = 0

    def __add__(self, other: "InTable") -> "InTable":
        return InTable(added(self.small, other.small), self.whole + other.whole)


def added(one: Unknown, other: Unknown) -> Unknown:
    """Both together."""
    return Unknown(one.cells + other.cells, one.total + other.total)


def summed(parts: Iterable[Mapping[str, _Row]]) -> dict[str, _Row]:
    """The rows of the same name together."""
    found: dict[str, _Row] = {}
    for part in parts:
        for name, row in part.items():
            before = found.get(name)
            if before is None:
                found[name] = row
            else:
                found[name] = added(before, row) if isinstance(row, Unknown) else before + row
    return found

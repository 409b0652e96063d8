"""What a report is made of: the counts of an area, its parts and its earlier self."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from scoring.area import Area, area_of
from scoring.beside import Rest, Whole, rest_of
from scoring.grades import Grades
from scoring.index import Index
from scoring.publishing import ShownArea, shown_area
from scoring.tally import Tally


@dataclass(frozen=True, slots=True)
class Part:
    """An RT of a village, or a village of an area above: its households, and those counted."""

    code: str
    name: str
    registered: int
    counted: int


@dataclass(frozen=True, slots=True)
class VillageFacts:
    """What a village has told of itself: label and value of each answer, its grades, and on which day."""

    told_on: date
    rows: tuple[tuple[str, str], ...]
    grades: tuple[tuple[Index, Grades], ...]


@dataclass(frozen=True, slots=True)
class Promise:
    """What a village and a service mean to do, as the village's plan has it."""

    village: str  # its name
    activity: str
    office: str
    by_on: date
    status: str  # in words


@dataclass(frozen=True)
class IndexFigures:
    """An area's counts in one index: by part, by the sex of the heads of those that count, and a year before.

    Above the village, `whole` says what of it may be told beside its villages.
    """

    index: Index
    by_part: Mapping[str, Tally]
    by_head: Mapping[str, Tally]
    before: Tally
    index_before: Index | None = None  # in force a year before, where it was another version
    whole: Whole | None = None
    whole_before: Whole | None = None

    @cached_property
    def counts(self) -> Tally:
        """All households of the area."""
        return sum(self.by_head.values(), Tally())

    @cached_property
    def area(self) -> Area:
        """The area by the index's own rules, exact."""
        return area_of(self.index, self.counts)

    @cached_property
    def shown(self) -> ShownArea | None:
        """The area as it may be shown; None where it has too few households."""
        return shown_of(self.index, self.counts, self.whole)

    @cached_property
    def shown_before(self) -> ShownArea | None:
        """The area as it could be shown a year before."""
        return shown_of(self.index_before or self.index, self.before, self.whole_before)

    @cached_property
    def rest(self) -> Rest:
        """What of the area is told in no part of it."""
        return self.whole.rest if self.whole is not None else rest_of(self.index, self.by_head)

    @property
    def apart(self) -> int:
        """The households that do not count yet, because their villages are too small."""
        return self.whole.apart if self.whole is not None else 0


@dataclass(frozen=True)
class Figures:
    """All that a report tells of an area in a year."""

    code: str
    name: str  # with those above it
    level: str
    year: int
    made_on: date
    parts: tuple[Part, ...]
    first_on: date | None
    last_on: date | None
    cadres: int
    indices: tuple[IndexFigures, ...]
    village: VillageFacts | None = None  # of a village that has told of itself
    classes: Mapping[str, str] = field(default_factory=dict)  # of an area's villages that have told of themselves
    promises: tuple[Promise, ...] = ()  # of the villages, in their plans
    legal: str = ""  # the legal basis to cite in place of ours

    @property
    def registered(self) -> int:
        """The households that should be visited."""
        return sum(part.registered for part in self.parts)

    @property
    def counted(self) -> int:
        """The households whose interview was finished this year."""
        return sum(part.counted for part in self.parts)

    @cached_property
    def main(self) -> IndexFigures | None:
        """The index that the report is about: one of areas, with categories if there is such a one."""
        scores = [each for each in self.indices if each.index.kind == "score"]
        shares = [each for each in scores if each.index.area == "indicator_shares"]
        return next((each for each in shares if each.index.bands), next(iter(shares or scores), None))

    @property
    def left_out(self) -> int:
        """The households that are still counted in another version of the main index only."""
        counting = self.main.counts.households + self.main.apart if self.main is not None else self.counted
        return max(0, self.counted - counting)

    @property
    def families(self) -> IndexFigures | None:
        """The index that is a mean of families' totals."""
        return next((each for each in self.indices if each.index.area == "family_totals"), None)

    @property
    def rule(self) -> IndexFigures | None:
        """The rule that counts households."""
        return next((each for each in self.indices if each.index.kind == "rule"), None)


def shown_of(index: Index, counts: Tally, whole: Whole | None = None) -> ShownArea | None:
    """What may be shown of an area with these counts."""
    rest, complete = (whole.rest.shares, whole.rest.complete) if whole is not None else (None, 0)
    return shown_area(index, area_of(index, counts), area_of(index, counts, "as_met"), rest, complete)

"""The figures of an area's report, read from the database."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.flows.reports.figures import Figures, IndexFigures, Part, Promise
from bot.flows.reports.plan import load_words
from bot.questionnaires import Questionnaire, Questionnaires
from bot.reports.village import village_classes, village_facts
from scoring.beside import Heads, Path, whole_of
from scoring.index import Index
from scoring.tally import Tally
from storage.actions import actions_in
from storage.areas import NATION, tallies, tallies_of, village_tallies
from storage.coverage import Covered, coverage_by_rt, coverage_by_village, fieldwork, villages_of
from storage.regions import Region, at_or_above, region
from storage.sums import Group

COUNTRY = Region(NATION, "Indonesia", "negara", "Asia/Jakarta", None)


async def gather(
    connection: AsyncConnection, code: str, year: int, questionnaire: Questionnaire, now: datetime
) -> Figures | None:
    """An area's figures of a year, in the indices of the questionnaire; None where the region is not known."""
    place = COUNTRY if code == NATION else await region(connection, code)
    if place is None:
        return None
    parts = await _parts(connection, place, year)
    zone = ZoneInfo(place.timezone)
    earlier = {index.id: index for index in questionnaire.on(date(year - 1, 12, 31)).indices}
    work = await fieldwork(connection, code, year)
    return Figures(
        code=code,
        name=await _name(connection, place),
        level=place.level,
        year=year,
        made_on=now.astimezone(zone).date(),
        parts=parts,
        first_on=work.first_at.astimezone(zone).date() if work.first_at else None,
        last_on=work.last_at.astimezone(zone).date() if work.last_at else None,
        cadres=work.cadres,
        indices=tuple(
            [
                await _index(connection, place, year, (index, earlier.get(index.id, index)), parts)
                for index in questionnaire.on(min(now.astimezone(zone).date(), date(year, 12, 31))).indices
            ]
        ),
    )


async def gather_report(
    connection: AsyncConnection, questionnaires: Questionnaires, code: str, year: int, now: datetime
) -> Figures | None:
    """The same with what only a report shows: what a village tells of itself, and what villages mean to do.

    Raises LookupError where no questionnaire was ever published.
    """
    figures = await gather(connection, code, year, await questionnaires.newest(connection), now)
    if figures is None or code == NATION:
        return figures
    place = await region(connection, code)
    zone = ZoneInfo(place.timezone if place is not None else COUNTRY.timezone)
    village = figures.level == "desa"
    told = await village_facts(connection, questionnaires, code, year, zone) if village else None
    classes = {} if village else await village_classes(connection, questionnaires, code, year)
    names, states = await villages_of(connection, code), load_words()["rencana_keadaan"]
    promises = [
        Promise(names[each.region_code], each.activity, each.office, each.by_on, states[each.status])
        for each in await actions_in(connection, code, year)
        if each.region_code in names
    ]
    return replace(figures, village=told, classes=classes, promises=tuple(promises))


async def _parts(connection: AsyncConnection, place: Region, year: int) -> tuple[Part, ...]:
    if place.level == "desa":
        words = load_words()
        found = await coverage_by_rt(connection, place.code, year)
        return tuple(Part(c.part, words["rt"].format(rt=c.part), c.registered, c.counted) for c in found)
    names = await villages_of(connection, place.code)
    covered = {code: Covered(code, 0, 0) for code in names}  # also where nobody is on the list yet
    covered |= {c.part: c for c in await coverage_by_village(connection, place.code, year)}
    return tuple(Part(code, names.get(code, code), c.registered, c.counted) for code, c in sorted(covered.items()))


async def _index(
    connection: AsyncConnection, place: Region, year: int, versions: tuple[Index, Index], parts: tuple[Part, ...]
) -> IndexFigures:
    index, earlier = versions
    other = earlier if earlier.version != index.version else None
    if place.level == "desa":
        groups = await tallies(connection, place.code, year, index.id, index.version)
        before = await tallies(connection, place.code, year - 1, earlier.id, earlier.version)
        # of an RT only the households count whose answers are still kept
        by_rt = await village_tallies(connection, place.code, year, index.id, index.version)
        by_part = _together({group: group.rt for group in by_rt}, by_rt)
        return IndexFigures(index, by_part, _by_head(groups), sum(before.values(), Tally()), other)
    villages = await _villages(connection, parts, year, index)
    whole = whole_of(index, _ways(place.code, villages))
    whole_before = whole_of(earlier, _ways(place.code, await _villages(connection, parts, year - 1, earlier)))
    by_part = {part.code: sum(villages.get(part.code, {}).values(), Tally()) for part in parts}
    return IndexFigures(index, by_part, whole.by_head, whole_before.counts, other, whole, whole_before)


async def _villages(
    connection: AsyncConnection, parts: tuple[Part, ...], year: int, index: Index
) -> dict[str, dict[str, Tally]]:
    """What the households of each village came to, by the sex of their heads."""
    found = await tallies_of(connection, [part.code for part in parts], year, index.id, index.version)
    return {code: _by_head(groups) for code, groups in found.items()}


def _ways(area: str, villages: Mapping[str, Heads]) -> dict[Path, Heads]:
    """The villages by their way down from the area."""
    above = 0 if area == NATION else len(area.split("."))
    return {tuple(code.split(".")[above:]): heads for code, heads in villages.items()}


def _by_head(groups: Mapping[Group, Tally]) -> dict[str, Tally]:
    return _together({group: group.head for group in groups}, groups)


def _together(named: Mapping[Group, str], groups: Mapping[Group, Tally]) -> dict[str, Tally]:
    """The groups that bear the same name, added up."""
    found: dict[str, Tally] = {}
    for group, counts in groups.items():
        found[named[group]] = found.get(named[group], Tally()) + counts
    return found


async def _name(connection: AsyncConnection, place: Region) -> str:
    """The region's name with those above it."""
    if place.code == NATION:
        return place.name
    known = [await region(connection, code) for code in at_or_above(place.code)]
    return ", ".join(each.name for each in known if each is not None)

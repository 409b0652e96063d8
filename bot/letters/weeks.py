"""An area's week, put together from what is told of its villages.

What stands above the village is added up from what was told of the villages, so that no village follows from the sum.
"""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.flows.services.contacts import Contact, Contacts
from bot.flows.services.directory import Directory
from bot.flows.summary.telling import commonest, standing
from bot.flows.summary.week import Part, Waiting, Week, main_index
from bot.flows.texts import Plural
from bot.language import language as spoken
from bot.letters.waiting import waiting_in
from bot.questionnaires import Questionnaire, Questionnaires
from scoring.index import Index
from scoring.retelling import Told, retold, together
from storage.regions import contacts as contacts_in
from storage.summaries import VillageTold, keep_told, names_of, told_until, villages_in
from storage.weeks import villages_now

BATCH = 50  # villages whose figures are taken in one transaction
AWEEK = timedelta(days=7)
WaitingIn = Callable[[AsyncConnection, Sequence[str], datetime], Awaitable[Mapping[str, Waiting]]]
"""What waits in each of some villages: referrals, and requests about data."""

PLACES = Plural("{n} wilayah", "{n} wilayah")


@dataclass(frozen=True, slots=True)
class Sources:
    """What a week is put together with: the questionnaire in force, the services, and who knows what waits."""

    questionnaire: Questionnaire
    directory: Directory
    waiting_in: WaitingIn | None = None


async def sources_of(connection: AsyncConnection, questionnaires: Questionnaires, directory: Directory) -> Sources:
    """What weeks are put together with now. Raises LookupError where no questionnaire was ever published."""
    return Sources(await questionnaires.newest(connection), directory, waiting_in)


async def take(connection: AsyncConnection, sources: Sources, villages: Mapping[str, str], now: datetime) -> None:
    """Keep what is told today of each of these villages, given with their clocks; what is told already stays."""
    for zone, some in groupby(sorted(villages, key=lambda code: villages[code]), key=lambda code: villages[code]):
        local = now.astimezone(ZoneInfo(zone))
        await _take(connection, sources, list(some), local)


async def _take(connection: AsyncConnection, sources: Sources, villages: Sequence[str], local: datetime) -> None:
    today = local.date()
    before = await told_until(connection, villages, today)
    missing = [code for code in villages if code not in before or before[code].on_day < today]
    if not missing:
        return
    index = main_index(sources.questionnaire.on(today).indices)
    key = (index.id, index.version) if index is not None else None
    means = index is not None and index.area == "family_totals"
    waiting = await sources.waiting_in(connection, missing, local) if sources.waiting_in is not None else {}
    found: dict[str, VillageTold] = {}
    for code, now in (await villages_now(connection, missing, local, key, means=means)).items():
        known = before.get(code)
        if not now.parts and known is None:
            continue  # a village without households, of which nothing was ever told
        # Each year counts its own households: those of December and of January are no subtraction.
        last = known.told if known is not None and known.index == key and known.on_day.year == today.year else None
        found[code] = VillageTold(
            on_day=today,
            parts=tuple(now.parts),
            refused=now.refused,
            silent=tuple(now.silent),
            index=key,
            told=retold(index, last, now.counts) if index is not None else None,
            waiting=astuple(waiting[code]) if code in waiting else (),
        )
    await keep_told(connection, found)


async def week_of(
    connection: AsyncConnection,
    sources: Sources,
    regions: Sequence[str],
    on: date,
    language: str,
    *,
    villages: Sequence[str] | None = None,
) -> Week:
    """The week of these regions together, as it was told on that day or last before it; several have a name in her
    language."""
    if villages is None:
        villages = list(await villages_in(connection, regions))
    now = await told_until(connection, villages, on)
    before = await told_until(connection, villages, on - AWEEK)
    before = {code: told for code, told in before.items() if told.on_day.year == on.year}
    areas = _areas(regions, villages)
    names = await names_of(connection, sorted({*regions, *areas}))
    index = main_index(sources.questionnaire.on(on).indices)
    contacts = await _contacts(connection, regions[0])
    in_village = list(regions) == list(villages)[:1]
    parts = _rts(now.get(regions[0]), before.get(regions[0])) if in_village else ()
    if not in_village:
        parts = _parts(index, areas, now, before, names)
    name, level = names.get(regions[0], (regions[0], ""))
    week = Week(
        name=name if len(regions) == 1 else spoken(language).say(PLACES(len(regions))),
        level="desa" if in_village else level if level != "desa" else "wilayah",
        on=on,
        parts=parts,
        since=max((each.on_day for each in before.values()), default=None),
        refused=sum(each.refused for each in now.values()),
        silent_cadres=sum(len(each.silent) for each in now.values()),
        waiting=sum((Waiting(*each.waiting) for each in now.values()), Waiting()),
        without_contact=len(sources.directory.waiting(contacts)),
        unchecked=len(contacts.stale(on)),
    )
    if in_village:
        silent = now[regions[0]].silent if regions[0] in now else ()
        known = tuple(f"RT {rt}" for rt in sorted(set(silent) - {""}))
        week = replace(week, silent=known if "" not in silent else ())
    told = together(index, _told(now.values(), index)) if index is not None else None
    if index is None or told is None:
        return week
    earlier = together(index, _told([before[code] for code in before if code in now], index))
    tips = sources.questionnaire.tips
    return replace(
        week,
        standing=standing(index, told, earlier),
        unmet=commonest(index, told, tips, sources.directory, rounded=not in_village),
    )


def _rts(now: VillageTold | None, before: VillageTold | None) -> tuple[Part, ...]:
    earlier = {part.rt: part.finished for part in before.parts} if before is not None else None
    return tuple(
        Part(
            p.rt, f"RT {p.rt}", p.registered, p.finished, p.begun, earlier.get(p.rt, 0) if earlier is not None else None
        )
        for p in (now.parts if now is not None else ())
    )


def _parts(
    index: Index | None,
    areas: Mapping[str, Sequence[str]],
    now: Mapping[str, VillageTold],
    before: Mapping[str, VillageTold],
    names: Mapping[str, tuple[str, str]],
) -> tuple[Part, ...]:
    """The level below, each added up from its villages; a village counted first this week has nothing new."""
    found = []
    for code, villages in sorted(areas.items()):
        known = [now[village] for village in villages if village in now]
        rts = [rt for village in known for rt in village.parts]
        then = [before.get(village, now.get(village)) for village in villages]
        earlier = sum(rt.finished for village in then if village is not None for rt in village.parts)
        told = together(index, _told(known, index)) if index is not None else None
        part = Part(
            code,
            names[code][0] if code in names else code,
            sum(rt.registered for rt in rts),
            sum(rt.finished for rt in rts),
            sum(rt.begun for rt in rts),
            earlier if any(village in before for village in villages) else None,
        )
        found.append(replace(part, total=told.total) if told is not None else part)
    return tuple(found)


def _areas(regions: Sequence[str], villages: Sequence[str]) -> dict[str, list[str]]:
    """The villages of each area of the level below."""
    areas: dict[str, list[str]] = defaultdict(list)
    for village in villages:
        areas[_part_of(village, regions)].append(village)
    return areas


def _part_of(village: str, regions: Sequence[str]) -> str:
    """The area of the level below in which the village lies; of several regions together, the region itself."""
    above = next((code for code in regions if village == code or village.startswith(f"{code}.")), village)
    if len(regions) > 1 or above == village:
        return above
    return ".".join(village.split(".")[: above.count(".") + 2])


def _told(villages: Iterable[VillageTold], index: Index | None) -> list[Told]:
    """What was told of the villages in this version of the index."""
    key = (index.id, index.version) if index is not None else None
    return [each.told for each in villages if each.told is not None and each.index == key]


async def _contacts(connection: AsyncConnection, region: str) -> Contacts:
    """How services are reached in the region, and when that was checked."""
    found = await contacts_in(connection, region)
    by_service = {}
    for service, contact in found.items():
        checked = contact.fields.get("diperiksa", "")
        by_service[service] = Contact(
            service,
            phone=contact.fields.get("telepon", ""),
            whatsapp=contact.fields.get("wa", ""),
            address=contact.fields.get("alamat", ""),
            checked_on=date.fromisoformat(checked) if checked else None,
        )
    return Contacts(region, any(contact.fields.get("ada_112") for contact in found.values()), by_service)

"""A coordinator at home: how her place stands, and how far its parts and cadres have got."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta

from bot.desks.desk import Page
from bot.flows import reading
from bot.flows.coordinating import home as screen
from bot.flows.coordinating import progress as screens
from bot.flows.coordinating import team
from bot.flows.coordinating.codes import on_button, region_on
from bot.flows.coordinating.progress import CadreWork, Part
from bot.flows.permissions import CADRE, VILLAGE, Action, level_of
from bot.flows.places.search import search
from bot.flows.pressing import GONE
from bot.flows.reply import Reply
from bot.interviews.finishing import contacts_of
from bot.villages.regions import official
from bot.visit import Visit
from storage.chats import point
from storage.coverage import Covered, coverage_by_rt, coverage_by_village
from storage.staff import Held, Work, held_by, held_in, work_in
from storage.summaries import names_of

SILENCE = timedelta(days=7)
MOST_FOUND = 6
_NEARLY = 0.75  # of the best one's score: what fits much less is not meant


async def home(visit: Visit) -> Reply:
    """How her place stands, and what she can do."""
    role = visit.role
    if visit.who.interview is not None:
        await point(visit.connection, visit.incoming.chat, None)
    parts = await _coverage(visit, role.region_code)
    village = _is_village(role.region_code)
    silent = [each for each in await cadres_of(visit, role.region_code, parts) if each.silent] if village else []
    contacts = await contacts_of(visit.connection, role.region_code)
    stands = screen.Stands(
        role=role.role,
        place=role.region_name,
        village=village,
        done=sum(part.counted for part in parts),
        registered=sum(part.registered for part in parts),
        silent=len(silent),
        waiting=len(visit.tools.directory.waiting(contacts)),
        several_roles=len(await held_by(visit.connection, role.person_id, visit.now)) > 1,
    )
    return screen.home(stands, lambda action: visit.may(action, role.region_code))


async def progress(visit: Visit) -> Reply:
    """How far the parts of a place are: her own, or one below it."""
    return await _progress(visit, visit.tap.code, 0)


async def progress_page(visit: Visit) -> Reply:
    """Another page of them."""
    return await _progress(visit, visit.tap.question, visit.tap.number or 0)


async def by_cadre(visit: Visit) -> Reply:
    """What each cadre of a village has done this year."""
    code = region_on(visit.tap.code) or visit.role.region_code
    if not _is_village(code) or not visit.may(Action.SEE_PROGRESS, code):
        return (await home(visit)).after(GONE)
    return screens.by_cadre(name_of(code), code, visit.now.year, await cadres_of(visit, code))


async def written(visit: Visit) -> Reply:
    """How far the place is that she wrote, or those that she may have meant; nothing outside her own.

    In a village it is a cadre whose name she wrote.
    """
    words, own = visit.words.strip()[:60], visit.role.region_code
    if _is_village(own):
        return await _cadre_named(visit, words)
    found = search().find(words, within=own, limit=MOST_FOUND)
    near = [each.place for each in found if each.score >= found[0].score * _NEARLY]
    if not near:
        return (await home(visit)).after(screens.NO_PLACE(words=words[:40], place=visit.role.region_name))
    if len(near) == 1:
        return await _progress(visit, on_button(near[0].code), 0)
    return screens.which_place([(each.code, each.path) for each in near])


async def _cadre_named(visit: Visit, words: str) -> Reply:
    if reading.calls_nobody(words):
        return (await home(visit)).after(team.NOT_CAUGHT)
    cadres = await held_in(visit.connection, CADRE, visit.role.region_code, visit.now)
    named = [each for each in cadres if words.casefold() in each.name.casefold()]
    if not named:
        return (await home(visit)).after(team.NO_SUCH_CADRE(words=words[:40]))
    return team.found([team.Member(each.id, each.name, each.role, team.rt_words(each.rt)) for each in named])


async def cadres_of(visit: Visit, village: str, covered: Sequence[Covered] = ()) -> list[CadreWork]:
    """The cadres of a village with what they have done this year; silent is one who has houses left."""
    work = await work_in(visit.connection, village, visit.now.year)
    left = {each.part for each in covered or await _coverage(visit, village) if each.counted < each.registered}
    return [
        _cadre(visit, held, work.get(held.person_id, Work()), waits=held.rt in left if held.rt else bool(left))
        for held in await held_in(visit.connection, CADRE, village, visit.now)
    ]


def name_of(code: str) -> str:
    """What the region with that code is called; the code itself where there is none such."""
    return next((each.name for each in official(code) if each.code == code), code)


async def _progress(visit: Visit, code: str, page: int) -> Reply:
    region = region_on(code) or visit.role.region_code
    if not visit.may(Action.SEE_PROGRESS, region):
        return (await home(visit)).after(GONE)
    village = _is_village(region)
    covered = await _coverage(visit, region)
    parts = (
        [Part("", screens.IN_RT(rt=each.part), each.counted, each.registered) for each in covered]
        if village
        else await _by_level(visit, region, covered)
    )
    return screens.progress(name_of(region), region, visit.now.year, parts, page=page, village=village)


async def _by_level(visit: Visit, region: str, covered: tuple[Covered, ...]) -> list[Part]:
    """The regions just below, each with what its villages come to."""
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for each in covered:
        below = ".".join(each.part.split(".")[: level_of(region) + 1])
        sums[below][0] += each.counted
        sums[below][1] += each.registered
    names = await names_of(visit.connection, list(sums))
    return [Part(code, names.get(code, (name_of(code), ""))[0], *numbers) for code, numbers in sorted(sums.items())]


async def _coverage(visit: Visit, region: str) -> tuple[Covered, ...]:
    by_part = coverage_by_rt if _is_village(region) else coverage_by_village
    return await by_part(visit.connection, region, visit.now.year)


def _cadre(visit: Visit, held: Held, work: Work, *, waits: bool) -> CadreWork:
    heard = work.last_at or held.from_at
    on = work.last_at.astimezone(visit.now.tzinfo).date() if work.last_at is not None else None
    silent = waits and visit.now - heard > SILENCE
    return CadreWork(held.id, held.name, held.rt, work.finished, work.begun, on, silent)


def _is_village(code: str) -> bool:
    return level_of(code) == VILLAGE


PAGES = {
    "desk": Page(home, Action.SEE_PROGRESS),
    "typed": Page(written, Action.SEE_PROGRESS),
    "progress": Page(progress, Action.SEE_PROGRESS, commands=frozenset({"kemajuan"})),
    "progress_page": Page(progress_page, Action.SEE_PROGRESS),
    "by_cadre": Page(by_cadre, Action.SEE_PROGRESS),
}

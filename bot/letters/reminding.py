"""The one message a day that nobody asked for: decided here for each person, important things first."""

import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.flows.permissions import CADRE, COORDINATOR, VILLAGE, level_of
from bot.flows.reply import Press, Reply
from bot.flows.rounds import action as actions_states
from bot.flows.rounds import referral as states
from bot.flows.rounds.action import Planned
from bot.flows.rounds.manners import closing, is_holiday, is_open
from bot.flows.rounds.morning import MOST_ASKED, Day, message
from bot.flows.rounds.nearest import Waiting, nearest
from bot.flows.rounds.referral import Referral
from bot.language import Language, language
from bot.logs import where
from bot.messages import Button, Outgoing, Tap
from bot.schedule.jobs import ZONES, Daily, Hourly, Job, Occasion
from storage.actions import due_actions, keep_actions
from storage.engine import reading
from storage.following import UNREAD, Kept, due_of, stuck_in
from storage.letters import Letter, unasked_key
from storage.manners import Listener, claim_day, listening
from storage.outbox import put
from storage.referrals import escalate_left_alone, keep_all
from storage.requests import WARNED_AFTER, unwarned, warned
from storage.rounds import Share, named, waiting_for

KIND = "round"
SOON = WARNED_AFTER - timedelta(days=1)  # a request so old comes near its end before tomorrow's message
LOT = 50  # people whose day is put together in one transaction

_log = logging.getLogger(__name__)


async def remind(engine: AsyncEngine, now: datetime) -> int:
    """How many messages were put into the outbox: one for everybody whose hour has come and for whom something is due.

    What fails for one is logged, and the next is served; the next run tries again.
    """
    made = 0
    for zone in ZONES:
        local = now.astimezone(ZoneInfo(zone))
        if not is_open(local) or is_holiday(local.date()):
            continue
        async with reading(engine).begin() as connection:
            people = await listening(connection, zone, now, local)
        for start in range(0, len(people), LOT):
            made += await _remind(engine, people[start : start + LOT], now, local)
    return made


async def _remind(engine: AsyncEngine, people: Sequence[Listener], now: datetime, local: datetime) -> int:
    try:
        async with engine.begin() as connection:
            return await _put_all(connection, people, now, local)
    except Exception as error:  # one person's failure must not cost the others theirs
        if len(people) > 1:
            return sum([await _remind(engine, [each], now, local) for each in people])
        _log.error("the reminder of person %s failed\n%s", people[0].person_id, where(error))
        return 0


@dataclass(slots=True)
class _Found:
    """What is due for a lot of people, by whom it concerns."""

    referrals: Mapping[int, list[Kept]]
    stuck: Mapping[str, list[Referral]]
    actions: Mapping[str, list[Planned]]
    requests: Mapping[str, int]
    waiting: Mapping[int, Sequence[Waiting]]


async def _put_all(connection: AsyncConnection, people: Sequence[Listener], now: datetime, local: datetime) -> int:
    claimed = await claim_day(connection, [each.person_id for each in people], local.date())
    people = [each for each in people if each.person_id in claimed]
    found = await _find(connection, people, now, local)
    made = 0
    for each in people:
        made += await _put(connection, each, found, now, local)
    return made


async def _find(connection: AsyncConnection, people: Sequence[Listener], now: datetime, local: datetime) -> _Found:
    """All that is due for these people; referrals that their cadres say nothing about go to the coordinator."""
    today = local.date()
    cadres = [each.person_id for each in people if any(post.role == CADRE for post in each.posts)]
    referrals: dict[int, list[Kept]] = defaultdict(list)
    silent: list[Referral] = []
    for kept in await due_of(connection, cadres, today) if cadres else ():
        referral = states.unheard(kept.referral) if kept.fate in UNREAD else kept.referral
        if states.is_silent(referral):
            silent.append(states.escalated(referral, today))
        else:
            referrals[kept.cadre_id].append(kept)
    await keep_all(connection, silent, now)
    villages = sorted({code for each in people for code in _coordinated(each)})
    stuck: dict[str, list[Referral]] = defaultdict(list)
    for kept in await stuck_in(connection, villages):
        if kept.referral.due_on is not None and kept.referral.due_on <= today:
            stuck[kept.region_code].append(kept.referral)
    actions: dict[str, list[Planned]] = defaultdict(list)
    for action in await due_actions(connection, villages, today):
        actions[action.region_code].append(action)
    requests = {each.village: each.requests for each in await unwarned(connection, now - SOON)} if villages else {}
    shares = [
        Share(each.person_id, post.region_code, post.rt) for each in people for post in each.posts if post.role == CADRE
    ]
    return _Found(referrals, stuck, actions, requests, await waiting_for(connection, shares, local))


async def _put(connection: AsyncConnection, person: Listener, found: _Found, now: datetime, local: datetime) -> bool:
    """Whether a message waits for the person now; what it asks about counts as asked."""
    today = local.date()
    key = unasked_key(person.person_id, today)
    stuck = [each for code in _coordinated(person) for each in found.stuck.get(code, ())]
    actions = [each for code in _coordinated(person) for each in found.actions.get(code, ())]
    due = found.referrals.get(person.person_id, [])
    requests = sum(found.requests.get(code, 0) for code in _coordinated(person))
    leads = requests or stuck or actions
    asked = () if leads else tuple(kept.asked for kept in due[:MOST_ASKED])
    near = () if leads else nearest(found.waiting.get(person.person_id, ()), today)
    houses = await named(connection, [each.id for each in near]) if near else {}
    day = Day(
        person.name,
        local.hour,
        requests=requests,
        stuck=len(stuck),
        actions=tuple(actions),
        asked=asked,
        more=len(due) - len(asked),
        houses=tuple((houses[each.id], each.status) for each in near),
    )
    about = tuple(each.house.id for each in asked) + tuple(houses)
    if day.is_empty or not await put(connection, _letter(person, message(day), about, key, local)):
        return False
    asked_of = [kept.referral for kept in due[: len(asked)]] + stuck
    fates = {kept.referral.id: kept.fate for kept in due}
    changed = [
        states.put_to(states.unheard(each) if fates.get(each.id) in UNREAD else each, key, today) for each in asked_of
    ]
    await keep_all(connection, changed, now)
    if requests:
        await warned(connection, _coordinated(person), now - SOON, now)
    await keep_actions(connection, [actions_states.put_to(each, key, today) for each in actions], now)
    return True


def _coordinated(person: Listener) -> list[str]:
    """The villages that the person coordinates by herself."""
    return [p.region_code for p in person.posts if p.role == COORDINATOR and level_of(p.region_code) == VILLAGE]


def _letter(person: Listener, reply: Reply, about: tuple[int, ...], key: str, local: datetime) -> Letter:
    speak = language(person.language)
    bubble = Outgoing(
        person.chat,
        "\n".join(speak.say(line) for line in reply.lines),
        tuple(tuple(_button(press, speak, local) for press in row) for row in reply.rows if row),
        protected=reply.protected,
    )
    zone = str(local.tzinfo)
    return Letter(key, KIND, (bubble,), local, closing(local), person.person_id, about=about, zone=zone)


def _button(press: Press, speak: Language, local: datetime) -> Button:
    """The button; the day makes each showing of it another one, so that a press of tomorrow's is no redelivery."""
    day = local.date().toordinal()
    return Button(speak.say(press.label), Tap(press.verb, question=press.question, revision=day, code=press.code))


async def _look(occasion: Occasion) -> str:
    return f"{await remind(occasion.engine, occasion.now)} reminders"


async def _escalate(occasion: Occasion, zone: str) -> str:
    """Nobody's referral waits for ever: where no cadre could be asked, the coordinator sees it."""
    today = occasion.now.astimezone(ZoneInfo(zone)).date()
    async with occasion.engine.begin() as connection:
        return f"{await escalate_left_alone(connection, zone, today)} referrals to coordinators"


def _escalating(zone: str) -> Job:
    return Job(f"escalate@{zone}", Daily(time(17), zone), lambda occasion: _escalate(occasion, zone))


REMINDERS = (
    Job("reminders", Hourly(), _look),
    Job("reminders at half past", Hourly(30), _look),
    *map(_escalating, ZONES),
)

"""How each person wants to be told what she did not ask for, and on which day that was looked at last."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Date, Integer, String, and_, bindparam, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.flows.rounds.manners import CLOSES, USUAL, Manners, is_holiday
from storage.inserts import insert_into
from storage.letters import is_put, unasked_key
from storage.models import ChatRow, MannersRow, PersonRow, RegionRow, RoleRow, SummaryTimeRow
from storage.sealing import open_name
from storage.summaries import DEFAULT_WEEKDAY
from storage.types import UtcDateTime

LOOK_AHEAD = 30  # days; longer no holidays and full days follow each other


@dataclass(frozen=True, slots=True)
class Post:
    """What somebody is somewhere."""

    role: str
    region_code: str
    rt: str | None


@dataclass(frozen=True, slots=True)
class Listener:
    """Somebody whose hour has come: where she is reached, what she is, and where."""

    person_id: int
    name: str
    language: str
    chat: str
    posts: tuple[Post, ...]


_now = bindparam("now", type_=UtcDateTime())
_today = bindparam("today", type_=Date())
_chat = (
    select(func.min(ChatRow.address))
    .where(ChatRow.person_id == PersonRow.id, ChatRow.blocked_at.is_(None))
    .correlate(PersonRow)
    .scalar_subquery()
)
_LISTENING = (
    select(
        PersonRow.id,
        PersonRow.name,
        PersonRow.language,
        _chat.label("chat"),
        RoleRow.role,
        RoleRow.region_code,
        RoleRow.rt,
    )
    .select_from(RoleRow)
    .join(PersonRow, PersonRow.id == RoleRow.person_id)
    .join(RegionRow, RegionRow.code == RoleRow.region_code)
    .outerjoin(MannersRow, MannersRow.person_id == PersonRow.id)
    .outerjoin(SummaryTimeRow, SummaryTimeRow.person_id == PersonRow.id)
    .where(RoleRow.role.in_(["cadre", "coordinator"]), RegionRow.timezone == bindparam("zone", type_=String()))
    .where(RoleRow.from_at <= _now, or_(RoleRow.until_at.is_(None), RoleRow.until_at > _now))
    .where(MannersRow.stopped_at.is_(None))
    .where(or_(MannersRow.paused_until.is_(None), MannersRow.paused_until <= _today))
    .where(or_(MannersRow.looked_on.is_(None), MannersRow.looked_on != _today))
    .where(func.coalesce(MannersRow.remind_at, USUAL) <= bindparam("minutes", type_=Integer()))
    .where(_chat.is_not(None))
    .order_by(PersonRow.id, RoleRow.id)
)
# The day of a coordinator's summary is the summary's: it is the one message of that day.
_SUMMARIZED = (
    select(RoleRow.person_id)
    .outerjoin(SummaryTimeRow, SummaryTimeRow.person_id == RoleRow.person_id)
    .where(RoleRow.role == "coordinator", RoleRow.from_at <= _now)
    .where(or_(RoleRow.until_at.is_(None), RoleRow.until_at > _now))
    .where(func.coalesce(SummaryTimeRow.weekday, DEFAULT_WEEKDAY) == bindparam("weekday", type_=Integer()))
)


async def manners_of(connection: AsyncConnection, person_id: int) -> Manners:
    """How the person wants to be reminded."""
    columns = (MannersRow.remind_at, MannersRow.paused_until, MannersRow.stopped_at)
    row = (await connection.execute(select(*columns).where(MannersRow.person_id == person_id))).one_or_none()
    if row is None:
        return Manners()
    return Manners(row.remind_at or USUAL, row.paused_until, row.stopped_at is not None)


async def remind_at(connection: AsyncConnection, person_id: int, minutes: int) -> None:
    """She is reminded at that time from now on, also where she had stopped or put it off."""
    await _set(connection, person_id, remind_at=minutes, stopped_at=None, paused_until=None)


async def pause(connection: AsyncConnection, person_id: int, until: date) -> None:
    """Nothing unasked comes before that day."""
    await _set(connection, person_id, paused_until=until)


async def stop(connection: AsyncConnection, person_id: int, now: datetime) -> None:
    """Nothing unasked comes any more, whatever it is."""
    await _set(connection, person_id, stopped_at=now)


async def _set(connection: AsyncConnection, person_id: int, **values: object) -> None:
    insert = insert_into(MannersRow, connection).values(person_id=person_id, **values)
    await connection.execute(insert.on_conflict_do_update(index_elements=["person_id"], set_=values))


async def listening(connection: AsyncConnection, zone: str, now: datetime, local: datetime) -> Sequence[Listener]:
    """Everybody by that clock whose hour has come today, and for whom nobody has looked yet."""
    given = {"zone": zone, "now": now, "today": local.date(), "minutes": local.hour * 60 + local.minute}
    rows = (await connection.execute(_LISTENING, given)).all()
    if not rows:
        return []
    summarized = set(await connection.scalars(_SUMMARIZED, {"now": now, "weekday": local.weekday()}))
    found: dict[int, Listener] = {}
    posts: dict[int, list[Post]] = {}
    for person_id, name, language, chat, *post in rows:
        if person_id in summarized:
            continue
        posts.setdefault(person_id, []).append(Post(*post))
        if person_id not in found:
            found[person_id] = Listener(person_id, open_name(connection, name), language, chat, ())
    return [
        Listener(each.person_id, each.name, each.language, each.chat, tuple(posts[each.person_id]))
        for each in found.values()
    ]


async def claim_day(connection: AsyncConnection, people: Sequence[int], today: date) -> frozenset[int]:
    """Those for whom nobody has looked today; from now on somebody has. A day to come is a clock's mistake."""
    if not people:
        return frozenset()
    insert = insert_into(MannersRow, connection)
    statement = (
        insert.values([{"person_id": person, "looked_on": today} for person in sorted(people)])
        .on_conflict_do_update(
            index_elements=["person_id"],
            set_={"looked_on": today},
            where=and_(MannersRow.stopped_at.is_(None), MannersRow.looked_on.is_distinct_from(today)),
        )
        .returning(MannersRow.person_id)
    )
    return frozenset((await connection.execute(statement)).scalars().all())


async def is_summary_day(connection: AsyncConnection, person_id: int, now: datetime, weekday: int) -> bool:
    """Whether the person's weekly summary comes on that day of the week: then nothing else unasked does."""
    mine = _SUMMARIZED.where(RoleRow.person_id == person_id).limit(1)
    return await connection.scalar(mine, {"now": now, "weekday": weekday}) is not None


async def free_day(
    connection: AsyncConnection, person_id: int, local: datetime, *, also_on_holidays: bool = False
) -> date | None:
    """The first day with room for a letter that she did not ask for: one a day comes, and on her summary's day that.

    None where she has stopped all of them.
    """
    manners = await manners_of(connection, person_id)
    if manners.stopped:
        return None
    first = local.date() if local.time() < CLOSES else local.date() + timedelta(days=1)
    for day in (first + timedelta(days=n) for n in range(LOOK_AHEAD)):
        put_off = manners.paused_until is not None and day < manners.paused_until
        rests = put_off or (is_holiday(day) and not also_on_holidays)
        if rests or await is_summary_day(connection, person_id, local, day.weekday()):
            continue
        if not await is_put(connection, unasked_key(person_id, day)):
            return day
    return first + timedelta(days=LOOK_AHEAD)

"""Who is talking, and what she is working on: all that the way of a message needs to know of her."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import String, and_, bindparam, case, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.messages import Button, Tap
from storage.inserts import insert_into
from storage.keyring import HouseholdKey
from storage.models import ChatRow, HouseholdKeyRow, HouseholdRow, InterviewRow, PersonRow, RegionRow, RoleRow
from storage.sealing import household_key, label_place, open_name, open_text
from storage.statements import Statement
from storage.transactions import Direct
from storage.types import UtcDateTime


@dataclass(frozen=True, slots=True)
class CallerRole:
    """What the caller may do, and the region she does it in."""

    id: int
    person_id: int
    role: str
    region_code: str
    rt: str | None
    region_name: str
    level: str
    timezone: str
    urban: bool | None


@dataclass(frozen=True, slots=True)
class CurrentInterview:
    """The interview that a chat is pointed at, with the household it is of; of a village, there is none."""

    id: int
    form_hash: str
    revision: int
    status: str
    asked_at: datetime
    started_at: datetime
    household_id: int | None  # None: a village answers for itself
    household_code: str | None
    region_code: str
    rt: str | None
    number: int | None
    given_to: int | None  # whose the household is by name
    closed_at: datetime | None
    cadre_id: int  # who began the interview, or went on with it
    finished_at: datetime | None
    held: str | None  # by which of the household's rights its data are used for nothing
    label: str | None
    key: HouseholdKey | None = field(default=None, repr=False, compare=False)  # seals what is said there


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever has an address: somebody known, or nobody in particular."""

    address: str
    person_id: int | None = None
    name: str = ""
    language: str | None = None  # None where she never chose one
    blocked_at: datetime | None = None
    role: CallerRole | None = None
    interview: CurrentInterview | None = None
    awaits: str = ""  # the page that gets her next words
    place: str | None = None  # the region whose services she looks up
    letter: tuple[Tap, ...] = ()  # the buttons of a letter or a question back, where it is the newest thing in the chat
    letter_at: datetime | None = None


_now = bindparam("now", type_=UtcDateTime())
_address = bindparam("address", type_=String())

FIRST_ROLE = case((RoleRow.role == "cadre", 0), (RoleRow.role == "coordinator", 1), else_=2)

_holds = and_(
    RoleRow.person_id == PersonRow.id,
    RoleRow.from_at <= _now,
    or_(RoleRow.until_at.is_(None), RoleRow.until_at > _now),
)
_chosen_role = (
    select(RoleRow.id).where(_holds, RoleRow.id == ChatRow.role_id).correlate(PersonRow, ChatRow).scalar_subquery()
)
_first_role = (
    select(RoleRow.id)
    .where(_holds)
    .order_by(FIRST_ROLE, RoleRow.from_at.desc(), RoleRow.id.desc())
    .limit(1)
    .correlate(PersonRow)
    .scalar_subquery()
)
_current_role = func.coalesce(_chosen_role, _first_role)

_INTERVIEW = (
    InterviewRow.id.label("interview_id"),
    InterviewRow.form_hash,
    InterviewRow.revision,
    InterviewRow.status,
    InterviewRow.asked_at,
    InterviewRow.started_at,
    InterviewRow.household_id,
    HouseholdRow.code,
    func.coalesce(HouseholdRow.region_code, InterviewRow.region_code).label("interview_region"),
    HouseholdRow.rt,
    HouseholdRow.number,
    HouseholdRow.cadre_id,
    HouseholdRow.removed_at,
    InterviewRow.cadre_id.label("interviewer_id"),
    InterviewRow.finished_at,
    HouseholdRow.held,
    HouseholdRow.label.label("household_label"),
    HouseholdKeyRow.wrapped,
)

_LOCK = select(ChatRow.address).where(ChatRow.address == _address).with_for_update()

_CALLER = Statement(
    select(
        ChatRow.address,
        ChatRow.blocked_at,
        ChatRow.awaits,
        ChatRow.place,
        ChatRow.letter,
        ChatRow.letter_at,
        PersonRow.id.label("person_id"),
        PersonRow.name,
        func.coalesce(PersonRow.language, ChatRow.language).label("language"),
        RoleRow.id.label("role_id"),
        RoleRow.role,
        RoleRow.region_code.label("role_region"),
        RoleRow.rt.label("role_rt"),
        RegionRow.name.label("region_name"),
        RegionRow.level,
        RegionRow.timezone,
        RegionRow.urban,
        *_INTERVIEW,
    )
    .select_from(ChatRow)
    .outerjoin(PersonRow, PersonRow.id == ChatRow.person_id)
    .outerjoin(RoleRow, RoleRow.id == _current_role)
    .outerjoin(RegionRow, RegionRow.code == RoleRow.region_code)
    .outerjoin(InterviewRow, InterviewRow.id == ChatRow.interview_id)
    .outerjoin(HouseholdRow, HouseholdRow.id == InterviewRow.household_id)
    .outerjoin(HouseholdKeyRow, HouseholdKeyRow.household_id == InterviewRow.household_id)
    .where(ChatRow.address == _address)
)


_INTERVIEWS = (
    select(*_INTERVIEW)
    .select_from(InterviewRow)
    .outerjoin(HouseholdRow, HouseholdRow.id == InterviewRow.household_id)
    .outerjoin(HouseholdKeyRow, HouseholdKeyRow.household_id == InterviewRow.household_id)
)
_INTERVIEW_OF = Statement(_INTERVIEWS.where(InterviewRow.id == bindparam("interview")))
_NEWEST_IN = Statement(
    _INTERVIEWS.where(InterviewRow.household_id == bindparam("household")).order_by(InterviewRow.id.desc()).limit(1)
)
_POINT = Statement(
    update(ChatRow)
    .where(ChatRow.address == bindparam("chat"))
    .values(interview_id=bindparam("interview"))
    .returning(ChatRow.address)
)


async def caller(connection: AsyncConnection, address: str, now: datetime) -> Caller:
    """Who has this address. The chat of somebody known is hers alone until the transaction ends.

    PostgreSQL locks her chat in a statement of its own: a statement that had to wait for the lock would still see the
    interview as it was before it began to wait. A transaction `of_chat` has done so, and on SQLite any holds the write
    lock.
    """
    if connection.dialect.name == "postgresql" and not isinstance(connection, Direct):
        await connection.execute(_LOCK, {"address": address})
    row = await _CALLER.row(connection, {"address": address, "now": now})
    if row is None:
        return Caller(address)
    _, blocked_at, awaits, place, letter, letter_at, person_id, name, language, *more = row
    role = CallerRole(more[0], person_id, *more[1:8]) if more[0] is not None else None
    interview = _current(connection, more[8:]) if more[8] is not None else None
    name, awaits, letter = open_name(connection, name), awaits or "", _buttons(letter)
    return Caller(address, person_id, name, language, blocked_at, role, interview, awaits, place, letter, letter_at)


def _buttons(kept: str | None) -> tuple[Tap, ...]:
    return tuple(tap for packed in (kept or "").splitlines() if (tap := Tap.unpack(packed)) is not None)


async def current_interview(connection: AsyncConnection, interview_id: int) -> CurrentInterview | None:
    """An interview, with its household if it is of one, as a chat that is pointed at it sees it; or None."""
    row = await _INTERVIEW_OF.row(connection, {"interview": interview_id})
    return _current(connection, row) if row is not None else None


async def newest_interview_in(connection: AsyncConnection, household_id: int) -> CurrentInterview | None:
    """The interview of a household that was begun last, open or finished, as a chat that is pointed at it sees it."""
    row = await _NEWEST_IN.row(connection, {"household": household_id})
    return _current(connection, row) if row is not None else None


def _current(connection: AsyncConnection, row: Sequence[Any]) -> CurrentInterview:
    *known, sealed, wrapped = row
    household_id, code = known[6:8]
    key = household_key(connection, household_id, wrapped)
    label = open_text(key, sealed, label_place(code)) if code is not None else None
    values = (*known, label, key)
    return CurrentInterview(*values)


async def register_chat(connection: AsyncConnection, address: str, person_id: int) -> None:
    """The address is this person's from now on; nothing changes where it already is."""
    insert = insert_into(ChatRow, connection).values(address=address, person_id=person_id)
    fresh = ("interview_id", "awaits", "role_id", "language", "place", "letter", "letter_at", "blocked_at")
    changed = {"person_id": person_id, **dict.fromkeys(fresh)}
    hers = ChatRow.person_id.is_not_distinct_from(person_id)
    await connection.execute(insert.on_conflict_do_update(index_elements=["address"], set_=changed, where=~hers))


async def await_words(connection: AsyncConnection, address: str, page: str) -> None:
    """The chat's next words go to that page; empty: to none. No letter is the newest thing there any more. A chat that
    nobody knew becomes known as an address."""
    await _remember(connection, address, {"awaits": page or None, "letter": None, "letter_at": None})


async def letter_came(connection: AsyncConnection, address: str, buttons: Iterable[Button], at: datetime) -> None:
    """A letter with these buttons, or a question back, is the newest thing in the chat until its person says something.

    What stands on them is not kept.
    """
    packed = "\n".join(each.tap.pack() for each in buttons)
    came = update(ChatRow).where(ChatRow.address == address)
    await connection.execute(came.values(letter=packed or None, letter_at=at if packed else None))


async def point(connection: AsyncConnection, address: str, interview_id: int | None) -> None:
    """The chat works on this interview from now on, or on none."""
    await _POINT.rows(connection, {"chat": address, "interview": interview_id})


async def block(connection: AsyncConnection, address: str, at: datetime | None) -> None:
    """Since when the person has blocked the bot; None: she can be reached again."""
    await connection.execute(update(ChatRow).where(ChatRow.address == address).values(blocked_at=at))


async def addresses_of(connection: AsyncConnection, person_id: int) -> tuple[str, ...]:
    """Where a person can be reached: her chats that are not blocked."""
    statement = select(ChatRow.address).where(ChatRow.person_id == person_id, ChatRow.blocked_at.is_(None))
    return tuple((await connection.scalars(statement.order_by(ChatRow.address))).all())


async def look_up_in(connection: AsyncConnection, address: str, place: str | None) -> None:
    """The chat looks up the services of that region from now on."""
    await _remember(connection, address, {"place": place})


async def read_in(connection: AsyncConnection, address: str, language: str) -> None:
    """Whoever writes from there reads this language, as long as she is no known person."""
    await _remember(connection, address, {"language": language})


async def _remember(connection: AsyncConnection, address: str, what: Mapping[str, str | None]) -> None:
    insert = insert_into(ChatRow, connection).values(address=address, **what)
    await connection.execute(insert.on_conflict_do_update(index_elements=["address"], set_=what))


async def forget_chat(connection: AsyncConnection, address: str) -> None:
    """Nothing is known any more of the chat of somebody who is no known person."""
    await connection.execute(delete(ChatRow).where(ChatRow.address == address, ChatRow.person_id.is_(None)))

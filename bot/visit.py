"""One message with all that its way through the dialogue needs."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.flows.arrival import House
from bot.flows.interview import Interview
from bot.flows.permissions import ANYBODY, Action, Place, Standing, may, may_give, may_with
from bot.flows.privacy import NOTHING_SAID, Privacy
from bot.flows.reply import Reply
from bot.flows.services.directory import Directory
from bot.interviews.loading import Opened
from bot.language import SOURCE
from bot.messages import Incoming, Tap
from bot.questionnaires import Questionnaires
from storage.callers import Caller, CallerRole
from storage.keyring import HouseholdKey
from storage.turns import Move, keep_turn, was_kept


@dataclass(frozen=True, slots=True)
class Tools:
    """What is the same for every message."""

    questionnaires: Questionnaires
    directory: Directory
    privacy: Privacy = NOTHING_SAID


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody who said something: who she is, what she pressed or wrote, and what is needed to answer."""

    connection: AsyncConnection
    incoming: Incoming
    key: str  # what the message is known by when it is delivered again
    who: Caller
    now: datetime  # by the clock of her region
    tools: Tools
    tap: Tap = field(default_factory=lambda: Tap("home"))  # the page that she wants
    words: str = ""  # what she wrote, cleaned and without long numbers
    opened: Opened | None = None  # the finished interview that she looks at, or that a button belongs to

    @property
    def role(self) -> CallerRole:
        """Her role. Raises LookupError for somebody without one: such a page is not for her."""
        if self.who.role is None:
            raise LookupError("somebody without a role came to a page that needs one")
        return self.who.role

    @property
    def position(self) -> str:
        """What she is: her role, or anybody."""
        return self.who.role.role if self.who.role is not None else ANYBODY

    @property
    def language(self) -> str:
        """The language she reads."""
        return self.who.language or SOURCE

    @property
    def house(self) -> House | None:
        """The house of the interview at hand."""
        return self.opened.house if self.opened is not None else None

    @property
    def standing(self) -> Standing | None:
        """Her role as permissions see it; None for somebody without one."""
        role = self.who.role
        return Standing(role.role, role.region_code, role.rt, role.person_id) if role is not None else None

    def may(self, action: Action, region_code: str, rt: str | None = None) -> bool:
        """Whether she may do that there, by the one table of permissions."""
        return self.standing is not None and may(self.standing, action, region_code, rt)

    def may_with(self, action: Action, household: Place) -> bool:
        """Whether she may do that with the household."""
        return self.standing is not None and may_with(self.standing, action, household, self.now)

    def may_give(self, action: Action, role: str, region_code: str, rt: str | None = None) -> bool:
        """Whether she may give, or end, that role there."""
        return self.standing is not None and may_give(self.standing, action, role, region_code, rt)

    def tell(self, *replies: Reply, interview: Interview | None = None) -> "Told":
        """What is told to her."""
        return Told(self, replies, interview)

    def below(self) -> "Visit":
        """The same message, to be answered by a new bubble under the others, not in place of the tapped one."""
        return replace(self, incoming=replace(self.incoming, bubble=None))

    def press(self, tap: Tap) -> "Visit":
        """The same words as a press of that button; they are answered by a new bubble."""
        return replace(self, incoming=replace(self.incoming, tap=tap, words=""), words="", opened=None)

    async def keep(
        self,
        facts: Sequence[dict[str, str]] = (),
        interview_id: int | None = None,
        secret: HouseholdKey | None = None,
        marks: HouseholdKey | None = None,
        move: Move | None = None,
    ) -> bool:
        """Keep the message with what it causes, sealed by the `secret`, and let it move an interview; False where it
        was kept before. Raises OvertakenError.

        What was tapped in an interview tells the answer, so only a mark of it is kept: by the key that `marks`.
        """
        return await keep_turn(
            self.connection,
            chat=self.incoming.chat,
            message_id=self._kept_as(marks),
            interview_id=interview_id,
            facts=list(facts),
            said_at=self.now,
            key=secret,
            move=move,
        )

    async def was_kept(self, marks: HouseholdKey | None) -> bool:
        """Whether the message was kept before, in an interview of which that key marks what was tapped."""
        return await was_kept(self.connection, self.incoming.chat, self._kept_as(marks))

    def _kept_as(self, marks: HouseholdKey | None) -> str:
        return marks.mark(self.key) if marks is not None and self.key != self.incoming.id else self.key


@dataclass(frozen=True, slots=True)
class Told:
    """What a visit ends with: bubbles, and the interview whose buttons they carry."""

    visit: Visit
    replies: tuple[Reply, ...]
    interview: Interview | None = None

"""Interviews as their facts say, kept in mind between messages."""

from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.flows.arrival import House, Subject, Village
from bot.flows.forms.facts import from_data
from bot.flows.forms.private import asks_privately
from bot.flows.forms.record import Record
from bot.flows.interview import Interview
from bot.questionnaires import Questionnaire, Questionnaires
from storage.current_interviews import CurrentInterview
from storage.keyring import HouseholdKey
from storage.private_keys import private_key
from storage.turns import facts_of

REMEMBERED = 2_000  # interviews that a process keeps in mind


class ConflictError(Exception):
    """Two processes moved one interview at the same moment; the message is taken again."""


@dataclass(frozen=True, slots=True)
class Opened:
    """An interview at work: where it stands, its questionnaire, whom it is of, and since when its question is shown."""

    interview: Interview
    questionnaire: Questionnaire
    subject: Subject
    asked_at: datetime
    secret: HouseholdKey | None = None  # seals what is said there
    marks: HouseholdKey | None = (
        None  # what was tapped, which tells the answer: the same key, or that of private answers
    )

    @property
    def house(self) -> House | None:
        """The house that it is of; None where a village answers for itself."""
        return self.subject if isinstance(self.subject, House) else None


class Interviews:
    """The interviews of this process. What is kept in mind is used only while its revision is still the stored one."""

    def __init__(self, questionnaires: Questionnaires) -> None:
        self._questionnaires = questionnaires
        self._known: OrderedDict[int, Interview] = OrderedDict()

    async def load(self, connection: AsyncConnection, row: CurrentInterview, now: datetime) -> Opened:
        """The interview of that row, at this moment of the village's clock."""
        questionnaire = await self._questionnaires.by_hash(connection, row.form_hash)
        interview = self._known.get(row.id)
        if interview is None or interview.revision != row.revision:
            interview = Interview(row.id, Record(questionnaire.form, row.started_at))
            for turn in await facts_of(connection, row.id):
                if turn.facts:
                    interview = interview.after(map(from_data, turn.facts))
            interview = replace(interview, revision=row.revision)
        interview = interview.at_time(now)
        self.remember(interview)  # with what will be worked out to show it
        begun_on = row.started_at.astimezone(now.tzinfo).date()
        questionnaire = questionnaire.on(begun_on)
        marks = row.key
        if row.household_id is not None and asks_privately(questionnaire.form):
            marks = await private_key(connection, row.household_id)
        return Opened(interview, questionnaire, _subject(row), row.asked_at, row.key, marks)

    def remember(self, interview: Interview) -> None:
        """Keep the interview in mind as it was just stored."""
        self._known[interview.id] = interview
        self._known.move_to_end(interview.id)
        while len(self._known) > REMEMBERED:
            self._known.popitem(last=False)

    def forget(self, interview_id: int) -> None:
        """Load the interview anew next time."""
        self._known.pop(interview_id, None)

    def forget_all(self) -> None:
        """Load every interview anew next time: one of them may be remembered further than it was stored."""
        self._known.clear()


def _subject(row: CurrentInterview) -> Subject:
    if row.household_id is None or row.rt is None or row.number is None:
        return Village(row.region_code)
    return House(row.household_id, row.rt, row.number, row.label)

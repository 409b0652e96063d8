"""Where an interview stands. Nothing of it is stored: it follows from the facts."""

from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from itertools import islice

from bot.flows.forms.facts import Answered, Chosen, Completed, Fact, Misread, Opened, Removed, Skipped
from bot.flows.forms.form import END, Definition
from bot.flows.forms.places import Place
from bot.flows.forms.record import Record
from bot.flows.reply import parse_question


@dataclass(frozen=True)
class Interview:
    """A record of answers and what the conversation is at: what she opened, what waits for her word, what was misread.

    `revision` counts the turns that changed something; a button carries the one it was shown under.
    """

    id: int
    record: Record
    revision: int = 0
    opened: str | None = None
    chosen: tuple[str, str] | None = None
    misread: tuple[str, int] | None = None
    completed: bool = False

    def at_time(self, now: datetime) -> "Interview":
        """The interview at that moment. What was worked out stays, unless the form asks for the day."""
        record = self.record.at_time(now)
        if record.form.uses_clock:
            return replace(self, record=record)
        later = copy(self)
        vars(later)["record"] = record
        return later

    def after(self, facts: Iterable[Fact]) -> "Interview":
        """The interview with one more turn."""
        facts = tuple(facts)
        new = replace(self, record=self.record.after(facts), revision=self.revision + 1)
        for fact in facts:
            new = new._with(fact)
        return new

    def _with(self, fact: Fact) -> "Interview":
        match fact:
            case Answered(ref) | Skipped(ref):
                return replace(
                    self,
                    opened=None if self.opened == ref else self.opened,
                    chosen=None if self.chosen and self.chosen[0] == ref else self.chosen,
                    misread=None if self.misread and self.misread[0] == ref else self.misread,
                )
            case Opened(ref):
                return replace(self, opened=ref or None, chosen=None, misread=None)
            case Chosen(ref, value):
                return replace(self, chosen=(ref, value))
            case Misread(ref):
                before = self.misread[1] if self.misread and self.misread[0] == ref else 0
                return replace(self, misread=(ref, before + 1))
            case Removed(ref):
                gone = self.opened is not None and self.opened.startswith(ref)
                return replace(self, opened=None if gone else self.opened, chosen=None)
            case Completed():
                return replace(self, completed=True)

    @cached_property
    def asking(self) -> Place | None:
        """The question that waits: the one she opened, else the first that applies and has no answer."""
        if self.opened is not None:
            place = self.record.place(self.opened)
            if place is not None and self.record.relevant(place):
                return place
        return self.record.next_question()

    def place_named(self, code: str) -> Place | None:
        """The place that a button names, if it is (still) there and applies."""
        parsed = parse_question(code)
        ref = self.record.form.ref(*parsed) if parsed else None
        place = self.record.place(ref) if ref else None
        return place if place is not None and self.record.relevant(place) else None

    def chosen_at(self, place: Place) -> str | None:
        """What waits for her word at that question."""
        return self.chosen[1] if self.chosen and self.chosen[0] == place.ref else None

    def ticked(self, place: Place) -> list[str]:
        """The choices ticked so far at a question of many; before any tick, what was answered there."""
        chosen = self.chosen_at(place)
        return (chosen if chosen is not None else self.record.text(place)).split()

    def misreadings(self, place: Place) -> int:
        """How often her words were not understood at that question."""
        return self.misread[1] if self.misread and self.misread[0] == place.ref else 0

    @cached_property
    def numbers(self) -> Mapping[int, Definition]:
        """Questions by number, without those that can't come up because their part is off."""
        form = self.record.form
        return {
            number: definition
            for number, definition in form.numbers.items()
            if not definition.private or any(self.record.relevant(p) for p in self.record.at(definition.path))
        }

    def number(self, place: Place) -> int | None:
        """The number beside a question: the form's fixed one; in a form without numbers, its turn."""
        if place.definition.number is not None:
            return place.definition.number
        above = place.parent
        if isinstance(above, Place) and above.definition.is_roster:
            return above.definition.number
        return None

    def questions(self) -> list[Place]:
        """The questions that apply, the members counting as one."""
        return [place for place in self.record.questions() if not _inside_roster(place)]

    @cached_property
    def progress(self) -> tuple[int, int]:
        """How many of the questions that apply now are answered, and how many there are."""
        questions = self.questions()
        return sum(self.record.is_done(p) for p in questions), len(questions)

    @property
    def refused(self) -> bool:
        """Whether the answer to the consent question leaves nothing else to ask."""
        consent = self.record.form.role("persetujuan")
        return consent is not None and [p.definition for p in islice(self.record.questions(), 2)] == [consent]

    def forgotten_by(self, place: Place, value: str) -> int:
        """How many other answers are forgotten when the question gets this value: of a refusal nothing is kept."""
        if place.definition.role != "persetujuan" or not self.after((self.answer(place, value),)).refused:
            return 0
        return self.progress[0] - self.record.is_done(place)

    def answer(self, place: Place, value: str) -> Answered:
        """The fact that the question has this value; with what was offered where that may change."""
        choices = place.definition.choices
        if choices is None or not choices.dynamic:
            return Answered(place.ref, value)
        return Answered(place.ref, value, " ".join(choice.code for choice in self.record.choices(place)))

    @staticmethod
    def end(place: Place) -> Answered:
        """The fact that an open repeat has no more instances."""
        return Answered(place.ref, END)

    def before(self, place: Place) -> Place | None:
        """The question asked before that one; before what is asked about one member stands the list."""
        if place.key or _inside_roster(place):
            return self.record.place(place.ref[: place.ref.rindex("[")])
        return next((each for each in self.record.questions_before(place) if not _inside_roster(each)), None)


def _inside_roster(place: Place) -> bool:
    """Whether the question is about one member and is told with the list."""
    return isinstance(place.parent, Place) and place.parent.definition.is_roster

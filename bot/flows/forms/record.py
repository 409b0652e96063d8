"""A form being filled: the answers, everything that follows from them, and which question comes next.

A record never changes; `after` gives the next one and works out again only what the new facts touch.
"""

from collections.abc import Iterator

from bot.flows.forms.facts import Answered, Skipped
from bot.flows.forms.places import Place
from bot.flows.forms.reckoning import Reckoning


class Record(Reckoning):
    """The record of one interview, as a conversation goes through it."""

    __slots__ = ()

    def questions(self) -> Iterator[Place]:
        """Every question that applies, in order; an open repeat's end comes after its instances."""
        return filter(self._takes_answer, self._tree.questions)

    def _takes_answer(self, place: Place) -> bool:
        """Whether the place applies and is not read-only just now."""
        readonly = place.definition.readonly
        return self.relevant(place) and (readonly is None or not readonly.boolean(self, place))

    def notes_before(self, place: Place) -> tuple[Place, ...]:
        """What the form tells between the question before and this one."""
        nth = self._tree.nth.get(place.ref)
        return () if nth is None or not self.relevant(place) else self._notes_above(nth)

    def closing_notes(self) -> tuple[Place, ...]:
        """What the form tells after the last question."""
        return self._notes_above(None)

    def _notes_above(self, nth: int | None) -> tuple[Place, ...]:
        notes: list[Place] = []
        for other in reversed(self._tree.sequence[:nth]):
            if not self.relevant(other):
                continue
            if not other.definition.is_note and self._takes_answer(other):
                break
            notes.append(other)
        return tuple(reversed(notes))

    def questions_before(self, place: Place) -> Iterator[Place]:
        """The questions that apply and come before this one, the nearest first; before one that does not apply (any
        more), all that do."""
        nth = self._tree.nth.get(place.ref) if self._takes_answer(place) else None
        earlier = self._tree.sequence[:nth]
        return (each for each in reversed(earlier) if not each.definition.is_note and self._takes_answer(each))

    def shown(self) -> Iterator[Place]:
        """Questions and notes that apply, in order."""
        return filter(self.relevant, self._tree.sequence)

    def is_done(self, place: Place) -> bool:
        """Whether the question needs no asking: answered or skipped, with nothing new to choose since; or nothing to
        choose from. The list of members is open again when nobody is on it any more, or the form objects to it."""
        fact = self.answers.get(place.ref)
        if fact is not None and place.definition.is_plain:
            return True
        if isinstance(fact, Skipped) or self._offers_nothing(place):
            return True
        if fact is None:
            parent = place.parent
            told = isinstance(parent, Place) and parent.definition.is_roster  # a roster's defaults are not asked about
            return told and bool(place.definition.default)
        choices = place.definition.choices
        if choices is not None and choices.dynamic:
            among = f" {fact.among} "  # codes of members may have spaces in them
            known = fact.among is None or all(f" {choice.code} " in among for choice in self.choices(place))
            return known and self.text(place) != ""
        if place.definition.is_roster:
            return bool(self.keys_of(place.ref).live) and not self.objections()
        return True

    def objections(self) -> tuple[Place, ...]:
        """The form's notes against the household's list as it stands."""
        notes = (place for place in self._tree.sequence if place.definition.role == "periksa")
        return tuple(note for note in notes if note.definition.is_note and self.relevant(note))

    def next_question(self) -> Place | None:
        """The first question that applies and has no answer yet."""
        for place in self._tree.questions:
            if place.definition.is_plain and place.ref in self.answers:
                continue  # most are, whether they apply or not
            if self._takes_answer(place) and not self.is_done(place):
                return place
        return None

    def required(self, place: Place) -> bool:
        """Whether the question may not be left out."""
        expression = place.definition.required
        return expression is not None and expression.boolean(self, place) and not self._offers_nothing(place)

    def _offers_nothing(self, place: Place) -> bool:
        """Whether other answers leave nothing to choose here."""
        choices = place.definition.choices
        return choices is not None and choices.dynamic and not self.choices(place)

    def accepts(self, ref: str, value: str) -> bool:
        """Whether the question's constraint holds for that value."""
        place = self.place(ref)
        if place is None or place.definition.constraint is None or value == "":
            return True
        after = self.after((Answered(ref, value, None),))
        return place.definition.constraint.boolean(after, after.place(ref) or place)

"""A household's answers as an outsider writes them down, to a record of the form; or everything that does not fit.

Answers go by the question's name. Members (and the instances of any repeat) are a list of objects. What is left out or
null was not answered; of a choice both its name and its label will do, of members their numbers and their names.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from itertools import islice
from typing import Any

from bot.flows.answervalues import UnfitError, fact_of
from bot.flows.forms.facts import Answered, Fact, Opened
from bot.flows.forms.form import Definition, Form, Kind
from bot.flows.forms.places import Place
from bot.flows.forms.private import ON, SWITCH
from bot.flows.forms.reckoning import MOST_INSTANCES
from bot.flows.forms.record import Record
from bot.flows.setvalues import first_facts, new_instance
from bot.flows.showing import words

AROUND = ("answers", "jawaban")  # a key under which all answers may stand
MEMBERS = ("members", "anggota")  # the list of members, besides the name that the form gives it
OF_MEMBERS = {
    "name": "nama",
    "sex": "kelamin",
    "gender": "kelamin",
    "jenis_kelamin": "kelamin",
    "relation": "hubungan",
    "relationship": "hubungan",
    "age": "umur",
    "usia": "umur",
    "away": "jauh",
    "far": "jauh",
}
CONSENT = "persetujuan"  # a role
OFF = ("tidak", "no", "false", "0")
OF_EXPORTS = ("_", "meta", "formhub/")  # how the keys begin that exports add


@dataclass(frozen=True, slots=True)
class AnswerSheet:
    """A record with the answers, and the questions that were answered although this household is not asked them."""

    record: Record
    not_asked: tuple[str, ...]


class AnswersError(ValueError):
    """Everything that does not fit, each with its question."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problems))


def read_answers(form: Form, data: object, now: datetime, *, with_private: bool = False) -> AnswerSheet:
    """The answers as a record of that moment. Raises AnswersError with all that does not fit."""
    if not isinstance(data, Mapping):
        raise AnswersError(['the answers are no JSON object; write {"question": "answer", …}'])
    return _Reader(form, now, with_private).read(data)


class _Reader:
    def __init__(self, form: Form, now: datetime, with_private: bool) -> None:
        self._form = form
        self._by_name = {d.name: d for d in form.ordered}
        self._problems: list[str] = []
        record = Record(form, now)
        self._record = record.after(first_facts(record, {SWITCH: ON if with_private else ""}))
        self._waiting: list[Fact] = []

    def read(self, data: Mapping[str, Any]) -> AnswerSheet:
        """The record, once everything fits."""
        given = dict(self._flat(data))
        self._consent(given)
        for definition in self._form.ordered:
            if definition.name not in given:
                continue
            if definition.kind is Kind.REPEAT:
                self._instances(definition, given[definition.name])
            else:
                self._answer(definition.path, definition, given[definition.name], definition.name)
        self._take_in()
        self._expect_members(given)
        not_asked = tuple(self._check())
        if self._problems:
            raise AnswersError(list(dict.fromkeys(self._problems)))
        return AnswerSheet(self._record, not_asked)

    # --- which question is meant

    def _flat(self, data: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
        """The answers by question; groups are looked through, what exports add is passed over."""
        for key, value in data.items():
            name = self._named(str(key))
            definition = self._by_name.get(name)
            if isinstance(value, Mapping) and ((definition is None and name in AROUND) or _is_group(definition)):
                yield from self._flat(value)
            elif definition is not None and self._takes(definition):
                yield name, value
            elif not str(key).startswith(OF_EXPORTS):
                self._problems.append(f"{key}: {self._unknown(name, definition)}")

    def _named(self, key: str) -> str:
        name = key.rpartition("/")[2].strip()
        roster = next((d.name for d in self._form.ordered if d.is_roster), None)
        return roster if roster and name in MEMBERS and name not in self._by_name else name

    def _takes(self, definition: Definition) -> bool:
        if definition.calculate is not None or definition.kind is Kind.GROUP or definition.is_note:
            return False
        return not any(path != definition.path for path in self._repeats_around(definition))

    def _repeats_around(self, definition: Definition) -> Iterator[str]:
        for other in self._form.ordered:
            if other.kind is Kind.REPEAT and f"{definition.path}/".startswith(f"{other.path}/"):
                yield other.path

    def _unknown(self, name: str, definition: Definition | None) -> str:
        if definition is not None and definition.calculate is not None:
            return "this is worked out from the answers; leave it out"
        around = next(self._repeats_around(definition), "") if definition is not None else ""
        if around:
            return f"this is asked about each of {around.rpartition('/')[2]}; write it into that list"
        near = get_close_matches(name, [d.name for d in self._form.ordered if d.is_asked], 1)
        return "the questionnaire has no such question" + (f"; perhaps {near[0]}" if near else "")

    # --- what was answered

    def _consent(self, given: dict[str, Any]) -> None:
        """Where the answers say nothing of it, there is consent: without it there would be no answers."""
        consent = self._form.role(CONSENT)
        if consent is None or given.get(consent.name) is not None:
            return
        for choice in self._record.choices(self._record.at(consent.path)[0]):
            agreed = self._record.after([Answered(consent.path, choice.code)])
            if len([*islice(agreed.questions(), 2)]) > 1:
                self._record = agreed
                return

    def _instances(self, repeat: Definition, value: Any) -> None:
        self._take_in()
        if not isinstance(value, list) or not all(isinstance(instance, Mapping) for instance in value):
            self._problems.append(f"{repeat.name}: write a list of objects, one for each, with its answers by name")
            return
        if len(value) > MOST_INSTANCES:
            self._problems.append(f"{repeat.name}: {len(value)} are more than the {MOST_INSTANCES} that fit")
            return
        place = self._record.place(repeat.path)
        for key, instance in enumerate(value, 1):
            if place is not None and repeat.count is None:
                there = Opened(f"{repeat.path}[{key}]")
                self._record = self._record.after([there, *new_instance(self._record, place, key)])
            self._instance(repeat, key, instance)
        self._take_in()

    def _instance(self, repeat: Definition, key: int, given: Mapping[str, Any]) -> None:
        fields = {d.name: d for child in repeat.children for d in child.walk() if not d.children}
        by_role = {d.role: name for name, d in fields.items() if d.role}
        told = set()
        for written, value in given.items():
            name = written.rpartition("/")[2]
            field = name if name in fields else by_role.get(OF_MEMBERS.get(name, name), "")
            label = f"{repeat.name}[{key}].{name}"
            if not field or fields[field].calculate is not None:
                if not written.startswith(OF_EXPORTS):
                    asked = ", ".join(each for each, definition in fields.items() if definition.is_asked)
                    self._problems.append(f"{label}: the questionnaire has no such question; it has {asked}")
                continue
            if value is not None:
                told.add(field)
            below = fields[field].path.removeprefix(repeat.path)
            self._answer(f"{repeat.path}[{key}]{below}", fields[field], value, label)
        for field, definition in fields.items():
            if definition.is_asked and definition.required is not None and field not in told:
                self._problems.append(f"{repeat.name}[{key}].{field}: this is needed of everybody")

    def _answer(self, ref: str, definition: Definition, value: Any, label: str) -> None:
        if definition.role == SWITCH:  # it is for the command to turn them on; a household may still keep them off
            if str(value).casefold() in OFF:
                self._waiting.append(Answered(ref, OFF[0]))
            return
        if definition.choices is not None and (definition.choices.dynamic or isinstance(value, list | str)):
            self._take_in()  # what is offered, and what it is called, may rest on what was answered before
        place = self._record.place(ref)
        if place is None:  # of a counted repeat with fewer instances
            self._problems.append(f"{label}: the household has none of that number")
            return
        try:
            self._waiting.append(fact_of(self._record, place, value))
        except UnfitError as reason:
            self._problems.append(f"{label}: {reason}")

    def _take_in(self) -> None:
        if self._waiting:
            self._record = self._record.after(self._waiting)
            self._waiting = []

    # --- whether it fits together

    def _expect_members(self, given: Mapping[str, Any]) -> None:
        roster = next((d for d in self._form.ordered if d.is_roster), None)
        if roster is None or given.get(roster.name) or self._record.keys_of(roster.path).live:
            return
        place = self._record.place(roster.path)
        if place is not None and self._record.relevant(place):
            fields = ", ".join(child.name for child in roster.children if child.is_asked)
            self._problems.append(f"{roster.name}: nobody is listed; write a list of objects with {fields}")

    def _check(self) -> Iterator[str]:
        """Note what the constraints refuse; name the questions that this household is not asked."""
        for ref, fact in self._record.answers.items():
            place = self._record.place(ref)
            if place is None or not isinstance(fact, Answered) or not place.definition.is_asked:
                continue
            label = question_name(ref)
            if not self._record.relevant(place):
                yield label
            else:
                self._refusal(place, fact.value, label)
        self._object()

    def _object(self) -> None:
        """Note what the form says against the list of members: that nobody in it is the head."""
        roster = next((d.name for d in self._form.ordered if d.is_roster), "")
        language = next(iter(self._form.languages), "")
        for note in self._record.objections():
            self._problems.append(f"{roster}: {words(self._record, note.definition.label, note, language)}")

    def _refusal(self, place: Place, value: str, label: str) -> None:
        definition, record = place.definition, self._record
        if record.text(place) != value:
            left = [code for code in value.split() if code not in record.text(place).split()]
            self._problems.append(f"{label}: {' '.join(left) or value} is not offered to this household")
        elif definition.constraint is not None and not definition.constraint.boolean(record, place):
            language = next(iter(self._form.languages), "")
            message = words(record, definition.constraint_message, place, language)
            self._problems.append(f"{label}: {value} is refused" + (f" ({message})" if message else ""))


def question_name(ref: str) -> str:
    """The question as an outsider names it: `buku_nikah`, `anggota[1].umur`."""
    steps = ref.split("/")
    start = next((n for n, step in enumerate(steps) if step.endswith("]")), len(steps) - 1)
    return ".".join(steps[start:])


def _is_group(definition: Definition | None) -> bool:
    return definition is not None and definition.kind is Kind.GROUP

"""Interviews held in every order that a person may think of, to compare with one held straight through.

A walk knows no question: it takes what the bubbles offer, old ones too, and types what may fit or not.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from bot.flows.asking import ask
from bot.flows.forms.facts import Answered, Fact, Opened, Skipped, from_data, instances_in, path_of, to_data
from bot.flows.forms.form import Form, Kind
from bot.flows.forms.places import Place
from bot.flows.forms.record import Record
from bot.flows.interview import Interview
from bot.flows.reply import Press, question_code
from bot.flows.respondent import Respondent
from bot.flows.setvalues import first_facts
from bot.flows.showing import choice_label
from bot.flows.step import advance
from bot.flows.turn import Outcome, Said, Turn
from bot.messages import Tap

MORNING = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
ANSWERS = frozenset("atdyei")  # verbs that bring an interview on
WORDS = (
    *("kembali", "lewati", "tidak tahu", "tidak mau", "batal", "anggota", "jawaban", "lengkap", "ya", "tidak", "hmm"),
    *(
        "2",
        "0",
        "15",
        "2,5 jt",
        "3/2/2020",
        "08.00",
        "Siti",
        "6 ya 7 tidak 8 ya",
        "9 ya 10 2",
        "hapus Rani",
        "hapus Budi",
    ),
    *(
        "Budi 41 L kepala, Siti 38 P istri, Rani 15 P anak",
        "Dafa 3 L anak",
        "Rani 16 P anak jauh",
        "Nek Ijah 70 P lainnya",
    ),
)
_MOST = 600  # steps to the end of an interview, at the most

Position = tuple[str, tuple[int, ...]]  # a question, and the which-th instance of each repeat around it


def begun(form: Form) -> tuple[Interview, tuple[Fact, ...]]:
    """An interview that has just begun, and the facts that it began with."""
    record = Record(form, MORNING)
    facts = tuple(first_facts(record, {}))
    interview = Interview(1, record)
    return interview.after(facts) if facts else interview, facts


@dataclass
class Walk:
    """An interview on its way, with every turn that was kept and every button that was ever shown."""

    form: Form
    turns: list[list[dict[str, object]]] = field(default_factory=list)
    shown: list[tuple[Press, int]] = field(default_factory=list)  # with the revision that it was shown under

    def __post_init__(self) -> None:
        self.interview, first = begun(self.form)
        self.turns.append([to_data(fact) for fact in first])
        self.reply = ask(self.interview, "id")
        self._note()

    def take(self, kind: str, number: int) -> None:
        """One thing that a person may do: `press` or `forward` (new buttons), `old` (any), `say`, `answer`, `wait`."""
        presses = [press for row in self.reply.rows for press in row]
        forward = [press for press in presses if press.verb in ANSWERS]
        match kind:
            case "press" if presses:
                self.hear(self._tap(presses[number % len(presses)], self.interview.revision))
            case "forward" if forward:
                self.hear(self._tap(forward[number % len(forward)], self.interview.revision))
            case "old" if self.shown:
                self.hear(self._tap(*self.shown[-1 - number % min(len(self.shown), 60)]))
            case "say":
                self.hear(Said(WORDS[number % len(WORDS)], early=number % 7 == 0))
            case "wait":
                later = self.interview.record.now + timedelta(hours=number % 5)
                self.interview = self.interview.at_time(later)
            case _:
                said = Respondent(number).says(self.interview, self.reply, "id")
                self.hear(said or Said("lewati"))

    def finish(self, seed: int) -> None:
        """Answer whatever is still asked."""
        household = Respondent(seed)
        household._whims = 0
        for _ in range(_MOST):
            if self.interview.asking is None:
                return
            said = household.says(self.interview, self.reply, "id")
            self.hear(said or Said(tap=Tap("s", 1, question_code(self.interview.asking), self.interview.revision)))
        raise AssertionError(f"no end in sight at {self.interview.asking}")

    def hear(self, said: Said) -> None:
        """One message. A refusal would end everything, so it is taken back."""
        turn = advance(self.interview, said, "id")
        if turn.outcome is Outcome.REFUSED:
            self.reply = ask(self.interview, "id")
            if self.interview.chosen is not None:
                self.hear(Said("batal"))
            return
        self._keep(turn)

    def _keep(self, turn: Turn) -> None:
        if turn.facts:
            self.turns.append([to_data(fact) for fact in turn.facts])
        self.interview = turn.interview
        self.reply = turn.reply if turn.reply.lines else ask(self.interview, "id")
        self._note()

    def _note(self) -> None:
        self.shown += [(press, self.interview.revision) for row in self.reply.rows for press in row]

    def _tap(self, press: Press, revision: int) -> Said:
        packed = Tap(press.verb, 1, press.question, revision, press.code).pack()
        return Said(tap=Tap.unpack(packed))

    # --- the same interview by other ways

    def from_storage(self) -> Interview:
        """The interview as another process finds it: its facts folded turn by turn."""
        interview = Interview(1, Record(self.form, MORNING))
        for turn in self.turns:
            if turn:
                interview = interview.after(map(from_data, turn))
        return replace(interview, record=interview.record.at_time(self.interview.record.now))

    def straight(self) -> Record:
        """A record that was only ever given the answers in force."""
        record = Record(self.form, MORNING).at_time(self.interview.record.now)
        there = self.interview.record
        facts: list[Fact] = []
        for ref, fact in there.answers.items():
            place = there.place(ref)
            if place is not None and there.relevant(place):
                facts.append(fact)
        opened = [Opened(f"{ref}[{key}]") for ref, keys in there.keys.items() for key in keys.live]
        return record.after((*opened, *facts))


def state(record: Record) -> dict[str, tuple[str, bool]]:
    """The value of every node, and whether it applies; with what comes next. (A group has no value of its own.)"""
    values = {
        place.ref: ("" if place.definition.children else record.text(place), record.relevant(place))
        for place in _all(record.root)
    }
    following = record.next_question()
    return {**values, "next": (following.ref if following else "", True)}


def _all(place: Place) -> Iterator[Place]:
    yield place
    for child in place.children:
        if isinstance(child, Place):
            yield from _all(child)


def position(record: Record, place: Place) -> Position:
    """Where the place stands, whatever the keys of its instances are."""
    above = tuple(record.keys_of(repeat).live.index(key) for repeat, key in instances_in(place.ref))
    return place.definition.path, above


def in_force(record: Record) -> dict[Position, str]:
    """The answers, by position; choices that other answers make are told by their labels."""
    found: dict[Position, str] = {}
    for place in record.questions():
        choices = place.definition.choices
        nothing = choices is not None and not record.choices(place)  # was never asked, or is not to be
        if place.definition.kind is Kind.QUESTION and record.is_done(place) and not nothing:
            fact = record.answers.get(place.ref)
            found[position(record, place)] = fact.reason if isinstance(fact, Skipped) else _told(record, place)
    return found


def _told(record: Record, place: Place) -> str:
    choices = place.definition.choices
    if choices is None or not choices.dynamic:
        return record.text(place)
    labels = {choice.code: str(choice_label(record, place, choice, "id")) for choice in record.choices(place)}
    return " | ".join(labels.get(code, code) for code in record.text(place).split())


# --- a fresh run


def held_again(walked: Interview) -> Interview:
    """A new interview in which somebody gives those answers, by buttons and words, from the first question on."""
    interview, _ = begun(walked.record.form)
    interview = interview.at_time(walked.record.now)
    for _ in range(_MOST):
        place = interview.asking
        if place is None:
            return interview
        if place.definition.is_roster and not interview.record.keys_of(place.ref).live:
            interview = interview.after(_members(walked.record, place))
        for said in _again(walked, interview, place):
            turn = advance(interview, said, "id")
            interview = turn.interview
    raise AssertionError(f"the fresh run comes to no end at {interview.asking}")


def _members(there: Record, roster: Place) -> Iterator[Fact]:
    """The members of the other interview under new numbers. (How they are told in words is tested elsewhere.)"""
    for key, other in enumerate(there.keys_of(roster.ref).live, 1):
        member = there.place(f"{roster.ref}[{other}]")
        for child in member.children if member is not None else ():
            ref = f"{roster.ref}[{key}]/{child.name}"
            match there.answers.get(child.ref) if isinstance(child, Place) else None:
                case Skipped(reason=reason):
                    yield Skipped(ref, reason)
                case Answered() if isinstance(child, Place) and child.definition.role == "nomor":
                    yield Answered(ref, str(key))
                case Answered(value=value):
                    yield Answered(ref, value)


def _again(walked: Interview, interview: Interview, place: Place) -> Iterator[Said]:
    """What somebody says at that question who gives the answer of the other interview."""
    there, here, code = walked.record, interview.record, question_code(place)

    def tap(verb: str, value: str = "") -> Said:
        return Said(tap=Tap(verb, 1, code, interview.revision, value))

    if place.definition.is_roster:
        yield tap("e")
        return
    if place.definition.kind is Kind.REPEAT:
        there_ref = _same_place(walked.record, here, place)
        more = len(here.keys_of(place.ref).live) < len(there.keys_of(there_ref).live)
        yield tap("i") if more else tap("e")
        return
    other = there.place(_same_place(there, here, place))
    fact = there.answers.get(other.ref) if other is not None else None
    assert other is not None, place
    assert fact is not None, place
    if isinstance(fact, Skipped):
        yield tap("s", fact.reason)
        return
    value = there.text(other)
    choices = place.definition.choices
    if choices is None:
        yield tap("a", value)
        return
    values = [value] if place.definition.control == "select1" else value.split()
    wanted = [_label(there, other, one) for one in values] if choices.dynamic else values
    found = [
        next(c for c in here.choices(place) if (_label(here, place, c.code) if choices.dynamic else c.code) == one)
        for one in wanted
    ]
    if place.definition.control == "select1":
        yield tap("a", str(found[0].ordinal))
        return
    for choice in found:
        yield tap("t", f"{choice.ordinal}+")
    yield tap("d")


def _label(record: Record, place: Place, code: str) -> str:
    return next(str(choice_label(record, place, c, "id")) for c in record.choices(place) if c.code == code)


def _same_place(there: Record, here: Record, place: Place) -> str:
    """The ref of the place in the other record: the same position under that one's keys."""
    path, above = position(here, place)
    ref = ""
    for (repeat, _), index in zip(instances_in(place.ref), above, strict=True):
        ref += path_of(repeat).removeprefix(path_of(ref))
        ref += f"[{there.keys_of(ref).live[index]}]"
    return ref + path.removeprefix(path_of(ref))

"""Members of the household told in words, to facts."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.flows import reading, roster
from bot.flows.answering import options
from bot.flows.forms.facts import Answered, Fact, Opened
from bot.flows.forms.places import Place
from bot.flows.forms.record import Record
from bot.flows.reading import MemberRead
from bot.flows.setvalues import new_instance
from bot.flows.showing import words
from bot.flows.texts import Words

LETTERS = "BCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(slots=True)
class Told:
    """What words about members gave: facts, what was not understood, what the form objects to; whether some found no
    room, and whether anything but names was told."""

    facts: list[Fact] = field(default_factory=list)
    unclear: list[str] = field(default_factory=list)
    objections: list[Words] = field(default_factory=list)
    crowded: bool = False
    more_than_names: bool = False


def told(record: Record, owner: Place, said: str, language: str) -> Told:
    """What the words tell of the members of that roster.

    A name that is on the list already is changed, not doubled, and what was not said of it stays; but somebody with
    another age and another relation is another person, and so is who is named twice in one message.
    """
    return _Telling(record, owner, language).take(said)


def names_somebody(record: Record, member: Place, said: str, language: str) -> bool:
    """Whether words written while something is asked about one member tell of a member by name: of anybody ("Udin 9
    anak"), or of one on the list ("budi laki", where Rani was asked about)."""
    owner = record.place(member.definition.path)
    listed = (
        {roster.name_of(record, each).casefold() for each in roster.live_members(record, owner)} if owner else set()
    )
    return any(
        read.age_years is not None
        or read.relation is not None
        or (read.sex is not None and read.name.casefold() in listed)
        for read in _reads(record, member, said, language)
        if read.name
    )


def tells_of_somebody(record: Record, owner: Place, said: str, language: str) -> bool:
    """Whether the words tell of somebody for that roster: what the person is to the household, or of two with more than
    their names; a word and a number alone may be anything."""
    told = [read for read in _reads_of_new(record, owner, said, language) if read.name]
    return any(read.relation for read in told) or sum(len(dict(_said_of(read, ""))) > 1 for read in told) > 1


def _reads_of_new(record: Record, owner: Place, said: str, language: str) -> tuple[MemberRead, ...]:
    """What the words say where nobody on the list is asked about."""
    key = record.next_key(owner.ref)
    template = record.after((Opened(f"{owner.ref}[{key}]"),))
    member = template.place(f"{owner.ref}[{key}]")
    return _reads(template, member, said, language) if member is not None else ()


def _reads(record: Record, member: Place, said: str, language: str) -> tuple[MemberRead, ...]:
    fields = roster.fields(member)
    sexes, relations = (
        options(record, fields[role], language) if role in fields else () for role in ("kelamin", "hubungan")
    )
    return reading.members(said, sexes, relations)


class _Telling:
    """Takes one member after the other, each with what was told before already in force."""

    def __init__(self, record: Record, owner: Place, language: str) -> None:
        self._record, self._owner, self._language = record, owner, language
        self._told = Told()
        self._named = {
            roster.name_of(record, member).casefold(): member.key for member in roster.live_members(record, owner)
        }
        self._now: set[int] = set()  # who was told of in this message
        self._refused: list[tuple[str, str]] = []

    def take(self, said: str) -> Told:
        for read in _reads_of_new(self._record, self._owner, said, self._language):
            self._told.unclear += read.unclear
            if read.name:
                self._told.more_than_names |= len(dict(_said_of(read, read.name))) > 1
                self._member(read)
        waiting, self._refused = self._refused, []
        for ref, value in waiting:  # "Ahmad kepala, Budi anak": the second makes room for the first
            self._keep(ref, value)
        self._object()
        return self._told

    def _member(self, read: MemberRead) -> None:
        key = self._named.get(read.name.casefold())
        name = read.name
        if key is not None and self._is_another(key, read):
            key, name = None, self._apart(read)
        if key is None:
            key = self._record.next_key(self._owner.ref)
            listed = len(self._record.keys_of(self._owner.ref).live)
            if key > roster.MOST_NUMBERS or listed >= roster.MOST_MEMBERS:
                self._told.crowded = True
                return
            facts = new_instance(self._record, self._owner, key)
            self._told.facts += facts
            self._record = self._record.after((Opened(f"{self._owner.ref}[{key}]"), *facts))
            self._named.setdefault(name.casefold(), key)
        self._now.add(key)
        member = self._record.place(f"{self._owner.ref}[{key}]")
        fields = roster.fields(member) if member is not None else {}
        for role, value in _said_of(read, name):
            if role in fields:
                self._keep(fields[role].ref, value)

    def _is_another(self, key: int, read: MemberRead) -> bool:
        """Whether what is said contradicts what is known of the namesake: anything told in the same message, else both
        age and relation."""
        member = self._record.place(f"{self._owner.ref}[{key}]")
        fields = roster.fields(member) if member is not None else {}
        said = {role: value for role, value in _said_of(read, "") if role in fields and role not in {"nama", "jauh"}}
        differing = {role for role, value in said.items() if self._record.text(fields[role]) not in ("", value)}
        return bool(differing) if key in self._now else {"umur", "hubungan"} <= differing

    def _apart(self, read: MemberRead) -> str:
        """A name that tells a namesake from who is on the list already: "Siti (anak)", else "Siti (B)"."""
        member = next(iter(roster.live_members(self._record, self._owner)))
        relation = roster.fields(member).get("hubungan")
        shown = ""
        if relation is not None and read.relation is not None:
            shown = roster.in_the_list(self._record, relation, read.relation, self._language)
        names = (f"{read.name} ({mark})" for mark in (shown, *LETTERS) if mark)
        return next(name for name in names if name.casefold() not in self._named)

    def _keep(self, ref: str, value: str) -> None:
        if not self._record.accepts(ref, value):
            self._refused.append((ref, value))
            return
        fact = Answered(ref, value)
        self._told.facts.append(fact)
        self._record = self._record.after((fact,))

    def _object(self) -> None:
        places = (place for ref, _ in self._refused if (place := self._record.place(ref)) is not None)
        messages = (words(self._record, p.definition.constraint_message, p, self._language) for p in places)
        self._told.objections += dict.fromkeys(messages)


def _said_of(read: MemberRead, name: str) -> Iterator[tuple[str, str]]:
    yield "nama", name
    if read.sex is not None:
        yield "kelamin", read.sex
    if read.relation is not None:
        yield "hubungan", read.relation
    if read.age_years is not None:
        yield "umur", str(read.age_years)
    if read.far:
        yield "jauh", "ya"

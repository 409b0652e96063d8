"""Before an interview goes on: a household that may be the same, told twice. What cannot be seen is not told."""

from dataclasses import dataclass
from datetime import date

from bot.flows.arrival import GO_ON, LATER, House
from bot.flows.forms.facts import Answered
from bot.flows.forms.form import END
from bot.flows.forms.places import Place
from bot.flows.interview import Interview
from bot.flows.reply import Press, Reply
from bot.flows.roster import live_members, name_of
from bot.flows.texts import Text, Words
from bot.flows.turn import Turn

DONE_BY_OTHER = Text("Keluarga ini sepertinya sudah didata kader lain tanggal {day}.")
BEGUN_BY_OTHER = Text("Keluarga ini sepertinya sedang didata kader lain sejak {day}.")
DONE = Text("Mirip {house}, yang sudah didata tanggal {day}.")
BEGUN = Text("Mirip {house}, yang sudah dimulai tanggal {day}.")
LISTED = Text("Mirip {house}, yang sudah ada di daftar.")
SAME, ON_WITH_IT = Text("Rumah yang sama?"), Text("Lanjutkan?")
OPEN_THAT, NOT_THE_SAME = Text("Ya, buka yang itu"), Text("Bukan, lanjutkan")


@dataclass(frozen=True, slots=True)
class Found:
    """A household that may be the same: when it was interviewed, and as what it is known to whoever asks."""

    on: date | None
    finished: bool
    house: House | None  # none: she may not see it
    hers: bool = False  # she may enter it


@dataclass(frozen=True, slots=True)
class Told:
    """Who lives in a household, as its list says."""

    head: str
    members: tuple[str, ...]
    name_field: str


def told_first(before: Interview, turn: Turn) -> Told | None:
    """Who lives there, where this turn says for the first time that the list is complete."""
    ended = (fact for fact in turn.facts if isinstance(fact, Answered) and fact.value == END)
    for fact in ended:
        roster = before.record.place(fact.ref)
        if roster is None or not roster.definition.is_roster or fact.ref in before.record.answers:
            continue
        return _told(turn.interview, roster)
    return None


def double(found: Found, other: str) -> Reply:
    """That the household may be told twice, and the ways on; `other`: the code that opens that one, if she may."""
    if other:
        return Reply((_line(found), SAME), ((Press(OPEN_THAT, "same", "", other), Press(NOT_THE_SAME, "g")),))
    return Reply((_line(found), ON_WITH_IT), ((Press(GO_ON, "g"), Press(LATER, "l")),))


def _line(found: Found) -> Words:
    if found.on is None:
        return LISTED(house=found.house.title if found.house is not None else "")
    if found.house is not None:
        return (DONE if found.finished else BEGUN)(house=found.house.title, day=found.on)
    return (DONE_BY_OTHER if found.finished else BEGUN_BY_OTHER)(day=found.on)


def _told(interview: Interview, roster: Place) -> Told | None:
    """The household's head and members: the head's relation is the list's first choice."""
    record = interview.record
    name, relation = record.form.role("nama"), record.form.role("hubungan")
    members = live_members(record, roster)
    if name is None or not members:
        return None
    first = next(iter(relation.choices.listed.values()), None) if relation and relation.choices else None
    heads = [p.parent for p in record.at(relation.path) if first and record.text(p) == first.code] if relation else []
    head = next((member for member in members if member in heads), members[0])
    return Told(name_of(record, head), tuple(name_of(record, member) for member in members), name.name)

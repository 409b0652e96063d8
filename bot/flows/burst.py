"""Answers by number: several in one message, as they come out of a dead zone or from paper ("34 ya 35 tidak 36 2")."""

import re
from dataclasses import dataclass

from bot.flows import reading
from bot.flows.answering import Value, hear
from bot.flows.forms.facts import Fact
from bot.flows.forms.places import Place
from bot.flows.interview import Interview
from bot.flows.setvalues import triggered
from bot.flows.showing import KEPT, shown_value, title
from bot.flows.texts import Listed, Plural, Text, Words

SAVED = Plural("{n} jawaban masuk dan sudah tersimpan:", "{n} jawaban masuk dan sudah tersimpan:")
NOT_SAVED = Text("Ini belum saya tangkap, tulis lagi nanti: {answers}")
LINE = Text("{number} {title}: {value}")
QUOTED = Text("{number} “{words}”")
_ONE = re.compile(r"\s*(?:no\.?|nomor|nmr)?\s*(\d{1,3})\s*[.):=-]?\s+(\S.*)", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Burst:
    """What a message of numbered answers gives: the facts, what was understood, and what was not."""

    facts: tuple[Fact, ...]
    saved: tuple[Words, ...]
    unclear: tuple[Words, ...]


def hear_many(interview: Interview, text: str, language: str) -> Burst | None:
    """The numbered answers of the message, from two on; None where it is something else.

    They are taken one after the other: an answer may decide whether the next question applies.
    """
    pairs = reading.numbered(text, numbers=interview.numbers)
    if pairs is None:
        return None
    facts: list[Fact] = []
    saved: list[Words] = []
    unclear: list[Words] = []
    for number, words in pairs:
        place = _numbered(interview, number)
        heard = hear(interview.record, place, words, language) if place is not None else None
        if place is None or not isinstance(heard, Value):
            unclear.append(QUOTED(number=str(number), words=words[:40]))
            continue
        if interview.forgotten_by(place, heard.value):  # "1 tidak 2 ya" counted from one is no refusal
            unclear.append(QUOTED(number=str(number), words=words[:40]))
            continue
        fact: list[Fact] = [interview.answer(place, heard.value)]
        fact += triggered(interview.record.after(fact), place)
        value = KEPT if place.definition.private else shown_value(interview.record, place, heard.value, language)
        saved.append(LINE(number=str(number), title=title(interview.record, place, language), value=value))
        interview = interview.after(fact)
        facts += fact
    return Burst(tuple(facts), tuple(saved), tuple(unclear))


def hear_one(interview: Interview, text: str, language: str) -> tuple[Place, str] | None:
    """A single numbered answer ("7 belum"): the question and the value; None where it is none."""
    match = _ONE.fullmatch(text)
    place = _numbered(interview, int(match[1])) if match else None
    if match is None or place is None or place.definition.private:
        return None
    heard = hear(interview.record, place, match[2], language)
    return (place, heard.value) if isinstance(heard, Value) else None


def echo(burst: Burst) -> tuple[Words, ...]:
    """What to say about the burst."""
    saved = (SAVED(len(burst.saved)), *burst.saved) if burst.saved else ()
    return (*saved, *((NOT_SAVED(answers=Listed(burst.unclear, " · ")),) if burst.unclear else ()))


def _numbered(interview: Interview, number: int) -> Place | None:
    """The question with that number, where it applies and stands once."""
    definition = interview.numbers.get(number)
    if definition is None or not definition.is_asked:
        return None
    places = [place for place in interview.record.at(definition.path) if interview.record.relevant(place)]
    return places[0] if len(places) == 1 else None

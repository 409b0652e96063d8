"""A questionnaire tried out: a random household answers it to the end, and the whole conversation can be read."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Final

from bot.flows.asking import ask
from bot.flows.forms.facts import Answered
from bot.flows.forms.form import Form
from bot.flows.forms.record import Record
from bot.flows.indicators import ids, odd_values, values_of
from bot.flows.interview import Interview
from bot.flows.reply import Reply
from bot.flows.respondent import Respondent
from bot.flows.setvalues import first_facts
from bot.flows.step import advance
from bot.flows.turn import Outcome, Said
from bot.language import language
from scoring.index import Index

NOTHING: Final[Mapping[str, str]] = MappingProxyType({})
PATIENCE = 40  # turns at one question
MOST_TURNS = 20  # for each question that came up, besides a hundred to begin with


class StuckError(Exception):
    """The conversation comes to no end, and says at which question; or to values that no index can count."""


def conversation(
    form: Form,
    seed: int,
    now: datetime,
    code: str = "id",
    given: Mapping[str, str] = NOTHING,
    *,
    indices: Sequence[Index] = (),
) -> Iterator[str]:
    """The lines of an interview that a random household of that seed gives; `given` is what the village knows, by role,
    and in `indices` the answers must come to something. Raises StuckError."""
    record = Record(form, now)
    interview = Interview(1, record.after(first_facts(record, given)))
    household = Respondent(seed)
    reply = ask(interview, code)
    at: dict[str, int] = {}
    turns = 0
    while (place := interview.asking) is not None:
        yield from _bubble(reply, code)
        turns += 1
        at[place.ref] = at.get(place.ref, 0) + 1
        said = household.says(interview, reply, code)
        if said is None or at[place.ref] > PATIENCE or turns > 100 + MOST_TURNS * len(at):
            raise StuckError(f"stuck at {place.ref} after {turns} turns: nothing that was tried is taken as an answer")
        yield f"Kader: {_heard(said, reply, code)}"
        turn = advance(interview, said, code)
        interview, reply = turn.interview, turn.reply
        if turn.outcome in {Outcome.LATER, Outcome.HOME}:
            reply = ask(interview, code)
    yield from _bubble(reply, code)
    answers = sum(isinstance(fact, Answered) for fact in interview.record.answers.values())
    yield f"({turns} pesan, {answers} jawaban)"
    values = values_of(interview.record, ids(indices))
    if odd := [
        f"{name} comes to {values[name]!r}, which {index.id} cannot count"
        for index, name in odd_values(values, indices)
    ]:
        raise StuckError("\n".join(dict.fromkeys(odd)))


def _bubble(reply: Reply, code: str) -> Iterator[str]:
    say = language(code).say
    text = "\n".join(say(line) for line in reply.lines)
    for n, line in enumerate(text.splitlines()):
        yield f"{'Bot:  ' if n == 0 else '      '} {line}".rstrip()
    for row in filter(None, reply.rows):
        yield "       " + " ".join(f"[{say(press.label)}]" for press in row)


def _heard(said: Said, reply: Reply, code: str) -> str:
    if said.tap is None:
        return said.words
    tap = said.tap
    labels = (
        press.label
        for row in reply.rows
        for press in row
        if (press.verb, press.question, press.code) == (tap.verb, tap.question, tap.code)
    )
    return f"[{language(code).say(next(labels, ''))}]"

"""One message of a cadre: what to keep, and what to reply. Deciding is here; nothing is kept or sent."""

from dataclasses import replace

from bot.flows.asking import closing_notes
from bot.flows.forms.facts import Completed
from bot.flows.interview import Interview
from bot.flows.listening import listen
from bot.flows.moves import Moves
from bot.flows.pressing import press
from bot.flows.turn import Outcome, Said, Turn


def advance(interview: Interview, said: Said, language: str) -> Turn:
    """Take one message; say what to keep and what to reply."""
    moves = Moves(interview, language)
    turn = press(moves, said.tap) if said.tap is not None else listen(moves, said.words, said.early)
    return _ended(turn, language) if turn.facts and turn.interview.asking is None else turn


def _ended(turn: Turn, language: str) -> Turn:
    """The same turn, with the end that it leads to: nothing is left to ask."""
    if turn.interview.refused:
        return replace(turn, outcome=Outcome.REFUSED)
    return replace(
        turn,
        facts=(*turn.facts, Completed()),
        interview=replace(turn.interview, completed=True),
        reply=turn.reply.before(*closing_notes(turn.interview, language)),
        outcome=Outcome.COMPLETED,
    )

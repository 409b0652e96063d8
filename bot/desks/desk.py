"""Desks: what can be done outside an interview. Each has pages, named by the verbs of their buttons."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from bot.flows.permissions import Action
from bot.flows.reply import Reply
from bot.messages import Tap
from bot.visit import Visit
from storage.current_interviews import CurrentInterview


@dataclass(frozen=True, slots=True)
class Enter:
    """The way from a page into an interview."""

    row: CurrentInterview


Answer = Reply | Sequence[Reply] | Enter


@dataclass(frozen=True, slots=True)
class Page:
    """What a button, a command or awaited words lead to.

    A page is shown to whoever may try its action at all; whether she may do it to the thing that she names, the page
    asks with `visit.may(action, region, rt)`. Where `changes` is true, a press keeps something: the same press again
    is a redelivery and changes nothing more. A page that waits for words (`awaiting`) asks its question when it gets
    none. `commands` are the slash commands that lead here. A page that `steers` minds "kembali", "nanti" and "menu"
    itself when it waits for words.
    """

    answer: Callable[[Visit], Awaitable[Answer]]
    action: Action
    changes: bool = False
    commands: frozenset[str] = field(default_factory=frozenset)
    steers: bool = False


Pages = dict[str, Page]


def awaiting(verb: str, *codes: str) -> str:
    """What a reply's `awaits` says: the page that gets her next words, with what it must know."""
    return Tap(verb, code=":".join(codes)).pack()


def awaited(kept: str) -> Tap | None:
    """The page that waits for her words, as a tap."""
    return Tap.unpack(kept)

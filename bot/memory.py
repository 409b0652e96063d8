"""What a process remembers of its chats from one message to the next.

All of it may be lost: then a message that comes again is answered again, and never kept again.
"""

from collections import OrderedDict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TypeVar

from bot.desks.everything import changes, page_of
from bot.flows.pressing import KEEPING
from bot.language import SOURCE
from bot.messages import Button, Incoming, Outgoing, buttons_of

AGAIN = timedelta(minutes=1)  # in which the same button of a list, pressed again, is a repetition and not a wish
REMEMBERED = 10_000  # of each kind
_Key = TypeVar("_Key")
_Thing = TypeVar("_Thing")


class Memory:
    """Which messages were answered, when a chat got its newest bubble, with which buttons, what it wrote last, and its
    language."""

    def __init__(self) -> None:
        self._answered: OrderedDict[tuple[str, str], datetime] = OrderedDict()
        self._replied: OrderedDict[str, tuple[datetime, tuple[Button, ...]]] = OrderedDict()
        self._languages: OrderedDict[str, str] = OrderedDict()
        self._newest: OrderedDict[str, int] = OrderedDict()

    def answered(self, incoming: Incoming, at: datetime) -> None:
        """The message's reply went out."""
        for key in {key_of(incoming), press_of(incoming)}:
            _remember(self._answered, (incoming.chat, key), at)

    def was_answered(self, incoming: Incoming, now: datetime) -> bool:
        """Whether the message is one that was answered before, delivered again."""
        if (incoming.chat, key_of(incoming)) in self._answered:
            return True
        if incoming.tap is None or page_of(incoming.tap.verb) is None:
            return False
        pressed_at = self._answered.get((incoming.chat, press_of(incoming)))
        return pressed_at is not None and now - pressed_at < AGAIN

    def replied(self, chat: str, at: datetime, bubbles: Iterable[Outgoing] = ()) -> None:
        """These bubbles are on their way to the chat; where there are none, the newest one stays what it is."""
        told = [bubble for bubble in bubbles if bubble.text]
        _remember(self._replied, chat, (at, buttons_of(told) if told else self.buttons(chat)))

    def replied_at(self, chat: str) -> datetime | None:
        """When the chat got its newest bubble, as far as this process knows."""
        return self._replied[chat][0] if chat in self._replied else None

    def buttons(self, chat: str) -> tuple[Button, ...]:
        """The buttons of the chat's newest bubble, as far as this process knows."""
        return self._replied[chat][1] if chat in self._replied else ()

    def heard(self, incoming: Incoming) -> None:
        """The message was taken, before or after others that she wrote."""
        if incoming.order:
            _remember(self._newest, incoming.chat, max(incoming.order, self._newest.get(incoming.chat, 0)))

    def was_overtaken(self, incoming: Incoming) -> bool:
        """Whether something that she wrote later was taken already: a webhook may bring two messages in any order."""
        return 0 < incoming.order < self._newest.get(incoming.chat, 0)

    def reads(self, chat: str, language: str) -> None:
        """The chat's person reads that language."""
        _remember(self._languages, chat, language)

    def language(self, chat: str) -> str:
        """The language of the chat, for what is said without a look into the database."""
        return self._languages.get(chat, SOURCE)


def key_of(incoming: Incoming) -> str:
    """What the message is known by when it is delivered again.

    Telegram repeats a tap under a new id, so a tap that may keep something is known by what it means: its revision
    makes each showing of a button another one. So is one that leads to a page where something changes.
    """
    tap = incoming.tap
    keeps = tap is not None and (changes(tap.verb) or (tap.interview > 0 and tap.verb in KEEPING))
    return press_of(incoming) if keeps else incoming.id


def press_of(incoming: Incoming) -> str:
    """What a tap means, under whatever id it comes; of anything else, its id."""
    return f"tap:{incoming.tap.pack()}" if incoming.tap is not None else incoming.id


def _remember(things: "OrderedDict[_Key, _Thing]", key: _Key, thing: _Thing) -> None:
    things[key] = thing
    things.move_to_end(key)
    while len(things) > REMEMBERED:
        things.popitem(last=False)

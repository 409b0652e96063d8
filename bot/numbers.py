"""Sixteen-digit numbers in a message: covered before anything else sees it, whatever part of it they stand in."""

from dataclasses import replace

from bot.flows.reading import clean, masked
from bot.messages import Incoming


def covered(incoming: Incoming) -> tuple[Incoming, bool]:
    """The message without numbers of persons or family cards, and whether she sent one.

    Of her name, which the channel gives and she cannot take back here, nothing is said. A button that carries one is
    none of ours.
    """
    words, in_words = masked(clean(incoming.words))
    argument, in_argument = masked(clean(incoming.argument))
    name, _ = masked(clean(incoming.name))
    tap = incoming.tap
    parts = (tap.verb, tap.question, str(tap.revision), tap.code) if tap is not None else ()
    forged = any(masked(part)[1] for part in parts)
    shown = replace(incoming, words=words, argument=argument, name=name, tap=None if forged else tap)
    return shown, in_words or in_argument

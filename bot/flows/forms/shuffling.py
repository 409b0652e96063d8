"""The order that chance gives: for the same seed the same, here and in other engines."""

import hashlib
import math
from collections.abc import Sequence
from typing import Final

from bot.flows.forms.scope import Focus
from bot.flows.forms.tree import Node
from bot.flows.forms.values import Value, as_number, as_text

_MOST: Final = 2147483647


def seed_of(value: Value, focus: Focus) -> int:
    """The whole number that chance starts from: a number's own, for other words one made of their checksum."""
    number = as_number(value, focus)
    if math.isfinite(number):
        return math.trunc(number)
    if math.isinf(number):
        return 2**63 - 1 if number > 0 else -(2**63)
    words = as_text(value, focus)
    if words in ("", "NaN"):
        return 0
    return int.from_bytes(hashlib.sha256(words.encode()).digest()[:8], "big", signed=True)


def shuffled(nodes: Sequence[Node], seed: int) -> list[Node]:
    """Fisher and Yates' shuffle, from the inside out, with Park and Miller's numbers, as other engines have it."""
    state = int(math.copysign(abs(seed) % _MOST, seed)) if seed else 0
    state = state if state > 0 else state + _MOST - 1
    mixed: list[Node] = []
    for index, node in enumerate(nodes):
        state = state * 16807 % _MOST
        other = int((state - 1) / (_MOST - 1) * (index + 1))
        mixed.append(node)
        mixed[index], mixed[other] = mixed[other], node
    return mixed

"""A village whose questionnaire asks its private questions, as no command lets it: only tests do."""

from collections.abc import Iterator, Sequence
from random import Random

from bot.flows.forms.workbook import LIBRARY, load
from bot.messages import Outgoing
from tests.chat import Conversation

_TEXT = (LIBRARY / "keluarga.md").read_text(encoding="utf-8")
_ROW = next(line for line in _TEXT.splitlines() if "| hidden | modul_pribadi |" in line)
SWITCHED_ON = load(_TEXT.replace(_ROW, _ROW.replace("| tidak |", "| ya |")).encode(), "keluarga.md")
REFS = "/data/pribadi/"  # where the private questions of this form stand
SKIP = "Lewati"


async def until_private(talk: Conversation) -> None:
    """Bp. Budi's interview, up to the first private question."""
    await talk.settle(SWITCHED_ON)
    for line in ("/start", "[Bp. Budi · belum]"):
        await talk.say(line)
    await talk.happen("Keluarga Budi sampai berdua_saja")


async def in_private(talk: Conversation, chosen: Iterator[int]) -> list[Outgoing]:
    """Every private question answered by the number of its button, or left out; what the bot said meanwhile."""
    said = await talk.say("[Berdua saja]")
    while talk.question() is not None:
        bubble = talk.phones["Kader"].bubbles[-1]
        labels = [button.label for row in bubble.rows for button in row if button.tap.verb == "a"]
        said += await talk.say(f"[{[*labels, SKIP][next(chosen) % (len(labels) + 1)]}]")
    return said


def by_chance(seed: int) -> Iterator[int]:
    """Buttons as they come."""
    dice = Random(seed)  # noqa: S311 - chance in a test
    while True:
        yield dice.randrange(12)


async def interviewed(talk: Conversation, chosen: Iterator[int] | None = None) -> Sequence[Outgoing]:
    """Bp. Budi's interview to its end, all that is private among it."""
    await until_private(talk)
    return await in_private(talk, chosen or by_chance(1))

"""A household that answers whatever it is asked, by what the chat shows: taps where there are buttons, else types."""

import random
from collections import Counter
from collections.abc import Callable

from bot.messages import Tap
from tests.telegram_peer import Bubble
from tests.wire import Phone

HOUSEHOLD = "Budi 41 L kepala, Siti 38 P istri, Rani 15 P anak, Dafa 3 L anak"
WORDS = (
    "2",
    "48",
    HOUSEHOLD,
    "2.500.000",
    "15/3/2020",
    "Budi",
    "08.00",
)  # one of them answers any question without choices
ANSWER, TICK, DONE, SKIP, YES, END, LATER, GO_ON = "atdsyelg"  # verbs of the interview's buttons


class Respondent:
    """Answers question after question on a phone; always the first choice, or with a seed any."""

    def __init__(self, phone: Phone, seed: int | None = None) -> None:
        self._phone = phone
        self._random = None if seed is None else random.Random(seed)  # noqa: S311
        self._typed: Counter[str] = Counter()
        self.steps = 0

    async def until(self, condition: Callable[[Bubble], bool], most: int = 400) -> Bubble:
        """Answer until the newest bubble fulfils the condition; that bubble."""
        await self._phone.look()
        while not condition(self._phone.newest):
            assert self.steps < most, f"no end in sight\n{self._phone.newest}"
            await self.answer()
        return self._phone.newest

    async def answer(self) -> None:
        """Answer the question in the newest bubble."""
        self.steps += 1
        bubble = self._phone.newest
        taps = [(data, tap) for _, data in bubble.buttons if (tap := Tap.unpack(data))]
        by_verb = {
            verb: [(data, tap) for data, tap in taps if tap.verb == verb] for verb in {tap.verb for _, tap in taps}
        }
        if ticks := by_verb.get(TICK):
            ticked = any(tap.code.endswith("-") for _, tap in ticks)
            await self._tap(bubble, by_verb[DONE] if ticked else ticks)
        elif choice := by_verb.get(ANSWER) or by_verb.get(YES) or by_verb.get(END) or by_verb.get(GO_ON):
            await self._tap(bubble, choice)
        else:
            await self._type(bubble, by_verb.get(SKIP, []), roster=set(by_verb) == {LATER})

    async def _tap(self, bubble: Bubble, offered: list[tuple[str, Tap]]) -> None:
        data, _ = self._random.choice(offered) if self._random else offered[0]
        await self._phone.sends_tap(bubble, data)
        await self._phone.answered()

    async def _type(self, bubble: Bubble, skip: list[tuple[str, Tap]], roster: bool) -> None:
        """Type one of the words, at each new try the next; when all were tried, skip."""
        words = (HOUSEHOLD,) if roster else WORDS
        tried = self._typed[bubble.text.splitlines()[-1]]
        self._typed[bubble.text.splitlines()[-1]] += 1
        if tried >= len(words) and skip:
            await self._tap(bubble, skip)
        else:
            assert tried < len(words), f"nothing answers this\n{bubble.text}\n{bubble.labels}\n{self._phone.bot.log}"
            await self._phone.says(words[tried])

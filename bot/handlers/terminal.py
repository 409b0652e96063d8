"""A chat in the terminal: the same dialogue, without any account. Typing a button's label taps it."""

import asyncio
import re
import sys
import tempfile
import textwrap
import threading
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from bot.boundary import Conversation
from bot.flows.reply import Attachment
from bot.flows.texts import Text
from bot.language import language
from bot.messages import Button, Incoming, Kind, Outgoing

WIDTH = 76
HOW = Text("Ketik jawaban, atau tulisan pada [tombol] (atau .1 untuk tombol pertama). Ctrl-D untuk berhenti.")
GOODBYE = Text("Sampai jumpa. Semua jawaban tersimpan.")
_TIE = "\N{NO-BREAK SPACE}"  # keeps a label on one line
_NTH = re.compile(r"\.(\d{1,3})")
_COMMAND = re.compile(r"/(\w{1,32})(?:\s+(.*))?", re.S)


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Terminal:
    """One person's chat. `read` gives her next line or raises EOFError, `write` shows one; `letters` has what came
    for her unasked."""

    def __init__(
        self,
        conversation: Conversation,
        chat: str,
        read: Callable[[str], str] = input,
        write: Callable[[str], object] = print,
        echo: bool | None = None,
        *,
        now: Callable[[], datetime] = _utc_now,
        letters: Callable[[], Awaitable[Sequence[Outgoing]]] | None = None,
    ) -> None:
        self._conversation = conversation
        self._chat = chat
        self._read = read
        self._write = write
        self._echo = not sys.stdin.isatty() if echo is None else echo  # a transcript shows what was typed
        self._now = now
        self._letters = letters
        self._start = time.time_ns()
        self._count = 0
        self._shown: dict[str, tuple[Button, ...]] = {}  # the newest bubbles' buttons

    async def run(self, first: str | None = "/start") -> None:
        """Talk until the person ends it."""
        self._write(language().say(HOW))
        if first:
            if self._echo:
                self._write(f"> {first}")
            await self.say(first)
        await self._bring()
        while (line := await self._line()) is not None:
            if line.strip():
                await self.say(line)
            await self._bring()
        self._write(language().say(GOODBYE))

    async def say(self, line: str) -> None:
        """Send one message, show what comes back."""
        incoming = self._incoming(line)
        bubbles = await self._conversation.receive(incoming)
        for bubble in bubbles:
            if bubble.notice:
                self._write(f"  ({bubble.notice})")
        told = [bubble for bubble in bubbles if bubble.text or bubble.attachment]
        if told:
            self._shown = {}
        for bubble in told:
            self._show(bubble)
        await self._conversation.delivered(incoming)

    async def _bring(self) -> None:
        """Show what came for her unasked; buttons of older bubbles can still be typed."""
        for bubble in await self._letters() if self._letters is not None else ():
            self._show(bubble)

    def _incoming(self, line: str) -> Incoming:
        self._count += 1
        number = f"t{self._start:x}:{self._count}"
        now = self._now()
        words = line.strip()
        if (meant := self._button(words)) is not None:
            bubble, button = meant
            return Incoming(number, self._chat, now, Kind.TAP, tap=button.tap, bubble=bubble)
        if command := _COMMAND.fullmatch(words):
            name, argument = command[1].lower(), (command[2] or "").strip()
            return Incoming(number, self._chat, now, Kind.COMMAND, words=name, argument=argument)
        return Incoming(number, self._chat, now, Kind.WORDS, words=words)

    def _button(self, words: str) -> tuple[str, Button] | None:
        """The button whose label was typed, or whose place (`.1` is the first); with the bubble that it is on."""
        buttons = [(bubble, button) for bubble, row in self._shown.items() for button in row]
        if place := _NTH.fullmatch(words):
            number = int(place[1])
            return buttons[number - 1] if 0 < number <= len(buttons) else None
        same = (one for one in buttons if _bare(words) in (_bare(one[1].label), one[1].label.casefold()))
        return next(same, None) if _bare(words) else None

    def _show(self, bubble: Outgoing) -> None:
        self._count += 1
        name = bubble.replaces or str(self._count)
        self._shown[name] = tuple(button for row in bubble.rows for button in row)
        lines = _wrapped(bubble.text.splitlines())
        if bubble.attachment is not None:
            lines.append(f"[{_kept(bubble.attachment)}]")
        if bubble.rows:
            lines += ["", *_wrapped(map(_labels, bubble.rows))]
        self._write("\n".join(["", *(f"│ {line}".rstrip() for line in lines), ""]))

    async def _line(self) -> str | None:
        """What was typed next; a backslash at the end of a line joins the next one to it. None at the end."""
        lines: list[str] = []
        while True:
            line = await _awaited(self._read, "> " if not self._echo else "")
            if line is None:
                return "\n".join(lines) or None
            if self._echo:
                self._write(f"> {line}")
            lines.append(line.removesuffix("\\"))
            if not line.endswith("\\"):
                return "\n".join(lines)


def _kept(attachment: Attachment) -> Path:
    """Where the file was put, so that it can be opened."""
    folder = Path(tempfile.mkdtemp(prefix="kawan-"))
    path = folder / Path(attachment.name).name
    path.write_bytes(attachment.content)
    return path


def _bare(label: str) -> str:
    """A label without case, ticks and boxes around it: `☐ Rani` can be typed as rani."""
    return re.sub(r"^\W+|\W+$", "", label).casefold()


def _labels(row: tuple[Button, ...]) -> str:
    return " ".join(f"[{button.label}]".replace(" ", _TIE) for button in row)


def _wrapped(lines: Iterable[str]) -> list[str]:
    parts = (part for line in lines for part in textwrap.wrap(line, WIDTH, break_on_hyphens=False) or [""])
    return [part.replace(_TIE, " ") for part in parts]


async def _awaited(read: Callable[[str], str], prompt: str) -> str | None:
    """A line, read beside the loop; None at the end. The thread ends with the process, so that Ctrl-C need not wait."""
    loop = asyncio.get_running_loop()
    line: asyncio.Future[str | None] = loop.create_future()

    def fetch() -> None:
        try:
            typed: str | None = read(prompt)
        except (EOFError, KeyboardInterrupt):
            typed = None
        loop.call_soon_threadsafe(line.set_result, typed)

    threading.Thread(target=fetch, daemon=True).start()
    return await line

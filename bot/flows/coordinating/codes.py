"""Regions and people on a button, whose fields hold no dots."""

import re

from bot.flows.reply import Press, Rows
from bot.flows.texts import Text, Words

PER_PAGE = 8
PREVIOUS = Text("‹ Sebelumnya")
NEXT = Text("Berikutnya ›")
_REGION = re.compile(r"\d{2}(-\d{2}(-\d{2}(-\d{4})?)?)?")
_RT = re.compile(r"[0-9]{1,3}[A-Za-z]?(/[0-9]{1,3})?")  # 03; 03/02 where other RWs have an RT 03, too


def on_button(region_code: str) -> str:
    """The region as a button carries it: 63-02-11-2009."""
    return region_code.replace(".", "-")


def region_on(code: str) -> str | None:
    """The region that a button carries, or None where it is none."""
    return code.replace("-", ".") if _REGION.fullmatch(code) else None


def rt_on(code: str) -> str | None:
    """The RT that a button carries, or None where it is none."""
    return code if _RT.fullmatch(code) else None


def numbers_on(code: str, many: int) -> tuple[int, ...] | None:
    """The numbers that a button carries, joined by `:`; None where there are not so many."""
    parts = code.split(":")
    if len(parts) != many or not all(part.isascii() and part.isdigit() and len(part) < 10 for part in parts):
        return None
    return tuple(map(int, parts))


def turning(verb: str, page: int, pages: int, question: str = "") -> Rows:
    """Buttons to the pages before and after; none where there is one page."""
    if pages < 2:
        return ()
    before, after = str((page - 1) % pages), str((page + 1) % pages)
    return ((Press(PREVIOUS, verb, question, before), Press(NEXT, verb, question, after)),)


def below(*presses: Press) -> Rows:
    """Each button in a row of its own."""
    return tuple((press,) for press in presses)


def cut(name: str, most: int = 30) -> Words:
    """A name that fits on a button."""
    return name if len(name) <= most else name[: most - 1] + "…"

"""RTs as people write them: "5", "rt 05", "RT 3 RW 2"."""

import re
from collections.abc import Iterable

from bot.flows.texts import Text

NO_SUCH_RT = Text("RT itu belum ada di daftar. Pilih, atau tulis nomornya. Contoh: 05")
_RT = re.compile(
    r"(?:rt\W*)?0*(?P<rt>[1-9][0-9]{0,2}[a-z]?)(?:(?:\W+(?:rw\W*)?|rw\W*)0*(?P<rw>[1-9][0-9]{0,2}))?\W*", re.IGNORECASE
)


def meant(words: str, rts: Iterable[str]) -> list[str]:
    """Those of the RTs that the words may mean: several where there is one of that number in several RWs."""
    said = _read(words)
    return [rt for rt in rts if said is not None and _fits(said, _read(rt))]


def _read(words: str) -> tuple[str, str | None] | None:
    """The number of an RT and of the RW that is named with it, without leading zeros."""
    found = _RT.fullmatch(words.strip())
    return (found["rt"].casefold(), found["rw"]) if found else None


def _fits(said: tuple[str, str | None], named: tuple[str, str | None] | None) -> bool:
    return named is not None and said[0] == named[0] and (said[1] in {None, named[1]} or named[1] is None)

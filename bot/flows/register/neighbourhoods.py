"""What each RT of a list is called in the village, where it has one number in several RWs too."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from bot.flows.register.table import Entry

Known = Mapping[str, str | None]
"""The RTs of a village, as they are called already, with the RW of each."""


def called(entries: Iterable[Entry], known: Known) -> dict[tuple[str, str | None], str]:
    """What the RT of an entry is called, by its number and RW: "03", or "03/02" where other RWs have an RT 03, too."""
    pairs = {(entry.rt, entry.rw) for entry in entries}
    before = {(_number(rt), rw): rt for rt, rw in known.items()}
    rws: dict[str, set[str]] = defaultdict(set)
    for rt, rw in (*pairs, *before):
        if rw:
            rws[rt].add(rw)
    found: dict[tuple[str, str | None], str] = {}
    for rt, rw in pairs:
        only = next(iter(rws[rt])) if len(rws[rt]) == 1 else rw
        alone = before.get((rt, None)) if len(rws[rt]) <= 1 else None
        found[rt, rw] = before.get((rt, rw)) or before.get((rt, only)) or alone or _new(rt, rw, len(rws[rt]) > 1)
    return found


def _new(rt: str, rw: str | None, several: bool) -> str:
    return f"{rt}/{rw}" if several and rw else rt


def _number(rt: str) -> str:
    """The number of an RT in two digits, as entries have it: of "003" and of "03/02" it is "03"."""
    number = rt.partition("/")[0]
    return number.lstrip("0").zfill(2) if number.isdigit() else rt

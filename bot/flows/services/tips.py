"""Tips as an author wrote them in a workbook's sheet `tips`, or everything that must be mended in it.

Columns: tip | problem | class | order | indicators | when | text | text_en | services.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.flows.services.directory import Directory
from bot.flows.services.wording import Wording
from scoring.index import Index
from scoring.rows import Mistake, Row, SheetError, Sheets, rows

Delivery = Literal["U", "P", "N"]
"""Where a tip may appear: U anywhere, P on the cadre's own screen only, N never because of an answer."""

DELIVERIES: tuple[Delivery, ...] = ("N", "P", "U")
MOST_TEXT, MOST_SENTENCES = 300, 2
_LAST = 1000  # the order of a tip that has none
_SENTENCE_END = re.compile(r"[.!?](?=\s|$)")


@dataclass(frozen=True)
class Tip:
    """What a family can do about something unmet, and where to go: the first service is the main door.

    Due when any of `indicators` is unmet, and, where `when` is given, that holds too.
    """

    id: str
    problem: str
    delivery: Delivery
    order: int
    indicators: tuple[str, ...]
    when: str
    text: Wording
    services: tuple[str, ...]


def tips_of(sheets: Sheets, indices: Sequence[Index], directory: Directory) -> tuple[Tip, ...]:
    """The workbook's tips; none where it has no such sheet. Raises SheetError with all mistakes together."""
    found, mistakes = read_tips(sheets, indices, directory)
    if mistakes:
        raise SheetError(mistakes)
    return found


def read_tips(sheets: Sheets, indices: Sequence[Index], directory: Directory) -> tuple[tuple[Tip, ...], list[Mistake]]:
    """The tips as far as they can be read, and everything an author must mend."""
    mistakes: list[Mistake] = []
    found: dict[str, Tip] = {}
    for row in rows(sheets, "tips", mistakes):
        tip = _tip(row)
        if tip.id in found:
            row.wrong(f"tip {tip.id!r} stands there twice", "rename or delete one")
        found[tip.id] = tip
        _check(row, tip, indices, directory)
    return tuple(found.values()), mistakes


def _tip(row: Row) -> Tip:
    return Tip(
        id=row.required("tip"),
        problem=row.text("problem"),
        delivery=row.choice("class", DELIVERIES),
        order=row.whole("order", _LAST, "write a whole number; the smallest comes first"),
        indicators=tuple(row.text("indicators").split()),
        when=row.text("when"),
        text=Wording(row.required("text"), row.text("text_en")),
        services=tuple(row.text("services").split()),
    )


def _check(row: Row, tip: Tip, indices: Sequence[Index], directory: Directory) -> None:
    known = {indicator.id: indicator for index in indices for indicator in index.indicators}
    for id_ in tip.indicators:
        if id_ not in known:
            row.wrong(f"indicator {id_!r} does not exist", "correct it, or add it in the sheet `indicators`")
        elif known[id_].private and tip.delivery != "N":
            row.wrong(f"indicator {id_!r} is private", "a private answer triggers no tip: take it out, or use class N")
    for id_ in tip.services:
        if id_ not in directory.services:
            row.wrong(f"service {id_!r} does not exist", "correct it, or add it to services.yaml")
        elif tip.id not in directory.services[id_].problems:
            row.wrong(f"service {id_!r} does not answer {tip.id}", f"take it out, or add {tip.id} to its `masalah`")
    for text in filter(None, (tip.text.indonesian, tip.text.english)):
        if len(text) > MOST_TEXT:
            row.wrong(f"the text has {len(text)} characters", f"shorten it to {MOST_TEXT}")
        if len(_SENTENCE_END.findall(text)) > MOST_SENTENCES:
            row.wrong("the text has more than two sentences", "one action, and where to go")

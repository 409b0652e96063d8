"""Questions that a conversation cannot ask."""

import re
from collections.abc import Iterator

from bot.flows.forms.form import Form, Kind
from bot.flows.forms.lint.sources import Line, Source
from bot.flows.forms.reckoning import MOST_INSTANCES
from bot.flows.forms.sheets import ROW, Problem

_SENT = re.compile(r"^(?:add |insert |q )?(image|photo|picture|audio|video|file|background-audio)\b(?! ?prompt)")
_PLACES = re.compile(r"^(?:add |q )?(geopoint|geotrace|geoshape|gps|location|(?:start|background)-geopoint)\b")
_OUTSIDE = re.compile(r"^select_(?:one|multiple)_(?:from_file|external)\b|^rank_from_file\b")
_DEVICE = re.compile(r"^(?:deviceid|phonenumber|simserial|subscriberid|imei|email|username|audit)$")
DEEPEST = 20
MOST_CHOICES = 100
MANY_INSTANCES = 20


def types(source: Source) -> Iterator[Problem]:
    """Types that words and buttons cannot answer, named by the rows that have them."""
    for line in source.lines:
        yield from _type(line)
    deepest = max(source.lines, key=lambda line: len(line.names), default=None)
    if deepest is not None and len(deepest.names) > DEEPEST:
        message = f"groups lie in groups {len(deepest.names) - 1} deep; at most {DEEPEST} can be followed"
        yield Problem("survey", deepest.row, message)
    if source.sheets.get("external_choices"):
        yield Problem("external_choices", 0, "choices in a sheet of their own are not supported; move them to choices")
    yield from _repeats_in_repeats(source)
    yield from _long_lists(source)


def _type(line: Line) -> Iterator[Problem]:
    count = _whole(line.cell("repeat_count"))
    if _PLACES.match(line.type) or "location-" in line.cell("parameters"):
        yield Problem("survey", line.row, f"{line.type}: where a house stands is not kept; delete the row")
    elif _SENT.match(line.type):
        yield Problem("survey", line.row, f"{line.type}: a conversation asks in words; delete the row or ask for words")
    elif _OUTSIDE.match(line.type) or "search(" in line.cell("appearance"):
        yield Problem(
            "survey", line.row, "choices in an outside file are not supported; move them to the sheet choices"
        )
    elif _DEVICE.match(line.type):
        yield Problem(
            "survey", line.row, f"{line.type}: nothing of her phone is kept, so this stays empty", advice=True
        )
    for column, cell in line.cells.items():
        if "${last-saved#" in cell:
            message = f"{column}: ${{last-saved#...}} knows nothing here; ask again, or take it out"
            yield Problem("survey", line.row, message)
    if count > MOST_INSTANCES:
        yield Problem("survey", line.row, f"repeat_count is more than can be asked; at most {MOST_INSTANCES} times")
    elif count > MANY_INSTANCES:
        message = f"asking {count} times tires; ask once, with the ones it holds for as choices"
        yield Problem("survey", line.row, message, advice=True)


def _repeats_in_repeats(source: Source) -> Iterator[Problem]:
    """Counts that multiply to more than anybody answers."""
    times: dict[tuple[str, ...], int] = {}
    for line in source.lines:
        around = times.get(line.names[:-1], 1)
        own = _whole(line.cell("repeat_count")) or 1
        times[line.names] = around * own
        if own <= MOST_INSTANCES < around * own and around <= MOST_INSTANCES:
            message = f"with the repeats around it this is asked {around * own} times; at most {MOST_INSTANCES} can be"
            yield Problem("survey", line.row, message)


def _whole(cell: str) -> int:
    """The whole number written there, at most a million; 0 for anything else."""
    return int(cell[:7]) if cell.isascii() and cell.isdigit() else 0


def _long_lists(source: Source) -> Iterator[Problem]:
    sizes: dict[str, int] = {}
    first: dict[str, int] = {}
    for row in source.sheets.get("choices", ()):
        name = row.get("list_name") or row.get("list name") or ""
        sizes[name] = sizes.get(name, 0) + 1
        first.setdefault(name, int(row[ROW]))
    filtered = {line.choices for line in source.lines if line.cell("choice_filter")}
    for name, size in sizes.items():
        if size > MOST_CHOICES and name not in filtered:
            message = (
                f"the list {name!r} has {size} choices, ten of which are shown at once; narrow it by a choice_filter"
            )
            yield Problem("choices", first[name], message, advice=True)


def left_over(source: Source, form: Form) -> Iterator[Problem]:
    """Questions that would be passed over without a word."""
    for definition in form.ordered:
        if definition.kind is not Kind.QUESTION or definition.is_asked or definition.is_note:
            continue
        line = source.line(definition.path)
        if line is None or not (_PLACES.match(line.type) or _SENT.match(line.type)):
            kind = line.type if line else definition.control
            yield Problem("survey", line.row if line else 0, f"{definition.name}: a conversation cannot ask {kind!r}")

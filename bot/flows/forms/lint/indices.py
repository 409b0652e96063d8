"""Indices that could be read and yet do not say what their author means."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from difflib import get_close_matches
from fractions import Fraction
from itertools import pairwise

from bot.flows.forms.form import Definition, Form, Kind
from bot.flows.forms.lint.outcomes import outcomes
from bot.flows.forms.lint.sources import Source
from bot.flows.forms.sheets import ROW, Problem
from scoring.index import MET, MISSING, NOT_APPLICABLE, UNMET, Index
from scoring.sheets import read_indices

_COLUMNS: Mapping[str, str] = {
    "indices": "index label label_en kind version valid_from valid_to source note "
    "dimension_empty missing area na_policy",
    "dimensions": "index dimension label label_en weight enough version",
    "indicators": "index indicator dimension label label_en unmet unmet_en weight private part version",
    "bands": "index band label label_en from from_inclusive needs version",
    "grades": "index indicator grade label label_en version",
    "tips": "tip problem class order indicators when text text_en services",
    "settled": "name choices",
    "paper": "name when when_en",
}
MODULES = "modul"  # the role of the question that says which indices are wanted
_OF_PYXFORM = ("survey", "choices", "settings", "external_choices", "entities", "osm")
_SCORES = frozenset({MET, UNMET, NOT_APPLICABLE, MISSING})
_PERCENT = range(80, 121)  # what weights come to that were meant to make 100
_ALMOST = Fraction(1, 50)


def passed_over(source: Source) -> Iterator[Problem]:
    """Sheets that are probably misspelt, and columns of our sheets that nobody reads."""
    for title, rows in source.sheets.items():
        if title not in _COLUMNS and title not in _OF_PYXFORM:
            near = get_close_matches(title.strip(), [name for name in _COLUMNS if name not in source.sheets], 1, 0.8)
            if near:
                yield Problem(title, 0, f"nobody reads a sheet of that name; perhaps it is {near[0]!r}", advice=True)
            continue
        known = _COLUMNS.get(title, "").split()
        for column in dict.fromkeys(column for row in rows for column in row) if known else ():
            if column not in (*known, ROW):
                near = get_close_matches(column, known, 1)
                mend = f"perhaps it is {near[0]!r}" if near else f"those that are: {', '.join(known)}"
                yield Problem(title, 1, f"the column {column!r} is not read; {mend}", advice=True)


def odd(source: Source) -> Iterator[Problem]:
    """Weights on two scales, and days on which no version holds."""
    found, _ = read_indices({name: list(rows) for name, rows in source.sheets.items()})
    for index in found:
        parts = {"dimensions": [each.weight for each in index.dimensions]}
        for dimension in index.dimensions:
            of_it = [each.weight for each in index.indicators if each.dimension == dimension.id]
            parts[f"indicators of {dimension.id}"] = of_it
        for what, weights in parts.items():
            if mend := _on_two_scales(weights):
                message = f"the {what} of {index.id!r} {mend}"
                yield Problem("dimensions" if what == "dimensions" else "indicators", 0, message, advice=True)
    for name in dict.fromkeys(index.id for index in found):
        yield from _gaps([index for index in found if index.id == name])


def modules(source: Source) -> Iterator[Problem]:
    """Indices that are asked for and are none: a question that only they need would never be asked."""
    listed = [rows.get("index", "") for rows in source.sheets.get("indices", ())]
    cells = [(line, cell) for line in source.lines for cell in line.cells.values()]
    for asking in (line for line in source.lines if line.cell("bind::kk:peran") == MODULES):
        meant = re.compile(rf"selected\(\s*\$\{{{re.escape(asking.name)}\}}\s*,\s*['\"]([^'\"]*)['\"]\s*\)")
        looked_for = [(line.row, name) for line, cell in cells for name in meant.findall(cell)]
        wanted = asking.cell("default").split()
        known = {*listed, *({name for _, name in looked_for} & {*wanted})}
        named = [*((asking.row, name) for name in wanted), *looked_for]
        for row, name in dict.fromkeys((row, name) for row, name in named if name not in known):
            near = get_close_matches(name, sorted(filter(None, known)), 1)
            mend = f"; perhaps it is {near[0]!r}" if near else ""
            yield Problem("survey", row, f"{name!r} is no index of this workbook{mend}", advice=True)


def _on_two_scales(weights: Sequence[Fraction]) -> str:
    """What is odd about the weights; nothing where each is plainly a part of their sum."""
    total = sum(weights, Fraction())
    whole = 1 if max(weights, default=0) < 1 else 100 if total.__floor__() in _PERCENT else None
    if whole is not None and len(weights) > 1 and abs(total - whole) > whole * _ALMOST:
        return f"have weights that come to {float(total):g}, not {whole}; each counts as its part of that sum"
    if weights and min(weights) < 1 and max(weights) >= 10:
        return "have weights of which some look like percents and some like parts of 1; write all alike"
    return ""


def _gaps(versions: Sequence[Index]) -> Iterator[Problem]:
    """Days between two versions on which none holds."""
    ordered = sorted(versions, key=lambda index: str(index.valid_from or ""))
    for one, other in pairwise(ordered):
        if one.valid_to and other.valid_from and other.valid_from - one.valid_to > timedelta(days=1):
            message = f"no version of {one.id!r} holds between {one.valid_to} and {other.valid_from}"
            yield Problem("indices", 0, f"{message}: interviews begun then are not scored in it", advice=True)


def values(source: Source, form: Form) -> Iterator[Problem]:
    """Indicators that can come to what no score can count, or stand there several times, or never are unknown."""
    found, _ = read_indices({name: list(rows) for name, rows in source.sheets.items()})
    by_name = {definition.name: definition for definition in form.ordered}
    rows = {row.get("indicator", "").strip(): int(row[ROW]) for row in source.sheets.get("indicators", ())}
    for index in found:
        for indicator in index.indicators:
            definition = by_name.get(indicator.id)
            if definition is not None and definition.calculate is not None:
                yield from _values(index, definition, form, rows.get(indicator.id, 0))


def _values(index: Index, definition: Definition, form: Form, row: int) -> Iterator[Problem]:
    name = definition.name
    above = [definition.path[:end] for end in range(1, len(definition.path)) if definition.path[end] == "/"]
    if any(form.definitions[path].kind is Kind.REPEAT for path in above):
        message = f"the calculate of indicator {name!r} lies in a repeat, so each household has several"
        yield Problem("indicators", row, f"{message}; write one outside, such as count(${{…}}[…])")
        return
    grades = [str(step.grade) for step in index.steps_of(name)]
    allowed = frozenset(grades) | {MISSING} if index.kind == "grades" else _SCORES
    if index.kind == "grades" and not grades:
        return  # told of already
    can = outcomes(definition, form)
    if wrong := sorted(can.known - allowed):
        written = f"a grade from 1 to {len(grades)} or nothing" if index.kind == "grades" else "1, 0, na or nothing"
        what = " or ".join(map(repr, wrong))
        yield Problem("indicators", row, f"indicator {name!r} can come to {what}; let its calculate give {written}")
    elif not can.others and MISSING not in can.known and len(can.known) > 1:
        message = f"indicator {name!r} is never unknown, so what was not answered counts as it stands"
        yield Problem("indicators", row, f"{message}; begin with if(${{…}} = '', '', …)", advice=True)

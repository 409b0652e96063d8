"""A questionnaire's workbook: its XForm, made by pyxform, and its sheets, among them those that pyxform passes over."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath
from types import MappingProxyType
from typing import Any
from xml.parsers.expat import ExpatError

from pyxform.errors import PyXFormError
from pyxform.xls2xform import convert

from bot.flows.forms.remarks import located
from bot.flows.forms.sheets import ROW, Problem, Row, Sheet, WorkbookError, read_sheets
from bot.flows.forms.xform import OURS

__all__ = ["Problem", "Row", "Workbook", "WorkbookError", "load"]

LIBRARY = Path(__file__).parent / "library"
MOST_QUESTIONS = 3_000  # rows of the sheet survey: pyxform needs seconds for them
MOST_WRITTEN = 500_000  # characters of expressions: a few seconds
_EXPRESSIONS = frozenset(
    {"relevant", "relevance", "constraint", "calculation", "calculate", "required", "read_only", "readonly"}
    | {"choice_filter", "repeat_count", "default", "trigger"}
)
_FOR_PYXFORM = ("survey", "choices", "settings", "external_choices", "entities", "osm")
_TRANSLATED_IN_CHOICES = {"label", "image", "big-image", "audio", "video", "media"}
_DECLARED = frozenset({"jr", "orx", "odk", "entities", "ev", "xsd", "h"})  # by pyxform
_PREFIXED = re.compile(r"^(?:bind|instance|control|body|attribute)::(\w+):(?!:)")
_PREFIX_OF = re.compile(r"(\w+)\s*=")
_SELECT = re.compile(r"^(?:select_one|select_multiple|rank) (?P<list>[^ $]+)(?: or_other)?$")
_TICKED = re.compile(r"^(?:select[_ ]multiple|rank) (?P<list>[^ $]+)(?: or_other)?$")
_SEVERAL_MEMBERS = re.compile(r"^select[_ ]multiple +\$")
NAME = re.compile(r"^[^\W\d][\w.:-]*$")  # of a question, or of a column of choices
_REFERENCE = re.compile(r"\$\{\s*(?:last-saved#)?\s*([^}]+?)\s*\}")


@dataclass(frozen=True, slots=True)
class Workbook:
    """A workbook as its author wrote it, and the XForm that came of it.

    `sheets` holds every sheet by its lower-case name; each row says under `row` where it stands. `hash` is that of what
    the cells say, so that the same questionnaire has the same one as .xlsx and as .md.
    """

    form_id: str
    version: str
    title: str
    xml: str
    sheets: Mapping[str, tuple[Row, ...]]
    warnings: tuple[str, ...]
    hash: str


def load(source: Path | bytes, name: str = "") -> Workbook:
    """The workbook of a file or of its content; WorkbookError says what must be mended in it."""
    content, name = (source, name) if isinstance(source, bytes) else (source.read_bytes(), name or source.name)
    return of_sheets(read_sheets(content, name), name)


def of_sheets(sheets: Mapping[str, Sheet], name: str) -> Workbook:
    """The workbook of sheets that were read from a file of that name; WorkbookError says what must be mended in it."""
    if len(sheets) == 1 and "survey" not in sheets:  # pyxform takes a lone sheet for the survey, whatever its name
        sheets = {"survey": next(iter(sheets.values()))}
    if problems := [*_problems(sheets)]:
        raise WorkbookError(problems)
    settings = sheets["settings"].rows[0] if "settings" in sheets and sheets["settings"].rows else {}
    content_hash = _hash(sheets)
    fallback = PurePath(name).stem
    xml, warnings = _xform(sheets, fallback)
    form_id = settings.get("form_id") or settings.get("set_form_id") or fallback or "data"
    return Workbook(
        form_id=form_id,
        version=settings.get("version") or content_hash[:12],
        title=settings.get("form_title") or settings.get("set_form_title") or form_id,
        xml=xml,
        sheets=MappingProxyType({title: sheet.rows for title, sheet in sheets.items()}),
        warnings=warnings,
        hash=content_hash,
    )


def _hash(sheets: Mapping[str, Sheet]) -> str:
    cells = {
        title: [{k: v for k, v in row.items() if k != ROW} for row in sheet.rows] for title, sheet in sheets.items()
    }
    return hashlib.sha256(json.dumps(cells, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _xform(sheets: Mapping[str, Sheet], name: str) -> tuple[str, tuple[str, ...]]:
    """What pyxform makes of the sheets it knows: the XForm and its warnings."""
    book: dict[str, Any] = {"sheet_names": [*sheets], "fallback_form_name": name or None}
    for title in _FOR_PYXFORM:
        if sheet := sheets.get(title):
            book[title] = _spaced(sheet)
            book[f"{title}_header"] = [dict.fromkeys(sheet.columns)]
    warnings: list[str] = []
    try:
        result = convert(book, warnings=warnings, validate=False)
    except PyXFormError as reason:
        raise WorkbookError([located(str(reason))]) from reason
    except RecursionError as reason:
        raise WorkbookError([Problem("survey", 0, "groups lie too deep in groups; take some of them out")]) from reason
    except (
        AttributeError,
        ExpatError,
        LookupError,
        TypeError,
        ValueError,
    ) as reason:  # it stumbles on odd cells
        raise WorkbookError([Problem("survey", 0, f"pyxform cannot read this workbook ({reason!r})")]) from reason
    return result.xform, tuple(warnings)


def _spaced(sheet: Sheet) -> list[dict[str, str]]:
    """The rows for pyxform, with the empty ones put back, so that it names the same row numbers."""
    spaced: list[dict[str, str]] = []
    for row in sheet.rows:
        spaced.extend({} for _ in range(int(row[ROW]) - 2 - len(spaced)))
        spaced.append({column: cell for column, cell in row.items() if column != ROW})
    return spaced


def _problems(sheets: Mapping[str, Sheet]) -> Iterator[Problem]:
    """What pyxform would refuse, one after the other, named all at once."""
    if "survey" not in sheets or not sheets["survey"].rows:
        yield Problem("survey", 0, "there is no sheet called survey with questions in it")
        return
    if len(sheets["survey"].rows) > MOST_QUESTIONS:
        yield Problem(
            "survey", 0, f"more than {MOST_QUESTIONS} rows; nobody answers as many questions, so split the form"
        )
        return
    if _written(sheets["survey"]) > MOST_WRITTEN:
        message = f"its conditions and calculations have more than {MOST_WRITTEN} characters together; split the form"
        yield Problem("survey", 0, message)
        return
    for title, needed in (("survey", {"type", "command"}), ("choices", {"list_name", "list name"})):
        if title in sheets and not needed & {column.lower() for column in sheets[title].columns}:
            yield Problem(title, 1, f"the column {min(needed - {'command', 'list name'})!r} is missing")
            return
    yield from _namespace_problems(sheets)
    yield from _choice_problems(sheets.get("choices", Sheet("choices", (), ())))
    yield from _question_problems(sheets)


def _written(survey: Sheet) -> int:
    """How many characters of expressions there are."""
    columns = [column for column in survey.columns if column.lower().replace(" ", "_") in _EXPRESSIONS]
    return sum(len(row.get(column, "")) for row in survey.rows for column in columns)


def _namespace_problems(sheets: Mapping[str, Sheet]) -> Iterator[Problem]:
    settings = sheets["settings"].rows if "settings" in sheets else ()
    declared = {*_DECLARED, *_PREFIX_OF.findall(" ".join(row.get("namespaces", "") for row in settings))}
    prefixes = {match[1]: column for column in sheets["survey"].columns if (match := _PREFIXED.match(column))}
    for prefix, column in prefixes.items():
        if prefix not in declared:
            where = OURS[1:-1] if prefix == "kk" else "https://..."
            yield Problem("settings", 0, f'the column {column!r} needs {prefix}="{where}" under namespaces; write it')


def _choice_problems(choices: Sheet) -> Iterator[Problem]:
    for column in choices.columns:
        base = column.split(":")[0].strip().lower()
        if "::" in column and base not in _TRANSLATED_IN_CHOICES:
            yield Problem("choices", 1, f"the column {column!r} cannot be translated; write {base}_en without '::'")
        elif ":" not in column and base != "list name" and not NAME.match(column.replace(" ", "_")):
            yield Problem(
                "choices", 1, f"{column!r} cannot be a column's name; begin with a letter and use letters and _"
            )
    for row in choices.rows:
        listed = row.get("list_name") or row.get("list name")
        if listed and not (row.get("name") or row.get("value")):
            yield Problem(
                "choices", int(row[ROW]), f"a choice of the list {listed!r} has no name; give it a short code"
            )


def _question_problems(sheets: Mapping[str, Sheet]) -> Iterator[Problem]:
    rows = [{column.lower(): cell for column, cell in row.items()} for row in sheets["survey"].rows]
    choices = sheets["choices"].rows if "choices" in sheets else ()
    lists = {
        row.get("list_name") or row.get("list name") for row in ({k.lower(): v for k, v in r.items()} for r in choices)
    }
    ticked = {match["list"] for row in rows if (match := _TICKED.match(row.get("type", "")))}
    for row in choices:
        code = row.get("name") or row.get("value") or ""
        if " " in code and (row.get("list_name") or row.get("list name")) in ticked:
            message = (
                f"{code!r} is ticked beside others, so its code can have no spaces; write {code.replace(' ', '_')!r}"
            )
            yield Problem("choices", int(row[ROW]), message)
    names = {row.get("name") or row.get("tag") or row.get("value", "") for row in rows}
    elsewhere = "entities" in sheets or any("loop" in row.get("type", "") for row in rows)  # other sources of names
    for row in rows:
        number, kind, name = int(row[ROW]), row.get("type", ""), row.get("name", "")
        select = _SELECT.match(kind)
        if select and select["list"] not in lists and "search(" not in row.get("appearance", ""):
            yield Problem(
                "survey", number, f"the sheet choices has no list {select['list']!r}; add it or correct the type"
            )
        if _SEVERAL_MEMBERS.match(kind):
            yield Problem(
                "survey", number, "of a repeat's members only one can be chosen; ask it of each within the repeat"
            )
        if kind and name and not NAME.match(name) and "$" not in name:
            yield Problem(
                "survey", number, f"{name!r} cannot be a name; begin with a letter and use letters, digits and _"
            )
        for column, cell in row.items() if kind else ():  # a row without a type is a remark
            for wanted in dict.fromkeys(_REFERENCE.findall(cell)):
                if not elsewhere and wanted not in names and not wanted.endswith("_other"):
                    yield Problem("survey", number, f"{column} speaks of ${{{wanted}}}, but no question has that name")

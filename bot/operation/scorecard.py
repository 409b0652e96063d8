"""`kawan score`: a household's answers in a file, to every index in a form that programs read.

The figures are those that the bot shows and lays out. Totals are exact as fractions; what is shown of them is rounded
once, half up.
"""

import json
import sys
from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

from bot.flows.answersheet import AnswersError, AnswerSheet, question_name, read_answers
from bot.flows.explain import Explanation, explanations
from bot.flows.forms.form import Form
from bot.flows.forms.workbook import load
from bot.flows.forms.xform import read_form
from bot.flows.indicators import ids, odd_values, values_of
from bot.flows.settled import settled_of
from bot.flows.why import why
from bot.language import language
from bot.operation.areacard import area_card
from scoring.grades import grade
from scoring.index import Index, Values, read_value
from scoring.rule import find
from scoring.score import score, shown
from scoring.sheets import indices

STDIN = Path("-")
_ODD = "{index}: the calculate of {name} comes to {value!r}, which the index cannot count; mend it in the workbook"
UNKNOWN = "missing"  # how a value that is not known is written
OUTCOMES = {True: "yes", False: "no", None: "unknown"}


class Scorer:
    """A workbook made ready to score households."""

    def __init__(self, workbook: Path) -> None:
        """Raises WorkbookError, FormError or SheetError with what an author must mend."""
        book = load(workbook)
        self.form: Form = read_form(book.xml, book.hash)
        self._indices = indices(book.sheets)
        self._settled = settled_of(book.sheets)

    def held(self, now: datetime) -> tuple[Index, ...]:
        """The indices that hold on that day."""
        return tuple(index for index in self._indices if index.valid_on(now.date()))

    def card(
        self,
        answers: object,
        now: datetime,
        *,
        with_private: bool = False,
        with_band: bool = True,
        explain: str = "",
    ) -> dict[str, Any]:
        """The household in every index that holds on that day. Raises AnswersError with all that does not fit.

        `explain` is the language of the reasons, if they are wanted.
        """
        sheet = read_answers(self.form, answers, now, with_private=with_private)
        held = self.held(now)
        values = values_of(sheet.record, ids(held))
        if odd := odd_values(values, held):
            raise AnswersError([_ODD.format(index=i.id, name=name, value=values[name]) for i, name in odd])
        found: dict[str, Any] = {
            "form": {"id": self.form.id, "version": self.form.version, "hash": self.form.hash},
            "day": now.date().isoformat(),
            "with_private": with_private,
            "indices": {index.id: _index(index, values, with_private, with_band) for index in held},
            "not_asked": list(sheet.not_asked),
        }
        if explain:
            found["why"] = self._why(sheet, held, values, explain)
        return found

    def _why(self, sheet: AnswerSheet, held: Sequence[Index], values: Values, code: str) -> dict[str, Any]:
        reasons = explanations(sheet.record, held, values, self._settled)
        say = language(code).say
        told = why(sheet.record, held, reasons, code)
        return {"said": [[say(line) for line in matter] for matter in told], "reasons": [*map(_reason, reasons)]}


def cards(workbook: Path, answers: Path, now: datetime, *, area: bool = False, **options: Any) -> Any:
    """The card of the household in the file (`-`: what is typed in); of a list of households, a list of cards, or with
    `area` the one of all together."""
    scorer = Scorer(workbook)
    try:
        data = json.loads(sys.stdin.read() if answers == STDIN else answers.read_text(encoding="utf-8"))
    except (json.JSONDecodeError, UnicodeDecodeError) as reason:
        raise AnswersError([f"{answers}: this is no JSON ({reason})"]) from reason
    if not isinstance(data, list):
        card = scorer.card(data, now, **options)
        return area_card(scorer.held(now), [card]) if area else card
    found: list[dict[str, Any]] = []
    problems: list[str] = []
    for number, household in enumerate(data, 1):
        try:
            found.append(scorer.card(household, now, **options))
        except AnswersError as refusal:
            problems += [f"household {number}, {problem}" for problem in refusal.problems]
    if problems:
        raise AnswersError(problems)
    return area_card(scorer.held(now), found) if area else found


def _index(index: Index, values: Values, private: bool, with_band: bool) -> dict[str, Any]:
    head = {
        "label": index.label,
        "kind": index.kind,
        "version": index.version,
        "valid_from": index.valid_from.isoformat() if index.valid_from else None,
        "valid_to": index.valid_to.isoformat() if index.valid_to else None,
        "source": index.source,
    }
    if index.kind == "grades":
        return head | _grades(index, values)
    told = {i.id: read_value(values, i) or UNKNOWN for i in index.counted(private)}
    body = _rule(index, values, private) if index.kind == "rule" else _score(index, values, private, with_band)
    return head | body | {"indicators": told}


def _score(index: Index, values: Values, private: bool, with_band: bool) -> dict[str, Any]:
    found = score(index, values, private=private, with_band=with_band)
    labels = {dimension.id: dimension.label for dimension in index.dimensions}
    return {
        "total": _exact(found.total),
        "shown": _shown(found.total),
        "least": _shown(found.least),
        "most": _shown(found.most),
        "met": found.met,
        "asked": found.asked,
        "dimensions": {
            part.id: {
                "label": labels[part.id],
                "value": _exact(part.value),
                "shown": _shown(part.value),
                "met": part.met,
                "asked": part.asked,
            }
            for part in found.dimensions
        },
        "unmet": list(found.unmet),
        "na": list(found.na),
        "missing": list(found.missing),
        "missing_count": len(found.missing),
        **({"band": found.band.id if found.band else None} if with_band else {}),
    }


def _rule(index: Index, values: Values, private: bool) -> dict[str, Any]:
    found = find(index, values, private)
    return {
        "outcome": OUTCOMES[found.outcome],
        "targets": list(found.targets),
        "deciding": list(found.deciding),
        "not_deciding": list(found.others),
        "missing": list(found.missing),
        "missing_count": len(found.missing),
    }


def _grades(index: Index, values: Values) -> dict[str, Any]:
    found = grade(index, values)
    return {
        "band": found.band.id if found.band else None,
        "next_band": found.next_band.id if found.next_band else None,
        "needed": list(found.needed),
        "dimensions": {
            part.id: {"value": _exact(part.value), "shown": _shown(part.value), "reached": part.reached}
            for part in found.dimensions
        },
        "missing": list(found.missing),
        "missing_count": len(found.missing),
        "indicators": {each.id: UNKNOWN if each.grade is None else str(each.grade) for each in found.indicators},
    }


def _reason(reason: Explanation) -> dict[str, Any]:
    change = reason.change
    return {
        "index": reason.index,
        "indicator": reason.indicator,
        "answers": [{"question": question_name(c.ref), "value": c.value, "whom": list(c.whom)} for c in reason.causes],
        "change": change
        and {
            "question": question_name(change.ref),
            "values": [change.value, *change.others],
            "beside": [{"question": question_name(ref), "value": value} for ref, value in change.beside],
            "fulfils": list(change.fulfils),
        },
        "then": reason.then
        and {"dimension": reason.then.dimension, "met": reason.then.met, "asked": reason.then.asked},
    }


def _exact(value: Fraction | None) -> str | None:
    return None if value is None else str(value)


def _shown(value: Fraction | None) -> str | None:
    return None if value is None else str(shown(value))

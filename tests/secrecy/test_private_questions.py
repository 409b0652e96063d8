"""What holds of private questions, which are off for people: the rest is in tests/test_rights.py.

Tests named c.. hold the behaviours of those numbers.
"""

import ast
import re
from pathlib import Path

import pytest

from bot.interviews.results import results_of
from scoring.sheets import indices
from tests.flows.forms.households import CASES, FORM, WORKBOOK, interviewed

ROOT = Path(__file__).parents[2]
DECIDING = sorted(path for folder in ("bot/flows", "scoring") for path in (ROOT / folder).rglob("*.py"))
GENERATING = re.compile(r"^(openai|anthropic|transformers|torch|langchain|llama|google-genai|mistralai|ollama)\b", re.M)
PRIVATE = {definition.path for definition in FORM.ordered if definition.private}
INDICES = indices({name: [dict(row) for row in rows] for name, rows in WORKBOOK.sheets.items()})


@pytest.mark.parametrize("path", DECIDING, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_c14_nothing_that_knows_a_question_or_an_answer_writes_a_log(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text())):
        names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        assert not {"logging", "warnings", "bot.logs"} & set(names)


@pytest.mark.parametrize("case", [case for case in CASES if case.get("privat") == "ya"], ids=lambda case: case["name"])
def test_c15_no_private_answer_or_indicator_is_laid_out_for_anybody_to_query(case: dict[str, object]) -> None:
    found = results_of(interviewed(case), INDICES)
    assert PRIVATE and not PRIVATE & {re.sub(r"\[\d+\]", "", ref) for ref in found.answers}
    private = {each.id for index in INDICES for each in index.indicators if each.private}
    assert private and not private & {row.indicator for row in found.indicators}


def test_c27_no_reply_is_generated_all_come_from_a_fixed_list() -> None:
    for lock in ("requirements.lock", "requirements-dev.lock"):
        assert not GENERATING.search((ROOT / lock).read_text())

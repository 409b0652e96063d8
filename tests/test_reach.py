"""Pages come to a household only past permissions: through `bot.reach`, or `bot.villages.keeping` for coordinators."""

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from bot.desks.everything import PAGES
from bot.flows.permissions import TABLE, Action

DESKS = sorted((Path(__file__).parent.parent / "bot" / "desks").glob("*.py"))
# What gives or changes something of a household, by module.
GUARDED = {
    "storage.households": {"add_household", "household", "remove_household", "take_back_household"},
    "storage.household_lists": {"count_households", "households_of"},
    "storage.interviews": {
        *("advance_interview", "interview", "newest_interview_of", "open_interview_of", "start_interview"),
    },
    "storage.results": {"answers_in", "finish", "lay_out"},
    "storage.forgetting": {"forget_household", "forget_interview"},
    "storage.current_interviews": {"current_interview", "newest_interview_in"},
    "storage.turns": {"facts_of", "keep_turn"},
    "storage.assignments": {"place_of", "given_to"},
    "storage.village_interviews": {"start_village_interview", "newest_village_interview"},
    "bot.interviews.beginning": {"begin", "enter", "enter_village"},
    "bot.interviews.loading": {"Interviews"},
    "storage.models": {"HouseholdRow", "InterviewRow", "TurnRow", "AnswerRow", "IndicatorValueRow", "ScoreRow"},
}
# A page that uses one of them has asked first, in the words beside it.
ASKED_FIRST = {
    "profile": ({"enter_village"}, "visit.may(Action.TELL_OF_VILLAGE"),
    "leaves": ({"current_interview", "enter", "forget_interview", "newest_interview_of"}, "reach.house("),
    "referrals": ({"current_interview"}, "reach.may_go_on("),
    "stuck": ({"place_of"}, "visit.may(Action.FOLLOW_UP"),  # whether her cadre may still be told of the house
}


def imported(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        match node:
            case ast.ImportFrom(module=str(module), names=names):
                yield from ((module, alias.name) for alias in names)
            case ast.Import(names=names):
                yield from ((alias.name, "*") for alias in names)


@pytest.mark.parametrize("path", DESKS, ids=lambda path: path.stem)
def test_a_page_reaches_households_past_permissions_only(path: Path) -> None:
    tree = ast.parse(path.read_text())
    allowed, _ = ASKED_FIRST.get(path.stem, (set(), ""))
    past = [
        f"{module}.{name}"
        for module, name in imported(tree)
        if module in GUARDED and (name in GUARDED[module] or name == "*") and name not in allowed
    ]
    assert not past, f"{path.stem} goes past bot.reach with {past}"
    assert not [module for module, _ in imported(tree) if module.startswith("sqlalchemy")], "SQL lives in storage/"


@pytest.mark.parametrize("module", GUARDED)
def test_what_is_guarded_is_there(module: str) -> None:
    """A name that moved elsewhere would be guarded by nobody."""
    missing = {name for name in GUARDED[module] if not hasattr(import_module(module), name)}
    assert not missing


@pytest.mark.parametrize("desk", ASKED_FIRST)
def test_a_page_that_goes_past_has_asked_first(desk: str) -> None:
    source = next(path for path in DESKS if path.stem == desk).read_text()
    assert ASKED_FIRST[desk][1] in source


def test_every_page_asks_the_table_of_permissions() -> None:
    """By its action, before it is shown; and each action stands in the table."""

    assert {page.action for page in PAGES.values()} <= set(TABLE)
    assert set(TABLE) == set(Action)

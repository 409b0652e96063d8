"""A form worked out in one pass: the same values as worked out one by one, as they are asked for."""

from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.flows.forms import workbook
from bot.flows.forms.evaluation import evaluation, slice_of
from bot.flows.forms.facts import Answered, Fact, Skipped
from bot.flows.forms.form import Form
from bot.flows.forms.record import Record
from bot.flows.forms.xform import read_form
from tests.flows.forms.households import CASES, FORM, PATHS, interviewed
from tests.flows.random_households import random_household

NOW = datetime(2026, 8, 17, 9, tzinfo=UTC)


def same_both_ways(slow: Record) -> None:
    """Everything worked out as it is asked for, and everything worked out at once, give the same."""
    fast = Record(slow.form, slow.now).after(slow.answers.values())
    slow = Record(slow.form, slow.now).after(slow.answers.values())
    fast.frame()
    for definition in slow.form.ordered:
        for place, other in zip(slow.at(definition.path), fast.at(definition.path), strict=True):
            assert slow.relevant(place) == fast.relevant(other), place.ref
            if not definition.children:
                assert slow.text(place) == fast.text(other), place.ref


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["name"]))
def test_a_worked_household_comes_to_the_same_in_one_pass(case: dict[str, Any]) -> None:
    same_both_ways(interviewed(case))


@given(st.integers(0, 10_000), st.sampled_from([0.0, 0.5, 0.9]))
@settings(max_examples=60, deadline=None)
def test_a_random_household_comes_to_the_same_in_one_pass(seed: int, well: float) -> None:
    same_both_ways(random_household(seed, well))


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_answers_that_fit_nothing_come_to_the_same_in_one_pass(data: st.DataObject) -> None:
    """Whatever is kept: codes that are not offered, words for numbers, answers to questions that do not apply."""
    record = random_household(data.draw(st.integers(0, 500)))
    refs = [place.ref for d in FORM.ordered if d.is_asked and not d.children for place in record.at(d.path)]
    odd = st.sampled_from(["", "0", "1", "2 3", "99 2", "tidak_ada", "tidak", "ya", "-4.5", " 7 ", "2026-01-02", "2 2"])
    changed = data.draw(st.dictionaries(st.sampled_from(refs), odd, min_size=1, max_size=12))
    facts: list[Fact] = [Answered(ref, v) if v else Skipped(ref, "dilewati") for ref, v in changed.items()]
    same_both_ways(record.after(facts))


ONES = [d for d in FORM.ordered if d.is_asked and not d.children and not d.path.startswith(f"{PATHS['anggota']}/")]
ENDS = [d.path for d in FORM.ordered if d.calculate is not None and not d.is_asked]


@given(st.integers(0, 500), st.data())
@settings(max_examples=60, deadline=None)
def test_what_hangs_on_a_changed_answer_comes_to_the_same_in_a_slice(seed: int, data: st.DataObject) -> None:
    """Answers given once, or about a member: what they touch, and which questions come or go."""
    record = random_household(seed)
    frame, away = record.frame(), PATHS["jauh"]
    asked = data.draw(st.sampled_from([*ONES, FORM.definitions[away]]))
    touched = FORM.dependencies.touched_by(asked.path)
    ceasing = [path for path in FORM.dependencies.ceasing(touched) if FORM.definitions[path].is_asked]
    texts = [path for path in ENDS if path in touched]
    sliced = slice_of(FORM, [asked.path], texts, ceasing)
    assert (sliced is None) == (asked.name == "persetujuan")  # whether there is a list of members hangs on that one
    if sliced is None or frame is None:
        return
    place = data.draw(st.sampled_from(record.at(asked.path)))
    value = data.draw(st.sampled_from(["", "ya", "tidak", "0", "3", "2 3", *(c.code for c in record.choices(place))]))
    after = record.after([Answered(place.ref, value) if value else Skipped(place.ref, "dilewati")])
    assert sliced.upon(frame, record.tree)({place.ref: value}) == (
        tuple(after.text(after.at(path)[0]) for path in texts),
        tuple(after.relevant(after.at(path)[0]) for path in ceasing),
    )
    for question in ONES:
        if question.path not in ceasing:
            (there,) = record.at(question.path)
            assert after.relevant(there) == record.relevant(there), question.path


def test_a_household_without_consent_comes_to_the_same() -> None:
    record = interviewed({"members": ["Budi laki_laki kepala 41"], "answers": {"persetujuan": "tidak"}})
    same_both_ways(record)
    same_both_ways(Record(FORM, NOW))


def test_nothing_of_the_family_questionnaire_is_left_to_be_worked_out_one_by_one() -> None:
    whole = evaluation(FORM)
    assert whole is not None
    beyond = {d.path for d in FORM.ordered if not d.children and not d.path.startswith(f"{PATHS['anggota']}/")}
    assert set(whole.layout.texts) == beyond


# --- other forms: made-up expressions of everything that is translated

LEAVES = ("/data/a", "/data/b", "/data/c", "/data/g/d", "2", "0", "'ada'", "'1'", "''", "-1.5", "/data/r/x")
LISTS = ("/data/r", "/data/r/x", "/data/r[./x > 1]", "/data/r[./y = 'ada']/x", "/data/r[./x = /data/a]/y", "/data/a")
TEXTS = ("", "0", "1", "2", "2.5", "ada", "1 2", "-3", "ada 1", " 4 ", "x-1", "0x1")


def expression(random: Random, depth: int) -> str:
    def inner() -> str:
        return expression(random, depth - 1)

    if depth == 0:
        return random.choice(LEAVES)
    match random.randrange(12):
        case 0:
            return f"if({inner()}, {inner()}, {inner()})"
        case 1:
            return f"({inner()} {random.choice(('=', '!=', '<', '<=', '>', '>='))} {inner()})"
        case 2:
            return f"({inner()} {random.choice(('and', 'or'))} {inner()})"
        case 3:
            return f"({inner()} {random.choice(('+', '-', '*', 'div', 'mod'))} {inner()})"
        case 4:
            return f"{random.choice(('count', 'sum'))}({random.choice(LISTS)})"
        case 5:
            return f"{random.choice(('min', 'max'))}({random.choice(LISTS[1:2] + LISTS[3:])}, {inner()})"
        case 6:
            return f"join({inner()}, {random.choice(LISTS[1:2] + LISTS[3:])}, {inner()})"
        case 7:
            return f"selected({inner()}, {inner()})"
        case 8:
            return f"{random.choice(('not', 'boolean', 'number', 'string', 'count-selected'))}({inner()})"
        case 9:
            return f"concat({inner()}, {inner()})"
        case 10:
            return f"(-({inner()}))"
    return inner()


def odd_form(seed: int, calculates: int = 80) -> Form:
    random = Random(seed)  # noqa: S311 - made-up expressions
    rows = [
        "text | a | A | | ",
        "text | b | B | /data/a != '' | ",
        "text | c | C | | ",
        "begin group | g | G | /data/c != 'ada' | ",
        "text | d | D | | ",
        "end group | | | | ",
        "begin repeat | r | R | | ",
        "text | x | X | | ",
        "text | y | Y | | ",
        "end repeat | | | | ",
    ]
    for n in range(calculates):
        relevant = expression(random, 1) if random.random() < 0.3 else ""
        calculation = expression(random, random.randint(1, 3))
        if n and random.random() < 0.3:
            calculation = f"concat({calculation}, /data/k{random.randrange(n)})"
        rows.append(f"calculate | k{n} | | {relevant} | {calculation}")
    head = "| survey | | | | | |\n| | type | name | label | relevant | calculation |\n"
    book = workbook.load((head + "\n".join(f"| | {row} |" for row in rows)).encode(), "acak.md")
    return read_form(book.xml, book.hash)


@pytest.mark.parametrize("seed", range(6))
def test_made_up_expressions_come_to_the_same_in_one_pass(seed: int) -> None:
    form = odd_form(seed)
    whole = evaluation(form)
    assert whole is not None
    assert len(whole.layout.texts) > 60
    random = Random(seed)  # noqa: S311
    for _ in range(40):
        facts: list[Fact] = [Answered(f"/data/{name}", random.choice(TEXTS)) for name in ("a", "b", "c", "g/d")]
        members = range(1, random.randint(1, 4))
        facts += [Answered(f"/data/r[{n}]/{f}", random.choice(TEXTS)) for n in members for f in "xy"]
        same_both_ways(Record(form, NOW).after(facts))


CASCADE = """
| survey | | | | |
| | type | name | label | choice_filter |
| | select_one kota | kota | Kota |  |
| | select_multiple pasar | pasar | Pasar | kota = ${kota} or kota = 'semua' |
| choices | | | | |
| | list_name | name | label | kota |
| | kota | banjar | Banjar |  |
| | kota | palu | Palu |  |
| | pasar | baru | Pasar Baru | banjar |
| | pasar | lama | Pasar Lama | banjar |
| | pasar | baru | Pasar Baru | palu |
| | pasar | tidak_ada | Tidak ada | semua |
| settings | | | | |
| | allow_choice_duplicates | | | |
| | yes | | | |
"""


@pytest.mark.parametrize("town", ["", "banjar", "palu", "medan"])
@pytest.mark.parametrize("markets", ["", "baru", "lama baru", "tidak_ada", "baru baru lama"])
def test_a_code_that_a_list_has_twice_comes_to_the_same_in_one_pass(town: str, markets: str) -> None:
    book = workbook.load(CASCADE.encode(), "pasar.md")
    form = read_form(book.xml, book.hash)
    same_both_ways(Record(form, NOW).after([Answered("/data/kota", town), Answered("/data/pasar", markets)]))

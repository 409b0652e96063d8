"""Random households answer questionnaires to the end, whatever they do on the way."""

import os
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.flows.forms import workbook
from bot.flows.forms.form import Form
from bot.flows.forms.lint import check
from bot.flows.forms.workbook import LIBRARY
from bot.flows.forms.xform import read_form
from bot.interviews.trying import StuckError, conversation
from scoring.index import Index, Indicator

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
FORMS = os.environ.get("ODK_CONFORMANCE", "")


def form_of(source: Path | bytes) -> Form:
    book = workbook.load(source, "" if isinstance(source, Path) else "uji.md")
    return read_form(book.xml, book.hash)


@pytest.mark.parametrize("path", sorted(LIBRARY.glob("*.md")), ids=lambda path: str(path.stem))
def test_our_own_questionnaires_come_to_an_end_with_any_household(path: Path) -> None:
    form = form_of(path)
    for seed in range(20):
        given = {"modul_pribadi": "ya", "garis_kemiskinan": "650000"} if seed % 2 else {}
        lines = [*conversation(form, seed, NOW, given=given)]
        assert lines[-1].endswith("jawaban)")


def test_the_same_seed_gives_the_same_conversation() -> None:
    form = form_of(LIBRARY / "keluarga.md")
    once, again, other = ([*conversation(form, seed, NOW)] for seed in (7, 7, 8))
    assert once == again != other


def test_a_question_that_takes_no_answer_is_named() -> None:
    text = """
        | survey |
        | | type | name | label | constraint | required |
        | | integer | a | A | . > 5 and . < 3 | yes |
        """
    with pytest.raises(StuckError, match="stuck at /data/a"):
        list(conversation(form_of(text.encode()), 1, NOW))


def test_a_required_choice_that_offers_nothing_holds_nobody_up() -> None:
    text = """
        | survey |
        | | type | name | label | choice_filter | required |
        | | integer | n | N | | |
        | | select_one l | a | A | wilayah = ${n} | yes |
        | choices |
        | | list_name | name | label | wilayah |
        | | l | x | X | 9999 |
        """
    assert [*conversation(form_of(text.encode()), 1, NOW)][-1].endswith("jawaban)")


@pytest.mark.skipif(not FORMS, reason="set ODK_CONFORMANCE to the folder with forms of others")
def test_forms_of_others_that_the_lint_passes_come_to_an_end() -> None:
    tried = 0
    for path in sorted(Path(FORMS, "forms").glob("*.xlsx")):
        if any(not problem.advice for problem in check(path)):
            continue
        tried += 1
        form = form_of(path)
        for seed in range(3):
            assert [*conversation(form, seed, NOW)][-1].endswith("jawaban)"), path
    assert tried >= 28


def test_a_ranking_is_brought_to_its_end_whatever_the_seed() -> None:
    text = """
        | survey | | | |
        | | type | name | label |
        | | rank buah | urutan | Mana yang lebih disukai? |
        | choices | | | |
        | | list_name | name | label |
        | | buah | a | Apel |
        | | buah | b | Pisang |
        | | buah | c | Ceri |
        """
    for seed in range(1, 9):
        assert [*conversation(form_of(text.encode()), seed, NOW)][-1].endswith("1 jawaban)")


def test_values_that_no_index_can_count_are_told_at_the_end() -> None:
    text = """
        | survey |
        | | type | name | label | calculation |
        | | integer | a | A | |
        | | calculate | i | | ${a} + 5 |
        """
    index = Index("x", "X", (), (Indicator("i", "", "I"),))
    with pytest.raises(StuckError, match=r"i comes to '.*', which x cannot count"):
        list(conversation(form_of(text.encode()), 1, NOW, indices=(index,)))


def test_what_the_form_tells_after_its_last_question_is_told() -> None:
    text = """
        | survey |
        | | type | name | label | relevant |
        | | integer | a | A | |
        | | note | t | Terima kasih. | |
        | | note | u | Nilainya ${a}. | ${a} >= 0 or ${a} < 0 |
        | | note | v | Tidak pernah. | ${a} = '' |
        """
    *_, thanks, value, count = conversation(form_of(text.encode()), 1, NOW)
    assert thanks.strip() == "Terima kasih."
    assert value.strip().startswith("Nilainya ")
    assert count.endswith("jawaban)")


def test_hours_and_days_are_confirmed_as_they_are_written() -> None:
    text = """
        | survey |
        | | type | name | label |
        | | time | jam | Jam berapa? |
        | | dateTime | saat | Kapan? |
        """
    form = form_of(text.encode())
    lines, english = ("\n".join(line for n in range(4) for line in conversation(form, n, NOW, c)) for c in ("id", "en"))
    assert re.search(r"✓ \d\d\.\d\d$", lines, re.MULTILINE)
    assert re.search(r"✓ \d+ \w+ \d{4} jam \d\d\.\d\d$", lines, re.MULTILINE)
    assert re.search(r"✓ \d+ \w+ \d{4} at \d\d:\d\d$", english, re.MULTILINE)

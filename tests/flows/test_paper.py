"""The paper form: its numbers and letters are those that the conversation understands, its hints say who is asked."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.flows.forms.facts import Answered
from bot.flows.forms.places import Place
from bot.flows.forms.record import Record
from bot.flows.forms.workbook import load
from bot.flows.forms.xform import read_form
from bot.flows.interview import Interview
from bot.flows.paper import LINE, SHEET, Item, Paper, paper, strange_names
from bot.flows.step import advance
from bot.flows.turn import Said
from bot.villages.paper import page
from tests.flows.forms.households import FORM, PATHS, WORKBOOK

MONDAY = datetime(2026, 11, 23, 1, tzinfo=UTC)
HINTS = WORKBOOK.sheets[SHEET]
PAPER = paper(FORM, HINTS, "id", private=True)
NUMBERED = {item.number: item for item in PAPER.items if item.number is not None}

# Made-up families who together are asked everything; what each answers besides the first choice.
FAMILIES = {
    "Budi 41 L kepala, Siti 38 P istri, Rani 15 P anak, Dafa 3 L anak": {"hamil": "tidak_ada", "kb": "tidak"},
    "Ali 30 L kepala, Nur 27 P istri, Umi 4 P anak, Aan 2 L anak, Ain 2 L anak": {
        "hamil": "tidak_ada",
        "jarak_lahir": "kembar",
    },
    "Rahma 66 P kepala": {"status_kawin": "cerai_mati", "simpanan": "tidak", "disabilitas": "ada_cukup"},
    "Yusuf 50 L kepala, Ida 48 P saudara": {},
}


def interviews() -> Iterator[tuple[Interview, Place]]:
    """Every family's interview, at each question that waits on its way to the end."""
    for members, given in FAMILIES.items():
        interview = Interview(1, Record(FORM, MONDAY).after((Answered(PATHS["modul_pribadi"], "ya"),)))
        for said in ("bersedia", members, "lengkap"):
            interview = advance(interview, Said(said), "id").interview
        while (place := interview.asking) is not None:
            yield interview, place
            interview = interview.after((Answered(place.ref, _answer(interview, place, given)),))


def _answer(interview: Interview, place: Place, given: dict[str, str]) -> str:
    choices = interview.record.choices(place)
    first = choices[0].code if choices else "12000000" if place.definition.unit == "rupiah/bulan" else "12"
    return given.get(place.definition.name, first)


def answered(interview: Interview, item: Item, words: str) -> str | None:
    """What the message "1 bersedia 34a" keeps for number 34."""
    turn = advance(interview, Said(f"1a {item.number}{words}"), "id")
    path = FORM.numbers[item.number or 0].path
    return next((f.value for f in turn.facts if isinstance(f, Answered) and f.ref == path), None)


ASKED = {place.definition.number: (interview, place) for interview, place in interviews()}


def test_the_families_are_asked_everything_that_is_on_paper() -> None:
    assert sorted(n for n in ASKED if n) == sorted(n for n in NUMBERED if n > 2)


@pytest.mark.parametrize("number", [n for n, item in NUMBERED.items() if n > 1 and item.offered])
def test_every_box_can_be_sent_by_its_letter_or_its_words(number: int) -> None:
    interview, place = ASKED[number]
    by_label = {c.code: interview.record.words(c.label, place, "id") for c in interview.record.choices(place)}
    for offered in NUMBERED[number].offered:
        code = next((code for code, label in by_label.items() if label == offered.label), None)
        if code is None:
            assert not offered.letter  # not offered to this family
            continue
        assert answered(interview, NUMBERED[number], offered.letter or f" {offered.label}") == code


def test_a_letter_or_two_tick_several() -> None:
    interview, place = next((i, p) for i, p in interviews() if p.definition.name == "rumah_kurang")
    item = NUMBERED[place.definition.number or 0]
    assert answered(interview, item, "a, c") == "atap lantai"


@pytest.mark.parametrize("number", [n for n, item in NUMBERED.items() if item.blank])
def test_every_line_can_be_sent_as_it_was_written(number: int) -> None:
    interview, place = ASKED[number]
    choices = interview.record.choices(place)
    written = (
        interview.record.words(choices[0].label, place, "id") if choices else "2.500.000" if number == 35 else "12"
    )
    expected = choices[0].code if choices else written.replace(".", "")
    assert answered(interview, NUMBERED[number], f" {written}") == expected


def test_what_some_families_are_not_asked_says_whom_it_is_for() -> None:
    asked: dict[str, set[str | None]] = {}
    for interview, _ in interviews():
        names = next(place.ref for place in interview.record.at(PATHS["nama_1"]))
        family = interview.record.text(interview.record.place(names) or interview.record.root)
        asked.setdefault(family, set()).update(place.definition.name for place in interview.record.questions())
    everywhere = set.intersection(*asked.values())
    hinted = {row["name"] for row in HINTS}
    shown = {FORM.numbers[number].name for number in NUMBERED}
    assert shown - everywhere <= hinted
    assert not strange_names(FORM, HINTS)


def test_private_questions_are_printed_only_where_wanted() -> None:
    public = paper(FORM, HINTS, "id")
    private = {d.number for d in FORM.ordered if d.private and d.number}
    assert private
    assert not private & {item.number for item in public.items}
    assert private <= set(NUMBERED)


def test_the_table_has_room_for_every_member_that_the_conversation_takes() -> None:
    members = PAPER.members
    assert members is not None
    assert (members.number, members.rows) == (2, 20)
    assert [column.marks for column in members.columns] == [(), ("L", "P"), (), (), ("",)]


def printed_form(survey: str) -> Paper:
    book = load(survey.encode(), "f.md")
    return paper(read_form(book.xml, book.hash), (), "default")


def test_what_other_answers_decide_has_no_letters_and_what_they_fill_in_is_a_line() -> None:
    form = printed_form(
        """
| survey |
| | type | name | label | choice_filter |
| | text | desa | Desa apa? | |
| | select_one rt | rt | RT mana di ${desa}? | desa = ${desa} |
| | select_one rt | lain | RT lain? | |
| choices |
| | list_name | name | label | desa |
| | rt | satu | RT 1 | labu |
| | rt | dua | RT 2 | labu |
"""
    )
    desa, rt, lain = form.items
    assert (desa.blank, desa.offered) == (LINE, ())
    assert rt.words == f"RT mana di {LINE}?"
    assert [offered.letter for offered in rt.offered] == ["", ""]
    assert [offered.letter for offered in lain.offered] == ["a", "b"]


def test_a_hint_on_what_is_not_asked_is_named() -> None:
    assert strange_names(FORM, ({"name": "kucing", "row": "7"},)) == ("paper, row 7: 'kucing'",)
    assert replace(PAPER, consent=None).items == PAPER.items[1:]


def test_an_authors_words_cannot_become_marks_of_the_page() -> None:
    form = printed_form("| survey |\n| | type | name | label |\n| | text | a | <b>Nama</b> & umur? |\n")
    assert "&lt;b&gt;Nama&lt;/b&gt; &amp; umur?" in page(form)
    assert "versi" not in page(form)

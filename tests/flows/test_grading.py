"""The lines that a coordinator reads of her village's class."""

from random import Random

import pytest

from bot.flows.forms.workbook import LIBRARY, load
from bot.flows.result import MOST_CHARACTERS, result_card
from bot.language import language
from scoring.sheets import indices

(INDEX,) = indices(load(LIBRARY / "profil_desa.md").sheets)
ROOM = MOST_CHARACTERS - 80  # beside the line that says it is finished


def card(values: dict[str, str], code: str = "id") -> list[str]:
    return [language(code).say(line) for line in result_card((INDEX,), values, code)]


def all_at(grade: str) -> dict[str, str]:
    return {i.id: min(grade, str(len(INDEX.steps_of(i.id)))) for i in INDEX.indicators}


def test_the_highest_class_asks_for_nothing_more() -> None:
    assert card(all_at("4")) == [
        "Kampung Keluarga Berkualitas (indikatif): Berkelanjutan",
        "Masukan 3,6 ✓ · Proses 4 ✓ · Hasil 4 ✓",
        "Ini kelas tertinggi. Pertahankan, ya.",
    ]


def test_only_what_leads_to_the_next_class_is_told_with_what_the_next_grade_takes() -> None:
    values = all_at("3") | {"KB06": "", "KB07": "4", "KB09": "2"}
    assert card(values) == [
        "Kampung Keluarga Berkualitas (indikatif): Dasar",
        "Masukan 3 ✓ · Proses 2,67 · Hasil 2,75",
        "Belum terjawab 1, dihitung tingkat 1 seperti di portal Kampung KB.",
        "",
        "Menuju Berkembang: Proses kurang 1 tingkat.",
        "▫ Data yang dipakai: belum terjawab. Berikutnya: 1 jenis",
        "▫ Mitra kegiatan: tingkat 3 dari 4. Berikutnya: 7 mitra atau lebih",
    ]


@pytest.mark.parametrize("code", ["id", "en"])
def test_the_card_is_never_too_long(code: str) -> None:
    chance = Random(7)  # noqa: S311
    for _ in range(400):
        values = {i.id: chance.choice(["", *(s.grade for s in INDEX.steps_of(i.id))]) for i in INDEX.indicators}
        text = "\n".join(card({id_: str(value) for id_, value in values.items()}, code))
        assert len(text) <= ROOM, text


def test_the_workbooks_own_words_are_in_english_too() -> None:
    told = "\n".join(card(all_at("2"), "en"))
    assert "Quality Family Village" in told
    assert "3 or 4" in told
    assert all(step.label_en for step in INDEX.steps)
    assert all(band.label_en for band in INDEX.bands)

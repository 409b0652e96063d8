"""The result card: what people read at the end of a visit, and what they never read."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.flows import forms
from bot.flows.forms.sheets import read_sheets
from bot.flows.referrals import Advice, good_news, tips
from bot.flows.result import MOST_CHARACTERS, result_card, tips_card
from bot.flows.services.card import universal_card
from bot.flows.services.contacts import EXAMPLE, load_contacts
from bot.flows.services.directory import load_directory
from bot.flows.services.tips import Tip, tips_of
from bot.flows.services.wording import Wording
from bot.flows.texts import Words
from bot.language import language
from scoring.sheets import indices
from tests.scoring.instruments import I29, IBANGGA, INDICES, K24, KRS, household

DIRECTORY = load_directory()
DEMO = load_contacts(EXAMPLE, DIRECTORY.services)
ALL = tuple(INDICES.values())
NO_RISK = dict.fromkeys((i.id for i in KRS.indicators), "0")


def said(lines: tuple[Words, ...], code: str = "id") -> str:
    return "\n".join(map(language(code).say, lines))


def everything(**values: str) -> dict[str, str]:
    return household(K24) | household(I29) | household(IBANGGA) | NO_RISK | values


def test_a_usual_household() -> None:
    values = everything(K02="0", K10="0", K17="", I02="0", IB10="0", KRS="1", T4="1", D2="1")
    assert said(result_card(ALL, values, "id")) == (
        "Ketahanan keluarga: terpenuhi 18 dari 20 hal, belum terjawab 1\n"
        "Bagian 1  ▰▰▰▰▰▰▱  6/7\n"
        "Bagian 2  ▰▰▰▱  3/4\n"
        "Bagian 3  ▰▰▰▰▰▰  6/6\n"
        "Bagian 5  ▰▰▰  3/3\n"
        "Belum: belum K02 · belum K10 · belum I02 · belum IB10\n"
        "\n"
        "Risiko stunting: ya, karena jamban belum sehat (ada balita).\n"
        "IKK, indikatif: terpenuhi 25 dari 26 hal\n"
        "iBangga: rasio pemenuhan 95 (aplikasi, tanpa butir pribadi)"
    )


def test_nothing_unmet_is_said_in_one_line() -> None:
    assert "Semua yang terjawab sudah terpenuhi." in said(result_card(ALL, everything(), "id"))


def test_a_part_of_private_items_only_is_not_there_at_all() -> None:
    assert "Bagian 4" not in said(result_card((K24,), household(K24), "id"))


def test_a_part_that_does_not_apply_says_so_and_one_without_answers_too() -> None:
    values = household(K24, na="K22 K23 K24", missing="K08 K09 K10 K11")
    text = said(result_card([K24], values, "id"))
    assert "Bagian 5  tidak berlaku" in text
    assert "Bagian 2  belum terjawab" in text


def test_ibangga_with_a_missing_answer_is_not_computed_and_says_what_is_missing() -> None:
    text = said(result_card(ALL, everything(IB01=""), "id"))
    assert "iBangga: belum bisa dihitung (antara 93 dan 100), belum terjawab Hal IB01" in text
    assert "rasio" not in text


def test_an_index_of_which_nothing_is_known_shows_no_number() -> None:
    text = said(result_card((K24,), dict.fromkeys(household(K24), ""), "id"))
    assert text.startswith("Ketahanan keluarga: belum bisa dihitung, belum terjawab Hal K01 · Hal K02")
    assert "lainnya" in text.splitlines()[0]
    assert "0 dari 0" not in text


def test_ibangga_with_a_part_that_does_not_apply_cannot_be_computed() -> None:
    values = everything(**dict.fromkeys(("IB14", "IB15", "IB16", "IB17"), "na"))
    assert "iBangga: rasio pemenuhan tidak bisa dihitung (aplikasi)" in said(result_card(ALL, values, "id"))


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"KRS": "0"}, "Risiko stunting: tidak."),
        ({"KRS": "0", "T1": "1", "D3d": "1"}, "Risiko stunting: tidak.\nTetap diperhatikan: anak tiga atau lebih."),
        ({"KRS": "0", "D2": "1"}, "Risiko stunting: tidak."),
        ({"KRS": "", "D1": "", "D4": ""}, "Risiko stunting: belum diketahui, belum terjawab 2"),
        (
            {"KRS": "1", "T1": "1", "D3d": "1", "D4": "1"},
            "Risiko stunting: ya, karena anak tiga atau lebih, belum KB modern (pasangan usia subur).",
        ),
    ],
)
def test_the_stunting_rule_says_why(values: dict[str, str], says: str) -> None:
    assert said(result_card((KRS,), NO_RISK | values, "id")) == says


def test_no_family_reads_a_class() -> None:
    for values in (everything(), dict.fromkeys(everything(), "0")):
        text = said(result_card(ALL, values, "id"))
        assert not any(band.label in text for index in ALL for band in index.bands)


def test_a_household_that_lacks_everything_still_fits() -> None:
    text = said(result_card(ALL, dict.fromkeys(everything(), "0"), "id"))
    assert len(text) <= MOST_CHARACTERS
    assert " lainnya" in text


def test_labels_come_in_the_cadres_language() -> None:
    assert "lacks K01" in said(result_card((K24,), household(K24, "K01"), "en"), "en")


def longest(id_: str, indicator: str, service: str) -> Tip:
    return Tip(id_, "", "U", 1, (indicator,), "", Wording("a" * 300), (service,))


def test_three_tips_of_the_longest_kind_still_fit() -> None:
    rows = (longest("M1", "K01", "dtsen"), longest("M2", "K02", "puskesmas"), longest("M3", "K03", "dukcapil"))
    values = household(K24, "K01 K02 K03")
    advices = tips(values, rows, DIRECTORY, DEMO)
    assert len(said(tips_card(advices, DEMO, "id", good_news((K24,), values, "id")))) <= MOST_CHARACTERS


def test_the_first_tip_says_what_it_would_bring_where_that_is_short() -> None:
    rows = (Tip("M02", "", "U", 1, ("K02",), "", Wording("Akta itu gratis."), ("dukcapil", "desa")),)
    advices = tips(household(K24, "K02"), rows, DIRECTORY, DEMO)
    turn = "Kalau Dafa tidak lagi tercatat di “Belum punya akta”, Surat & keutuhan menjadi 7 dari 7."
    assert said(tips_card(advices, DEMO, "id", None, turn)).splitlines()[:2] == ["1 Akta itu gratis.", turn]
    assert said(tips_card(advices, DEMO, "id", None, "x" * 161)) == said(tips_card(advices, DEMO, "id"))


@pytest.mark.parametrize("length", [80, 160])
def test_what_a_tip_would_bring_gives_way_first(length: int) -> None:
    rows = (longest("M1", "K01", "dtsen"), longest("M2", "K02", "puskesmas"), longest("M3", "K03", "dukcapil"))
    advices = tips(household(K24, "K01 K02 K03"), rows, DIRECTORY, DEMO)
    for few in (advices[:1], advices[:2], advices):
        text = said(tips_card(few, DEMO, "id", "y" * 80, "x" * length))
        assert len(text) <= MOST_CHARACTERS
        if "x" * length in text:
            assert all("📍" in line for line in text.splitlines()[2:3])


def test_a_tip_names_where_to_go() -> None:
    rows = (Tip("M02", "", "U", 1, ("K02",), "", Wording("Akta itu gratis."), ("dukcapil", "desa")),)
    values = household(K24, "K02")
    text = said(tips_card(tips(values, rows, DIRECTORY, DEMO), DEMO, "id", good_news((K24,), values, "id")))
    assert text == (
        "1 Akta itu gratis.\n"
        "📍 Dukcapil: telepon 0000-1001 (contoh)\n"
        "\n"
        "Terima kasih sudah meluangkan waktu.\n"
        "Hal yang sudah baik: hal K01."
    )


def test_the_same_matter_in_several_indices_is_told_once() -> None:
    rows = (Tip("M11", "", "U", 1, ("K10", "I06", "I07", "IB12"), "", Wording("Kontrol."), ()),)
    values = everything(K10="0", I06="0", IB12="0", I09="0")
    assert "Belum: belum K10 · belum I09\n" in said(result_card(ALL, values, "id", rows))
    values = everything(I06="0", I07="0", IB12="0")  # two matters of one index are both told
    assert "Belum: belum I06 · belum I07\n" in said(result_card(ALL, values, "id", rows))


any_value = st.sampled_from(("1", "0", "na", ""))


@given(st.fixed_dictionaries(dict.fromkeys(everything(), any_value)), st.data())
def test_private_values_never_change_a_byte_of_the_cards(values: dict[str, str], data: st.DataObject) -> None:
    private = {i.id: data.draw(any_value) for index in ALL for i in index.indicators if i.private}
    rows = tuple(
        Tip(f"M{n}", "", "P", n, (id_,), "", Wording(id_), ("desa",))
        for n, id_ in enumerate(values)
        if id_ not in private
    )

    def cards(known: dict[str, str]) -> list[Any]:
        advices = tips(known, rows, DIRECTORY, DEMO, own_screen=True)
        return [
            said(result_card(ALL, known, "id", rows)),
            said(tips_card(advices, DEMO, "id", good_news(ALL, known, "id"))),
            said(universal_card(DIRECTORY, DEMO, "id")),
        ]

    assert cards(values | private) == cards(values)


@given(st.fixed_dictionaries(dict.fromkeys(everything(), any_value)))
def test_no_household_makes_a_card_that_is_too_long(values: dict[str, str]) -> None:
    assert len(said(result_card(ALL, values, "id"))) <= MOST_CHARACTERS


LIBRARY = Path(forms.__file__).parent / "library"
FORM = LIBRARY / "keluarga.md"
SHEETS = {name: sheet.rows for name, sheet in read_sheets(FORM.read_bytes(), FORM.name).items()}
REAL = indices(SHEETS)
REAL_TIPS = tips_of(SHEETS, REAL, DIRECTORY)
REAL_IDS = [indicator.id for index in REAL for indicator in index.indicators]


def test_every_three_tips_of_the_familys_questionnaire_fit_with_a_door_each() -> None:
    for code in ("id", "en"):
        longest_first = sorted(REAL_TIPS, key=lambda tip: -len(tip.text.said_in(code)))
        advices = [Advice(tip, DIRECTORY.services["dtsen"], ()) for tip in longest_first[:3]]
        text = said(tips_card(advices, DEMO, code, "x" * 80), code)
        assert len(text) <= MOST_CHARACTERS
        assert text.count("📍") == 3


@given(st.fixed_dictionaries(dict.fromkeys(REAL_IDS, any_value)), st.sampled_from(("id", "en")))
def test_the_familys_questionnaire_makes_cards_that_fit(values: dict[str, str], code: str) -> None:
    advices = tips(values, REAL_TIPS, DIRECTORY, DEMO, own_screen=True, holds=lambda _: True)
    good = good_news(REAL, values, code)
    assert len(said(result_card(REAL, values, code, REAL_TIPS), code)) <= MOST_CHARACTERS
    assert len(said(tips_card(advices, DEMO, code, good), code)) <= MOST_CHARACTERS


def test_the_most_that_the_familys_questionnaire_can_say_still_fits() -> None:
    parts = {i.id: i.part for index in REAL for i in index.indicators}
    worst = {id_: "1" if parts[id_] else "0" for id_ in REAL_IDS}
    for code in ("id", "en"):
        assert len(said(result_card(REAL, worst, code, REAL_TIPS), code)) <= MOST_CHARACTERS
        assert len(said(result_card(REAL, worst | {"IB01": ""}, code), code)) <= MOST_CHARACTERS

"""Typed words, numbers and letters against the options of a question."""

import pytest

from bot.flows.reading import Either, Option, Understood, choice
from bot.flows.reading.offered import yes_no_among
from tests.flows.reading.tables import table


def options(*labels: str) -> list[Option]:
    return [Option(label.lower().replace(" ", "_"), (label,)) for label in labels]


NIKAH = options("Ada", "Hilang", "Belum")
PERIKSA = options("Tidak ada", "Belum diperiksa", "Ada")
AIR = options("PDAM", "Sumur bor", "Sumur gali", "Sungai", "Air hujan", "Tidak ada")
CUKUP = options("Cukup", "Pas pasan", "Kurang")
TAHU = options("Ya", "Tidak", "Tidak tahu")
LAYAK = options("Layak", "Tidak layak")
JUMLAH = options("1 orang", "2 orang", "3 orang atau lebih")
BARANG = [*options("Kulkas", "Motor", "Mobil", "TV"), Option("tidak_ada", ("Tidak ada",), exclusive=True)]


@pytest.mark.parametrize(
    ("offered", "text", "code"),
    [
        (NIKAH, "ada bu", "ada"),
        (NIKAH, "ilang", "hilang"),
        (NIKAH, "blm", "belum"),
        (NIKAH, "hilang bu, sudah lama", "hilang"),
        (NIKAH, "2", "hilang"),
        (NIKAH, "c", "belum"),
        (NIKAH, "yang ke 3", "belum"),
        (PERIKSA, "belum", "belum_diperiksa"),
        (PERIKSA, "gak ada", "tidak_ada"),
        (PERIKSA, "blm diperiksa bu", "belum_diperiksa"),
        (AIR, "pdam", "pdam"),
        (AIR, "bor", "sumur_bor"),
        (AIR, "sumr gali", "sumur_gali"),
        (AIR, "air ujan", "air_hujan"),
        (AIR, "dari sungai", "sungai"),
        (AIR, "no 2", "sumur_bor"),
        (AIR, "gak punya", "tidak_ada"),
        (CUKUP, "pas2an", "pas_pasan"),
        (CUKUP, "krg bu", "kurang"),
        (TAHU, "gatau", "tidak_tahu"),
        (TAHU, "iya", "ya"),
        (TAHU, "nggak", "tidak"),
        (LAYAK, "layak", "layak"),
        (LAYAK, "gak", "tidak_layak"),
        (LAYAK, "ga layak bu", "tidak_layak"),
        (JUMLAH, "2", "2_orang"),
        (JUMLAH, "dua orang", "2_orang"),
    ],
)
def test_a_clear_answer_picks_its_option(offered: list[Option], text: str, code: str) -> None:
    assert choice(text, offered) == Understood(code)


@pytest.mark.parametrize(
    ("offered", "text", "codes"),
    [
        (PERIKSA, "tidak", {"tidak_ada", "belum_diperiksa"}),
        (NIKAH, "tidak ada", {"belum", "hilang"}),
        (AIR, "sumur", {"sumur_bor", "sumur_gali"}),
        (AIR, "pdam atau sungai", {"pdam", "sungai"}),
    ],
)
def test_near_ties_are_asked_back(offered: list[Option], text: str, codes: set[str]) -> None:
    reading = choice(text, offered)
    assert isinstance(reading, Either)
    assert set(reading.values) == codes


@pytest.mark.parametrize(
    ("offered", "text"),
    [
        (AIR, "9"),
        (AIR, "nanti"),
        (AIR, "bukan sungai"),
        (CUKUP, "lumayan"),
        (TAHU, "mungkin"),
        (NIKAH, "ada?"),
        (AIR, ""),
    ],
)
def test_what_fits_no_option_is_asked_again(offered: list[Option], text: str) -> None:
    assert choice(text, offered) is None


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("kulkas, motor", ("kulkas", "motor")),
        ("1,3", ("kulkas", "mobil")),
        ("1 3", ("kulkas", "mobil")),
        ("1 dan 2", ("kulkas", "motor")),
        ("a c", ("kulkas", "mobil")),
        ("tv sama motor bu", ("motor", "tv")),
        ("motr", ("motor",)),
        ("semua", ("kulkas", "motor", "mobil", "tv")),
        ("semua kecuali mobil", ("kulkas", "motor", "tv")),
        ("gak ada", ("tidak_ada",)),
    ],
)
def test_several_options_are_read_in_their_own_order(text: str, codes: tuple[str, ...]) -> None:
    assert choice(text, BARANG, many=True) == Understood(codes)


@pytest.mark.parametrize("text", ["kulkas dan tidak ada", "kulkas, sepeda", "7", "bukan motor", "nanti"])
def test_several_options_with_a_doubtful_one_are_asked_again(text: str) -> None:
    assert choice(text, BARANG, many=True) is None


def test_numbers_mean_nothing_where_options_are_not_numbered() -> None:
    assert choice("2", NIKAH, numbered=False) is None
    assert choice("2", JUMLAH, numbered=False) == Understood("2_orang")


SERUMAH = options("Ya, serumah", "Kerja jauh", "Tidak, pisah rumah")
BUKTI = options("Ada, terlihat", "Ada, tidak terlihat", "Tidak ada")


@pytest.mark.parametrize(
    ("offered", "text", "outcome"),
    [
        (TAHU, "ya tidak", None),
        (TAHU, "ya/tidak", None),
        (TAHU, "yang kedua", Understood("tidak")),
        (TAHU, "2. tidak", Understood("tidak")),
        (SERUMAH, "tidak", Either(("tidak,_pisah_rumah", "kerja_jauh"), "pilihan")),
        (SERUMAH, "lengkap", None),
        (SERUMAH, "ya", Understood("ya,_serumah")),
        (BUKTI, "ada", Either(("ada,_terlihat", "ada,_tidak_terlihat"), "pilihan")),
        (BUKTI, "tidak", Understood("tidak_ada")),
        (options("Ada", "Tidak ada", "Tidak serumah"), "tidak", Either(("tidak_ada", "tidak_serumah"), "pilihan")),
        (options("Ada", "Tidak ada", "Tidak serumah"), "tidak mau", None),
    ],
)
def test_a_yes_or_no_never_picks_one_of_two_options_that_both_may_be_meant(
    offered: list[Option], text: str, outcome: object
) -> None:
    assert choice(text, offered) == outcome


@pytest.mark.parametrize(
    "labels", [("Ya", "Tidak"), ("Sudah", "Belum"), ("Ada", "Tidak ada"), ("Punya", "Tidak punya")]
)
def test_a_yes_or_no_to_a_question_of_a_form_is_read_as_one_alone(labels: tuple[str, str]) -> None:
    codes = {"yes": "ya", "no": "tidak"}
    offered = [Option(code, (label,)) for code, label in zip(codes.values(), labels, strict=True)]
    differing = []
    for context, expected, text in table("yesno"):
        wanted = Understood(codes[expected]) if expected in codes else None
        read = choice(text, offered, numbered=False)
        if not context and "pilih" not in text and (read if isinstance(read, Understood) else None) != wanted:
            differing.append(f"{text!r}: {read}, not {expected}")
    assert not differing, "\n".join(differing)


@pytest.mark.parametrize(
    ("text", "code"),
    [("sesekali", "kadang"), ("jarang bu", "kadang"), ("lupa bu", "tidak_tahu"), ("entah", "tidak_tahu")],
)
def test_other_words_for_sometimes_and_for_not_knowing_pick_their_option(text: str, code: str) -> None:
    offered = options("Ya", "Tidak", "Tidak tahu")
    assert choice(text, [*offered, Option("kadang", ("Kadang-kadang",))]) == Understood(code)


def test_what_the_command_takes_for_a_yes_or_no_a_conversation_takes_for_the_same_option() -> None:
    asked = [Option("yes", ("Ya", "ya")), Option("no", ("Tidak", "tidak"))]
    settled = (Understood("yes"), Understood("no"))  # not knowing is no option here: it is kept as a reason
    for text in [text for context, _, text in table("yesno") if not context]:
        taken, typed = yes_no_among(text, asked, numbered=True), choice(text, asked)
        assert [taken] * (taken in settled) == [typed] * (typed in settled), text

"""Household members in one message."""

import pytest

from bot.flows.reading import MemberRead, Option, members

SEXES = [Option("laki", ("Laki-laki", "L")), Option("perempuan", ("Perempuan", "P"))]
RELATIONS = [
    Option("kepala", ("Kepala keluarga",)),
    Option("istri", ("Istri",)),
    Option("suami", ("Suami",)),
    Option("anak", ("Anak",)),
    Option("cucu", ("Cucu",)),
    Option("ortu", ("Orang tua",)),
]
L, P = "laki", "perempuan"
BUDI, SITI = MemberRead("Budi", 41, L, "kepala"), MemberRead("Siti", 38, P, "istri")  # who has a wife is a man
RANI = MemberRead("Rani", 15, None, "anak")


def read(text: str) -> tuple[MemberRead, ...]:
    return members(text, SEXES, RELATIONS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "budi 41 kepala, siti 38 istri, rani 15 p anak, dafa 3 l anak",
            (BUDI, SITI, MemberRead("Rani", 15, P, "anak"), MemberRead("Dafa", 3, L, "anak")),
        ),
        (
            "Bpk Yusuf (52) kk; istri Aminah 48; anak2: Udin 20 jauh, Ida 8",
            (
                MemberRead("Yusuf", 52, L, "kepala"),
                MemberRead("Aminah", 48, P, "istri"),
                MemberRead("Udin", 20, None, "anak", far=True),
                MemberRead("Ida", 8, None, "anak"),
            ),
        ),
        (
            "1. Budi 41 L kepala\n2. Siti Nur Aisyah 38 P istri\n3. M. Ilham 8 bln anak",
            (
                MemberRead("Budi", 41, L, "kepala"),
                MemberRead("Siti Nur Aisyah", 38, P, "istri"),
                MemberRead("M. Ilham", 0, None, "anak"),
            ),
        ),
        ("Budi, 41, L, kepala\nSiti, 38, P, istri", (MemberRead("Budi", 41, L, "kepala"), SITI)),
        ("budi 41 kepala siti 38 istri rani 15 anak", (BUDI, SITI, RANI)),
        ("1 budi 41 kepala 2 siti 38 istri", (BUDI, SITI)),
        ("budi 41 kepala, siti 38 isrti, rani lima belas anak", (BUDI, SITI, RANI)),
        ("kepala budi 41, istri siti 38, anak rani 15", (BUDI, SITI, RANI)),
        ("BUDI 41 KK\nSITI 38 ISTRI", (BUDI, SITI)),
        ("Budi umur 41 tahun kepala keluarga. Siti umur 38 tahun istri.", (BUDI, SITI)),
        ("anak: Rani 15, Dafa 3", (RANI, MemberRead("Dafa", 3, None, "anak"))),
        ("Budi, Siti, Rani", (MemberRead("Budi"), MemberRead("Siti"), MemberRead("Rani"))),
        ("dafa 8 bulan anak laki2", (MemberRead("Dafa", 0, L, "anak"),)),
        ("1) Budi/41/-/kepala 2) Siti/38/P/istri", (BUDI, SITI)),
        ("Budi (kepala, 41 th), Siti (istri, 38 th)", (BUDI, SITI)),
        ("H. Abdul Rahman 60 kepala", (MemberRead("H. Abdul Rahman", 60, None, "kepala"),)),
        ("siti 38 kepala, budi suami", (MemberRead("Siti", 38, P, "kepala"), MemberRead("Budi", None, L, "suami"))),
        ("budi 41 kepala, rani 15 anak", (MemberRead("Budi", 41, None, "kepala"), RANI)),
        ("<b>Budi</b> 41 kepala, <i class='x'>Siti</i> 38 istri", (BUDI, SITI)),
        ("gak tau", (MemberRead("", unclear=("gak tau",)),)),
        ("", ()),
    ],
)
def test_members_are_read_in_any_order_and_layout(text: str, expected: tuple[MemberRead, ...]) -> None:
    assert read(text) == expected


def test_a_part_that_names_nobody_is_handed_back_as_unclear() -> None:
    assert read("siti 38 istri\nrumahnya dekat masjid") == (SITI, MemberRead("", unclear=("rumahnya dekat masjid",)))


def test_what_does_not_fit_together_is_unclear_and_not_decided() -> None:
    assert read("Siti 38 L istri") == (MemberRead("Siti", 38, None, "istri", unclear=("kelamin",)),)


def test_a_relation_that_the_questionnaire_does_not_offer_is_unclear() -> None:
    assert read("Fatimah 60 p mertua") == (MemberRead("Fatimah", 60, P, unclear=("mertua",)),)


@pytest.mark.parametrize(
    "text",
    [
        "di rumah ini ada bapak dan ibu",
        "keluarga mau datanya dihapus",
        "tadi sudah saya tulis",
        "sama seperti tahun lalu",
        "saya bingung cara nulisnya",
        "kami berempat",
        "mereka sekeluarga lima orang",
        "kakak adik",
    ],
)
def test_a_sentence_names_nobody(text: str) -> None:
    assert [member.name for member in read(text) if member.name] == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("budi dan siti", ("Budi", "Siti")),
        ("si budi sama si ani", ("Budi", "Ani")),
        ("ibu siti, bapak budi, adek ani", ("Siti", "Budi", "Ani")),
        ("Indah, Untung, Bunga Sari, Putri", ("Indah", "Untung", "Bunga Sari")),  # "putri" is a sex, too
        ("oh iya ada anak, rani 15 p", ("Rani",)),
        ("kepala keluarganya pak budi umur 41", ("Budi",)),
        ("Pulang 40, Tahan 7", ("Pulang", "Tahan")),  # whoever has an age is somebody
    ],
)
def test_names_are_told_from_the_words_between_them(text: str, names: tuple[str, ...]) -> None:
    assert tuple(member.name for member in read(text) if member.name) == names


def test_whose_relation_stands_between_two_names_is_not_guessed() -> None:
    assert read("pak darmo istrinya bu sari") == (MemberRead("Darmo", sex=L), MemberRead("Sari", sex=P))

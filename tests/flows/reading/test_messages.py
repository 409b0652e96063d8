"""Whole messages: bursts of numbered answers, commands, and numbers nobody should send."""

import pytest

from bot.flows.reading import Command, clean, command, masked, numbered

QUESTIONS = range(1, 46)


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("34 ya 35 tidak 36 2 37 ada", ((34, "ya"), (35, "tidak"), (36, "2"), (37, "ada"))),
        ("4a 5b", ((4, "a"), (5, "b"))),
        ("34. ya\n35) tidak", ((34, "ya"), (35, "tidak"))),
        ("7 2 juta 8 ya", ((7, "2 juta"), (8, "ya"))),
        ("no 34 ya, no 35 tidak", ((34, "ya"), (35, "tidak"))),
        ("34=ya 35=tdk", ((34, "ya"), (35, "tdk"))),
        ("34 1 35 2 36 1", ((34, "1"), (35, "2"), (36, "1"))),
    ],
)
def test_a_burst_of_numbered_answers_is_taken_apart(text: str, pairs: tuple[tuple[int, str], ...]) -> None:
    assert numbered(text, numbers=QUESTIONS) == pairs


@pytest.mark.parametrize(
    "text",
    [
        "3 anak 2 dewasa",
        "2 anak 3 dewasa",
        "2 juta 500",
        "1 juta 200 ribu",
        "15 rb 20 rb",
        "17 agustus 1990",
        "17/8/1990",
        "0812 3456 7890",
        "2 tahun 3 bulan",
        "12 ya",
        "3 org 4 kamar",
        "41 38",
        "ya 35 tidak",
        "34 ya 99 tidak",
        "8 pagi 9 malam",
        "",
    ],
)
def test_amounts_dates_and_counts_are_no_burst(text: str) -> None:
    assert numbered(text, numbers=QUESTIONS) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("kembali", Command.BACK),
        ("balik bu", Command.BACK),
        ("skip", Command.SKIP),
        ("lewati aja", Command.SKIP),
        ("nanti", Command.LATER),
        ("nanti aja ya", Command.LATER),
        ("lanjut nanti", Command.LATER),
        ("istirahat dulu", Command.LATER),
        ("lihat jawaban", Command.ANSWERS),
        ("gak tau", Command.DONT_KNOW),
        ("tidak mau jawab", Command.REFUSE),
        ("rumah saya", Command.MENU),
        ("/menu", Command.MENU),
        ("tolong", Command.HELP),
        ("?", Command.HELP),
        ("lanjutkan", Command.CONTINUE),
        ("gak jadi", Command.CANCEL),
        ("ubah daftar", Command.MEMBERS),
        ("kembli", Command.BACK),
    ],
)
def test_a_whole_message_may_be_a_command(text: str, expected: Command) -> None:
    assert command(text) is expected


@pytest.mark.parametrize(
    "text", ["ya", "nanti sore jam 5", "lanjut?", "2 juta", "anak saya lanjut sekolah", "besok", ""]
)
def test_an_answer_is_no_command(text: str) -> None:
    assert command(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "6302115608900001",
        "6302 1156 0890 0001",
        "6302.1156.0890.0001",
        "630211-560890-0001",
        "٦٣٠٢١١٥٦٠٨٩٠٠٠٠١",
        "６３０２１１５６０８９００００１",
        "6302\u200b115608900001",
        "6 3 0 2 1 1 5 6 0 8 9 0 0 0 0 1",
        "63021156089000012",
    ],
)
def test_a_number_of_sixteen_digits_is_masked_however_it_is_written(text: str) -> None:
    assert masked(f"nik {text} ya") == ("nik •••••••••••••••• ya", True)


@pytest.mark.parametrize(
    "text",
    [
        "Rp1.500.000.000",
        "1.500.000 2.000.000 1.000.000",
        "081234567890 081234567891",
        "0812-3456-7890, 0813-9876-5432",
        "17-08-1990 18-09-1991",
        "2020 2021 2022 2023",
        "1 2 3 4 5 6 7 8 9 10 11 12 13",
        "34 1 35 2 36 1 37 2 38 1 39 2",
    ],
)
def test_amounts_dates_and_telephone_numbers_are_not_masked(text: str) -> None:
    assert masked(text) == (text, False)


def test_clean_keeps_lines_and_drops_what_cannot_be_seen() -> None:
    assert clean("\u202e Budi\u00a041 \u200b\r\n\n  Siti\t38  ") == "Budi 41\nSiti 38"
    assert clean("1½ juta") == "1 1/2 juta"
    assert len(clean("ﷺ" * 9000)) <= 4000

"""Whole messages: bursts of numbered answers, commands, and numbers nobody should send."""

import pytest

from bot.flows.reading import Command, Option, Understood, clean, command, consent, masked, numbered, rights

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


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("hapus data saya", ("hapusdata",)),
        ("saya mau data saya dihapus", ("hapusdata",)),
        ("sy mau data sy dihapus bu", ("hapusdata",)),
        ("gmn cara hapus data kami", ("hapusdata",)),
        ("minta salinan data saya", ("dataku",)),
        ("siapa yg lihat data saya?", ("dataku",)),
        ("data apa saja yang disimpan", ("dataku",)),
        ("data saya salah", ("perbaiki",)),
        ("data saya jgn dipakai dulu", ("bekukan",)),
        ("saya tidak mau ikut lagi", ("berhenti",)),
        ("berhenti ikut pendataan", ("berhenti",)),
        ("tarik data saya", ("berhenti", "hapusdata")),
        ("data saya dipakai untuk apa", ("privasi",)),
        ("delete my data", ("hapusdata",)),
    ],
)
def test_a_right_asked_for_in_words_is_known(text: str, asked: tuple[str, ...]) -> None:
    assert rights(text) == asked


@pytest.mark.parametrize(
    "text",
    [
        "data",
        "hapus",
        "hapus dafa",
        "jangan hapus data saya",
        "ktp saya salah",
        "cek data bansos",
        "nama di kk salah",
        "saya",
    ],
)
def test_other_words_ask_for_no_right(text: str) -> None:
    assert rights(text) == ()


def test_who_works_with_data_asks_for_a_right_only_of_a_family_that_is_named() -> None:
    everyday, named = ("lihat data", "data saya salah"), "keluarga minta lihat datanya"
    assert [rights(text, works_here=True) for text in (*everyday, named)] == [(), (), ("dataku",)]


ASKED_LEAVE = [Option("mau", ("Bersedia",)), Option("tanpa", ("Tanpa data anak",)), Option("tidak", ("Tidak",))]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        *(
            (text, "mau")
            for text in ("ya", "boleh bu", "mereka mau", "iya boleh silakan", "bersdia", "keluarga setuju", "1")
        ),
        *((text, "tidak") for text in ("tidak", "gak mau", "tidak bersedia", "menolak", "nggak usah")),
        ("tanpa data anak", "tanpa"),
        *((text, None) for text in ("sudah", "sudah itu saja", "ada", "punya", "belum", "ya tidak", "mau?")),
        *((text, None) for text in ("bapaknya mau, ibunya tidak", "boleh tapi anak jangan", "ya tapi sebentar")),
    ],
)
def test_leave_is_given_and_refused_by_clear_words_only(text: str, code: str | None) -> None:
    assert consent(text, ASKED_LEAVE) == (Understood(code) if code is not None else None)

"""A village's list is understood as villages write it, or everything to mend in it is told at once, and where."""

import io
import zipfile
from datetime import date
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from bot.flows.register.faults import RegisterError
from bot.flows.register.neighbourhoods import called
from bot.flows.register.table import Entry, read_register
from bot.flows.register.template import template
from bot.language import language
from tests.flows.forms.test_lint import hiding_a_bomb
from tests.register.lists import families, saved, workbook

say = language().say


def faults_of(content: bytes, name: str = "daftar.xlsx") -> list[tuple[str, str]]:
    with pytest.raises(RegisterError) as caught:
        read_register(content, name)
    return [(fault.place, say(fault.words)) for fault in caught.value.faults]


def entry(row: int, rt: str, name: str, rw: str | None = None) -> Entry:
    return Entry(row, rt, name, rw)


def test_the_list_of_a_village_is_read() -> None:
    entries = read_register(workbook(*families(384)), "daftar.xlsx")
    assert len(entries) == 384
    assert {each.rt for each in entries} == {f"{n:02}" for n in range(1, 12)}
    assert entries[0].row == 2
    assert (entries[0].rw, entries[0].dusun, entries[0].dasawisma) == ("01", "Dusun Tengah", "Dawis 1-1")


@pytest.mark.parametrize(
    "headings",
    [
        ("RT", "NAMA KK"),
        ("No. RT", "Nama Kepala Keluarga"),
        ("rt/rw", "kepala keluarga"),
        ("Rukun Tetangga", "Nama"),
        ("RT ", " Nama  Kepala Rumah Tangga "),
    ],
)
def test_columns_are_known_by_the_headings_villages_give_them(headings: tuple[str, str]) -> None:
    assert read_register(workbook(("03", "Pak Misal"), headings=headings), "d.xlsx") == (entry(2, "03", "Pak Misal"),)


@pytest.mark.parametrize(
    ("cell", "rt", "rw"),
    [
        (3, "03", None),
        (3.0, "03", None),
        ("3", "03", None),
        ("003", "03", None),
        ("RT 03", "03", None),
        ("RT.03", "03", None),
        ("03/02", "03", "02"),
        ("RT 03 / RW 02", "03", "02"),
        ("012", "12", None),
        ("105", "105", None),
    ],
)
def test_an_rt_is_understood_however_it_is_written(cell: Any, rt: str, rw: str | None) -> None:
    found = read_register(workbook((cell, "Pak Misal"), headings=("RT", "Nama")), "d.xlsx")
    assert found == (entry(2, rt, "Pak Misal", rw),)


def test_a_title_above_the_table_and_empty_rows_do_not_matter() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (["DAFTAR KEPALA KELUARGA"], [], ["RT", "Nama"], ["01", "Pak Satu"], [], ["02", "Bu  Dua "]):
        sheet.append(row)
    sheet.merge_cells("A1:F1")
    assert read_register(saved(book), "d.xlsx") == (entry(4, "01", "Pak Satu"), entry(6, "02", "Bu Dua"))


def test_everything_to_mend_is_told_at_once_by_cell() -> None:
    content = workbook(
        (1, "01", "01", "Hulu", "Dawis 1", "Pak Satu"),
        (2, "", "", "", "", "Bu Tanpa RT"),
        (3, "nol", "x", "", "", "Pak Salah"),
        (4, "02", "01", "", "", ""),
        (5, "02", "01", "", "", "??"),
        (6, "01", "01", "", "", "PAK  SATU"),
    )
    assert faults_of(content) == [
        ("B3", "RT belum diisi."),
        ("B4", "“nol” bukan RT. Tulis misalnya 03, atau 03/02 untuk RT 03 RW 02."),
        ("C4", "“x” bukan RW. Tulis misalnya 02."),
        ("F5", "Nama kepala keluarga belum diisi."),
        ("F6", "“??” bukan nama."),
        ("7", "PAK SATU sudah ada di RT 01, baris 2. Hapus salah satu, atau bedakan dengan no. rumah."),
    ]


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("Pak Misal 6302110101800001", "16 angka"),
        ("6302 1101 0180 0001", "16 angka"),
        (6302110101800001, "16 angka"),
        ("Pak Misal 0812-3456-7890", "telepon"),
        ("Pak Misal +62 812 3456 7890", "telepon"),
        ("Pak Misal 17-08-1980", "tanggal"),
        (date(1980, 8, 17), "tanggal"),
        ("Pak Misal 123456789012", "nomor panjang"),
    ],
)
def test_what_nobody_needs_to_give_is_refused_by_its_cell(cell: Any, why: str) -> None:
    ((place, words),) = faults_of(workbook((1, "01", "01", "Hulu", "Dawis", cell)))
    assert place == "F2"
    assert why in words
    assert "6302" not in words
    assert "0812" not in words


@pytest.mark.parametrize(
    "heading", ["NIK", "No. KK", "Nomor Kartu Keluarga", "Tgl Lahir", "TTL", "No HP", "WA", "Rekening", "Koordinat"]
)
def test_a_column_that_nobody_needs_is_refused_whatever_stands_in_it(heading: str) -> None:
    ((place, words),) = faults_of(workbook(("01", "Pak Misal", "123"), headings=("RT", "Nama", heading)))
    assert place == "C1"
    assert "tidak perlu" in words


def test_columns_that_are_not_known_or_not_named_are_told() -> None:
    content = workbook(("01", "Pak Misal", "petani", "?"), headings=("RT", "Nama", "Pekerjaan"))
    assert [place for place, _ in faults_of(content)] == ["C1", "D2"]
    assert faults_of(workbook(("01", "A B", "02"), headings=("RT", "Nama", "No RT")))[0][0] == "C1"


def test_a_list_without_the_columns_it_needs_says_which() -> None:
    assert "RT dan Nama kepala keluarga" in faults_of(workbook(("Pak Misal",), headings=("Nama",)))[0][1]


def test_two_of_one_name_in_an_rt_are_told_apart_by_the_number_of_their_house() -> None:
    rows = (("01", "Siti Aminah", 4), ("01", "Siti Aminah", 9), ("02", "Siti Aminah", None))
    found = read_register(workbook(*rows, headings=("RT", "Nama", "No. rumah")), "d.xlsx")
    assert [each.label for each in found] == ["Siti Aminah (4)", "Siti Aminah (9)", "Siti Aminah"]


def test_an_rt_of_several_rws_needs_its_rw() -> None:
    rows = (("01", "01", "A Satu"), ("01", "02", "A Satu"), ("01", "", "Bu Tiga"))
    assert faults_of(workbook(*rows, headings=("RT", "RW", "Nama"))) == [
        ("4", "RT 01 ada di RW 01, 02. Isi RW-nya di baris ini.")
    ]


def test_rts_keep_the_name_they_have_and_take_that_of_the_rw_where_there_are_several() -> None:
    two = [entry(2, "03", "A", "01"), entry(3, "03", "B", "02")]
    assert called(two, {}) == {("03", "01"): "03/01", ("03", "02"): "03/02"}
    assert called(two, {"003": "01"}) == {("03", "01"): "003", ("03", "02"): "03/02"}
    assert called([entry(2, "03", "A", "01")], {"003": None}) == {("03", "01"): "003"}
    assert called([entry(2, "03", "A")], {"03": "01"}) == {("03", None): "03"}
    assert called([entry(2, "04", "A")], {"03": "01"}) == {("04", None): "04"}


def test_a_formula_that_nobody_worked_out_is_told_as_such() -> None:
    ((place, words),) = faults_of(workbook(("01", '=CONCATENATE("Pak ","Misal")'), headings=("RT", "Nama")))
    assert place == "B2"
    assert "rumus" in words


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#DIV/0!", "#NAME?", "#SPILL!"])
def test_a_formula_that_came_to_nothing_is_no_name(error: str) -> None:
    (told,) = faults_of(workbook(("01", "Pak Satu"), ("01", error), headings=("RT", "Nama")))
    assert told == ("B3", f"Rumus di sel ini tidak berhasil ({error}). Tulis isinya langsung.")
    assert read_register(workbook(("01", "Pak #1"), headings=("RT", "Nama")), "d.xlsx")[0].name == "Pak #1"


def test_merged_cells_in_the_list_are_told_and_nothing_else() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (["RT", "Nama"], ["01", "Pak Satu"], [None, "Pak Dua"]):
        sheet.append(row)
    sheet.merge_cells("A2:A3")
    assert faults_of(saved(book)) == [("", "Sel A2:A3 digabung. Pisahkan dulu (Unmerge), lalu isi tiap barisnya.")]


def test_one_list_is_expected_on_one_sheet() -> None:
    book = Workbook()
    for title in ("RT 01", "RT 02"):
        sheet = book.create_sheet(title)
        sheet.append(["RT", "Nama"])
        sheet.append([title[-2:], "Pak Misal"])
    assert "RT 01, RT 02" in faults_of(saved(book))[0][1]


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        (b"", "daftar.xlsx", "tidak bisa dibuka"),
        (b"PK\x03\x04 broken", "daftar.xlsx", "tidak bisa dibuka"),
        (b"RT,Nama\n01,Pak Misal\n", "daftar.csv", ".xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "daftar.xls", ".xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "terkunci.xlsx", "kata sandi"),
        (b"PK" + bytes(11_000_000), "besar.xlsx", "10 MB"),
    ],
)
def test_a_file_that_is_no_workbook_gets_one_clear_answer(content: bytes, name: str, why: str) -> None:
    ((place, words),) = faults_of(content, name)
    assert place == ""
    assert why in words


def test_a_file_that_would_unpack_to_far_more_is_not_unpacked() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", bytes(100_000_000))
    assert len(bomb.getvalue()) < 200_000
    assert "terlalu besar" in faults_of(bomb.getvalue())[0][1]
    assert "tidak bisa dibuka" in faults_of(hiding_a_bomb())[0][1]


def test_of_very_many_faults_the_first_are_told_and_the_rest_counted() -> None:
    with pytest.raises(RegisterError) as caught:
        read_register(workbook(*(("x", "Pak Misal") for _ in range(3_000)), headings=("RT", "Nama")), "d.xlsx")
    assert len(caught.value.faults) + caught.value.more == 3_000
    assert len(caught.value.faults) == 500


def test_a_list_of_more_rows_than_any_village_has_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.flows.register.table.MOST_ROWS", 10)
    assert faults_of(workbook(*families(11)))[0][1].startswith("Lebih dari 10 baris.")


@given(st.integers(0, 10**9), st.data())
def test_a_broken_workbook_is_a_list_or_one_that_must_be_mended(seed: int, data: st.DataObject) -> None:
    parts = unpacked(workbook(*families(3)))
    name = data.draw(st.sampled_from(sorted(parts)))
    chance, broken = Random(seed), bytearray(parts[name])  # noqa: S311 - to break things
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(broken))
        broken[at : at + chance.randint(0, 3)] = chance.choice((b"", b"<", b">", b"&", b'"', b"9", b"-", b"\xff", b"A"))
    try:
        assert read_register(packed({**parts, name: bytes(broken)}), "d.xlsx")
    except RegisterError as error:
        assert error.faults


def unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return written.getvalue()


def test_the_template_is_a_list_that_only_waits_for_families() -> None:
    assert "Tidak ada baris" in faults_of(template())[0][1]

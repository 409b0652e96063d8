"""The report of a village and of a regency: what stands in it, and that nobody can be recognised."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
from docx import Document
from openpyxl import load_workbook

from bot.flows.forms.workbook import LIBRARY, load
from bot.flows.reports.document import Bars, Paragraph, Report, Table
from bot.flows.reports.figures import Figures, IndexFigures, Part, Promise, VillageFacts
from bot.flows.reports.plan import load_plan
from bot.flows.reports.report import report_of
from bot.reports.sheet import write_sheets
from bot.reports.word import write_word
from scoring.grades import grade
from scoring.index import Index
from scoring.sheets import indices
from scoring.tally import Tally, tally

INDICES = indices(load(LIBRARY / "keluarga.md").sheets)
RTS = ("01", "02", "03")


def values(index: Index, chance: Random, often: float) -> dict[str, str]:
    found = {
        i.id: "1" if chance.random() < often else chance.choice(("0", "0", "0", "na", "")) for i in index.indicators
    }
    if index.kind == "rule":
        found |= {i.id: chance.choice(("0", "1")) for i in index.indicators}
    return found


def figures(households: int, *, level: str = "desa", often: float = 0.75, seed: int = 1) -> Figures:
    """A made-up area of three parts, the last of them small."""
    chance = Random(seed)  # noqa: S311
    size = {"01": households // 2, "02": households - households // 2 - 4, "03": 4}
    found = []
    for index in INDICES:
        parts = {rt: [values(index, chance, often) for _ in range(n)] for rt, n in size.items()}
        everybody = [each for part in parts.values() for each in part]
        by_head = {"laki_laki": tally(index, everybody[12:]), "perempuan": tally(index, everybody[:12])}
        by_part = {rt: tally(index, part) for rt, part in parts.items()}
        found.append(IndexFigures(index, by_part, by_head, by_head["laki_laki"]))
    return Figures(
        code="99.01.01.2001",
        name="Desa Coba, Kecamatan Coba",
        level=level,
        year=2026,
        made_on=date(2026, 11, 22),
        parts=tuple(Part(rt, f"RT {rt}", n + 3, n) for rt, n in size.items()),
        first_on=date(2026, 5, 2),
        last_on=date(2026, 6, 3),
        cadres=4,
        indices=tuple(found),
    )


def report(households: int = 90, **more: object) -> Report:
    return report_of(figures(households, **more), lambda day: f"{day:%d-%m-%Y}")  # type: ignore[arg-type]


def tables(found: Report) -> list[Table]:
    return [block for section in found.sections for block in section.blocks if isinstance(block, Table)]


def said(found: Report) -> str:
    return "\n".join(b.text for section in found.sections for b in section.blocks if isinstance(b, Paragraph))


def test_a_villages_report_has_its_parts_in_order() -> None:
    names = [section.name for section in report().sections]
    assert names == [
        "Profil",
        "Pelaksanaan",
        "Indeks",
        "Di bawah 75",
        "Permasalahan",
        "RTL",
        "KRS",
        "iBangga",
        "Delapan program",
        "Semua indikator",
        "Catatan",
    ]


def test_a_regencys_report_gathers_villages_and_services() -> None:
    names = [section.name for section in report(level="kabupaten").sections]
    assert "Desa" in names
    assert "RTL dinas" in names


def test_the_report_says_what_its_figures_are_not() -> None:
    text = said(report())
    assert "indikatif" in text
    assert "bukan iBangga resmi" in text
    assert "Butir pribadi" in text


def test_nothing_of_a_village_of_nine_households_is_shown() -> None:
    found = report(9)
    assert not any(isinstance(block, Bars) for section in found.sections for block in section.blocks)
    assert {section.name for section in found.sections if any(isinstance(b, Table) for b in section.blocks)} <= {
        "Profil",
        "Pelaksanaan",
        "Delapan program",
    }


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("households", [12, 40, 90])
def test_no_count_of_families_from_one_to_four_stands_anywhere(households: int, seed: int) -> None:
    counts = re.compile(r"\b[1-4] keluarga\b")
    found = report(households, often=0.93, seed=seed)
    assert not counts.search(said(found))
    for table in tables(found):
        if table.head[0] in {"Wilayah", "Dimensi", "Keterangan"}:
            continue  # households registered and visited, or numbers of indicators
        columns = [n for n, head in enumerate(table.head) if head != "Urutan"]
        numbers = [row[n] for row in table.rows for n in columns if isinstance(row[n], int)]
        assert not {1, 2, 3, 4} & set(numbers), table.head


def test_a_small_rt_has_no_column_of_its_own() -> None:
    (by_rt,) = [table for table in tables(report(often=0.5)) if table.title.startswith("Keluarga yang belum")]
    assert by_rt.head == ("Indikator", "01", "02")


def test_every_public_indicator_has_a_matter_in_the_plan_and_no_private_one() -> None:
    plan = load_plan()
    for index in INDICES:
        if index.kind == "score":
            known = {i.id: plan.matter_of(i.id) is not None for i in index.indicators}
            assert known == {i.id: not i.private for i in index.indicators}
    assert {matter.programme for matter in plan.matters} == set(plan.programmes)


def test_the_files_can_be_read_again(tmp_path: Path) -> None:
    found = report(often=0.6)
    write_word(found, tmp_path / "laporan.docx")
    write_sheets(found, tmp_path / "laporan.xlsx")
    paper = Document(str(tmp_path / "laporan.docx"))
    book = load_workbook(tmp_path / "laporan.xlsx")
    headings = [p.text for p in paper.paragraphs if p.style is not None and p.style.name == "Heading 1"]
    assert headings == [section.heading for section in found.sections]
    assert book.sheetnames == ["Laporan", *(section.name for section in found.sections)]
    assert len(paper.tables) == len(tables(found))
    charts = [part for part in paper.part.package.iter_parts() if "chart" in part.partname]
    assert len(charts) == sum(isinstance(b, Bars) for section in found.sections for b in section.blocks) == 1


def test_a_village_without_interviews_gets_a_report_that_says_so() -> None:
    empty = figures(90)
    nobody = tuple(IndexFigures(each.index, {}, {}, Tally()) for each in empty.indices)
    blank = Figures(**{**vars(empty), "indices": nobody, "first_on": None, "last_on": None})
    text = said(report_of(blank, str))
    assert "Belum ada keluarga yang selesai didata" in text


def test_a_village_that_has_told_of_itself_has_its_facts_and_its_class_in_the_report() -> None:
    (index,) = indices(load(LIBRARY / "profil_desa.md").sheets)
    values = {i.id: "3" for i in index.indicators} | {"KB12": "1", "KB11": ""}
    facts = VillageFacts(date(2026, 11, 2), (("Luas (km²)", "12,5"),), ((index, grade(index, values)),))
    found = report_of(replace(figures(90), village=facts), lambda day: f"{day:%d-%m-%Y}")
    assert ("Luas (km²)", "12,5") in tables(found)[0].rows
    assert "belum diisi" not in str(tables(found)[0].rows)
    (section,) = [section for section in found.sections if section.name == "Kampung KB"]
    text = "\n".join(block.text for block in section.blocks if isinstance(block, Paragraph))
    assert section.heading.endswith("(indikatif)")
    assert "Kelas Kampung Keluarga Berkualitas: Berkembang." in text
    assert "Menuju kelas Berkelanjutan: Hasil kurang 4 tingkat." in text
    assert "1 indikator belum terjawab dan dihitung tingkat 1" in text
    parts, indicators = [block for block in section.blocks if isinstance(block, Table)]
    assert parts.rows[2] == ("Hasil", Decimal("2.00"), 3, "belum tercapai")
    assert len(indicators.rows) == 12
    assert indicators.rows[1] == ("Masukan", "Sumber dana", "3 dari 4", "2–4 sumber", "5 sumber atau lebih")
    assert indicators.rows[10][2:] == ("–", "belum diisi", "20–22 persen peserta")


def test_a_regencys_report_names_the_villages_beside_what_each_service_is_asked_for() -> None:
    found = report(level="kabupaten", often=0.5)
    (section,) = [section for section in found.sections if section.name == "RTL dinas"]
    (table,) = [block for block in section.blocks if isinstance(block, Table)]
    villages = {str(row[3]) for row in table.rows}
    assert "2: RT 01, RT 02" in villages
    assert not any("RT 03" in each for each in villages), "too small to be named"


def test_what_villages_have_planned_is_gathered_by_service() -> None:
    planned = (
        Promise("Desa Satu", "Isbat terpadu", "KUA, Disdukcapil", date(2026, 3, 31), "Selesai"),
        Promise("Desa Dua", "Jemput bola akta", "Disdukcapil", date(2026, 6, 30), "Direncanakan"),
    )
    above = replace(figures(90, level="kabupaten"), promises=planned, classes={"01": "Mandiri"})
    found = report_of(above, lambda day: f"{day:%d-%m-%Y}")
    (section,) = [section for section in found.sections if section.name == "Rencana dinas"]
    (table,) = section.blocks
    assert isinstance(table, Table)
    assert [row[:3] for row in table.rows] == [
        ("Disdukcapil", "Desa Dua", "Jemput bola akta"),
        ("Disdukcapil", "Desa Satu", "Isbat terpadu"),
        ("KUA", "Desa Satu", "Isbat terpadu"),
    ]
    (villages,) = [table for table in tables(found) if table.head[0] == "Desa"]
    assert [row[-1] for row in villages.rows] == ["Mandiri", "belum diisi", "belum diisi"]


@pytest.mark.parametrize("level", ["desa", "kabupaten"])
def test_every_row_of_a_table_can_be_read_alone(level: str) -> None:
    """A page may begin with it, and an office sorts and filters the sheet."""
    for table in tables(report(level=level, often=0.5)):
        assert all(row[0] != "" for row in table.rows), table.head


def test_no_two_problems_are_told_in_the_same_words() -> None:
    plan = load_plan()
    main = [
        matter for matter in plan.matters if any(id_.startswith("I") and id_[1].isdigit() for id_ in matter.indicators)
    ]
    assert all(sum(id_[0] == "I" and id_[1].isdigit() for id_ in matter.indicators) == 1 for matter in main)
    assert len({matter.sentence for matter in plan.matters}) == len(plan.matters)


def of_rts(counts: dict[str, tuple[int, int]]) -> Figures:
    """A village of RTs with so many households, of which so many lack a birth certificate."""
    whole = figures(90)
    index = next(index for index in INDICES if index.id == "i29")
    everything = {i.id: "1" for i in index.indicators}
    parts = {
        rt: tally(index, [everything | {"I02": "0" if n < lacking else "1"} for n in range(size)])
        for rt, (size, lacking) in counts.items()
    }
    together = sum(parts.values(), Tally())
    made = IndexFigures(index, parts, {"laki_laki": together}, Tally())
    places = tuple(Part(rt, f"RT {rt}", size, size) for rt, (size, _) in counts.items())
    return replace(whole, indices=(made,), parts=places)


@pytest.mark.parametrize(
    ("counts", "columns"),
    [
        ({"01": (20, 9), "02": (20, 12), "03": (6, 6)}, [9, "*"]),  # 27 less 9 less 12 would be all six
        ({"01": (20, 9), "02": (20, 12), "03": (6, 0)}, [9, 12]),
        ({"01": (20, 9), "02": (20, 12), "03": (6, 3)}, ["*", 12]),
        ({"01": (20, 9), "02": (20, 12), "03": (6, 6), "04": (6, 6)}, [9, 12]),  # twelve households together
    ],
)
def test_what_a_small_rt_lacks_does_not_follow_from_the_sum(
    counts: dict[str, tuple[int, int]], columns: list[object]
) -> None:
    found = report_of(of_rts(counts), str)
    (by_rt,) = [table for table in tables(found) if table.title.startswith("Keluarga yang belum")]
    (row,) = by_rt.rows
    assert list(row[1:]) == columns


def test_a_village_of_small_rts_says_that_none_is_shown() -> None:
    found = report_of(of_rts({f"{n:02}": (8, 4) for n in range(1, 6)}), str)
    assert not [table for table in tables(found) if table.title.startswith("Keluarga yang belum")]
    assert "belum ada RT sebesar itu" in said(found)


def test_what_nearly_all_lack_is_said_as_at_least_so_many() -> None:
    found = report_of(of_rts({"01": (20, 19), "02": (20, 18)}), str)
    assert "Di paling sedikit 36 keluarga masih ada anak tanpa akta kelahiran." in said(found)


def test_of_fewer_than_ten_complete_families_no_mean_and_no_class_is_told() -> None:
    """Forty families were interviewed; three of them answered everything."""
    whole = figures(40)
    index = next(index for index in INDICES if index.area == "family_totals")
    complete = {i.id: "1" for i in index.indicators}
    counts = tally(index, [complete] * 3 + [complete | {index.public[0].id: ""}] * 37)
    made = IndexFigures(index, {"01": counts}, {"laki_laki": counts}, Tally())
    others = tuple(each for each in whole.indices if each.index.area != "family_totals")
    found = report_of(replace(whole, indices=(*others, made)), str)
    assert "Baru <5 keluarga yang jawabannya lengkap." in said(found)
    assert "Rasio pemenuhan rata-rata" not in said(found)
    assert not [table for table in tables(found) if table.head[0] == "Kelas menurut aplikasi"]


def test_what_the_table_of_the_rule_hides_stands_nowhere_else() -> None:
    """Of forty families it concerns, 32 are at risk, six are not, and of two nobody knows yet."""
    whole = figures(90)
    index = next(index for index in INDICES if index.kind == "rule")
    (outcome,) = [i.id for i in index.indicators if i.part == "outcome"]
    target = next(i.id for i in index.indicators if i.part == "target")
    nothing = {i.id: "0" for i in index.indicators}
    counts = tally(index, [nothing | {target: "1", outcome: said} for said in ("1",) * 32 + ("0",) * 6 + ("",) * 2])
    made = IndexFigures(index, {"01": counts}, {"laki_laki": counts}, Tally())
    others = tuple(each for each in whole.indices if each.index.kind != "rule")
    found = report_of(replace(whole, indices=(*others, made)), str)
    rows = [row for table in tables(found) for row in table.rows]
    assert [row[1] for row in rows if row[0] == "Berisiko stunting (KRS)"] == ["*"]
    assert [row[2] for row in rows if "Keluarga berisiko stunting" in row[:2]] == ["*", "*"]

"""Figures to work with elsewhere: too few are told nothing, small cells are hidden, nobody is named (D-27)."""

import csv
import io

import pytest
from openpyxl import load_workbook

from bot.reports.exporting import COLUMNS, FEW, HIDDEN, TooFewError, as_csv, as_sheet, export_files, export_rows
from tests.reports.test_report import figures


def test_d27_an_area_of_fewer_than_ten_households_is_told_nothing() -> None:
    with pytest.raises(TooFewError):
        export_rows(figures(9))


def test_d27_no_cell_of_one_to_four_is_told() -> None:
    head, *rows = export_rows(figures(40))
    assert head == COLUMNS and rows
    cells = [cell for row in rows for cell in row[7:11]]
    assert not {"1", "2", "3", "4"} & set(cells)
    assert FEW in cells
    assert all(cell.isdigit() or cell in {FEW, HIDDEN} for cell in cells)


def test_d27_a_row_holds_an_area_an_indicator_and_numbers_only() -> None:
    area = figures(40)
    known = {index.index.id for index in area.indices} | {index.index.version for index in area.indices}
    known |= {i.id for index in area.indices for i in index.index.indicators}
    known |= {i.dimension for index in area.indices for i in index.index.indicators}
    known |= {area.code, str(area.year), FEW, HIDDEN}
    strange = {cell for row in export_rows(area)[1:] for cell in row if cell not in known}
    assert all(cell.replace(",", "").replace(".", "").isdigit() for cell in strange), strange


def test_nothing_private_is_exported() -> None:
    area = figures(40)
    private = {i.id for index in area.indices for i in index.index.indicators if i.private}
    assert not private & {row[5] for row in export_rows(area)}


def test_both_files_hold_the_same_rows() -> None:
    rows = export_rows(figures(40))
    read = list(csv.reader(io.StringIO(as_csv(rows).decode("utf-8-sig"))))
    sheet = load_workbook(io.BytesIO(as_sheet(rows))).active
    assert sheet is not None
    assert read == [[*row] for row in rows]
    assert [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)] == read
    assert [file.name.rpartition(".")[2] for file in export_files(figures(40))] == ["xlsx", "csv"]

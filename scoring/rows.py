"""A sheet's rows as an author wrote them, read with every mistake noted: where, what, and how to mend it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from fractions import Fraction
from typing import TypeVar

Sheets = Mapping[str, Sequence[Mapping[str, str]]]
"""A workbook's sheets by name: each row a mapping of column to text, with its number in the sheet under `row`."""

Option = TypeVar("Option", bound=str)

_FIRST_ROW = 2  # below the headings
_DIGITS = 6  # of a whole number
_NUMBER = re.compile(
    r"-?(?:[0-9]{1,12}(?:\.[0-9]{0,20}|/[0-9]{1,12})?|\.[0-9]{1,20})"
)  # 1e9999999 would take minutes and gigabytes


@dataclass(frozen=True)
class Mistake:
    """Something an author must mend."""

    sheet: str
    row: int
    what: str
    mend: str

    def __str__(self) -> str:
        return f"{self.sheet}, row {self.row}: {self.what}; {self.mend}"


class SheetError(ValueError):
    """All mistakes that were found, together."""

    def __init__(self, found: Sequence[Mistake]) -> None:
        self.found = tuple(found)
        super().__init__("\n".join(map(str, self.found)))


@dataclass
class Row:
    """One row of a sheet. Reading a cell that is wrong notes a mistake and goes on with the default."""

    sheet: str
    number: int
    cells: Mapping[str, str]
    mistakes: list[Mistake] = field(repr=False)

    def wrong(self, what: str, mend: str) -> None:
        """Note a mistake in this row."""
        self.mistakes.append(Mistake(self.sheet, self.number, what, mend))

    def text(self, column: str) -> str:
        """The cell, trimmed; empty where there is none."""
        return (self.cells.get(column) or "").strip()

    def required(self, column: str) -> str:
        """The cell, which must not be empty."""
        text = self.text(column)
        if not text:
            self.wrong(f"`{column}` is empty", "fill it in")
        return text

    def choice(self, column: str, options: Sequence[Option], default: Option | None = None) -> Option:
        """One of the options; an empty cell is the default, if there is one."""
        text = self.text(column)
        if not text and default is not None:
            return default
        for option in options:
            if option == text:
                return option
        self.wrong(f"`{column}` is {text!r}", _either(options))
        return default if default is not None else options[0]

    def yes(self, column: str) -> bool:
        """Whether the cell says ya. It must say ya or tidak, so that nothing becomes public by forgetting."""
        return self.choice(column, ("ya", "tidak")) == "ya"

    def known(self, column: str, options: Sequence[str]) -> str | None:
        """The cell, which must name one of the options; None where it does not."""
        text = self.required(column)
        if not text or text in options:
            return text or None
        near = get_close_matches(text, options, 1)
        self.wrong(f"`{column}` names {text!r}, which does not exist", f"perhaps {near[0]!r}" if near else "correct it")
        return None

    def fraction(self, column: str, default: Fraction) -> Fraction:
        """The cell as an exact number: 40, 0.2, 0,2 or 1/5."""
        text = self.text(column).replace(",", ".")
        try:
            return Fraction(text if _NUMBER.fullmatch(text) else "") if text else default
        except (ValueError, ZeroDivisionError):
            self.wrong(f"`{column}` is {self.text(column)!r}, not a number", "write a number, like 40, 0.2 or 1/5")
            return default

    def whole(self, column: str, default: int, mend: str, least: int = 0) -> int:
        """The cell as a whole number; the default where it is empty or too small."""
        text = self.text(column)
        if not text:
            return default
        if text.isascii() and text.isdigit() and len(text) <= _DIGITS and int(text) >= least:
            return int(text)
        self.wrong(f"`{column}` is {text!r}", mend)
        return default

    def weight(self, column: str = "weight") -> Fraction:
        """The cell as a weight above zero; 1 where it is empty."""
        weight = self.fraction(column, Fraction(1))
        if weight > 0:
            return weight
        self.wrong(f"`{column}` is {self.text(column)}", "a weight is above 0; leave it empty for 1")
        return Fraction(1)

    def day(self, column: str) -> date | None:
        """The cell as a day; None where it is empty."""
        text = self.text(column)
        try:
            return date.fromisoformat(text[:10]) if text else None  # a workbook may add 00:00:00
        except ValueError:
            self.wrong(f"`{column}` is {text!r}, not a day", "write it like 2026-01-31")
            return None


def rows(sheets: Sheets, name: str, mistakes: list[Mistake]) -> list[Row]:
    """The rows of a sheet that hold anything; none where the sheet is missing."""
    found = []
    for position, cells in enumerate(sheets.get(name, ()), _FIRST_ROW):
        number = str(cells.get("row", ""))
        row = Row(name, int(number) if number.isdecimal() else position, cells, mistakes)
        if any(row.text(column) for column in cells if column != "row" and isinstance(cells[column], str)):
            found.append(row)
    return found


def _either(options: Sequence[str]) -> str:
    written = [repr(option) for option in options if option]
    return f"write {' or '.join(written)}" if written else "leave it empty"

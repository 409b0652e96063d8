"""What villages and services mean to do, as the villages' plans have it: gathered by service."""

from collections import defaultdict

from bot.flows.reports.document import Cell, Section, Table
from bot.flows.reports.figures import Figures, Promise
from bot.flows.reports.opening import Day
from bot.flows.reports.plan import load_words


def promised(figures: Figures, day: Day) -> Section:
    """Each service with what it is asked for, village by village, until when, and how far it is."""
    words = load_words()
    by_office: dict[str, list[Promise]] = defaultdict(list)
    for each in figures.promises:
        for office in each.office.split(", "):
            by_office[office].append(each)
    rows: list[tuple[Cell, ...]] = []
    for office in sorted(by_office):
        ordered = sorted(by_office[office], key=lambda p: (p.village, p.by_on))
        rows += [(office, each.village, each.activity, day(each.by_on), each.status) for each in ordered]
    table = Table(tuple(words["rencana_kolom"]), tuple(rows), (3, 3, 5, 2, 2), wide=True)
    return Section(words["rencana"], "Rencana dinas", (table,))

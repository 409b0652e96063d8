"""What may be told of an area's index: how it stands, what moved it, what is lacking most, who answers for it."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from bot.flows.services.directory import Directory
from bot.flows.services.tips import Tip
from bot.flows.services.wording import Wording
from bot.flows.summary.week import Standing, Unmet
from scoring.area import FEWEST_IN_CELL, area_of
from scoring.index import Index, Indicator
from scoring.publishing import Figure
from scoring.retelling import Told
from scoring.score import shown

MOST_UNMET, MOST_MOVERS = 3, 2
IMPORTANT_NUMBERS = "penting"  # the menu's row that is the same for everybody and answers nothing in particular
_NEVER = "N"  # the class of tips that no answer leads to


def standing(index: Index, now: Told, before: Told | None) -> Standing:
    """How the index stands, with its change where both figures may be told."""
    total = now.total
    band = index.band_of(total.value)
    up, down = _movers(index, now, before) if before is not None else ((), ())
    return Standing(
        label=Wording(index.label, index.label_en),
        note=index.note,
        total=total,
        households=now.counts.households,
        change=_change(total, before.total) if before is not None else None,
        band=Wording(band.label, band.label_en) if band is not None else Wording(),
        up=up,
        down=down,
    )


def commonest(
    index: Index, told: Told, tips: Iterable[Tip], directory: Directory, *, rounded: bool = False
) -> tuple[Unmet, ...]:
    """What families lack, the commonest first, each with the service to ask; nothing private, no small number.

    The service is named whether or not its local contact is known: the coordinator is who finds it out.

    Above the village numbers are `rounded` to fives: what one village hides does not follow from the others'.
    """
    rows = sorted(tips, key=lambda tip: tip.order)
    found = []
    for indicator in index.public:
        telling = told.tellings.get(indicator.id)
        if telling is None or telling.unmet < FEWEST_IN_CELL:
            continue
        families = FEWEST_IN_CELL * round(telling.unmet / FEWEST_IN_CELL) if rounded else telling.unmet
        found.append(
            Unmet(
                label=_lacking(indicator),
                families=families,
                rounded=rounded,
                trend=0 if rounded else told.trend(indicator.id),
                service=_service(indicator, rows, directory),
            )
        )
    return tuple(sorted(found, key=lambda each: -each.families))


def _lacking(indicator: Indicator) -> Wording:
    return Wording(indicator.unmet or indicator.label, indicator.unmet_en or indicator.label_en)


def _change(now: Figure, before: Figure) -> Decimal | None:
    if now.value is None or before.value is None:
        return None
    digits = min(now.digits, before.digits)
    return shown(now.value, digits) - shown(before.value, digits)


def _movers(index: Index, now: Told, before: Told) -> tuple[tuple[Wording, ...], tuple[Wording, ...]]:
    """The indicators whose shares rose most and fell most, of those that were told as they are both times."""
    quiet = {*now.held, *before.held}
    known = now.tellings.keys() & before.tellings.keys() - quiet
    earlier = {share.id: share.value for share in area_of(index, before.counts).shares}
    moved: list[tuple[Fraction, Indicator]] = []
    labels = {indicator.id: indicator for indicator in index.public}
    for share in area_of(index, now.counts).shares:
        old = earlier.get(share.id)
        if share.id in known and share.value is not None and old is not None and abs(share.value - old) >= 1:
            moved.append((share.value - old, labels[share.id]))
    moved.sort(key=lambda each: -abs(each[0]))

    def named(sign: int) -> tuple[Wording, ...]:
        chosen = [i for by, i in moved if by * sign > 0][:MOST_MOVERS]
        return tuple(Wording(i.label, i.label_en) for i in chosen)

    return named(1), named(-1)


def _service(indicator: Indicator, tips: list[Tip], directory: Directory) -> Wording:
    """The first service that a tip for the indicator names and that may be told to anybody."""
    for tip in tips:
        if tip.delivery == _NEVER or indicator.id not in tip.indicators:
            continue
        for id_ in tip.services:
            service = directory.services[id_]
            if not service.sensitive and service.category != IMPORTANT_NUMBERS:
                return service.label
    return Wording()

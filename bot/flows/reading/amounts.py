"""Amounts of money: whole rupiah, for the period that was asked."""

import re
from decimal import Decimal
from functools import cache

from bot.flows.reading.corrections import corrected
from bot.flows.reading.numerals import WORDS, Quantity, quantities
from bot.flows.reading.outcomes import Either, OtherPeriod, Reading, Understood, settled
from bot.flows.reading.surroundings import between, undisturbed, with_units, without_bullet
from bot.flows.reading.tokens import tokens
from bot.flows.reading.vocabulary import DIGITS, FILLERS, MARK, Part, Vocabulary, without

LITERAL_FROM = 10_000  # a smaller bare number may have left out "ribu" or "juta"
MOST = 10**11
_UNITS = {word: Part("skala", value) for word, value in (("juta", "1000000"), ("ribu", "1000"), ("rebu", "1000"))}
_SPACED = re.compile(r"(?<![\d.,])\d{1,3}(?: \d{3})* 000(?![\d.,])")  # "2 500 000"
_NEUTRAL = (*FILLERS, "ya", "kira", "uang", "rupiah")


@cache
def _words() -> Vocabulary:
    own = ("rupiah", "ribuan", "nihil", "raguan_skala")
    tables = ("fillers", "yes_no.ya", "numerals", "money.uang", "time")
    return Vocabulary(*tables, *(f"money.{group}" for group in own))


@cache
def _weighty() -> tuple[str, ...]:
    return (
        *_words().spellings(*WORDS, "ragu", "satuan_waktu", "sewaktu", "periode"),
        *("tahun", "bulan", "minggu", "hari", "atas", "bawah", "utang", "hutang", "rugi", "potong"),
    )


def money(text: str, *, period: str | None = None) -> Reading[int] | OtherPeriod:
    """Whole rupiah; an amount said for another period than `period` comes back as `OtherPeriod`."""
    parts = _words().parts(tokens(_SPACED.sub(lambda found: found.group().replace(" ", ""), text)))
    parts = without_bullet(with_units(parts, _UNITS))
    parts = [p._replace(tag="skala", value="1000") if p.tag == "ribuan" else p for p in parts]
    spoken, parts = _period(parts)
    if spoken is None:
        return None
    amount = corrected(parts, _amount, ("skala", "seskala")) or _amount(parts)
    if spoken in ("", period) or (period is None and spoken == "month"):
        return amount
    return OtherPeriod(amount.value, spoken) if isinstance(amount, Understood) and amount.value else None


def _period(parts: list[Part]) -> tuple[str | None, list[Part]]:
    """The period that was said ("" for none, None where it is not a plain one), and the parts without it."""
    said: set[str] = set()
    rest: list[Part] = []
    for part in parts:
        match part.tag:
            case "lipat":
                return None, parts
            case "periode" | "sewaktu":
                said.add(part.value)
            case "satuan_waktu":
                before = rest[-1] if rest else None
                if before and before.tag in (DIGITS, "satuan", "setengah") and before.value != "1":
                    return None, parts
                if before and (before.tag in (DIGITS, "satuan", "tiap") or (before.tag, before.value) == (MARK, "/")):
                    rest.pop()
                if rest and (rest[-1].tag == "tiap" or (rest[-1].tag, rest[-1].value) == (MARK, "/")):
                    rest.pop()
                said.add(part.value)
                continue
            case _:
                rest.append(part)
                continue
        if rest and (rest[-1].tag == "tiap" or (rest[-1].tag, rest[-1].value) == (MARK, "/")):
            rest.pop()
    return (said.pop() if said else "") if len(said) < 2 else None, rest


def _amount(parts: list[Part]) -> Reading[int]:
    """The amount of parts that say no period."""
    found = quantities(parts)
    rest = without(parts, *_NEUTRAL, "nihil")
    if not found:
        return Understood(0) if found is not None and not rest and any(p.tag == "nihil" for p in parts) else None
    if not undisturbed(parts, found, _NEUTRAL, _weighty()):
        return None
    readings = tuple(_rupiah(q, parts) for q in found)
    if len(found) == 2 and between(parts, found):
        low, high = found
        if high.scaled and not low.scaled and low.values[0] < high.values[0]:
            scale = _scale(parts, high)
            return settled(tuple(int(v * s) for v, s in ((low.values[0], scale), (high.values[0], 1))), "rentang")
        values = [r.value for r in readings if isinstance(r, Understood)]
        return settled(tuple(values), "rentang") if len(values) == 2 else None
    if len(found) == 2 and readings[0] == readings[1]:
        apart = parts[found[0].end : found[1].start]  # "2jt (dua juta)", not "suami 1jt saya 1jt"
        return readings[0] if all(p.tag in (MARK, "rupiah", "ya") for p in apart) else None
    return readings[0] if len(found) == 1 else None


def _rupiah(quantity: Quantity, parts: list[Part]) -> Reading[int]:
    """What one number may be in rupiah; a small bare one may have left out its thousands or millions."""
    values = quantity.values
    if any(v > MOST for v in values):
        return None
    if quantity.scaled:
        return settled(tuple(int(v) for v in values if v == int(v)), "ribuan")
    value = values[0]
    near = parts[max(0, quantity.start - 2) : quantity.end + 1]
    currency = any(p.tag == "rupiah" for p in near) or _closed(parts, quantity.end)
    if value == 0:
        return Understood(0)
    if value >= LITERAL_FROM or (currency and value >= 100):
        return Understood(int(value)) if value == int(value) else None
    if len(values) == 2 and "," in quantity.literal:
        return Either((int(value * 1000), int(value)), "ribuan")
    steps = (1_000_000, 1000) if value < 100 else (1000, 1)
    return settled(tuple(int(value * s) for s in steps if value * s == int(value * s)), "ribuan")


def _closed(parts: list[Part], at: int) -> bool:
    """Whether a price ends in ",-"."""
    return [p.value for p in parts[at : at + 2]] in ([",", "-"], [".", "-"])


def _scale(parts: list[Part], quantity: Quantity) -> Decimal:
    """The scale word of a quantity that has one."""
    scales = [Decimal(p.value) for p in parts[quantity.start : quantity.end] if p.tag in ("skala", "seskala")]
    return scales[0] if len(scales) == 1 else Decimal(0)

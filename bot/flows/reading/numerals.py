"""Digits and number words to quantities, with every value they may stand for."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.flows.reading.vocabulary import DIGITS, MARK, Part

WORDS = ("satuan", "belas", "puluh", "ratus", "tetap", "skala", "seskala", "setengah", "perempat", "koma", "an")
_OF_A_NUMBER = frozenset({*WORDS, DIGITS})
MOST_DIGITS = 15
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+")
_ENGLISH = re.compile(r"[1-9]\d{0,2}(?:,\d{3}){2,}")
_FRACTIONS = {("1", "2"): Decimal("0.5"), ("1", "4"): Decimal("0.25"), ("3", "4"): Decimal("0.75")}
_PREFIXES = ("se", "sa")
_HALF = Decimal("0.5")
_MILLION = Decimal(1_000_000)
Values = tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number in a message: its possible values (the likeliest first), and how it was said."""

    values: Values
    start: int
    end: int
    scaled: bool = False  # a word such as ribu or juta was said
    literal: str = ""  # the digits, where there was nothing else
    rough: bool = False  # "500an"


def quantities(parts: Sequence[Part]) -> list[Quantity] | None:
    """All numbers of a message in order, or None where digits or number words make no number."""
    found: list[Quantity] = []
    at = 0
    while at < len(parts):
        if parts[at].tag in _OF_A_NUMBER:
            quantity = _quantity(parts, at)
            if quantity is None:
                return None
            found.append(quantity)
            at = quantity.end
        else:
            at += 1
    return found


def literal_values(digits: str) -> Values:
    """What a row of digits with points and commas may stand for; nothing where it is no number."""
    if len(digits) > MOST_DIGITS + 6 or (digits[0] == "0" and digits[1:2].isdigit() and len(digits) > 2):
        return ()
    if digits.isdigit():
        return (Decimal(digits),)
    if _THOUSANDS.fullmatch(digits):
        whole = Decimal(digits.replace(".", ""))
        return (whole, Decimal(digits)) if digits.count(".") == 1 else (whole,)
    if _ENGLISH.fullmatch(digits):
        return (Decimal(digits.replace(",", "")),)
    if digits.count(",") == 1:
        whole_part, _, cents = digits.partition(",")
        if whole_part.isdigit() and cents.isdigit():
            value = Decimal(f"{whole_part}.{cents}")
            return (Decimal(whole_part + cents), value) if len(cents) == 3 and whole_part[0] != "0" else (value,)
        if _THOUSANDS.fullmatch(whole_part) and len(cents) <= 2:
            return (Decimal(f"{whole_part.replace('.', '')}.{cents}"),)
    if digits.count(".") == 1:
        head, _, tail = digits.partition(".")
        if head.isdigit() and len(tail) <= 2:
            return (Decimal(digits),)
        if re.fullmatch(r"[1-9]\d{0,2}(?:,\d{3})+", head) and len(tail) == 2:
            return (Decimal(f"{head.replace(',', '')}.{tail}"),)
    return ()


def _quantity(parts: Sequence[Part], start: int) -> Quantity | None:
    """The number that begins at a part: chunks below a thousand, each with its scale, from great to small."""
    totals: Values = (Decimal(0),)
    last_scale = Decimal("Infinity")
    at, scaled, rough, literal = start, False, False, ""
    chunk: Values
    while at < len(parts):
        tag = parts[at].tag
        if tag == "seskala" and (scale := Decimal(parts[at].value)) < last_scale:
            chunk, at = (Decimal(1),), at + 1
        elif tag == "setengah" and scaled:
            totals, at = tuple(t + last_scale / 2 for t in totals), at + 1
            break
        else:
            chunk, after, digits = _chunk(parts, at)
            if not chunk:
                return None
            roughly = _tag(parts, after) == "an" or (
                _tag(parts, after) == MARK and parts[after].value == "-" and _tag(parts, after + 1) == "an"
            )
            if roughly:
                rough, after = True, after + (1 if parts[after].tag == "an" else 2)
            if _tag(parts, after) != "skala":
                if not scaled:
                    return Quantity(chunk, start, after, literal=digits, rough=rough)
                if last_scale == 1000 and bool(digits) != bool(literal):
                    break  # "500rb dua kali": two numbers
                tail = _tail(totals, last_scale, chunk, digits)
                return Quantity(tail, start, after, scaled=True, rough=rough) if tail else None
            scale, at = Decimal(parts[after].value), after + 1
            chunk = chunk[-1:] if "," in digits and scale >= _MILLION else chunk  # "1,250 juta" is no English thousand
            literal = digits
        if scale >= last_scale:
            return None
        totals = tuple(total + part * scale for total in totals for part in chunk)
        last_scale, scaled = scale, True
        if _tag(parts, at) == "an":
            rough, at = True, at + 1
        if not _continues(parts, at, last_scale):
            break
    return Quantity(totals, start, at, scaled=True, literal=literal, rough=rough)


def _continues(parts: Sequence[Part], at: int, scale: Decimal) -> bool:
    """Whether the number goes on after a scale: more number words or digits stand there."""
    tag = _tag(parts, at)
    if tag == "seskala":
        return Decimal(parts[at].value) < scale
    if tag not in ("satuan", "tetap", "setengah", DIGITS):
        return False
    return not (tag == DIGITS and _tag(parts, at + 1) == MARK and parts[at + 1].value == "/")


def _tail(totals: Values, scale: Decimal, chunk: Values, digits: str) -> Values:
    """A rest without a scale of its own: "2 juta 500" leaves out ribu, "2 ribu 500" leaves out nothing."""
    rest = chunk[0]
    if rest >= scale or rest != int(rest) or (digits and rest < 100 and scale == 1000):  # "500rb 2"
        return ()
    if scale <= 1000 or rest >= 1000:
        return tuple(total + rest for total in totals)
    step = scale / 1000
    if rest >= 100:
        return tuple(total + rest * step for total in totals)
    shorthand = rest * (step * 100 if len(digits) == 1 else step)
    return tuple(v for total in totals for v in (total + shorthand, total + rest))


def _tag(parts: Sequence[Part], at: int) -> str:
    return parts[at].tag if at < len(parts) else ""


def _chunk(parts: Sequence[Part], at: int) -> tuple[Values, int, str]:
    """A number below its scale: its values, where it ends, and its digits if it is nothing else."""
    if parts[at].tag == DIGITS:
        fraction = _fraction(parts, at)
        if fraction is not None:
            return (fraction,), at + 3, ""
        values = literal_values(parts[at].value)
        if not values:
            return (), at, ""
        after = _tag(parts, at + 1)
        if after == DIGITS and len(values) == 1 and (part := _fraction(parts, at + 1)) is not None:
            return (values[0] + part,), at + 4, ""
        if after == "setengah":
            return (values[0] + _HALF,), at + 2, ""
        if after not in ("puluh", "ratus", "belas", "koma"):
            return values, at + 1, parts[at].value
    value, room, start = Decimal(0), 1000, at
    while at < len(parts) and room > 0:
        tag, after = parts[at].tag, _tag(parts, at + 1)
        if tag == "setengah":
            return ((value + _HALF,), at + 1, "") if at == start or room == 1 else ((), at, "")
        if tag == "perempat" and at == start:
            return (Decimal(parts[at].value),), at + 1, ""
        if tag in ("satuan", DIGITS):
            if parts[at].said in _PREFIXES and after not in ("ratus", "puluh", "belas", "skala"):
                return (), at, ""
            unit = Decimal(parts[at].value) if parts[at].value.isdigit() else Decimal("-1")
            if unit < 0 or (tag == DIGITS and unit >= room):
                break
            if after == "ratus" and room == 1000 and unit < 10:
                value, room, at = value + unit * 100, 100, at + 2
            elif after == "puluh" and room >= 100 and unit < 10:
                value, room, at = value + unit * 10, 10, at + 2
            elif after == "belas" and room >= 100 and unit < 10:
                value, room, at = value + unit + 10, 1, at + 2
            elif room >= 10:
                value, room, at = value + unit, 1, at + 1
            else:
                break
        elif tag == "tetap":
            fixed = Decimal(parts[at].value)
            if fixed >= room:
                break
            value, at = value + fixed, at + 1
            room = 100 if fixed in (100, 200, 500) else 10 if fixed == 50 else 1
        elif tag == "koma" and at > start:
            return _decimals(parts, at, value)
        else:
            break
        if room == 1 and _tag(parts, at) not in ("setengah", "koma"):
            break
    return ((value,), at, "") if at > start else ((), at, "")


def _decimals(parts: Sequence[Part], at: int, whole: Decimal) -> tuple[Values, int, str]:
    """The value of "dua koma lima" from its "koma" on."""
    digits = ""
    at += 1
    while at < len(parts) and parts[at].tag in ("satuan", DIGITS) and parts[at].value.isdigit() and len(digits) < 3:
        digits, at = digits + parts[at].value, at + 1
    return ((whole + Decimal(f"0.{digits}"),), at, "") if digits else ((), at, "")


def _fraction(parts: Sequence[Part], at: int) -> Decimal | None:
    """The value of "1/2", "1/4" or "3/4" at a part."""
    if [_tag(parts, at + i) for i in range(3)] == [DIGITS, MARK, DIGITS] and parts[at + 1].value == "/":
        return _FRACTIONS.get((parts[at].value, parts[at + 2].value))
    return None

"""Times of day, as HH:MM."""

import re
from functools import cache

from bot.flows.reading.numerals import WORDS, quantities
from bot.flows.reading.outcomes import Reading, Understood, settled
from bot.flows.reading.tokens import tokens
from bot.flows.reading.vocabulary import DIGITS, FILLERS, MARK, Part, Vocabulary, without

_NEUTRAL = (*FILLERS, "ya", "kira", "jam", "pukul", "menit", "zona")
_CLOCK = re.compile(r"(\d{1,2})[.,:]([0-5]\d)")
_PARTS_OF_DAY = {  # the hours each may go with, and what is added to them
    "dini": {12: -12, 1: 0, 2: 0, 3: 0, 4: 0},
    "subuh": {3: 0, 4: 0, 5: 0},
    "pagi": dict.fromkeys(range(1, 12), 0),
    "siang": {10: 0, 11: 0, 12: 0, 1: 12, 2: 12, 3: 12},
    "sore": dict.fromkeys(range(2, 7), 12),
    "malam": {**dict.fromkeys(range(6, 12), 12), 12: -12, 1: 0, 2: 0, 3: 0},
}


@cache
def _words() -> Vocabulary:
    return Vocabulary("fillers", "yes_no.ya", "numerals", "hours")


def time(text: str) -> Reading[str]:
    """The time as "HH:MM"; without a part of the day, hours up to twelve may be two times."""
    parts = _words().parts(tokens(text.replace(":", ".")))
    heard = [p for p in without(parts, *_NEUTRAL) if p.tag != MARK or p.value not in ",.()-\n"]
    of_day = [p.value for p in heard if p.tag == "bagian_hari"]
    heard = [p for p in heard if p.tag != "bagian_hari"]
    clock = _clock(heard)
    if clock is None or len(set(of_day)) > 1:
        return None
    minutes, exact = clock
    hour, minute = divmod(minutes, 60)
    if of_day:
        return _with_part(hour, minute, of_day[0], before_full=_half_before(heard))
    formal = any(p.tag == "pukul" for p in parts) and any("." in p.value for p in heard if p.tag == DIGITS)
    if exact or hour > 12 or formal or hour == 0:
        return Understood(f"{hour % 24:02}:{minute:02}") if hour <= 24 else None
    return settled((f"{hour % 12:02}:{minute:02}", f"{hour % 12 + 12:02}:{minute:02}"), "waktu")


def _with_part(hour: int, minute: int, of_day: str, *, before_full: bool) -> Reading[str]:
    """The time in that part of the day; "setengah enam sore" goes by the six."""
    hours = _PARTS_OF_DAY[of_day]
    if hour > 12:
        return (
            Understood(f"{hour:02}:{minute:02}")
            if hour - 12 in hours and hours[hour - 12] == 12 and hour < 24
            else None
        )
    named = (hour % 12 + 1 if before_full else hour) or 12
    if named not in hours:
        return None
    total = ((named + hours[named]) % 24 - before_full) % 24
    return Understood(f"{total:02}:{minute:02}")


def _half_before(heard: list[Part]) -> bool:
    """Whether the hour is named by the full one that follows ("setengah delapan", "delapan kurang lima")."""
    return any(p.tag == "setengah" or p.value == "kurang" for p in heard)


def _clock(heard: list[Part]) -> tuple[int, bool] | None:
    """Minutes since midnight on a dial, and whether they were written in a way that leaves no doubt ("07.30")."""
    if len(heard) == 1 and heard[0].tag == DIGITS and (found := _CLOCK.fullmatch(heard[0].value)):
        hour = int(found[1])
        return (hour * 60 + int(found[2]), found[1].startswith("0")) if hour <= 24 else None
    half = bool(heard) and heard[0].tag == "setengah"
    found_numbers = quantities(heard[1:] if half else heard)
    numbers = [int(q.values[0]) for q in found_numbers or () if q.values[0] == int(q.values[0])]
    words = [p.value for p in heard if p.tag not in (*WORDS, DIGITS)]
    if not numbers or len(numbers) != len(found_numbers or ()) or not 0 <= numbers[0] <= 24:
        return None
    if len(numbers) == 1 and not words:
        return (numbers[0] * 60 - 30 * half) % 1440 if half and not numbers[0] else numbers[0] * 60 - 30 * half, False
    if (
        len(numbers) == 2
        and words in (["lewat"], ["lebih"], [])
        and numbers[1] < 60
        and not half
        and (words or numbers[1])
    ):
        return numbers[0] * 60 + numbers[1], False
    if len(numbers) == 2 and words == ["kurang"] and numbers[1] < 60 and numbers[0]:
        return numbers[0] * 60 - numbers[1], False
    return None

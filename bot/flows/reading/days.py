"""Dates, months and years, as precisely as they were said."""

import datetime as dt
from functools import cache, partial

from rapidfuzz.distance import OSA

from bot.flows.reading.asides import without_asides, without_hour
from bot.flows.reading.corrections import corrected
from bot.flows.reading.dates_in_digits import YEARS_AHEAD, in_digits, in_years, years
from bot.flows.reading.numerals import WORDS, quantities
from bot.flows.reading.outcomes import Either, Reading, Understood, settled
from bot.flows.reading.relative_days import falls_on, from_today, relative
from bot.flows.reading.spelling import is_word
from bot.flows.reading.surroundings import without_bullet
from bot.flows.reading.tables import data, spellings
from bot.flows.reading.tokens import tokens
from bot.flows.reading.vocabulary import DIGITS, FILLERS, MARK, UNKNOWN, Part, Vocabulary, without

FIRST_YEAR = 1900
_NEUTRAL = (*FILLERS, "ya", "iya", "kira", "lahir", "tanggal")


@cache
def _words() -> Vocabulary:
    return Vocabulary("fillers", "yes_no.ya", "yes_no.iya", "numerals", "time.sewaktu", "dates")


def date(text: str, *, today: dt.date, past: bool = False) -> Reading[str]:
    """ "1990", "1990-08" or "1990-08-17"; with `past`, nothing later than today."""
    parts = without_bullet(without_hour([_mended(part) for part in _words().parts(tokens(text))]))
    if len(parts) > 1 and parts[0].said == "ini" and parts[1].tag != "tempo":
        parts = parts[1:]  # "ini bu, 2 mei 1988"
    read = partial(_read, today=today, past=past)
    reading = corrected(parts, read, beside="bulan") or read(parts)
    if reading is None and (bare := without_asides(parts)):
        full = read(bare)
        return full if isinstance(full, Understood) and len(full.value) == len("1990-08-17") else None
    return reading


def _read(parts: list[Part], today: dt.date, *, past: bool) -> Reading[str]:
    heard = without(parts, *_NEUTRAL)
    if any(p.tag in FILLERS and a.tag == b.tag == DIGITS for a, p, b in zip(parts, parts[1:], parts[2:], strict=False)):
        return None  # "12 uni 1980" is no month 12
    if any(p.tag == MARK and p.value not in "-./,():;\n'~" for p in heard):
        return None
    counted = None if _of_a_month(parts) else relative(heard, today)
    reading = in_digits(heard, today, past=past) or counted or _named(parts, today, past=past)
    return _allowed(reading, today, past=past)


def _of_a_month(parts: list[Part]) -> bool:
    """Whether a number is a day of a month, not so many months: "tanggal 5 bulan lalu"."""
    return any(p.tag == "tanggal" for p in parts) and any((p.tag, p.value) == ("tempo", "month") for p in parts)


def _mended(part: Part) -> Part:
    """An unknown word as the one month that it can only be, or as it is."""
    if part.tag != UNKNOWN or len(part.value) < 3:
        return part
    slips = {word: 1 if len(word) < 6 else 2 for word in _months()}
    near = {n for word, n in _months().items() if OSA.distance(part.value, word, score_cutoff=2) <= slips[word]}
    return part._replace(tag="bulan", value=near.pop()) if len(near) == 1 and not is_word(part.value) else part


@cache
def _months() -> dict[str, str]:
    """The full names of the months with their numbers."""
    return {spellings(words)[0]: str(number) for number, words in data("dates")["bulan"].items()}


def _allowed(reading: Reading[str], today: dt.date, *, past: bool) -> Reading[str]:
    """The reading, if every value lies within the years that are meant."""
    match reading:
        case None:
            return None
        case Understood(value):
            values: tuple[str, ...] = (value,)
        case Either(values):
            pass
    latest = today.isoformat()
    fit = tuple(v for v in values if FIRST_YEAR <= int(v[:4]) <= today.year + YEARS_AHEAD)
    if past:
        fit = tuple(v for v in fit if v <= latest[: len(v)])
    return settled(fit, "tanggal") if len(fit) == len(values) else None


def _named(parts: list[Part], today: dt.date, *, past: bool) -> Reading[str]:
    """A day with its month by name, a month and year, or a year in words."""
    heard = [p for p in without(parts, *(t for t in _NEUTRAL if t != "tanggal")) if p.tag != MARK or p.value == "/"]
    weekdays = [p for p in heard if p.tag == "hari_pekan"]
    heard = [p for p in heard if p.tag not in ("hari_pekan", MARK) and (p.tag, p.value) != ("tempo", "day")]
    month, day_parts, year_parts = _split(_day_first(_year_last(from_today(heard, today))))
    year_parts = [p for at, p in enumerate(year_parts) if p.tag != "bagian" or at not in (0, len(year_parts) - 1)]
    labelled = bool(year_parts) and year_parts[0].tag == "tempo" and year_parts[0].value == "year"
    spoken = _spoken_years(year_parts[1:] if labelled else year_parts, today, past=past)
    if month is None:
        born = (
            any(p.value == "lahir" for p in parts) and spoken and int(spoken[0]) % 100 > 31
        )  # "lahir 90", not "lahir 17"
        bare = not labelled and not born and _two_digits(year_parts)
        return settled(tuple(str(y) for y in spoken), "tanggal") if spoken and not day_parts and not bare else None
    day = _day(day_parts)
    if day == 0 or not spoken:
        return None
    reading = in_years(spoken, month, day)
    if weekdays and not (isinstance(reading, Understood) and falls_on(reading.value, weekdays)):
        return None
    return reading


def _two_digits(parts: list[Part]) -> bool:
    """Whether a number alone is as well a day as a year: "17", "tujuh belas"."""
    found = quantities(parts)
    return bool(found) and len(found or ()) == 1 and (found or [])[0].values[0] < 100


def _day_first(heard: list[Part]) -> list[Part]:
    """The parts without "tanggal", and with the day behind it in front: "mei 2019 tanggal 5"."""
    at = next((i for i, p in enumerate(heard) if p.tag == "tanggal"), 0)
    end = next((i for i, p in enumerate(heard) if i > at + 1 and p.tag not in WORDS), len(heard))
    heard = heard[at + 1 : end] + heard[:at] + heard[end:] if at else heard
    return [p for p in heard if p.tag != "tanggal"]


def _year_last(heard: list[Part]) -> list[Part]:
    """The parts with a year that was said before its month behind it: "1987 juni", "tahun 1990 bulan 8"."""
    at = 1 if heard and (heard[0].tag, heard[0].value) == ("tempo", "year") else 0
    if len(heard) < at + 2 or heard[at].tag != DIGITS or len(heard[at].value) != 4:
        return heard
    follows = heard[at + 1]
    return (
        heard[at + 1 :] + heard[: at + 1] if follows.tag in ("bulan", "tanggal") or follows.value == "month" else heard
    )


def _split(heard: list[Part]) -> tuple[int | None, list[Part], list[Part]]:
    """The month, what stands before it (the day), and what stands behind it (the year)."""
    if len(heard) == 3 and heard[0].tag == "bulan" and heard[1].tag == DIGITS and len(heard[2].value) == 4:
        heard = [heard[1], heard[0], heard[2]]  # "june 3 1987"
    for at, part in enumerate(heard):
        if part.tag == "bulan":
            day = [p for p in heard[:at] if p.tag not in ("bagian", "tempo") or p.value == "year"]
            return int(part.value), day, heard[at + 1 :]
        follows = heard[at + 1] if at + 1 < len(heard) else None
        numbered = (
            (part.tag, part.value) == ("tempo", "month") and follows and follows.tag in (DIGITS, "satuan", "tetap")
        )
        if numbered and follows and follows.value.isdigit() and len(follows.value) <= 2:
            return int(follows.value), heard[:at], heard[at + 2 :]
    return None, [], heard


def _day(parts: list[Part]) -> int | None:
    """The day of the month; None for none said, 0 for something else."""
    if not parts:
        return None
    if [p.tag for p in parts] == ["satuan", "satuan"]:  # "dua lima", but "dua tiga" is the second or third
        tens, ones = (int(p.value) for p in parts)
        return 10 * tens + ones if tens in (1, 2, 3) and ones != tens + 1 else 0
    found = quantities(parts)
    if not found or len(found) != 1 or found[0].end - found[0].start != len(parts) or found[0].rough:
        return 0
    value = found[0].values[0]
    return int(value) if value == int(value) and 1 <= value <= 31 and len(found[0].values) == 1 else 0


def _spoken_years(parts: list[Part], today: dt.date, *, past: bool) -> tuple[int, ...]:
    """The years that digits or words may mean: "1990", "90", "sembilan belas sembilan puluh", "dua ribu lima"."""
    if not parts or any(p.tag not in (*WORDS, DIGITS) for p in parts):
        return ()
    if len(parts) == 1 and parts[0].tag == DIGITS:
        return years(parts[0].value, today, past=past) if parts[0].value.isdigit() else ()
    if [p.tag for p in parts[:2]] == ["satuan", "belas"] and parts[0].value == "9" and len(parts) > 2:
        if len(parts) == 4 and all(p.tag == "satuan" for p in parts[2:]):  # "sembilan belas delapan tujuh"
            return (1900 + int(parts[2].value + parts[3].value),)
        rest = quantities(parts[2:])
        return tuple(1900 + int(q.values[0]) for q in rest or () if len(rest or ()) == 1 and q.values[0] < 100)
    if len(parts) in (2, 4) and all(p.tag == "satuan" for p in parts):  # "tujuh delapan"
        return years("".join(p.value for p in parts), today, past=past)
    found = quantities(parts)
    if not found or len(found) != 1 or found[0].rough or found[0].values[0] != int(found[0].values[0]):
        return ()
    value = int(found[0].values[0])
    if value < 100:
        return years(f"{value:02}", today, past=past)
    return (value,) if value <= 9999 else ()

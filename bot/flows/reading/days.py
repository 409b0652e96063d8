"""dt.dates, months and years, as precisely as they were said."""

import calendar
import datetime as dt
import re
from functools import cache

from rapidfuzz.distance import OSA

from bot.flows.reading.numerals import WORDS, quantities
from bot.flows.reading.outcomes import Either, Reading, Understood, settled
from bot.flows.reading.spelling import is_word
from bot.flows.reading.tables import data, spellings
from bot.flows.reading.tokens import tokens
from bot.flows.reading.vocabulary import DIGITS, FILLERS, MARK, UNKNOWN, Part, Vocabulary, without

FIRST_YEAR, YEARS_AHEAD = 1900, 20
_NEUTRAL = (*FILLERS, "ya", "iya", "kira", "lahir", "tanggal")
_ISO = re.compile(r"(\d{4})([-./])(\d{1,2})(?:\2(\d{1,2}))?")
_WRITTEN = re.compile(r"(\d{1,2})\s?([-./, ])\s?(\d{1,2})\s?([-./, ])\s?['’]?(\d{4}|\d{2})")
_MONTH_YEAR = re.compile(r"(\d{1,2})\s?[-./ ]\s?(\d{4})|(\d{1,2})[-/]([4-9]\d)")  # "8/90", but not "8/10"
_COMPACT = re.compile(r"(\d{2})(\d{2})(\d{4})")
_NUMERIC = re.compile(r"[\d][\d\s./,'’-]*")


@cache
def _words() -> Vocabulary:
    return Vocabulary("fillers", "yes_no.ya", "yes_no.iya", "numerals", "time.sewaktu", "dates")


def date(text: str, *, today: dt.date, past: bool = False) -> Reading[str]:
    """ "1990", "1990-08" or "1990-08-17"; with `past`, nothing later than today."""
    parts = [_mended(part) for part in _words().parts(tokens(text))]
    heard = without(parts, *_NEUTRAL)
    if any(p.tag == MARK and p.value not in "-./,():;\n'~" for p in heard):
        return None
    reading = _numeric(parts, today, past=past) or _relative(heard, today) or _named(parts, today, past=past)
    return _allowed(reading, today, past=past)


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


def _numeric(parts: list[Part], today: dt.date, *, past: bool) -> Reading[str]:
    """A day, month or year in digits alone: "17/8/90", "08-1990", "1990-08-17", "tahun 1990"."""
    rest = [p for p in without(parts, *_NEUTRAL) if not (p.tag == MARK and p.value in "():;\n~")]
    weekdays = [p for p in rest if p.tag == "hari_pekan"]
    rest = [p for p in rest if p.tag != "hari_pekan"]
    while rest and rest[-1].tag == MARK:
        rest.pop()
    while rest and rest[0].tag == MARK and rest[0].value in ",.":
        rest.pop(0)
    if not rest or any(p.tag not in (DIGITS, MARK) for p in rest):
        return None
    said = "".join(p.value if p.glued else f" {p.value}" for p in rest).strip()
    reading = _digits(said, today, past=past)
    if weekdays and not (isinstance(reading, Understood) and _falls_on(reading.value, weekdays)):
        return None
    return reading


def _digits(said: str, today: dt.date, *, past: bool) -> Reading[str]:
    if not _NUMERIC.fullmatch(said):
        return None
    if found := _ISO.fullmatch(said):
        return _settle(int(found[1]), int(found[3]), int(found[4]) if found[4] else None)
    if found := _WRITTEN.fullmatch(said) or _COMPACT.fullmatch(said):
        day, month, year = found[1], found[found.re.groups // 2 + 1], found[found.re.groups]
        if found.re.groups == 5 and found[2] != found[4]:
            return None
        return _in_years(_years(year, today, past=past), int(month), int(day))
    if found := _MONTH_YEAR.fullmatch(said):
        return _settle(int(found[2] or f"19{found[4]}"), int(found[1] or found[3]), None)
    return Understood(said) if re.fullmatch(r"(?:19|20)\d\d", said) else None


def _years(said: str, today: dt.date, *, past: bool) -> tuple[int, ...]:
    """The years that two or four digits may mean."""
    if len(said) == 4:
        return (int(said),)
    if len(said) != 2:
        return ()
    this, last = today.year // 100 * 100 + int(said), (today.year // 100 - 1) * 100 + int(said)
    if past or this > today.year + YEARS_AHEAD:
        return (this,) if this <= today.year else (last,)
    return (this,) if this <= today.year + 5 else (last, this)


def _in_years(years: tuple[int, ...], month: int, day: int | None) -> Reading[str]:
    values = [r.value for year in years if isinstance(r := _settle(year, month, day), Understood)]
    return settled(tuple(values), "tanggal") if len(values) == len(years) else None


def _settle(year: int, month: int, day: int | None) -> Reading[str]:
    """The day or month, if there is one in the calendar."""
    if not (1 <= month <= 12 and 1000 <= year <= 9999):
        return None
    if day is None:
        return Understood(f"{year:04}-{month:02}")
    if not 1 <= day <= calendar.monthrange(year, month)[1]:
        return None
    return Understood(f"{year:04}-{month:02}-{day:02}")


def _falls_on(value: str, weekdays: list[Part]) -> bool:
    """Whether a full day is the weekday that was said with it."""
    if len(value) != len("1990-08-17"):
        return False
    weekday = dt.date.fromisoformat(value).weekday()
    return any(int(p.value) == weekday for p in weekdays)


def _relative(heard: list[Part], today: dt.date) -> Reading[str]:
    """A day, month or year counted from today: "kemarin", "bulan lalu", "3 hari yang lalu"."""
    heard = [piece for p in heard if p.tag != MARK for piece in _spelled_out(p)]
    if len(heard) == 1 and heard[0].tag == "relatif":
        return Understood((today + dt.timedelta(days=int(heard[0].value))).isoformat())
    if len(heard) == 1 and heard[0].tag == "malam":
        return Either(((today - dt.timedelta(days=1)).isoformat(), today.isoformat()), "tanggal")
    direction = _direction(heard[-1]) if heard else None
    if direction is None or len(heard) < 2 or heard[-2].tag != "tempo":
        return None
    number = quantities(heard[:-2]) if len(heard) > 2 else None
    if len(heard) > 2 and (not number or len(number) != 1 or number[0].end != len(heard) - 2):
        return None
    value = number[0].values[0] if number else None
    if value is not None and (direction == 0 or value != int(value) or len(number[0].values) > 1 if number else False):
        return None
    steps = direction * (int(value) if value is not None else 1)
    return _counted(heard[-2].value, steps, today, counted=value is not None)


def _spelled_out(part: Part) -> list[Part]:
    """ "sebulan" as "satu bulan"; all other parts as they are."""
    return [Part("satuan", "1"), Part("tempo", part.value)] if part.tag == "sewaktu" else [part]


def _direction(part: Part) -> int | None:
    """Back (-1), now (0) or ahead (1)."""
    named = part.tag == "relatif" and part.said.isalpha() and part.value in ("-1", "0", "1")  # "tahun kemarin"
    return int(part.value) if part.tag == "arah" or named else None


def _counted(unit: str, steps: int, today: dt.date, *, counted: bool) -> Reading[str]:
    """So many units from today; a week is never precise."""
    if abs(steps) > 130 * 12 or (unit == "day" and not counted and steps):
        return None
    match unit:
        case "day":
            return Understood((today + dt.timedelta(days=steps)).isoformat()) if abs(steps) <= 31 else None
        case "month" if abs(steps) < 12:
            month = today.year * 12 + today.month - 1 + steps
            return Understood(f"{month // 12:04}-{month % 12 + 1:02}")
        case "year" if today.year + steps > 1000:
            return Understood(f"{today.year + steps:04}")
        case _:
            return None


def _named(parts: list[Part], today: dt.date, *, past: bool) -> Reading[str]:
    """A day with its month by name, a month and year, or a year in words."""
    heard = [p for p in without(parts, *(t for t in _NEUTRAL if t != "tanggal")) if p.tag != MARK or p.value == "/"]
    weekdays = [p for p in heard if p.tag == "hari_pekan"]
    heard = [p for p in heard if p.tag not in ("hari_pekan", "tanggal", MARK) and (p.tag, p.value) != ("tempo", "day")]
    month, day_parts, year_parts = _split(heard)
    if year_parts and year_parts[0].tag == "bagian":
        year_parts, weekdays = year_parts[1:], weekdays or []
    labelled = bool(year_parts) and year_parts[0].tag == "tempo" and year_parts[0].value == "year"
    years = _spoken_years(year_parts[1:] if labelled else year_parts, today, past=past)
    if labelled and month is not None and len(year_parts) == 2 and (direction := _direction(year_parts[1])) is not None:
        years = (today.year + direction,)  # "agustus tahun lalu"
    if month is None:
        bare = len(year_parts) == 1 and len(year_parts[0].value) == 2 and not labelled
        return settled(tuple(str(y) for y in years), "tanggal") if years and not day_parts and not bare else None
    day = _day(day_parts)
    if day == 0 or not years:
        return None
    reading = _in_years(years, month, day)
    if weekdays and not (isinstance(reading, Understood) and _falls_on(reading.value, weekdays)):
        return None
    return reading


def _split(heard: list[Part]) -> tuple[int | None, list[Part], list[Part]]:
    """The month, what stands before it (the day), and what stands behind it (the year)."""
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
        return _years(parts[0].value, today, past=past) if parts[0].value.isdigit() else ()
    if [p.tag for p in parts[:2]] == ["satuan", "belas"] and parts[0].value == "9" and len(parts) > 2:
        rest = quantities(parts[2:])
        return tuple(1900 + int(q.values[0]) for q in rest or () if len(rest or ()) == 1 and q.values[0] < 100)
    found = quantities(parts)
    if not found or len(found) != 1 or found[0].rough or found[0].values[0] != int(found[0].values[0]):
        return ()
    value = int(found[0].values[0])
    return _years(f"{value:02}", today, past=past) if value < 100 else (value,)

"""Days, months and years counted from today."""

import datetime as dt

from bot.flows.reading.numerals import quantities
from bot.flows.reading.outcomes import Either, Reading, Understood
from bot.flows.reading.vocabulary import DIGITS, MARK, Part


def falls_on(value: str, weekdays: list[Part]) -> bool:
    """Whether a full day is the weekday that was said with it."""
    if len(value) != len("1990-08-17"):
        return False
    weekday = dt.date.fromisoformat(value).weekday()
    return any(int(p.value) == weekday for p in weekdays)


def relative(heard: list[Part], today: dt.date) -> Reading[str]:
    """A day, month or year counted from today: "kemarin", "bulan lalu", "3 hari yang lalu"."""
    heard = [piece for p in heard if p.tag != MARK for piece in _spelled_out(p)]
    if (weekdays := [p for p in heard if p.tag == "hari_pekan"]) and len(weekdays) < len(heard):
        said = [p for p in heard if p.tag != "hari_pekan" and (p.tag, p.value) != ("tempo", "day")]
        reading = relative(said, today)
        if isinstance(reading, Understood) and falls_on(reading.value, weekdays):
            return reading
        return _weekday(int(weekdays[0].value), said, today) if len(weekdays) == len(said) == 1 else None
    if len(heard) == 2 and heard[0].value.isdigit() and heard[1].said.startswith("h") and heard[1].value == "-1":
        return _counted("day", -int(heard[0].value), today, counted=True)  # "2 hari kemarin"
    if heard and {p.tag for p in heard} == {"relatif"} and (len(heard) == 1 or not any(int(p.value) for p in heard)):
        return Understood((today + dt.timedelta(days=int(heard[0].value))).isoformat())
    if len(heard) == 1 and heard[0].tag == "malam":
        return Either(((today - dt.timedelta(days=1)).isoformat(), today.isoformat()), "tanggal")
    if len(heard) == 2 and heard[0].tag == "arah_muka":  # "last month"
        heard = [heard[1], heard[0]._replace(tag="arah")]
    direction = direction_of(heard[-1]) if heard else None
    if direction is None or len(heard) < 2 or heard[-2].tag != "tempo":
        return None
    number = quantities(heard[:-2]) if len(heard) > 2 else None
    if len(heard) > 2 and (
        not number or len(number) != 1 or number[0].rough or number[0].start or number[0].end != len(heard) - 2
    ):
        return None
    value = number[0].values[0] if number else None
    if value is not None and (direction == 0 or value != int(value) or len(number[0].values) > 1 if number else False):
        return None
    steps = direction * (int(value) if value is not None else 1)
    return _counted(heard[-2].value, steps, today, counted=value is not None)


def _weekday(weekday: int, said: list[Part], today: dt.date) -> Reading[str]:
    """The two days that "senin lalu" or "senin depan" may be: of this week or of the one before or behind."""
    direction = direction_of(said[0])
    if not direction:
        return None
    away = (today.weekday() - weekday) * -direction % 7 or 7
    return Either(
        tuple((today + dt.timedelta(days=direction * days)).isoformat() for days in (away, away + 7)), "tanggal"
    )


def from_today(heard: list[Part], today: dt.date) -> list[Part]:
    """The parts with a month or year that is counted from today by its name: "5 bulan lalu" as "5 oktober 2026"."""
    for at, part in enumerate(heard[:-1]):
        direction = direction_of(heard[at + 1])
        if direction == -1 and part.tag == "bulan" and (year := _last_time(heard[:at], int(part.value), today)):
            return [*heard[: at + 1], Part(DIGITS, str(year)), *heard[at + 2 :]]
        if part.tag != "tempo" or direction is None:
            continue
        if part.value == "year" and at and (ago := _years_ago(heard[:at])):  # "juni 2 tahun lalu"
            return [*heard[: at - 1], Part(DIGITS, str(today.year + direction * ago)), *heard[at + 2 :]]
        month = today.year * 12 + today.month - 1 + direction
        named = {
            "month": [Part("bulan", str(month % 12 + 1)), Part(DIGITS, str(month // 12))],
            "year": [Part(DIGITS, str(today.year + direction))],
        }
        return [*heard[:at], *named.get(part.value, heard[at : at + 2]), *heard[at + 2 :]]
    return heard


def _last_time(before: list[Part], month: int, today: dt.date) -> int:
    """The year in which "desember lalu" or "12 desember lalu" was; 0 for this month without a day."""
    if month != today.month:
        return today.year - (month > today.month)
    day = int(before[-1].value) if before and before[-1].tag == DIGITS and before[-1].value.isdigit() else 0
    return today.year - (day >= today.day) if day else 0


def _years_ago(before: list[Part]) -> int:
    """The number of years right before "tahun lalu"; 0 where there is none, as in "bulan 6 tahun lalu"."""
    found = quantities(before[-1:])
    counted = found and not (len(before) > 1 and before[-2].tag == "tempo")
    return int(found[0].values[0]) if found and counted and found[0].values[0] % 1 == 0 else 0


def _spelled_out(part: Part) -> list[Part]:
    """ "sebulan" as "satu bulan"; all other parts as they are."""
    return [Part("satuan", "1"), Part("tempo", part.value)] if part.tag == "sewaktu" else [part]


def direction_of(part: Part) -> int | None:
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

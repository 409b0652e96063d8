"""Plain numbers, and counts of people and things."""

from decimal import Decimal
from functools import cache, lru_cache, partial

from bot.flows.reading.corrections import corrected
from bot.flows.reading.numerals import WORDS, Quantity, quantities
from bot.flows.reading.outcomes import Reading, Understood, settled
from bot.flows.reading.spelling import may_be_another, resembles
from bot.flows.reading.surroundings import between, undisturbed, with_units
from bot.flows.reading.tables import data, spellings
from bot.flows.reading.tokens import tokens
from bot.flows.reading.vocabulary import DIGITS, FILLERS, MARK, UNKNOWN, Part, Vocabulary, without

MOST = 10**12
_UNITS = {word: Part("benda", "orang") for word in ("orang", "org")}
_NEUTRAL = (*FILLERS, "ya", "kira", "netral", "benda")
_COUNTED = frozenset({*_NEUTRAL, "minus", "yaitu"})
_WHOLE = frozenset({DIGITS, MARK, "benda"})  # of these a slip makes no other number
_MEASURED = _COUNTED | {"bukan_hitungan"}
_CHANGING = (*WORDS, DIGITS, "ragu", "atau", "berorang", "nihil", "minus", "skala", "seskala", "sebuah")
_MOST_TOLD = 6  # words nobody listed, of who or what was counted, or why there is none
_KIN = frozenset({"suami", "istri", "anak", "mertua", "cucu", "saudara", "ayah", "adik", "kakak", "menantu", "ponakan"})


@cache
def _words() -> Vocabulary:
    own = ("benda", "netral", "berorang", "sebuah", "nihil", "minus", "skala", "seskala", "bukan_hitungan", "yaitu")
    return Vocabulary("fillers", "yes_no.ya", "numerals", *(f"counts.{group}" for group in own), "dates.bulan")


@cache
def _weighty() -> tuple[str, ...]:
    return (*_words().spellings(*WORDS, "ragu", "minus"), *_labels())


@lru_cache(maxsize=4096)
def _may_turn_round(word: str) -> bool:
    """Whether a mistyped word may be one that makes another number of it: "2 atsu 3"."""
    return may_be_another(word, _turning())


@cache
def _turning() -> tuple[str, ...]:
    return (*_words().spellings("ragu", "atau", "minus"), *_labels())


@cache
def _labels() -> tuple[str, ...]:
    """Words before which a number is a name: "jam 3"."""
    return spellings(data("counts")["sebutan"]["x"])


def number(text: str, *, integer: bool = True, signed: bool = False, count: bool = False) -> Reading[int | Decimal]:
    """A number: an int where `integer`, else a Decimal; with `count`, also "berdua" and "tidak ada"."""
    said = tokens(text)
    if len(said) > 1 and said[-1].said == "min":
        said.pop()  # the admin, no minus
    parts = with_units(_words().parts(said), _UNITS)
    if any(_may_turn_round(p.said) for p in parts if p.tag not in _WHOLE):
        return None
    read = partial(_read, integer=integer, signed=signed, count=count)
    return corrected(parts, read, ("benda",)) or read(parts)


def _read(parts: list[Part], *, integer: bool, signed: bool, count: bool) -> Reading[int | Decimal]:
    """The number that the parts say, without a slip."""
    parts = _without_list(_one_before_a_half(parts))
    found = quantities(parts)
    if found is None:
        return None
    if not found:
        return _spoken(_without_reason(parts), count)
    if count and {q.literal for q in found} == {"0"} and any(p.tag == "nihil" for p in parts):
        return _spoken([p for p in parts if p.value != "0"], count)  # "tidak ada, 0"
    negative, parts = _sign(parts, found)
    if negative is None or (negative and not signed):
        return None
    spoken = [int(p.value) for p in parts if p.tag == "berorang"]
    neutral = _COUNTED if count else _MEASURED
    neutral = neutral | {"berorang"} if spoken == [found[0].values[0]] else neutral
    if count and _listed(parts) and not spoken:
        return None
    labelled = found[0].start and parts[found[0].start - 1].value in _labels()
    if labelled or not undisturbed(parts, found, neutral, _weighty()):
        return None
    readings = [_values(q, integer=integer) for q in found]
    if len(found) == 2 and not integer and _and_a_half(found, parts):
        readings = [tuple(v + found[1].values[0] for v in readings[0])]
    elif len(found) == 2 and not negative:
        if between(parts, found) or _neighbours(found, parts):
            return settled(tuple(v for values in readings for v in values), "rentang")
        said_twice = readings[0] == readings[1] and bool(found[0].literal) != bool(found[1].literal)
        readings = readings[:1] if said_twice else []
    elif len(found) > 2 and _adds_up(readings):
        readings = readings[:1]
    if len(readings) != 1:
        return None
    return settled(tuple(-v if negative else v for v in readings[0]), "ribuan")


def _spoken(parts: list[Part], count: bool) -> Reading[int | Decimal]:
    """A number said by a word of its own: "berdua", "sekali", "tidak ada"."""
    rest = without(_alone(parts) if count else parts, *_NEUTRAL, MARK)
    if count and rest and rest[0].value in ("tidak ada yang", "belum ada yang"):  # "tidak ada yang sekolah"
        return Understood(0) if all(p.tag == "unknown" for p in rest[1:]) and len(rest) <= 3 else None
    if count and rest and all(p.tag == "nihil" for p in rest):  # "tidak ada, kosong"
        rest = rest[:1]
    said = [p for p in rest if p.tag in ("berorang", "sebuah", "nihil")]
    if len(said) != 1 or len(rest) != 1 or any(p.tag == MARK and p.value not in ".,()\n" for p in parts):
        return None
    part = said[0]
    if part.tag == "nihil":
        return Understood(0) if count or part.value == "kosong" else None
    return Understood(int(part.value)) if count or part.tag == "sebuah" else None


def _one_before_a_half(parts: list[Part]) -> list[Part]:
    """The parts with a "sekilo" before a half as the one that it is: "sekilo setengah"."""
    if all(p.tag != "sebuah" for p in parts):
        return parts
    after = (*(p.tag for p in parts[1:]), "")
    return [
        p._replace(tag="satuan") if (p.tag, p.value, tag) == ("sebuah", "1", "setengah") else p
        for p, tag in zip(parts, after, strict=False)
    ]


def _without_list(parts: list[Part]) -> list[Part]:
    """The parts without those who were counted, where they are named behind the number: "3: saya, suami, anak"."""
    at = next(
        (i for i, p in enumerate(parts) if i and (p.tag == "yaitu" or (p.tag == MARK and p.value in ":("))), len(parts)
    )
    if at == len(parts) or not any(p.tag in (*WORDS, DIGITS) for p in parts[:at]):
        return parts
    return parts[:at] if _only_told(parts[at + 1 :]) else parts


def _without_reason(parts: list[Part]) -> list[Part]:
    """The parts without what follows a "tidak ada" in other words: "tidak ada, sudah nikah semua"."""
    at = next((i for i, p in enumerate(parts) if i and p.tag == MARK and p.value in ",.;\n"), len(parts))
    if at == len(parts) or not any(p.tag == "nihil" for p in parts[:at]):
        return parts
    return parts[:at] if _only_told(parts[at + 1 :]) else parts


def _only_told(tail: list[Part]) -> bool:
    """Whether a number's tail tells of people or things, and changes nothing of the number."""
    unread = [p for p in tail if p.tag == UNKNOWN]
    marks = {p.value for p in tail if p.tag == MARK}
    return (
        len(unread) <= _MOST_TOLD
        and marks <= set(",.&)\n")
        and not any(p.tag in _CHANGING or p.value in ("ada", "punya") for p in tail)
        and not any(resembles(p.value, _weighty()) for p in unread)
    )


def _alone(parts: list[Part]) -> list[Part]:
    """The parts without those who are counted: "berdua" of "berdua sama suami"."""
    at = next((i for i, p in enumerate(parts) if p.tag == "berorang" and p.value != "1"), len(parts))
    rest = without(parts[at + 1 :], *FILLERS, "netral")
    if rest and rest[0].value in ("sama", "dengan") and all(p.said in _KIN or p.tag in _NEUTRAL for p in rest[1:]):
        return parts[: at + 1]
    return parts


def _listed(parts: list[Part]) -> bool:
    """Whether people are listed beside the number: "suami, istri, anak 2" is no count of two."""
    return len({p.value for p in parts if p.value in _KIN} | {p.said for p in parts if p.said in _KIN}) > 1


def _sign(parts: list[Part], found: list[Quantity]) -> tuple[bool | None, list[Part]]:
    """Whether a minus stands directly before the number (None where it may be a bullet), and the parts without it."""
    at = found[0].start - 1
    if at < 0 or not (parts[at].tag == "minus" or (parts[at].tag == MARK and parts[at].value in "-+")):
        return (None if any(p.tag == "minus" for p in parts) else False), parts
    if parts[at].tag == MARK and at > 0 and parts[at - 1].tag == DIGITS:
        return None, parts
    bullet = parts[at].tag == MARK and not parts[at + 1].glued
    sign = parts[at].value != "+"
    parts = [p._replace(tag="minus", value="") if i == at else p for i, p in enumerate(parts)]
    return (None if bullet and sign else sign), parts


def _values(quantity: Quantity, *, integer: bool) -> tuple[int | Decimal, ...]:
    """What one number may be; "1.500" is whole where whole numbers are asked."""
    values = quantity.values
    if any(v > MOST for v in values):
        return ()
    if integer:
        if len(values) == 2 and quantity.literal:  # "1,500" may be English, "1.500" is not
            return () if "," in quantity.literal else (int(values[0]),)
        return tuple(int(v) for v in values if v == int(v))
    return values


def _adds_up(readings: list[tuple[int | Decimal, ...]]) -> bool:
    """Whether the first number is the sum of all others: "5 orang, 3 laki 2 perempuan"."""
    return all(len(r) == 1 for r in readings) and readings[0][0] == sum(r[0] for r in readings[1:])


def _and_a_half(found: list[Quantity], parts: list[Part]) -> bool:
    """Whether a half stands behind the unit of a whole number: "8 kilo setengah"."""
    whole, half = found
    apart = [p.tag for p in parts[whole.end : half.start]]
    return apart == ["benda"] and parts[half.start].tag == "setengah" and half.end == half.start + 1


def _neighbours(found: list[Quantity], parts: list[Part]) -> bool:
    """Whether two numbers are a loose "dua tiga": two or three."""
    low, high = found
    return low.end == high.start and parts[low.start].tag == "satuan" and low.values[0] + 1 == high.values[0]

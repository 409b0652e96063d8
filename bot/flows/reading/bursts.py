"""Several numbered answers in one message, as they arrive after a dead zone."""

from collections.abc import Collection
from functools import cache
from itertools import pairwise

from bot.flows.reading.numerals import WORDS
from bot.flows.reading.tables import spellings
from bot.flows.reading.tokens import Token, cut, plain
from bot.flows.reading.vocabulary import DIGITS, MARK, Vocabulary

FEWEST = 2
_OPENING = frozenset({"no", "nomor", "nmr", "nomer", "jawaban", "jawab"})
_INSIDE = frozenset({"rp", "/", "-", "+", "tanggal", "jam", "pukul", "umur", "sampai", "atau"})
_CLOSING = _OPENING | frozenset(",;.\n(-")


@cache
def _measures() -> frozenset[str]:
    """Words that make the number before them an amount, a date, a time or a count instead of a question's number."""
    units = Vocabulary("counts.benda", "time", "dates.bulan", "hours.bagian_hari", "numerals.skala", "numerals.an")
    words = units.words("benda", "satuan_waktu", "bulan", "bagian_hari", "skala", "an", *WORDS)
    return frozenset(words) | set(spellings("k, l, p, lewat, kurang, lebih, atau, sampai, dari")) - {"hamil"}


def numbered(text: str, *, numbers: Collection[int]) -> tuple[tuple[int, str], ...] | None:
    """Question numbers with their answers, at least two and in ascending order; None for anything else."""
    text = plain(text)
    found = cut(text)
    while found and found[0].text in _OPENING:
        found = found[1:]
    if not found or _question(found, 0) not in numbers:
        return None
    starts = [0]
    while (following := _next(found, starts[-1], numbers)) is not None:
        starts.append(following)
    if len(starts) < FEWEST:
        return None
    pairs = []
    for start, end in zip(starts, [*starts[1:], len(found)], strict=True):
        answer = found[start + 1 : end]
        while answer and answer[0].kind == MARK and answer[0].text in ".):=-,\n":
            answer = answer[1:]
        while answer and answer[-1].text in _CLOSING:
            answer = answer[:-1]
        if not answer or _measured(answer[0]):
            return None
        pairs.append((int(found[start].text), _written(answer)))
    return tuple(pairs) if _plausible(pairs, found) else None


def _measured(token: Token) -> bool:
    """Whether this word makes the number before it an amount or a count; a lone letter is a choice."""
    return token.kind == "word" and len(token.said) > 1 and bool(_measures() & {token.text, token.said})


def _question(found: list[Token], at: int) -> int:
    """The whole number at a place, or -1."""
    token = found[at]
    return int(token.text) if token.kind == DIGITS and token.text.isdigit() and len(token.text) <= 4 else -1


def _next(found: list[Token], start: int, numbers: Collection[int]) -> int | None:
    """Where the next question's number stands: the nearest following number if it is there, else the first greater."""
    current = _question(found, start)
    first = start + 1
    while first < len(found) and found[first].kind == MARK:
        first += 1
    candidates = [
        at
        for at in range(first + 1, len(found))
        if _question(found, at) > current and _question(found, at) in numbers and not _inside(found, at)
    ]
    following = min((n for n in numbers if n > current), default=-1)
    return next((at for at in candidates if _question(found, at) == following), candidates[0] if candidates else None)


def _inside(found: list[Token], at: int) -> bool:
    """Whether a number is part of an answer: behind a currency, a dash or slash, or before a scale."""
    before, after = found[at - 1], found[at + 1] if at + 1 < len(found) else None
    if before.text in _INSIDE or (before.glued and found[at].glued and before.text == "."):
        return True
    return after is not None and ((after.text in ("/", "-") and after.glued) or after.text in ("ribu", "juta", "ratus"))


def _written(answer: list[Token]) -> str:
    """The answer's words again as one text."""
    words = [f"{'' if token.glued and at else ' '}{token.said}" for at, token in enumerate(answer) if token.said]
    return "".join(words).strip()


def _plausible(pairs: list[tuple[int, str]], found: list[Token]) -> bool:
    """Whether this looks like answers: words among them, or consecutive numbers set apart."""
    if any(not answer.replace(" ", "").isdigit() for _, answer in pairs):
        return True
    consecutive = all(b - a == 1 for (a, _), (b, _) in pairwise(pairs))
    apart = sum(token.kind == MARK for token in found) >= len(pairs) - 1
    return consecutive and all(" " not in answer for _, answer in pairs) and (apart or len(pairs) > FEWEST)

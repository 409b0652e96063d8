"""Numbers of persons and family cards, which nobody needs to send and nothing may keep."""

import re
import unicodedata

LENGTH = 16  # of a NIK and of a KK number
BULLETS = "•" * LENGTH
_INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad\u202a\u202b\u202c\u202d\u202e"
_GAP = rf"[ .\-{_INVISIBLE}]{{1,4}}"
_RUN = re.compile(rf"\d+(?:{_GAP}\d+)*")
_AS_PLAIN = str.maketrans({"\t": " ", "_": "-", "/": "-"})
_SPACED = re.compile(rf"[ {_INVISIBLE}]+")
_MONEY = re.compile(r"\d{1,3}(?:\.\d{3}){1,3}")
_DATE = re.compile(r"\d{1,2}[-.]\d{1,2}[-.](?:\d{2}|\d{4})|\d{4}[-.]\d{1,2}[-.]\d{1,2}")
_YEAR = re.compile(r"(?:19|20)\d\d")
_DIGITS = re.compile(r"\d+")
_PHONE_LENGTHS = (10, 14)
_PHONE = re.compile(r"(?:0|62)8\d{7,11}")


def masked(text: str) -> tuple[str, bool]:
    """The text with every 16-digit number replaced by bullets, and whether there was one."""
    if len(text) < LENGTH:
        return text, False
    spans = [span for run in _RUN.finditer(_plain(text)) for span in _secret(run.group(), run.start())]
    for start, end in reversed(spans):
        text = text[:start] + BULLETS + text[end:]
    return text, bool(spans)


def _plain(text: str) -> str:
    """The text, of the same length, with every kind of digit, space and dash as its plain one."""
    if text.isascii():
        return text.translate(_AS_PLAIN)
    return "".join(_plain_character(c) for c in text)


def _plain_character(character: str) -> str:
    digit = unicodedata.digit(character, None)
    if digit is not None:
        return str(digit)
    category = unicodedata.category(character)
    if category == "Zs" or character == "\t":
        return " "
    if category == "Cf":
        return "\u200b"
    if category in ("Pd", "Pc") or character in "/\N{FULLWIDTH SOLIDUS}":
        return "-"
    return "." if character in "·•․" else character


def _secret(run: str, offset: int) -> list[tuple[int, int]]:
    """Where in a run of digits and gaps the sixteen stand, leaving amounts, dates and telephone numbers alone."""
    groups = [(m.start(), m.end()) for m in _DIGITS.finditer(run)]
    telephones = _telephones([run[start:end] for start, end in groups])
    found, first = [], 0
    while first < len(groups):
        total, last = 0, first
        while last < len(groups) and total < LENGTH:
            total += groups[last][1] - groups[last][0]
            last += 1
        start, end = groups[first][0], groups[last - 1][1]
        alone = last - first == 1
        several = total == LENGTH and not telephones and not _ordinary(run[start:end], whole=end - start == len(run))
        if (alone and total >= LENGTH) or several:
            found.append((offset + start, offset + end))
            first = last
        else:
            first += 1
    return found


def _telephones(groups: list[str]) -> bool:
    """Whether the groups are telephone numbers and nothing else."""
    number = ""
    for group in groups:
        if len(number) >= _PHONE_LENGTHS[0] and group.startswith(("08", "62")):
            number = ""
        number += group
        if not number.startswith(("08", "628")[: 1 + (len(number) > 2)]) and number != "62":
            return False
        if len(number) > _PHONE_LENGTHS[1]:
            return False
    return len(number) >= _PHONE_LENGTHS[0]


def _ordinary(part: str, *, whole: bool) -> bool:
    """Whether sixteen digits in several groups are amounts, dates, years, telephone numbers or a row of answers."""
    words = [word for word in _SPACED.split(part) if word]
    if len(words) > 1 and all(_MONEY.fullmatch(w) or _DATE.fullmatch(w) or _YEAR.fullmatch(w) for w in words):
        return True
    if any(_PHONE.fullmatch(w.replace("-", "").replace(".", "")) for w in words):
        return True
    sizes = {len(group) for group in _DIGITS.findall(part)}
    return (not whole and max(sizes) <= 2) or sizes == {1, 2}

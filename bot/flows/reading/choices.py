"""Choices of a question, by number, letter or words."""

from collections.abc import Sequence
from functools import cache, lru_cache

from rapidfuzz.distance import OSA

from bot.flows.reading.agreement import yes_no
from bot.flows.reading.numerals import quantities
from bot.flows.reading.outcomes import Option, Reading, Understood, settled
from bot.flows.reading.polarity import NO, YES
from bot.flows.reading.spelling import is_word
from bot.flows.reading.tables import data, spellings
from bot.flows.reading.tokens import cut, plain, tokens
from bot.flows.reading.vocabulary import FILLERS, MARK, Vocabulary

NEGATIONS = frozenset({"tidak", "belum", "bukan", "tanpa"})
_VOWELS = str.maketrans("", "", "aeiou")
LOOSE = 3  # words beside a label that may go unread
_Words = tuple[str, ...]


@cache
def _numbers() -> Vocabulary:
    return Vocabulary("numerals")


@cache
def _plain() -> frozenset[str]:
    """Words that answer any label."""
    return frozenset({"ya", "tidak", "belum", "bukan", "ada", "punya", "sudah", *Vocabulary("yes_no.iya").words("iya")})


@cache
def _pointing() -> frozenset[str]:
    """Words that come with the number of an option: "pilihan 2"."""
    return frozenset(spellings(data("choices")["menunjuk"]["x"]))


@cache
def unsaid() -> frozenset[str]:
    """Words that are passed over unless a label has them."""
    words = frozenset(Vocabulary("fillers").words(*FILLERS)) | {"ya"}
    return frozenset(word for word in words if len(word) > 1)  # a single letter may name an option


def pick(text: str, options: Sequence[Option], *, numbered: bool, loose: int = LOOSE) -> Reading[str]:
    """The one option of a text, with at most so many words beside its label."""
    labelled = labels_of(options)
    reading = _picked(text, options, labelled, numbered=numbered, loose=loose)
    return None if isinstance(reading, Understood) and _only_mentioned(text, reading.value, labelled) else reading


def _only_mentioned(text: str, code: str, labelled: list[tuple[str, _Words]]) -> bool:
    """Whether a plain yes or no that was picked is only a word in something that says neither: "ya gimana ya"."""
    said = tuple(_digits(t.text) for t in tokens(text) if t.kind != MARK and t.text not in _pointing())
    mentioned = [words for c, words in labelled if c == code and set(words).issubset(said)]
    if not mentioned or any(word.isdigit() for word in said):
        return False
    if any(words == said or not _plain().issuperset(words) for words in mentioned):
        return False
    reading = yes_no(text)
    return not isinstance(reading, Understood) or reading.value != said_by(" ".join(mentioned[0]))


def _picked(
    text: str, options: Sequence[Option], labelled: list[tuple[str, _Words]], *, numbered: bool, loose: int
) -> Reading[str]:
    """The option by its number, its words, or the yes or no that it says."""
    spoken = {word for _, words in labelled for word in words}
    said = _content(text, spoken)
    if said is None or "?" in text:
        return None
    pointed = _pointed(said, options) if numbered else None
    bare = tuple(w for w in said if w not in ("ya", "yang"))  # as labels are kept
    opposed = "ya" in said and NEGATIONS.intersection(said) and not isinstance(yes_no(text), Understood)
    whole = (said,) if opposed else (said, bare)  # "ya tidak" is no "tidak"
    exact = [code for code, words in labelled if words in whole]
    if exact:
        others = [pointed] if pointed and any(w.isdigit() for w in said) else []
        return settled((*exact, *others), "pilihan")
    if numbered and said and said[0].isdigit() and (listed := _listed(said, options, labelled)):
        return Understood(listed)
    if pointed:
        lookalikes = [code for code, words in labelled if len(said) == 1 and said[0] in words]
        return settled((pointed, *lookalikes), "pilihan")
    if not said or all(word in NEGATIONS for word in said):
        return _agreed(text, said, options)
    return _by_words(said, labelled) or _agreed(text, said, options) or _by_label(said, labelled, loose)


def labels_of(options: Sequence[Option]) -> list[tuple[str, _Words]]:
    """Every label of every option as its words."""
    return [(o.code, words) for o in options for label in (*o.labels, o.code) if (words := label_words(label))]


def spoken_in(options: Sequence[Option]) -> set[str]:
    """The words of all labels. None of them is a filler here: "Umi" may be a member's name."""
    return {word for _, words in labels_of(options) for word in words}


@lru_cache(maxsize=4096)
def label_words(label: str) -> _Words:
    found = tuple(_digits(t.text) for t in cut(plain(label.replace("_", " "))) if t.kind != MARK)
    return tuple(w for w in found if w not in ("ya", "yang")) or found


def _digits(word: str) -> str:
    """ "dua" as "2"; any other word as it is."""
    return _units().get(word, word)


@cache
def _units() -> dict[str, str]:
    units = data("numerals")["satuan"]
    return {word: str(value) for value, words in units.items() for word in spellings(words) if len(word) > 2}


@cache
def _places() -> dict[str, str]:
    """ "kedua" as "2"."""
    return {word: str(at) for at, words in data("choices")["urutan"].items() for word in spellings(words)}


def _content(text: str, spoken: set[str]) -> _Words | None:
    """The words of an answer without fillers, keeping those that labels use; None where it is too long."""
    found = tokens(text)
    if len(found) > 25 or (text and not found):
        return None
    words = [_digits(t.text) for t in found if t.kind != MARK]
    return tuple(w for w in words if w in spoken or w not in unsaid())


def _pointed(said: _Words, options: Sequence[Option]) -> str | None:
    """The option that a number or letter points to."""
    dropped = (unsaid() | _pointing()) - spoken_in(options)
    words = [_places().get(w, w) for w in said if w not in dropped]
    if len(words) == 1 and len(words[0]) == 1 and "a" <= words[0] <= "z" and not words[0].isdigit():
        at = ord(words[0]) - ord("a")
    else:
        parts = _numbers().parts(cut(" ".join(words)))
        found = quantities(parts)
        if not found or len(found) != 1 or found[0].end != len(parts) or found[0].start or found[0].rough:
            return None
        value = found[0].values[0]
        at = int(value) - 1 if value == int(value) and len(found[0].values) == 1 else -1
    return options[at].code if 0 <= at < len(options) else None


def _listed(said: _Words, options: Sequence[Option], labelled: list[tuple[str, _Words]]) -> str | None:
    """The option that is both pointed to and named: "2. tidak"."""
    head = _pointed(said[:1], options)
    return head if any(code == head and words == said[1:] for code, words in labelled) else None


def _near(word: str, other: str) -> bool:
    """Whether two words may be one: a slip, or one the stem of the other."""
    if word == other:
        return True
    if min(len(word), len(other)) < 4 or word.isdigit() or other.isdigit():
        return False
    mistyped = not (is_word(word) and is_word(other))  # "mudah" is no "sudah"
    slips = 0 if not mistyped else 2 if min(len(word), len(other)) >= 8 else 1 if len(word) >= 5 else 0
    short, long = sorted((word, other), key=len)
    if (
        mistyped
        and short[0] == long[0]
        and short.translate(_VOWELS) == long.translate(_VOWELS)
        and len(short) < len(long)
    ):
        return True
    stem = min(len(word), len(other)) >= 4 and (word.startswith(other) or other.startswith(word))
    inner = mistyped and min(len(word), len(other)) >= 5 and (word in other or other in word)  # "serumah" is no "rumah"
    return stem or inner or (slips > 0 and OSA.distance(word, other, score_cutoff=slips) <= slips)


def _matches(said: _Words, words: _Words, everywhere: set[str]) -> list[str]:
    """The said words that a label has; a word that some label has exactly counts nowhere as a slip."""
    return [s for s in said if s in words or (s not in everywhere and any(_near(s, w) for w in words))]


def _by_words(said: _Words, labelled: list[tuple[str, _Words]]) -> Reading[str]:
    """The option whose label has all the words of the answer; the closest, if several have."""
    everywhere = {word for _, words in labelled for word in words}
    full: dict[str, float] = {}
    for code, words in labelled:
        if not NEGATIONS.intersection(said):
            denied = next((at for at, word in enumerate(words) if word in NEGATIONS), len(words))
            if len(_matches(said, words[denied:], everywhere)) > len(_matches(said, words[:denied], everywhere)):
                continue  # "punya" says nothing of "tidak punya", but of "punya, tidak dipakai"
        if len(_matches(said, words, everywhere)) == len(said):
            full[code] = max(full.get(code, 0.0), len(said) / len(words))
    closest = [code for code, share in full.items() if share >= 1.0]
    return settled(tuple(closest or full), "pilihan")


def _by_label(said: _Words, labelled: list[tuple[str, _Words]], loose: int) -> Reading[str]:
    """The one option with a label that stands whole in the answer, if no other option is touched."""
    everywhere = {word for _, words in labelled for word in words}
    if NEGATIONS.intersection(said) or any(w.isdigit() for w in said):
        return None
    touched = {code for code, words in labelled if _matches(said, words, everywhere)}
    whole = {c for c, words in labelled if c in touched and all(any(_near(s, w) for s in said) for w in words)}
    rest = [s for s in said if not any(_near(s, w) for w in everywhere)]
    return Understood(whole.pop()) if len(whole) == 1 and len(touched) == 1 and len(rest) <= loose else None


def _says_more(said: _Words, option: Option) -> bool:
    """Whether an answer and a label are a yes or a no, but each of something else."""
    own = set(label_words(option.labels[0])) - _plain() if option.labels else set()
    return bool(own) and bool(set(said) - _plain() - own)


@lru_cache(maxsize=4096)
def said_by(label: str, *, opening: bool = True) -> str:
    """What a label says as a yes or no (by its `opening`, "Ada, tidak lengkap" is a yes), or nothing."""
    for said in (label, label.partition(",")[0]) if opening else (label,):
        reading = yes_no(said, reasons=False)
        if isinstance(reading, Understood):
            return reading.value
    return ""


def _agreed(text: str, said: _Words, options: Sequence[Option]) -> Reading[str]:
    """The option for a yes, a no or the like: only where just one can be meant."""
    reading = yes_no(text)
    if not isinstance(reading, Understood):
        return None
    by_class = {o.code: said_by(o.labels[0], opening=_plain().issuperset(said)) if o.labels else "" for o in options}
    same = [code for code, value in by_class.items() if value == reading.value]
    others = [code for code, value in by_class.items() if not value]
    if reading.value == NO and same:
        if "belum" in (t.text for t in tokens(text)):
            same = [o.code for o in options if o.code in same and "belum" in label_words(o.labels[0])] or same
        elif YES in by_class.values() and others:
            same += others
    if not same and len(options) == 2 and reading.value in (YES, NO):
        opposite = [code for code, value in by_class.items() if value == (NO if reading.value == YES else YES)]
        denied = [o.code for o in options if o.labels and NEGATIONS.intersection(label_words(o.labels[0]))]
        if len(opposite) == 1:
            same = [code for code in by_class if code not in opposite]
        elif len(denied) == 1:
            same = denied if reading.value == NO else [code for code in by_class if code not in denied]
    other_words = [words for code, words in labels_of(options) if code not in same and by_class[code] != YES]
    own = {word for code, words in labels_of(options) if code in same for word in words}
    if any(word in words for words in other_words for word in said if word not in NEGATIONS | own):
        return None  # "bukan motor" says nothing of the rest
    if reading.value in (YES, NO) and any(_says_more(said, o) for o in options if o.code in same):
        return None  # "lengkap" is a yes, but no "ya, serumah"
    return settled(tuple(same), "pilihan")

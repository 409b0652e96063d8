"""What people look up, and which services answer it: found by what they write; what is only like it is asked about."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from rapidfuzz.distance import OSA

from bot.flows.services.entries import DirectoryError, Entry, entries, read_yaml
from bot.flows.services.wording import Wording

FOLDER = Path(__file__).parent
FILE = FOLDER / "needs.yaml"
MOST_WORDS = 16  # of what she wrote that are looked at
MOST_OFFERED = 4  # needs to choose from where the words fit several
VAGUE = "~"  # behind a phrase that is clear only alone
_WORD = re.compile(r"[a-z]+2?")
_ENDINGS = ("nya", "ku", "mu", "lah", "kah", "s")
_NOT = frozenset(("tidak", "belum"))
_SAME, _LIKE = 1.2, 1.0  # what a word counts


@dataclass(frozen=True)
class Phrase:
    """Words that together mean a need; a `vague` one does so only where nothing else is said."""

    words: tuple[str, ...]
    vague: bool = False


@dataclass(frozen=True)
class Need:
    """Something that people look up. Where `menu` names a row of the menu, that row answers it."""

    problem: str
    label: Wording
    services: tuple[str, ...]
    phrases: tuple[Phrase, ...]
    english: tuple[Phrase, ...] = ()
    menu: str = ""

    def phrases_in(self, language: str) -> tuple[Phrase, ...]:
        """What means this need for whoever reads that language; names like BPJS mean it everywhere."""
        return (*self.english, *self.phrases) if language == "en" else self.phrases


@dataclass(frozen=True, slots=True)
class Found:
    """The needs that words may mean, likeliest first. `sure`: they are what was written, not only like it."""

    needs: tuple[Need, ...] = ()
    sure: bool = False


def load_needs(services: Collection[str], path: Path = FILE) -> tuple[Need, ...]:
    """The needs of that file. Raises DirectoryError with everything that must be mended."""
    problems: list[str] = []
    listed = entries(read_yaml(path), path.name, problems)
    needs = tuple(_need(entry, services) for entry in listed)
    if problems:
        raise DirectoryError(problems)
    return needs


def _need(entry: Entry, services: Collection[str]) -> Need:
    shown = entry.texts("layanan")
    for service in shown:
        if service not in services:
            entry.wrong(f"there is no service {service}")
    if not shown:
        entry.wrong("`layanan` is empty; name at least one service")
    said, english = (tuple(map(_phrase, entry.texts(key))) for key in ("kata", "kata_en"))
    label = entry.wording("label", 24, required=True)
    return Need(entry.text("id"), label, shown, said, english, entry.text("menu"))


def _phrase(written: str) -> Phrase:
    return Phrase(tuple(_plain(written)), written.endswith(VAGUE))


def row_as_need(id_: str, label: Wording, services: tuple[str, ...]) -> Need:
    """A row of the menu as something that can be asked for by a word of its label."""
    said, english = (
        tuple(Phrase((word,), vague=True) for word in _WORD.findall(text.casefold()) if len(word) > 3)
        for text in (label.indonesian, label.english)
    )
    return Need(id_, label, services, said, english, menu=id_)


def wanted(words: str, needs: Sequence[Need], language: str = "id") -> Found:
    """The needs that the words may mean: one where they are clear, several where they fit several equally, or none.

    Where nothing is clear, those that are near are found, for her to say whether she means one of them.
    """
    said = list(_plain(words))[:MOST_WORDS]
    phrases = {need: need.phrases_in(language) for need in needs}
    meant = {word for several in phrases.values() for phrase in several for word in phrase.words}
    heard = _Heard(said, frozenset(word for word in said if not meant & {word, _bare(word)} and word not in _fillers()))
    fits = [(*max((heard.fit(phrase) for phrase in phrases[need]), default=(False, 0.0)), need) for need in needs]
    for sure in (True, False):
        score = max((fit for clear, fit, _ in fits if clear == sure), default=0.0)
        if score:
            best = [need for clear, fit, need in fits if clear == sure and fit == score]
            return Found(tuple({need.label: need for need in best}.values())[:MOST_OFFERED], sure)
    return Found()


@dataclass(frozen=True, slots=True)
class _Heard:
    """What she wrote, in usual spelling; `odd` are the words that mean nothing here, and so may be misspelt."""

    said: Sequence[str]
    odd: frozenset[str]

    def fit(self, phrase: Phrase) -> tuple[bool, float]:
        """Whether the phrase is clear, and how many words it accounts for; 0 unless each of its words is there.

        It is clear where all are there to the letter. A vague one counts less, and is clear where it is all that was
        told.
        """
        likenesses = [self._likeness(meant) for meant in phrase.words]
        if not likenesses or not all(likenesses) or not self._denies(phrase):
            return False, 0.0
        others = (word for word in self.said if not {word, _bare(word)} & {*phrase.words} and word not in _fillers())
        clear = min(likenesses) == _SAME and not (phrase.vague and any(others))
        return clear, len(likenesses) * _LIKE if phrase.vague else sum(likenesses)

    def _likeness(self, meant: str) -> float:
        if any(meant in {word, _bare(word)} for word in self.said):
            return _SAME
        return _LIKE if any(_is_like(meant, word) for word in self.odd) else 0.0

    def _denies(self, phrase: Phrase) -> bool:
        """Whether what the phrase denies is denied here: "tidak" stands right before it."""
        return all(
            any(one == no and what in {other, _bare(other)} for one, other in pairwise(self.said))
            for no, what in pairwise(phrase.words)
            if no in _NOT
        )


def _is_like(meant: str, word: str) -> bool:
    """Whether the word may be a misspelling: a slip or two behind the same first letter."""
    slips = 0 if len(meant) < 6 else 1 if len(meant) < 9 else 2
    return bool(slips) and meant[0] == word[0] and OSA.distance(meant, word, score_cutoff=slips) <= slips


@lru_cache(maxsize=8192)
def _bare(word: str) -> str:
    """The word without an ending."""
    return next((word.removesuffix(end) for end in _ENDINGS if word.endswith(end) and len(word) > len(end) + 2), word)


def is_greeting(words: str) -> bool:
    """Whether the words only greet, or say nothing at all."""
    return _all_of(words, "greetings")


def is_thanks(words: str) -> bool:
    """Whether the words only thank."""
    said = _WORD.findall(words.casefold())
    return _all_of(words, "thanks") and not _fillers().issuperset(said)


def asks_on(words: str) -> bool:
    """Whether the words only ask on, of what was just shown: how much, how long, where."""
    return _all_of(words, "details") and not _fillers().issuperset(_WORD.findall(words.casefold()))


def _all_of(words: str, kind: str) -> bool:
    courteous = _fillers().union(_listed("courtesies.yaml")[kind].split())
    return courteous.issuperset(_WORD.findall(words.casefold()))


def _plain(words: str) -> Iterator[str]:
    """The words, each in its usual spelling."""
    for word in _WORD.findall(words.casefold()):
        yield from _spellings().get(word, (word,))


@cache
def _spellings() -> dict[str, tuple[str, ...]]:
    """The usual spelling of each other one, as words."""
    listed = _listed("spellings.yaml").items()
    return {other: tuple(usual.split()) for usual, others in listed for other in others}


@cache
def _fillers() -> frozenset[str]:
    """Words that ask, and say nothing of what is asked for."""
    return frozenset(_listed("fillers.yaml").split())


@cache
def _listed(name: str) -> Any:
    """What a word list of this folder holds."""
    return read_yaml(FOLDER / name)

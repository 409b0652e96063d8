"""What people look up, and which services answer it: found by what they write, misspelt too."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rapidfuzz.distance import OSA

from bot.flows.services.entries import DirectoryError, Entry, entries, read_yaml
from bot.flows.services.wording import Wording

FILE = Path(__file__).parent / "needs.yaml"
FILLERS = Path(__file__).parent / "fillers.yaml"
MOST_WORDS = 12  # of what she wrote that are looked at
MOST_OFFERED = 4  # needs to choose from where the words fit several
_WORD = re.compile(r"[a-z]+")
_GREETINGS = frozenset(
    (
        "halo",
        "hai",
        "hallo",
        "hi",
        "assalamualaikum",
        "salam",
        "pagi",
        "siang",
        "sore",
        "malam",
        "selamat",
        "permisi",
        "p",
    )
)
_ENDINGS = ("nya", "ku", "mu", "lah", "kah")


@dataclass(frozen=True)
class Need:
    """Something that people look up. Where `menu` names a row of the menu, that row answers it."""

    problem: str
    label: Wording
    services: tuple[str, ...]
    phrases: tuple[tuple[str, ...], ...]
    menu: str = ""


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
    phrases = tuple(tuple(phrase.split()) for phrase in entry.texts("kata"))
    return Need(entry.text("id"), entry.wording("label", 24, required=True), shown, phrases, entry.text("menu"))


def row_as_need(id_: str, label: Wording, services: tuple[str, ...]) -> Need:
    """A row of the menu as something that can be asked for by a word of its label."""
    words = tuple((word,) for word in _WORD.findall(label.indonesian.casefold()) if len(word) > 3)
    return Need(id_, label, services, words, menu=id_)


def wanted(words: str, needs: Sequence[Need]) -> tuple[Need, ...]:
    """The needs that the words may mean: one where they are clear, several where they fit several equally, or none."""
    said = [word for word in _WORD.findall(words.casefold()) if word not in _fillers()][:MOST_WORDS]
    scored = [(max((_fit(phrase, said) for phrase in need.phrases), default=0.0), need) for need in needs]
    best = max((score for score, _ in scored), default=0.0)
    if best < 1:
        return ()
    return tuple(need for score, need in scored if score == best)[:MOST_OFFERED]


def _fit(phrase: tuple[str, ...], said: Sequence[str]) -> float:
    """How many words the phrase accounts for, an exact one a little more; 0 unless each of its words is there."""
    total = 0.0
    for meant in phrase:
        likeness = max((_likeness(meant, word) for word in said), default=0.0)
        if not likeness:
            return 0
        total += likeness
    return total


@cache
def _likeness(meant: str, word: str) -> float:
    """1.2 for the same word, 1 for one that is like it, else 0."""
    bare = next((word.removesuffix(end) for end in _ENDINGS if word.endswith(end) and len(word) > len(end) + 2), word)
    if meant in {word, bare}:
        return 1.2
    slips = 0 if len(meant) < 5 else 1 if len(meant) < 8 else 2
    return 1.0 if slips and OSA.distance(meant, word, score_cutoff=slips) <= slips else 0.0


def is_greeting(words: str) -> bool:
    """Whether the words only greet."""
    said = _WORD.findall(words.casefold())
    return all(word in _GREETINGS or word in _fillers() for word in said)


@cache
def _fillers() -> frozenset[str]:
    """Words that ask, and say nothing of what is asked for."""
    return frozenset(read_yaml(FILLERS).split())

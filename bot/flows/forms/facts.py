"""What has happened in an interview. Facts are appended and never changed; the newest of a kind counts.

A `ref` names one node of one record: the path with the stable key of every repeat instance on the way
(`/keluarga/anggota[3]/umur`). A key is never used again, even when its instance is removed.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any

PRIVATE = "p"  # marks, in the JSON of a fact, that it tells of a private question
DONT_KNOW, REFUSED, SKIPPED = "tidak_tahu", "tidak_jawab", "dilewati"
REASONS = (DONT_KNOW, REFUSED, SKIPPED)


@dataclass(frozen=True, slots=True)
class Answered:
    """A value was given. `among` holds the choices that were offered, where other answers decide what is offered:
    when more are offered afterwards, the question is open again."""

    ref: str
    value: str
    among: str | None = None


@dataclass(frozen=True, slots=True)
class Skipped:
    """No value was given, and why: tidak_tahu, tidak_jawab or dilewati."""

    ref: str
    reason: str


@dataclass(frozen=True, slots=True)
class Opened:
    """The cadre went to this question herself: it is asked next, until it is answered. An empty ref: back to what comes
    next by itself."""

    ref: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """A value that waits for her word: what is ticked so far, or what was heard and is read back to her."""

    ref: str
    value: str


@dataclass(frozen=True, slots=True)
class Misread:
    """Her words for this question were not understood."""

    ref: str


@dataclass(frozen=True, slots=True)
class Removed:
    """An instance of a repeat is gone; what was answered in it is kept and not used."""

    ref: str


@dataclass(frozen=True, slots=True)
class Completed:
    """Every question that applied had an answer."""


Fact = Answered | Skipped | Opened | Chosen | Misread | Removed | Completed
_KINDS: Mapping[str, type[Fact]] = {
    "a": Answered,
    "s": Skipped,
    "o": Opened,
    "c": Chosen,
    "m": Misread,
    "r": Removed,
    "d": Completed,
}
_CODES = {kind: code for code, kind in _KINDS.items()}
_FIELDS = {kind: tuple(field.name for field in fields(kind)) for kind in _CODES}


def to_data(fact: Fact, *, private: bool = False) -> dict[str, Any]:
    """The fact as JSON keeps it; whether it tells of a private question knows `bot.flows.forms.private`."""
    said = {name: getattr(fact, name) for name in _FIELDS[type(fact)]}
    told = {"k": _CODES[type(fact)], **{name: value for name, value in said.items() if value is not None}}
    return {**told, PRIVATE: 1} if private else told


def from_data(data: Mapping[str, Any]) -> Fact:
    """The fact that `to_data` wrote."""
    said = dict(data)
    said.pop(PRIVATE, None)
    return _KINDS[said.pop("k")](**said)


_KEYED = re.compile(r"\[(\d+)\]")


@lru_cache(maxsize=4096)
def path_of(ref: str) -> str:
    """The ref without its keys: the path of the definition it is an instance of."""
    return _KEYED.sub("", ref)


@lru_cache(maxsize=4096)
def instances_in(ref: str) -> tuple[tuple[str, int], ...]:
    """The repeat instances that the ref lies in, outermost first: the repeat's own ref and the key."""
    return tuple((ref[: match.start()], int(match[1])) for match in _KEYED.finditer(ref))

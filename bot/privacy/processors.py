"""Who else handles the families' data: a list, and the rule that nothing is sent to anybody who is not on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from bot.flows import yamlfile

OURS = Path(__file__).with_name("processors.yaml")
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})  # this very machine: nobody else, so that tests may send to it
_WORDS = ("processor", "country")


class ProcessorsError(ValueError):
    """The list cannot be used; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Processor:
    """Somebody who handles data for us: which, where, and by what agreement."""

    name: str
    hosts: tuple[str, ...]
    data: tuple[str, ...]
    country: str
    contract_on: date | None
    note: str


@cache
def processors(file: Path = OURS) -> tuple[Processor, ...]:
    """All of the list in the file. Raises ProcessorsError."""
    try:
        entries = yamlfile.read(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ProcessorsError(f"{file} cannot be read ({type(error).__name__})") from None
    if not isinstance(entries, list):
        raise ProcessorsError(f"{file} is no list")
    return tuple(_read(entry, n, file) for n, entry in enumerate(entries, 1))


def is_listed(address: str, listed: Sequence[Processor]) -> bool:
    """Whether something may be sent to that address: to this machine, or to the host of a listed processor."""
    host = urlsplit(address).hostname or ""
    return host in LOOPBACK or any(host in each.hosts for each in listed)


def _read(entry: Any, number: int, file: Path) -> Processor:
    if not isinstance(entry, dict):
        raise ProcessorsError(f"{file}, entry {number}: give processor, hosts, data, country and contract")
    lacking = [word for word in _WORDS if not str(entry.get(word) or "").strip()]
    lacking += [word for word in ("hosts", "data") if not isinstance(entry.get(word), list) or not entry[word]]
    contract, note = entry.get("contract"), str(entry.get("note") or "")
    if not isinstance(contract, date) and not note:
        lacking.append("contract (the day of the agreement) or note")
    if lacking:
        raise ProcessorsError(f"{file}, entry {number}: {', '.join(lacking)} is missing")
    return Processor(
        name=str(entry["processor"]),
        hosts=tuple(str(host).lower() for host in entry["hosts"]),
        data=tuple(map(str, entry["data"])),
        country=str(entry["country"]),
        contract_on=contract if isinstance(contract, date) else None,
        note=note,
    )

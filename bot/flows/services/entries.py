"""A data file's entries as read from YAML, with everything wrong in them noted instead of raised one by one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from bot.flows import yamlfile
from bot.flows.services.wording import Wording


class DirectoryError(ValueError):
    """A data file that cannot be used; `problems` says everything there is to mend."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


@dataclass
class Entry:
    """One entry of a data file, with its name for messages."""

    name: str
    fields: Mapping[str, Any]
    problems: list[str] = field(repr=False)

    def wrong(self, what: str) -> None:
        """Note what must be mended in this entry."""
        self.problems.append(f"{self.name}: {what}")

    def text(self, key: str) -> str:
        """The field as text, trimmed; empty where there is none."""
        value = self.fields.get(key)
        if value is None or isinstance(value, str):
            text = (value or "").strip()
            if "[WILAYAH]" in text:
                self.wrong(f"`{key}` still holds the placeholder [WILAYAH]; leave it empty and set `lokal: ya`")
            return text
        self.wrong(f"`{key}` is {value!r}; put it between quotation marks")
        return ""

    def required(self, key: str) -> str:
        """The field as text, which must not be empty."""
        text = self.text(key)
        if not text:
            self.wrong(f"`{key}` is empty; fill it in")
        return text

    def wording(self, key: str, most: int | None = None, required: bool = False) -> Wording:
        """The field and its English, each of at most so many characters."""
        wording = Wording(self.required(key) if required else self.text(key), self.text(f"{key}_en"))
        for text in (wording.indonesian, wording.english):
            if most is not None and len(text) > most:
                self.wrong(f"{text!r} has {len(text)} characters; shorten `{key}` to {most}")
        return wording

    def texts(self, key: str) -> tuple[str, ...]:
        """The field as a list of texts; empty where there is none."""
        value = self.fields.get(key) or []
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        self.wrong(f"`{key}` is {value!r}; write a list, like [a, b]")
        return ()

    def yes(self, key: str) -> bool:
        """Whether the field says ya; without it, no."""
        text = self.text(key)
        if text not in ("", "ya", "tidak"):
            self.wrong(f"`{key}` is {text!r}; write ya or tidak")
        return text == "ya"

    def day(self, key: str) -> date | None:
        """The field as a day; None where it is empty."""
        value = self.fields.get(key)
        if isinstance(value, date):
            return value
        text = self.text(key)
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            self.wrong(f"`{key}` is {text!r}; write a day, like 2026-01-31")
            return None


def read_yaml(path: Path) -> Any:
    """What the file holds. Raises DirectoryError where it is no YAML."""
    try:
        return yamlfile.read(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise DirectoryError([f"{path.name}: {error}"]) from error


def entries(found: Any, file: str, problems: list[str]) -> list[Entry]:
    """The file's list of entries, each named after its id; ids are unique."""
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        problems.append(f"{file}: expected a list of entries, each beginning with `- id:`")
        return []
    listed = [Entry(f"{file}, {item.get('id') or number}", item, problems) for number, item in enumerate(found, 1)]
    seen: set[str] = set()
    for entry in listed:
        if (id_ := entry.required("id")) in seen:
            entry.wrong("this id stands there twice; rename or delete one")
        seen.add(id_)
    return listed

"""Tables of everyday answers: `answers/*.txt`, a line for each value, "?" where the bot must ask again."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ANSWERS = Path(__file__).parent / "answers"
TODAY = "2026-11-22"


def table(kind: str) -> Iterator[tuple[dict[str, Any], str, str]]:
    """Context, expected value and text of every example of a kind."""
    context: dict[str, Any] = {}
    for line in (ANSWERS / f"{kind}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("{"):
            context = json.loads(line)
        elif line and not line.startswith("#"):
            expected, *texts = (part.strip() for part in line.split(" | "))
            yield from ((context, expected, text) for text in texts)


def value(kind: str, expected: str) -> Any:
    """The expected value as JSON holds it."""
    if expected == "?":
        return None
    return {"money": int, "age": int, "number": float}.get(kind, str)(expected)

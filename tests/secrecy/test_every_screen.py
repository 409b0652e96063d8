"""Whatever the transcripts do, on every screen and in every role: nothing that was said can be read in the database or
in the log.

Each transcript is played with names that stand nowhere else. What else its people write is looked for as they wrote it.
"""

import logging
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from storage.engine import connect
from tests import chat
from tests.fuzzed import overheard
from tests.keys import KEYS
from tests.secrecy.dumps import dump, found_in

CONVERSATIONS = Path(__file__).parents[1] / "conversations"
OTHERS = {"Budi": "Zulkarnaen", "Siti": "Marfuatun", "Rani": "Halimahtus", "Dafa": "Dafandra"}
SCREENS = sorted(path.stem for path in CONVERSATIONS.glob("*.chat") if int(path.stem[:3]) >= 70)
LONG = 9  # characters, from which on words are a sentence of somebody's
_NAME = re.compile(r"(?<!Bp\. )(?<!Keluarga )\b(?:{})\b".format("|".join(OTHERS)), re.IGNORECASE)
_SAID = re.compile(rf"^(?:{'|'.join(map(re.escape, chat.SPEAKERS))}): *([^\[/<{{].{{{LONG},}})$", re.MULTILINE)


def renamed(words: str) -> str:
    """The same with names that stand nowhere else."""
    return _NAME.sub(lambda match: OTHERS[match[0].capitalize()], words)


def families() -> dict[str, Any]:
    """The families of the transcripts, renamed; known by their old names."""
    told: dict[str, Any] = yaml.safe_load(renamed(yaml.safe_dump(chat.FAMILIES)))
    return dict(zip(chat.FAMILIES, (told[renamed(name)] for name in chat.FAMILIES), strict=True))


def said(script: str) -> set[str]:
    """The sentences that people of a transcript write."""
    return {line.strip() for line in _SAID.findall(script)}


@pytest.fixture(scope="module")
async def untouched(_migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The database before anybody said anything: what stands there is nobody's secret."""
    file = shutil.copy(_migrated_sqlite, tmp_path_factory.mktemp("untouched") / "kawan.db")
    engine = connect(f"sqlite+aiosqlite:///{file}", KEYS)
    await chat.Conversation(engine).settle()
    dumped = await dump(engine)
    await engine.dispose()
    return dumped


@pytest.mark.parametrize("name", SCREENS)
async def test_d25_d26_what_a_transcript_says_stands_in_no_column_and_in_no_log(
    name: str, sqlite_url: str, untouched: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = renamed((CONVERSATIONS / f"{name}.chat").read_text())
    monkeypatch.setattr(chat, "FAMILIES", families())
    engine = connect(sqlite_url, KEYS)
    with overheard() as log:
        logging.getLogger("tests").debug("listening")
        played = await chat.play(engine, script)
    kept = await dump(engine)
    await engine.dispose()
    words = (*OTHERS.values(), *said(script))
    secrets = tuple(word for word in words if word.casefold() in played.casefold() and not found_in(untouched, (word,)))
    assert found_in(kept, secrets) == []
    assert log and found_in("\n".join(log).encode(), secrets) == []


def test_the_transcripts_say_something_to_look_for() -> None:
    scripts = [renamed((CONVERSATIONS / f"{name}.chat").read_text()) for name in SCREENS]
    assert sum(bool(said(script)) or any(name in script for name in OTHERS.values()) for script in scripts) > 10

"""Every `.chat` transcript, played through the real dialogue on both databases; `--rewrite-chats` writes them anew."""

from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.chat import play

SCRIPTS = sorted((Path(__file__).parent / "conversations").glob("*.chat"))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
async def test_the_conversation_goes_as_written(
    script: Path, engine: AsyncEngine, request: pytest.FixtureRequest
) -> None:
    written = script.read_text()
    played = await play(engine, written)
    if request.config.getoption("--rewrite-chats"):
        script.write_text(played)
        return
    assert played == written, "read the difference; if it is meant, write it with --rewrite-chats"

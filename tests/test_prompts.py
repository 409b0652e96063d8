"""How many bubbles wait for an answer, from consent to the result card, when nothing is misread."""

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.engine import connect
from tests.chat import FAMILIES, Conversation

MOST = {
    "Budi": ("Bp. Budi", 48),
    "BudiPanjang": ("Bp. Budi", 48),
    "Rahma": ("Bu Rahma", 31),
    "RahmaPanjang": ("Bu Rahma", 31),
}


@pytest.mark.parametrize("family", MOST)
async def test_an_interview_asks_no_more_than_a_tired_cadre_bears(family: str, sqlite_url: str) -> None:
    house, most = MOST[family]
    engine: AsyncEngine = connect(sqlite_url)
    talk = Conversation(engine)
    await talk.settle()
    await talk.say("/start")
    await talk.say(f"[{house} · belum]")
    prompts: list[str] = []
    while (asked := talk.question()) is not None:
        ticking = bool(prompts) and prompts[-1] == asked and asked != "anggota"
        if not ticking:  # ticks change the bubble that is there already
            prompts.append(asked)
        await talk.answer_as(asked, FAMILIES[family])
    await engine.dispose()
    assert "Selesai" in talk.phones["Kader"].bubbles[-2].text
    assert prompts[:3] == ["persetujuan", "anggota", "anggota"]
    assert len(prompts) <= most, prompts
    print(f"{family}: {len(prompts)} of at most {most}")

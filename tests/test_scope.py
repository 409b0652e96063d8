"""Nobody reads or changes anything outside her scope: random people, random requests, and rows that say who may."""

import random
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.questionnaires import Questionnaires
from tests.scope import DIRECTORY, Found, Prober, build, careless

WORLDS, REQUESTS = 20, 1_000


@dataclass
class World:
    """The villages as they were built, to be copied."""

    file: Path
    questionnaires: Questionnaires
    people: dict[str, int]


@pytest.fixture(scope="module")
async def world(_migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> World:
    """The villages, built once."""
    file = Path(shutil.copy(_migrated_sqlite, tmp_path_factory.mktemp("scope") / "built.db"))
    engine, questionnaires = careless(f"sqlite+aiosqlite:///{file}"), Questionnaires(DIRECTORY)
    people = await build(engine, questionnaires)
    await engine.dispose()
    return World(file, questionnaires, people)


async def probe(world: World, file: Path, many: int, seed: int) -> Found:
    """What came of so many requests in a copy of the world."""
    shutil.copy(world.file, file)
    engine = careless(f"sqlite+aiosqlite:///{file}")
    dice = random.Random(seed)  # noqa: S311 - the same each time
    found = await Prober(engine, file, world.questionnaires, world.people).run(many, dice)
    await engine.dispose()
    return found


@pytest.mark.parametrize("seed", range(WORLDS))  # a new world for each: roles end and houses move
async def test_a_thousand_random_requests_read_and_change_nothing_out_of_scope(
    world: World, tmp_path: Path, seed: int
) -> None:
    found = await probe(world, tmp_path / "world.db", REQUESTS, seed)
    assert not found.breaches, "\n".join(found.breaches[:20])
    assert found.requests == REQUESTS
    assert found.told > 100 and found.changed > 10, "the requests are too wild: hardly any of them comes to anything"


async def test_the_oracle_notices_a_hole(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.visit.may_with", lambda *_: True)
    assert (await probe(world, tmp_path / "world.db", 300, 1)).breaches

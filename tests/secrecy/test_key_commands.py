"""The operator's keys at hand: which are made by themselves, which are told of, and what says that one is missing."""

import stat
from pathlib import Path

import pytest

from bot.app import assemble
from bot.database import how_to_mend
from bot.operation.doctor import examine
from bot.operation.keys import add_key, rotated, told
from bot.settings import Settings, SettingsError
from storage.engine import connect, migrate
from storage.keyfile import beside, keys_in
from storage.keyring import Keyring, MissingKeyError, new_key
from tests.chat import Conversation
from tests.secrecy.private import interviewed


def settings_in(folder: Path, **given: str) -> Settings:
    return Settings.model_validate({"database_url": f"sqlite+aiosqlite:///{folder / 'desa.db'}", **given})


async def private_village(settings: Settings) -> None:
    """An interview with all that is private in it, sealed by the keys beside the database."""
    add_key(settings, private=True)
    engine = connect(settings.database_url)
    await migrate(engine)
    await interviewed(Conversation(engine))
    await engine.dispose()


async def findings(settings: Settings) -> dict[str, tuple[bool, str]]:
    return {finding.about: (finding.well, finding.told) async for finding in examine(settings)}


async def test_a_start_that_is_refused_leaves_no_key_beside_the_database(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    file = beside(tmp_path / "desa.db")
    assert (await findings(settings))["keys"] == (True, "the first start makes one")
    assert not file.exists(), "looking makes none"
    await (await assemble(settings, with_demo=True)).close()
    (key,) = keys_in(file)
    file.unlink()
    with pytest.raises(MissingKeyError) as missing:
        await assemble(settings)
    assert missing.value.key_id == Keyring([key]).newest and not file.exists()
    assert not (await findings(settings))["keys"][0] and not file.exists()


async def test_the_key_for_private_answers_is_made_by_nobody_but_the_operator(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    file = beside(tmp_path / "desa.db", private=True)
    await (await assemble(settings, with_demo=True)).close()
    assert not file.exists()
    assert add_key(settings, private=True) == file and len(keys_in(file)) == 1
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    await private_village(settings)
    assert len(keys_in(file)) == 2
    newest, older = Keyring(keys_in(file)).ids
    assert (await told(settings))[1:] == [
        f"{newest}  1 households' private answers, seals what is new",
        f"{older}  0 households' private answers, can be taken away",
    ]
    add_key(settings, private=True)
    *_, last = [at async for at in rotated(settings)]
    assert (last.done, last.total) == (1, 1)
    third = Keyring(keys_in(file)).newest
    assert (await told(settings))[1] == f"{third}  1 households' private answers, seals what is new"


async def test_a_key_that_sealed_private_answers_and_is_not_there_is_listed_and_told_by_the_doctor(
    tmp_path: Path,
) -> None:
    settings = settings_in(tmp_path)
    await private_village(settings)
    file = beside(tmp_path / "desa.db", private=True)
    newest = Keyring(keys_in(file)).newest
    assert (await findings(settings))["private key"] == (True, newest)
    file.write_text(new_key())
    well, said = (await findings(settings))["private key"]
    assert not well and said.startswith(f"BOT_PRIVATE_KEY: the private key {newest} is missing.")
    assert f"{newest}  1 households' private answers, the key is not here" in await told(settings)
    file.unlink()
    well, said = (await findings(settings))["private key"]
    assert not well and said.startswith("BOT_PRIVATE_KEY: a questionnaire in use asks private questions")


async def test_while_nothing_private_is_asked_nobody_looks_for_its_key(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, private_key_file=str(tmp_path / "nowhere"))
    await (await assemble(settings, with_demo=True)).close()
    assert "private key" not in await findings(settings)


def test_what_an_operator_does_about_a_key_is_told_for_the_one_that_is_missing() -> None:
    assert "BOT_KEY: the key 0a1b is missing" in how_to_mend(MissingKeyError("0a1b"))
    assert "BOT_PRIVATE_KEY: the private key 0a1b is missing" in how_to_mend(MissingKeyError("0a1b", private=True))


@pytest.mark.parametrize(
    "given", [{"private_key": new_key()}, {"database_url": "postgresql://a@b/c", "key": new_key()}]
)
def test_where_no_file_can_be_written_the_operator_is_told(tmp_path: Path, given: dict[str, str]) -> None:
    settings = Settings.model_validate({"database_url": f"sqlite+aiosqlite:///{tmp_path / 'desa.db'}", **given})
    with pytest.raises(SettingsError, match="BOT_PRIVATE_KEY"):
        add_key(settings, private=True)

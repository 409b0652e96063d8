"""The operator's keys: which there are, what they have sealed, and how one takes the place of another."""

from collections.abc import AsyncIterator
from pathlib import Path

from sqlalchemy import make_url

from bot.database import open_database
from bot.settings import PREFIX, Settings, SettingsError
from storage.engine import migrate, reading
from storage.keyfile import beside, put_in_front
from storage.keyring import new_key
from storage.rotation import Rotated, rotate, seals
from storage.sealing import ring_of


async def rotated(settings: Settings) -> AsyncIterator[Rotated]:
    """Seal everything by the newest key; stopped at any moment it goes on next time. Raises MissingKeyError."""
    engine = open_database(settings)
    try:
        await migrate(engine)
        async for at in rotate(engine):
            yield at
    finally:
        await engine.dispose()


async def told(settings: Settings) -> list[str]:
    """Each key with how much it has sealed, the newest first."""
    engine = open_database(settings)
    try:
        await migrate(engine)
        async with reading(engine).begin() as connection:
            sealed = await seals(connection)
        ids = ring_of(engine).ids
    finally:
        await engine.dispose()
    return [f"{id_}  {sealed.get(id_, 0)} values, {_use(n, sealed.get(id_, 0))}" for n, id_ in enumerate(ids)]


def _use(place: int, values: int) -> str:
    if place == 0:
        return "seals what is new"
    return "still needed: kawan keys rotate" if values else "can be taken away"


def add_key(settings: Settings) -> Path:
    """Write a new key in front of those in the key file; which file. Raises SettingsError."""
    file = _file(settings)
    try:
        put_in_front(file, new_key())
    except OSError as error:
        raise SettingsError([f"{PREFIX}KEY_FILE: {file} cannot be written ({type(error).__name__})"]) from None
    return file


def _file(settings: Settings) -> Path:
    if settings.key is not None:
        raise SettingsError([f"{PREFIX}KEY: put a new key before the others yourself: kawan keys new"])
    if settings.key_file is not None:
        return settings.key_file
    database = make_url(settings.database_url).database
    if not database or not beside(Path(database)).exists():
        raise SettingsError([f"{PREFIX}KEY_FILE: there is no key file yet; start the bot once, or name one"])
    return beside(Path(database))

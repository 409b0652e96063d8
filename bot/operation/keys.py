"""The operator's keys: which there are, what they have sealed, and how one takes the place of another."""

from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path

from sqlalchemy import make_url

from bot.database import open_database
from bot.settings import PREFIX, Settings, SettingsError
from storage.engine import migrate, reading
from storage.keyfile import beside, make_keys, put_in_front
from storage.keyring import new_key
from storage.private_keys import private_ring_of
from storage.rotation import Rotated, private_seals, rotate, seals
from storage.sealing import ring_of


async def rotated(settings: Settings) -> AsyncIterator[Rotated]:
    """Seal everything by the newest keys; stopped at any moment it goes on next time. Raises MissingKeyError."""
    engine = open_database(settings)
    try:
        await migrate(engine)
        async for at in rotate(engine):
            yield at
    finally:
        await engine.dispose()


async def told(settings: Settings) -> list[str]:
    """Each key with how much it has sealed, the newest first; after them those for private answers, if there are any.

    A key that has sealed something and is not at hand stands among them.
    """
    engine = open_database(settings)
    try:
        await migrate(engine)
        async with reading(engine).begin() as connection:
            sealed, private = await seals(connection), await private_seals(connection)
        lines = _lines(ring_of(engine).ids, sealed, "values")
        return [*lines, *_lines(private_ring_of(engine).ids, private, "households' private answers")]
    finally:
        await engine.dispose()


def _lines(ids: Sequence[str], sealed: Mapping[str, int], what: str) -> list[str]:
    known = [f"{id_}  {sealed.get(id_, 0)} {what}, {_use(n, sealed.get(id_, 0))}" for n, id_ in enumerate(ids)]
    return [*known, *(f"{id_}  {n} {what}, the key is not here" for id_, n in sealed.items() if id_ not in ids)]


def _use(place: int, values: int) -> str:
    if place == 0:
        return "seals what is new"
    return "still needed: kawan keys rotate" if values else "can be taken away"


def add_key(settings: Settings, *, private: bool = False) -> Path:
    """Write a new key in front of those in the key file; which file. Raises SettingsError.

    The first key for private answers is made so: it never comes by itself.
    """
    file = _private_file(settings) if private else _file(settings)
    try:
        if private and not file.exists():
            make_keys(file, private=True)
        else:
            put_in_front(file, new_key())
    except OSError as error:
        name = "PRIVATE_KEY_FILE" if private else "KEY_FILE"
        raise SettingsError([f"{PREFIX}{name}: {file} cannot be written ({type(error).__name__})"]) from None
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


def _private_file(settings: Settings) -> Path:
    if settings.private_key is not None:
        raise SettingsError([f"{PREFIX}PRIVATE_KEY: put a new key before the others yourself: kawan keys new"])
    if settings.private_key_file is not None:
        return settings.private_key_file
    if not settings.database_url.startswith("sqlite"):
        raise SettingsError([f"{PREFIX}PRIVATE_KEY_FILE: is needed with PostgreSQL; name a file"])
    return beside(Path(make_url(settings.database_url).database or ""), private=True)

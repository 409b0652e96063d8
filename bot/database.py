"""The database of the settings, opened with the keys of the settings: the one way to it for everything that runs."""

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.settings import PREFIX, Settings, SettingsError
from storage.engine import connect
from storage.keyfile import keys_in
from storage.keyring import Keyring, KeyTextError, MissingKeyError

NEEDED = (
    f"{PREFIX}KEY: is needed with PostgreSQL, the same for every process: names and answers are kept sealed. Make one "
    f"with `kawan keys new` and keep a copy apart from the database; {PREFIX}KEY_FILE names a file of keys instead"
)


def open_database(settings: Settings) -> AsyncEngine:
    """An engine for the database, which connects when it is first used. Raises SettingsError, WrongDatabaseUrl."""
    return connect(settings.database_url, keyring(settings))


def keyring(settings: Settings) -> Keyring | None:
    """The operator's keys, newest first; None: those in the file beside an embedded database. Raises SettingsError."""
    if settings.key is not None:
        return Keyring(settings.keys)
    if settings.key_file is not None:
        file = settings.key_file
        try:
            keys = keys_in(file)
            ring = Keyring(keys, again=lambda: keys_in(file))
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsError([f"{PREFIX}KEY_FILE: {file} cannot be read ({type(error).__name__})"]) from None
        except KeyTextError as error:
            raise SettingsError([f"{PREFIX}KEY_FILE: {file}: {error}"]) from None
        if not keys:
            raise SettingsError([f"{PREFIX}KEY_FILE: {file} holds no key; write one into it: kawan keys new"])
        return ring
    if not settings.database_url.startswith("sqlite"):
        raise SettingsError([NEEDED])
    return None


def how_to_mend(missing: MissingKeyError) -> str:
    """What an operator does about a key that is not there."""
    if not missing.key_id:
        return f"{PREFIX}KEY: there is no key to seal with; make one with `kawan keys new`"
    return (
        f"{PREFIX}KEY: the key {missing.key_id} is missing. It sealed names or answers in this database, which nobody "
        f"can read without it. Add it after the newest one in {PREFIX}KEY, or as a line of the key file "
        f"({PREFIX}KEY_FILE, or the .key beside an embedded database)"
    )

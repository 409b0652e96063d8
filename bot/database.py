"""The database of the settings, opened with the keys of the settings: the one way to it for everything that runs."""

from collections.abc import Callable, Sequence
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.settings import PREFIX, Settings, SettingsError
from storage.deletions import beside as list_beside
from storage.engine import connect
from storage.keyfile import keys_in
from storage.keyring import Keyring, KeyTextError, MissingKeyError

LIST = "kawan.deleted"  # the list's name in the folder of copies
NEEDED = (
    f"{PREFIX}KEY: is needed with PostgreSQL, the same for every process: names and answers are kept sealed. Make one "
    f"with `kawan keys new` and keep a copy apart from the database; {PREFIX}KEY_FILE names a file of keys instead"
)


def open_database(settings: Settings) -> AsyncEngine:
    """An engine for the database, which connects when it is first used. Raises SettingsError, WrongDatabaseUrl."""
    return connect(settings.database_url, keyring(settings), private_keyring(settings), _deletions(settings))


def _deletions(settings: Settings) -> Sequence[Path] | None:
    """Where deleted households are listed; None: beside an embedded database only. Among its copies, too, so that it
    comes along where these are kept somewhere else."""
    if settings.deletions is not None:
        return (settings.deletions,)
    database = make_url(settings.database_url).database
    if settings.backups is None or not database:
        return None
    return (list_beside(Path(database)), settings.backups / LIST)


def keyring(settings: Settings) -> Keyring | None:
    """The operator's keys, newest first; None: those in the file beside an embedded database. Raises SettingsError."""
    if settings.key is not None:
        return Keyring(settings.keys)
    if settings.key_file is not None:
        read = _reading("KEY_FILE", settings.key_file)
        return Keyring(read(), again=read)
    if not settings.database_url.startswith("sqlite"):
        raise SettingsError([NEEDED])
    return None


def private_keyring(settings: Settings) -> Keyring | None:
    """The operator's keys for private answers, read when one is needed; None: those in another file beside an embedded
    database, if there is one."""
    if settings.private_key is not None:
        keys = settings.private_keys
        return Keyring(again=lambda: keys, private=True)
    if settings.private_key_file is not None:
        return Keyring(again=_reading("PRIVATE_KEY_FILE", settings.private_key_file), private=True)
    return None


def _reading(name: str, file: Path) -> Callable[[], Sequence[str]]:
    """What reads the keys of the file that the setting names. Raises SettingsError."""

    def read() -> Sequence[str]:
        try:
            keys = keys_in(file)
            Keyring(keys)
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsError([f"{PREFIX}{name}: {file} cannot be read ({type(error).__name__})"]) from None
        except KeyTextError as error:
            raise SettingsError([f"{PREFIX}{name}: {file}: {error}"]) from None
        if not keys:
            raise SettingsError([f"{PREFIX}{name}: {file} holds no key; write one into it: kawan keys new"])
        return keys

    return read


SAME = f"{PREFIX}PRIVATE_KEY: must be another key than {PREFIX}KEY, so that who has that one reads no private answer"


def how_to_mend(missing: MissingKeyError) -> str:
    """What an operator does about a key that is not there."""
    if missing.private:
        return _how_to_mend_private(missing.key_id)
    if not missing.key_id:
        return f"{PREFIX}KEY: there is no key to seal with; make one with `kawan keys new`"
    return (
        f"{PREFIX}KEY: the key {missing.key_id} is missing. It sealed names or answers in this database, which nobody "
        f"can read without it. Add it after the newest one in {PREFIX}KEY, or as a line of the key file "
        f"({PREFIX}KEY_FILE, or the .key beside an embedded database)"
    )


def _how_to_mend_private(key_id: str) -> str:
    if not key_id:
        return (
            f"{PREFIX}PRIVATE_KEY: a questionnaire in use asks private questions, and no key seals answers. Publish "
            "one that asks none, or read docs/privat.md, and then: kawan keys new --private"
        )
    return (
        f"{PREFIX}PRIVATE_KEY: the private key {key_id} is missing. It sealed private answers in this database. Add it "
        f"after the newest one in {PREFIX}PRIVATE_KEY, or as a line of its file ({PREFIX}PRIVATE_KEY_FILE, or the "
        ".private-key beside an embedded database)"
    )

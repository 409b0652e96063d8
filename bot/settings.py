"""What an operator may set, read once: variables `BOT_*`, or lines of a file `.env`."""

import difflib
import os
import re
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.privacy.processors import LOOPBACK, OURS, ProcessorsError, is_listed, processors

PREFIX = "BOT_"
PUBLIC_API = "https://api.telegram.org"
HEALTH = "/sehat"


class SettingsError(Exception):
    """The start has to stop: `lines` name each broken setting and how to mend it."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


def _token(token: SecretStr) -> SecretStr:
    if not re.fullmatch(r"\d+:[\w-]{20,}", token.get_secret_value(), re.ASCII):
        raise ValueError("copy the whole token from @BotFather; it looks like 123456789:AAE…")
    return token


def _secret(secret: SecretStr) -> SecretStr:
    if not re.fullmatch(r"[A-Za-z0-9_-]{16,256}", secret.get_secret_value()):
        raise ValueError("use 16 to 256 of the characters A-Z a-z 0-9 _ -, for example from: openssl rand -hex 24")
    return secret


def _keys(keys: SecretStr) -> SecretStr:
    if not all(re.fullmatch(r"[A-Za-z0-9_-]{43}", key) for key in keys.get_secret_value().split()):
        raise ValueError("a key has 43 of the characters A-Z a-z 0-9 - _; make one with `kawan keys new`")
    return keys


def _api(address: str) -> str:
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("give the base address of a Bot API server, such as http://127.0.0.1:8081")
    return address.rstrip("/")


def _webhook(address: str) -> str:
    parts = urlsplit(address)
    safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    if not safe or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("give the public address that Telegram calls, such as https://kawan.example.id/telegram")
    if parts.path == HEALTH:
        raise ValueError(f"choose another path; {HEALTH} is where the bot says that it is well")
    return address


def _listen(address: str) -> str:
    host, _, port = address.rpartition(":")
    if not host or not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536:
        raise ValueError("give host and port, such as 127.0.0.1:8080")
    return address


def _database(address: str) -> str:
    if not address.startswith(("sqlite:", "sqlite+aiosqlite:", "postgres:", "postgresql:", "postgresql+asyncpg:")):
        raise ValueError("write sqlite+aiosqlite:///var/kawan.db or postgresql://name:password@host/database")
    return address


def _upper(name: object) -> object:
    return name.upper() if isinstance(name, str) else name


class Settings(BaseSettings):
    """Everything an operator may set. With nothing set, the bot talks in the terminal."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=".env",
        env_ignore_empty=True,
        frozen=True,
        extra="ignore",  # of `.env`, which other programs may share; a BOT_ variable unknown here is refused below
        hide_input_in_errors=True,
    )

    telegram_token: Annotated[SecretStr, AfterValidator(_token)] | None = Field(
        None, description="From @BotFather. None: talk in the terminal."
    )
    telegram_api: Annotated[str, AfterValidator(_api)] = Field(
        PUBLIC_API, description="Base address of a Bot API server of one's own."
    )
    database_url: Annotated[str, AfterValidator(_database)] = Field(
        "sqlite+aiosqlite:///var/kawan.db", repr=False, description="SQLite, or PostgreSQL for many processes."
    )
    key: Annotated[SecretStr, AfterValidator(_keys)] | None = Field(
        None, description="Seals names and answers; several with a space between, the newest first. See `kawan keys`."
    )
    key_file: Path | None = Field(None, description="A file with the keys instead, one a line, the newest first.")
    private_key: Annotated[SecretStr, AfterValidator(_keys)] | None = Field(
        None,
        description="Seals answers to private questions, which nobody is asked yet: leave it out. See docs/privat.md.",
    )
    private_key_file: Path | None = Field(None, description="A file with these keys instead. See docs/privat.md.")
    webhook_url: Annotated[str, AfterValidator(_webhook)] | None = Field(
        None, description="Public address that Telegram calls. None: the bot asks Telegram (polling)."
    )
    webhook_secret: Annotated[SecretStr, AfterValidator(_secret)] | None = Field(
        None, description="What Telegram shows with each call, so that nobody else is heard."
    )
    listen: Annotated[str, AfterValidator(_listen)] = Field(
        "127.0.0.1:8080", description="Host and port behind which the webhook waits."
    )
    mode: Literal["trial", "production"] | None = Field(
        None, description="None: production where Telegram calls a public address, else a trial."
    )
    dpia: Path | None = Field(None, description="The signed data-protection assessment; production needs it.")
    controller: str | None = Field(
        None, max_length=150, description="Who answers for the data, as families read it: a name and an address."
    )
    officer: str | None = Field(
        None, max_length=150, description="Whom families ask about their data: a name and a telephone number."
    )
    processors: Path | None = Field(
        None, description="A list of one's own of who may get data, in place of bot/privacy/processors.yaml."
    )
    # Not shorter: a household whose answers are gone waits again, and one that answers twice in a year counts twice.
    keep_answers_days: int = Field(
        548, ge=365, le=548, description="How long answers are kept: from a year, until the next round, to 18 months."
    )
    keep_delivery_days: int = Field(14, ge=2, le=90, description="How long it is known what was sent and received.")
    backups: Path | None = Field(None, description="A folder for a copy of an SQLite database, made every night.")
    keep_backups_days: int = Field(14, ge=1, le=90, description="How long such copies are kept.")
    deletions: Path | None = Field(
        None,
        description=(
            "A file of households that had themselves deleted, ended their part or froze their data: in a copy that is "
            "put back it is done again. None: beside SQLite's."
        ),
    )
    courier: Literal["on", "off"] = Field(
        "on", description="off: `run` starts no courier beside it, where `kawan courier` runs on its own."
    )
    log_level: Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(_upper)] = "INFO"

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of `key`, newest first."""
        return tuple(self.key.get_secret_value().split()) if self.key is not None else ()

    @property
    def private_keys(self) -> tuple[str, ...]:
        """The keys of `private_key`, newest first."""
        return tuple(self.private_key.get_secret_value().split()) if self.private_key is not None else ()

    @property
    def listen_host(self) -> str:
        """The host of `listen`, without the brackets of IPv6."""
        return self.listen.rpartition(":")[0].strip("[]")

    @property
    def listen_port(self) -> int:
        """The port of `listen`."""
        return int(self.listen.rpartition(":")[2])

    @model_validator(mode="after")
    def _only_to_listed_processors(self) -> "Settings":
        try:
            listed = processors(self.processors or OURS)
        except ProcessorsError as error:
            raise ValueError(f"{PREFIX}PROCESSORS: {error}") from None
        if not is_listed(self.telegram_api, listed):
            raise ValueError(
                f"{PREFIX}TELEGRAM_API: its host is no listed processor, so that nothing may be sent there; list it "
                f"in a file of yours, such as bot/privacy/processors.yaml, and name that in {PREFIX}PROCESSORS"
            )
        return self

    @model_validator(mode="after")
    def _one_place_for_keys(self) -> "Settings":
        for name, key, file in (
            ("KEY", self.key, self.key_file),
            ("PRIVATE_KEY", self.private_key, self.private_key_file),
        ):
            if key is not None and file is not None:
                raise ValueError(f"{PREFIX}{name}: give either this or {PREFIX}{name}_FILE")
        return self

    @model_validator(mode="after")
    def _copies_of_a_file(self) -> "Settings":
        if self.backups is not None and not self.database_url.startswith("sqlite"):
            raise ValueError(
                f"{PREFIX}BACKUPS: copies are made of SQLite only. PostgreSQL has its own tools, such as pg_dump; let "
                "those copies expire, too"
            )
        return self

    @model_validator(mode="after")
    def _webhook_has_its_secret(self) -> "Settings":
        if self.webhook_url and not self.webhook_secret:
            raise ValueError(f"{PREFIX}WEBHOOK_SECRET: is needed with {PREFIX}WEBHOOK_URL; see openssl rand -hex 24")
        if self.webhook_url and not self.telegram_token:
            raise ValueError(f"{PREFIX}TELEGRAM_TOKEN: is needed with {PREFIX}WEBHOOK_URL")
        return self


def read_settings(env_file: str | None = ".env") -> Settings:
    """The settings of this process. Raises SettingsError with a line for each one to mend."""
    strangers = _strangers(env_file)
    try:
        settings = Settings(_env_file=env_file)  # type: ignore[call-arg]  # pydantic-settings' own argument
    except ValidationError as error:
        raise SettingsError(strangers + [_line(problem) for problem in error.errors()]) from None
    if strangers:
        raise SettingsError(strangers)
    return settings


def _strangers(env_file: str | None) -> list[str]:
    """A line for each `BOT_*` variable that is no setting: most often one misspelled."""
    known = [PREFIX + name.upper() for name in Settings.model_fields]
    given = {*os.environ, *(dotenv_values(env_file) if env_file else ())}
    lines = []
    for name in sorted(name.upper() for name in given if name.upper().startswith(PREFIX)):
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            lines.append(f"{name}: is no setting; " + (f"did you mean {near[0]}?" if near else "take it away"))
    return lines


def _line(error: object) -> str:
    """One problem as `NAME: how to mend it`."""
    match error:
        case {"loc": (str(field), *_), "msg": str(message)}:
            return f"{PREFIX}{field.upper()}: {_plain(message)}"
        case {"msg": str(message)}:
            return _plain(message)
        case _:
            return str(error)


def _plain(message: str) -> str:
    return message.removeprefix("Value error, ")

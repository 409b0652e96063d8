"""What the log may hold: ids, never words, names or keys."""

import logging
import sys
import traceback
import warnings
from collections.abc import Iterable

_LOUD = (
    *("aiogram", "aiohttp", "asyncio", "sqlalchemy", "alembic", "apscheduler", "telegram", "httpx", "httpcore"),
    "storage.pool",  # SQLAlchemy's, which logs under the name of our class
)


class _Secretive(logging.Formatter):
    """Lines in which no secret stands, whoever wrote them: a library's error may quote an address with the token."""

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._secrets = tuple(filter(None, secrets))

    def format(self, record: logging.LogRecord) -> str:
        line = super().format(record)
        for secret in self._secrets:
            line = line.replace(secret, "…")
        return line


def start_logging(level: str = "INFO", secrets: Iterable[str] = ()) -> None:
    """Log to standard error from now on, our own at that level and libraries' warnings."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Secretive(secrets))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in _LOUD:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelName(level)))
    warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")  # names what it leaves out of a workbook


def where(error: BaseException) -> str:
    """The traceback of an error and its causes with their types and codes, and without their messages.

    A message may quote what a person said, or a row with her name ("Key (name)=(…) already exists").
    """
    lines = []
    link: BaseException | None = error
    seen = set()
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        frames = "".join(traceback.format_tb(link.__traceback__))
        lines.append(f"{frames}{type(link).__module__}.{type(link).__qualname__}{_code(link)}")
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    return "\nfrom\n".join(lines)


def _code(error: BaseException) -> str:
    """What a database calls the error, such as `23505` or `SQLITE_BUSY`: helps, and quotes nobody."""
    for name in ("sqlstate", "sqlite_errorname"):
        code = getattr(error, name, None) or getattr(getattr(error, "orig", None), name, None)
        if isinstance(code, str):
            return f" ({code})"
    return ""

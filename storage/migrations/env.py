"""What Alembic runs: the revisions on the connection that it was handed."""

from typing import Any, Literal

from alembic import context

from storage.models import Base
from storage.types import ExactFraction, UtcDateTime


def _plain(kind: str, item: Any, _: Any) -> str | Literal[False]:
    """How a revision writes our own column types: as the plain ones under them, so that it never needs our code."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, ExactFraction):
        return "sa.String()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,  # SQLite changes a table by making it anew
    compare_server_default=True,
    render_item=_plain,
)
with context.begin_transaction():
    context.run_migrations()

"""Published questionnaires; an interview stays with the one it began with."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, exists, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.inserts import insert_into
from storage.models import FormRow, InterviewRow
from storage.statements import Statement


@dataclass(frozen=True, slots=True)
class PublishedForm:
    """A questionnaire as it was published: its XForm and the other sheets of its workbook."""

    hash: str
    form_id: str
    version: str
    title: str
    xml: str
    sheets: dict[str, Any]
    published_at: datetime


_FORM = select(
    FormRow.hash, FormRow.form_id, FormRow.version, FormRow.title, FormRow.xml, FormRow.sheets, FormRow.published_at
)


_NEWEST = Statement(
    select(FormRow.hash)
    .where(FormRow.form_id == bindparam("form"))
    .order_by(FormRow.published_at.desc(), FormRow.hash)
    .limit(1)
)


async def publish_form(connection: AsyncConnection, form: PublishedForm) -> bool:
    """Publish a form; False, and nothing changed, where the same one (by its hash) is already published."""
    statement = insert_into(FormRow, connection).on_conflict_do_nothing(index_elements=["hash"])
    return (await connection.execute(statement, asdict(form))).rowcount == 1


async def form_by_hash(connection: AsyncConnection, form_hash: str) -> PublishedForm | None:
    """The form with this hash, if it was published."""
    row = (await connection.execute(_FORM.where(FormRow.hash == form_hash))).one_or_none()
    return PublishedForm(*row) if row else None


async def newest_hash(connection: AsyncConnection, form_id: str) -> str | None:
    """The hash of the version of a form that was published last, if any was."""
    row = await _NEWEST.row(connection, {"form": form_id})
    return row[0] if row is not None else None


async def pinned_hashes(connection: AsyncConnection) -> tuple[str, ...]:
    """The hashes of the forms that interviews began with, of those that are there."""
    began = exists().where(InterviewRow.form_hash == FormRow.hash)
    return tuple((await connection.scalars(select(FormRow.hash).where(began))).all())


@dataclass(frozen=True, slots=True)
class Version:
    """A published version of a form."""

    hash: str
    version: str
    title: str
    published_at: datetime


async def versions_of(connection: AsyncConnection, form_id: str) -> tuple[Version, ...]:
    """The published versions of a form; the one that new interviews begin with is the first."""
    statement = select(FormRow.hash, FormRow.version, FormRow.title, FormRow.published_at)
    statement = statement.where(FormRow.form_id == form_id).order_by(FormRow.published_at.desc(), FormRow.hash)
    return tuple(Version(*row) for row in await connection.execute(statement))


async def use_version(connection: AsyncConnection, form_hash: str, now: datetime) -> bool:
    """Whether new interviews begin with that version from now on; not where there is none such."""
    newest = update(FormRow).where(FormRow.hash == form_hash).values(published_at=now)
    return (await connection.execute(newest)).rowcount == 1

"""Published questionnaires, compiled once per process, with what their workbooks say of indices and tips."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.flows.forms.form import Form
from bot.flows.forms.private import asks_privately
from bot.flows.forms.workbook import Workbook
from bot.flows.forms.xform import read_form
from bot.flows.services.directory import Directory
from bot.flows.services.tips import Tip, tips_of
from bot.flows.settled import Settled, settled_of
from scoring.index import Index
from scoring.sheets import indices
from storage.forms import PublishedForm, form_by_hash, newest_hash, pinned_hashes, publish_form

HOUSEHOLD = "keluarga"
VILLAGE = "profil_desa"
LIBRARY_FORMS = (HOUSEHOLD, VILLAGE)  # those that the program brings along
LOOK_AGAIN = timedelta(minutes=1)  # for a version that another process published
OTHER_SHEETS = ("indices", "dimensions", "indicators", "bands", "grades", "tips", "settled")


@dataclass(frozen=True, slots=True, eq=False)
class Questionnaire:
    """A form, how its answers are scored, explained and answered with tips."""

    form: Form
    indices: tuple[Index, ...]
    tips: tuple[Tip, ...]
    settled: Settled = field(default_factory=Settled)

    def on(self, day: date) -> "Questionnaire":
        """The questionnaire with the versions of its indices that hold on that day."""
        return replace(self, indices=tuple(index for index in self.indices if index.valid_on(day)))


class Questionnaires:
    """The questionnaires of this process by hash; an interview stays with the one it began with."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._compiled: dict[str, Questionnaire] = {}
        self._current: Questionnaire | None = None
        self._looked_at: datetime | None = None

    async def publish(self, connection: AsyncConnection, workbook: Workbook, now: datetime) -> Questionnaire:
        """Publish a workbook. Raises FormError, SheetError or DirectoryError with all that must be mended."""
        sheets = {name: [dict(row) for row in workbook.sheets.get(name, ())] for name in OTHER_SHEETS}
        published = PublishedForm(
            workbook.hash, workbook.form_id, workbook.version, workbook.title, workbook.xml, sheets, now
        )
        questionnaire = self._compile(published)
        await publish_form(connection, published)
        self._looked_at = None
        return questionnaire

    async def by_hash(self, connection: AsyncConnection, form_hash: str) -> Questionnaire:
        """The questionnaire with that hash. Raises LookupError where it was never published."""
        if form_hash not in self._compiled:
            published = await form_by_hash(connection, form_hash)
            if published is None:
                raise LookupError(f"form {form_hash} was never published")
            self._compile(published)
        return self._compiled[form_hash]

    async def newest(self, connection: AsyncConnection, form_id: str = HOUSEHOLD) -> Questionnaire:
        """The version that new interviews begin with. Raises LookupError where none is published."""
        form_hash = await newest_hash(connection, form_id)
        if form_hash is None:
            raise LookupError(f"no form {form_id} is published")
        return await self.by_hash(connection, form_hash)

    async def current(self, connection: AsyncConnection, now: datetime) -> Questionnaire:
        """The newest version, as it was at most a minute ago: cheap enough for every message."""
        if self._looked_at is None or now - self._looked_at > LOOK_AGAIN or self._current is None:
            self._current, self._looked_at = await self.newest(connection), now
        return self._current

    async def ask_privately(self, connection: AsyncConnection) -> bool:
        """Whether any that is in use asks something private: new interviews begin with it, or one goes on with it."""
        newest = [await newest_hash(connection, form) for form in LIBRARY_FORMS]
        in_use = {*await pinned_hashes(connection), *(each for each in newest if each is not None)}
        return any([asks_privately((await self.by_hash(connection, each)).form) for each in sorted(in_use)])

    def _compile(self, published: PublishedForm) -> Questionnaire:
        form = read_form(published.xml, published.hash)
        found = indices(published.sheets)
        tips = tips_of(published.sheets, found, self._directory)
        questionnaire = Questionnaire(form, found, tips, settled_of(published.sheets))
        self._compiled[published.hash] = questionnaire
        return questionnaire

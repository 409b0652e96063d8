"""Everything that the clock starts, besides bringing letters. A new job is added here."""

from bot.backups import backing_up
from bot.deadlines import DEADLINES
from bot.jobs import TIDY, Job
from bot.reminding import REMINDERS
from bot.retention import retaining
from bot.settings import Settings
from bot.unreached import UNREACHED
from bot.weekly import SUMMARIES

JOBS: tuple[Job, ...] = (TIDY, SUMMARIES, *UNREACHED, *REMINDERS, *DEADLINES)


def jobs_of(settings: Settings) -> tuple[Job, ...]:
    """All of them, with what the operator has set."""
    return (*JOBS, *backing_up(settings), retaining(settings))

"""Everything that the clock starts, besides bringing letters. A new job is added here."""

from bot.letters.deadlines import DEADLINES
from bot.letters.reminding import REMINDERS
from bot.letters.unreached import UNREACHED
from bot.letters.weekly import SUMMARIES
from bot.operation.backups import backing_up
from bot.privacy.retention import retaining
from bot.schedule.jobs import TIDY, Job
from bot.settings import Settings

JOBS: tuple[Job, ...] = (TIDY, SUMMARIES, *UNREACHED, *REMINDERS, *DEADLINES)


def jobs_of(settings: Settings) -> tuple[Job, ...]:
    """All of them, with what the operator has set."""
    return (*JOBS, *backing_up(settings), retaining(settings))

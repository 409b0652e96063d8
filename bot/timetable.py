"""Everything that the clock starts, besides bringing letters. A new job is added here."""

from bot.jobs import TIDY, Job
from bot.unreached import UNREACHED
from bot.weekly import SUMMARIES

JOBS: tuple[Job, ...] = (TIDY, SUMMARIES, *UNREACHED)

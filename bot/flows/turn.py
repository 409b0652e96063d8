"""What one message is, and what comes of it."""

import enum
from dataclasses import dataclass

from bot.flows.forms.facts import Fact
from bot.flows.interview import Interview
from bot.flows.reply import Reply
from bot.messages import Tap


class Outcome(enum.Enum):
    """What a step leads to, besides its reply."""

    GOES_ON = "goes on"
    COMPLETED = "completed"  # every question that applies is answered
    REFUSED = "refused"  # the household did not consent: nothing is kept
    LATER = "later"  # she stops for now
    AWAY = "away"  # nobody to ask there: `Turn.visited` says why
    HOME = "home"  # she wants the list of houses


@dataclass(frozen=True, slots=True)
class Said:
    """What she said: words, or a button. `early`: written before the question that waits could be seen."""

    words: str = ""
    tap: Tap | None = None
    early: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """What to keep, where the interview stands then, and what to reply."""

    facts: tuple[Fact, ...]
    interview: Interview
    reply: Reply
    outcome: Outcome = Outcome.GOES_ON
    visited: str = ""  # what came of the visit, where it led no further

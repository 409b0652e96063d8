"""A rehearsal before the first message: what is worked out once is worked out before anybody waits for it."""

from collections import deque
from contextlib import suppress
from datetime import datetime

from bot.interviews.trying import StuckError, conversation
from bot.questionnaires import Questionnaire

SEED = 0


def rehearse(questionnaire: Questionnaire, now: datetime) -> None:
    """Let a random household answer the questionnaire, and forget it; the first words of the first cadres would each
    hold everybody up for fifty milliseconds. Where the household gets stuck, the rest is worked out when it is
    needed."""
    with suppress(StuckError):
        deque(conversation(questionnaire.form, SEED, now), maxlen=0)

"""What a household agrees to: each purpose kept as proof; the survey asked about again when its words change."""

from collections.abc import Collection, Sequence

from bot.flows import consent
from bot.flows.forms.facts import Fact
from bot.flows.forms.form import Form
from bot.flows.reply import Reply
from bot.language import LANGUAGES
from bot.loading import Opened
from bot.visit import Visit
from storage.consents import Consent, agree, consents_of, withdraw

ALOUD = "dibacakan"  # how the words came to the household: the cadre read them aloud
OF_THE_SURVEY = (consent.SURVEY, consent.CHILDREN)


async def keep_word(visit: Visit, opened: Opened, facts: Sequence[Fact]) -> None:
    """Keep what the turn says of the survey's consent, if it says anything."""
    granted = consent.granted(opened.interview, facts)
    if granted is not None and opened.house is not None:
        await keep_survey(visit, opened.house.id, opened.questionnaire.form, granted)


async def keep_survey(visit: Visit, household_id: int, form: Form, granted: Collection[str]) -> None:
    """The household agrees to these purposes of the survey, by the form's words, and to no other of them."""
    text_hash = consent.survey_hash(form, visit.language)
    refused = [purpose for purpose in OF_THE_SURVEY if purpose not in granted]
    await withdraw(visit.connection, household_id, refused, visit.now)
    for purpose in OF_THE_SURVEY:
        if purpose in granted:
            await agree(visit.connection, household_id, _said_now(visit, purpose, text_hash))


async def keep_purpose(visit: Visit, household_id: int, purpose: consent.Purpose) -> None:
    """The household agrees to a purpose beside the survey."""
    await agree(visit.connection, household_id, _said_now(visit, purpose.id, purpose.hash(visit.language)))


async def asked_again(visit: Visit, opened: Opened) -> Reply | None:
    """The survey's words of consent once more, where they have changed since the household agreed; else nothing."""
    if opened.house is None:
        return None
    newest = (await visit.tools.questionnaires.current(visit.connection, visit.now)).form
    if not await are_new(visit, opened.house.id, newest, opened.questionnaire.form):
        return None
    return consent.again(newest, str(opened.house.id), visit.language)


async def are_new(visit: Visit, household_id: int, newest: Form, own: Form) -> bool:
    """Whether the household, asked by a form of its own, agreed to other words than those of the newest one."""
    if newest.hash == own.hash or _hashes(newest) <= _hashes(own):
        return False
    given = await consents_of(visit.connection, household_id)
    agreed = [each for each in given if each.purpose == consent.SURVEY]
    return bool(agreed) and agreed[-1].text_hash not in _hashes(newest)


def _hashes(form: Form) -> set[str]:
    return {consent.survey_hash(form, language) for language in LANGUAGES}


def _said_now(visit: Visit, purpose: str, text_hash: str) -> Consent:
    channel = visit.incoming.chat.partition(":")[0]
    return Consent(purpose, text_hash, visit.language, visit.now, visit.role.person_id, channel, ALOUD)

"""A finished interview: its values laid out for counting, its scores, and the cards that are shown of it."""

from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.flows.arrival import MENU, House, Subject
from bot.flows.asking import closing_notes
from bot.flows.forms.facts import Answered
from bot.flows.forms.record import Record
from bot.flows.indicators import known_values
from bot.flows.interview import Interview
from bot.flows.referrals import good_news, tips
from bot.flows.reply import Press, Reply
from bot.flows.result import result_card, tips_card
from bot.flows.rounds.helping import HELP, is_helped_with
from bot.flows.services.card import universal_card
from bot.flows.services.contacts import Contact, Contacts
from bot.flows.services.directory import Directory
from bot.flows.texts import Plural, Text, Words
from bot.interviews.explaining import ASK_WHY, NEXT_HOUSE, WHAT_CAN_BE_DONE, WHY, what_it_would_bring
from bot.interviews.results import results_of
from bot.questionnaires import Questionnaire
from scoring.index import Values
from storage.regions import Contact as KeptContact
from storage.regions import contacts as contacts_in
from storage.results import finish

FINISHED = Plural("✅ Selesai. {house} tersimpan, {n} jawaban.", "✅ Selesai. {house} tersimpan, {n} jawaban.")
SEE_ANSWERS = Text("Lihat jawaban")
LEAVES = Text("Izin")
AN_AID = Text("Ini bahan obrolan, bukan penentu bantuan.")
REVIEW = Text("Minta ditinjau petugas")
HAS_112 = "ada_112"  # a contact's field that says whether the emergency number answers here


def values_of(questionnaire: Questionnaire, record: Record) -> Values:
    """What each indicator came to: the calculates of the form, by name."""
    return known_values(record, questionnaire.indices, (tip.when for tip in questionnaire.tips if tip.when))


async def lay_out(connection: AsyncConnection, interview: Interview, questionnaire: Questionnaire) -> None:
    """Write down what SQL counts: answers, indicators and scores, without anything private."""
    record = interview.record
    found = results_of(record, questionnaire.indices)
    await finish(
        connection,
        interview.id,
        record.now,
        answers=found.answers,
        indicators=found.indicators,
        scores=found.scores,
        head=found.head,
        scored_by=questionnaire.form.hash,
        words=found.words,
    )


def result(interview: Interview, questionnaire: Questionnaire, subject: Subject, language: str) -> Reply:
    """The result card: what is fulfilled, what not yet."""
    record = interview.record
    told = (place for place in interview.questions() if not place.definition.private)
    answered = sum(isinstance(record.answers.get(place.ref), Answered) for place in told)
    lines: list[Words] = [FINISHED(answered, house=subject.title), *closing_notes(interview, language), ""]
    lines += result_card(questionnaire.indices, values_of(questionnaire, record), language)
    if not isinstance(subject, House):
        return Reply(tuple(lines), ((Press(SEE_ANSWERS, "v"), Press(MENU, "home")),))
    lines.append(AN_AID)
    rows = (
        (Press(WHAT_CAN_BE_DONE, "tips"),),
        (Press(ASK_WHY, WHY), Press(SEE_ANSWERS, "v")),
        (Press(REVIEW, "haktinjau", code=str(subject.id)),),
        (Press(LEAVES, "izin", code=str(subject.id)), Press(NEXT_HOUSE, "home")),
    )
    return Reply(tuple(lines), rows)


def advice(
    interview: Interview, questionnaire: Questionnaire, directory: Directory, contacts: Contacts, language: str
) -> Reply:
    """At most three things to do, each with the service to go to."""
    values = values_of(questionnaire, interview.record)
    chosen = tips(values, questionnaire.tips, directory, contacts, own_screen=True)
    good = good_news(questionnaire.indices, values, language, turn=interview.id)
    first = chosen[0].tip.indicators if chosen else ()
    turn = what_it_would_bring(interview.record, questionnaire, first, language)
    lines = tips_card(chosen, contacts, language, good, turn)
    help_with = [
        Press(HELP(number=number), "help", code=each.tip.id)
        for number, each in enumerate(chosen, 1)
        if is_helped_with(each.tip, directory, contacts)
    ]
    return Reply(
        lines, (tuple(help_with[:2]), tuple(help_with[2:]), (Press(SEE_ANSWERS, "v"), Press(NEXT_HOUSE, "home")))
    )


def numbers(directory: Directory, contacts: Contacts, language: str) -> Reply:
    """The card of important numbers, the same for everybody."""
    return Reply(universal_card(directory, contacts, language))


async def contacts_of(connection: AsyncConnection, region_code: str) -> Contacts:
    """The local contacts that hold in a region."""
    found = await contacts_in(connection, region_code)
    by_service = {service: contact_from(contact) for service, contact in found.items()}
    has_112 = any(contact.fields.get(HAS_112) for contact in found.values())
    return Contacts(region_code, has_112, by_service)


def contact_from(kept: KeptContact) -> Contact:
    """A contact as the database keeps it."""
    fields = kept.fields
    checked_on = fields.get("diperiksa", "")
    return Contact(
        kept.service_id,
        phone=fields.get("telepon", ""),
        whatsapp=fields.get("wa", ""),
        address=fields.get("alamat", ""),
        hours=fields.get("jam", ""),
        person=fields.get("nama", ""),
        checked_on=date.fromisoformat(checked_on) if checked_on else None,
        checked_by=fields.get("pemeriksa", ""),
    )

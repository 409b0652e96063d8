"""The weekly summary of each coordinator: made once, at her own day and hour, and put into the outbox."""

import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.database import open_database
from bot.flows.permissions import VILLAGE, level_of
from bot.flows.reply import Attachment, Reply
from bot.flows.services.directory import Directory, load_directory
from bot.flows.summary.lines import lines, nothing_new, rows
from bot.flows.summary.times import due_on
from bot.flows.summary.week import Week
from bot.language import SOURCE
from bot.language import language as spoken
from bot.letters.weeks import BATCH, Sources, sources_of, take, week_of
from bot.logs import where
from bot.messages import Button, Outgoing, Tap
from bot.questionnaires import Questionnaires
from bot.reports.weekly import picture
from bot.settings import Settings
from storage.engine import migrate, reading
from storage.letters import Letter, is_put, unasked_key
from storage.outbox import put
from storage.regions import at_or_above
from storage.requests import WARNED_AFTER, warned
from storage.summaries import Recipient, claim_summary, recipients, villages_in

KIND = "summary"
WEEK = timedelta(days=7)

_log = logging.getLogger(__name__)


async def weekly_summaries(
    engine: AsyncEngine,
    questionnaires: Questionnaires,
    directory: Directory,
    now: datetime,
) -> int:
    """How many summaries were put into the outbox: those of every coordinator whose time has come today.

    One whose time was missed gets hers later the same day. Each is claimed in the transaction that puts it: however
    many processes run this, each is made once; stopped at any moment, the next run goes on. What fails for one is
    logged, and the next is served.
    """
    async with reading(engine).begin() as connection:
        due = [each for each in await recipients(connection, now) if _due(each, now)]
        if not due:
            return 0
        sources = await sources_of(connection, questionnaires, directory)
        villages = await villages_in(connection, sorted({code for each in due for code in each.regions}))
    failed = await _take_all(engine, sources, villages, now)
    inside = defaultdict[str, list[str]](list)
    for village in villages:
        for area in at_or_above(village):
            inside[area].append(village)
    made = 0
    for recipient in due:
        hers = [village for region in recipient.regions for village in inside[region]]
        if hers and failed.issuperset(hers):
            continue  # nothing can be said of them; the next run tries again
        try:
            async with engine.begin() as connection:
                made += await _put(connection, sources, recipient, hers, now)
        except Exception as error:  # one person's failure must not cost the others theirs; the next run tries again
            _log.error("the summary of person %s failed\n%s", recipient.person_id, where(error))
    return made


async def printed_summary(settings: Settings, region: str, now: datetime) -> tuple[str, bytes | None]:
    """An area's summary as text, and its picture where there is one.

    Raises LookupError where no village is known there, or no questionnaire was ever published.
    """
    engine, directory = open_database(settings), load_directory()
    try:
        await migrate(engine)
        async with engine.begin() as connection:
            sources = await sources_of(connection, Questionnaires(directory), directory)
            villages = await villages_in(connection, [region])
        await _take_all(engine, sources, villages, now)
        async with engine.begin() as connection:
            week = await week_now(connection, sources, [region], now, SOURCE)
    finally:
        await engine.dispose()
    reply = reply_of(week, SOURCE)
    picture = reply.attachment.content if reply.attachment is not None else None
    return "\n".join(spoken(SOURCE).say(line) for line in reply.lines), picture


async def week_now(
    connection: AsyncConnection, sources: Sources, regions: Sequence[str], now: datetime, language: str
) -> Week:
    """The week of these regions as of today; of many villages, with the figures told last.

    Raises LookupError where no such region is known.
    """
    villages = await villages_in(connection, regions)
    zone = next(iter(villages.values()), None)
    if zone is None:
        raise LookupError(f"{', '.join(regions)}: no village is known there")
    if len(villages) <= BATCH:
        await take(connection, sources, villages, now)
    return await week_of(
        connection, sources, regions, now.astimezone(ZoneInfo(zone)).date(), language, villages=list(villages)
    )


def reply_of(week: Week, language: str) -> Reply:
    """The summary as a bubble: words, picture and buttons; a line alone where there is nothing to say."""
    plain = not week.registered or nothing_new(week)
    attachment: Attachment | None = None if plain else picture(week, language)
    return Reply(lines(week, language), rows(f"{week.on:%Y%m%d}"), attachment=attachment)


async def _take_all(
    engine: AsyncEngine, sources: Sources, villages: Mapping[str, str], now: datetime, lot: int = BATCH
) -> set[str]:
    """Keep what is told of the villages today, some at a time; those of which that failed, alone too."""
    codes, failed = sorted(villages), set[str]()
    for start in range(0, len(codes), lot):
        some = {code: villages[code] for code in codes[start : start + lot]}
        try:
            async with engine.begin() as connection:
                await take(connection, sources, some, now)
        except Exception as error:  # the others must not wait for one
            if len(some) > 1:
                failed |= await _take_all(engine, sources, some, now, lot=1)
                continue
            _log.error("the figures of village %s failed\n%s", codes[start], where(error))
            failed |= some.keys()
    return failed


async def _put(
    connection: AsyncConnection, sources: Sources, recipient: Recipient, villages: Sequence[str], now: datetime
) -> bool:
    """Whether the recipient's summary was made now, and not before."""
    local = now.astimezone(ZoneInfo(recipient.timezone))
    key = unasked_key(recipient.person_id, local.date())
    if await is_put(connection, key) or not await claim_summary(connection, recipient.person_id, local.date()):
        return False
    week = await week_of(connection, sources, recipient.regions, local.date(), recipient.language, villages=villages)
    bubble = _bubble(reply_of(week, recipient.language), recipient)
    until, zone = _until(recipient, local), recipient.timezone
    letter = Letter(key, KIND, (bubble,), now, until, recipient.person_id, supersedes=True, zone=zone)
    hers = [code for code in recipient.regions if level_of(code) == VILLAGE]
    await warned(connection, hers, now - WARNED_AFTER, now)  # the summary tells of what comes near its 72 hours
    return await put(connection, letter)


def _until(recipient: Recipient, local: datetime) -> datetime:
    """Until when her summary is of use: until the next one. What Telegram did not take on its day comes on another."""
    return local.replace(hour=recipient.hour, minute=0, second=0, microsecond=0) + WEEK


def _bubble(reply: Reply, recipient: Recipient) -> Outgoing:
    speak = spoken(recipient.language)
    return Outgoing(
        recipient.chat,
        "\n".join(speak.say(line) for line in reply.lines),
        tuple(
            tuple(Button(speak.say(press.label), Tap(press.verb, code=press.code)) for press in row)
            for row in reply.rows
        ),
        attachment=reply.attachment,
    )


def _due(recipient: Recipient, now: datetime) -> bool:
    local = now.astimezone(ZoneInfo(recipient.timezone))
    return due_on(recipient.weekday, recipient.hour, recipient.sent_on, local) is not None

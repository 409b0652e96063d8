"""What is destroyed is gone, wherever a copy of it was; the sums of areas stay."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.privacy.retention import SCHEDULE, destroy_expired, schedule_of
from bot.settings import Settings
from storage.areas import NATION, tallies
from storage.destroying import destructions
from storage.engine import migrate
from storage.forgetting import forget_household, forget_interview
from storage.household_lists import households_of
from storage.households import add_household
from storage.interviews import interview, start_interview
from storage.models import AnswerRow, ConsentRow, HouseholdKeyRow, HouseholdRow, IndicatorValueRow, TurnRow
from storage.people import invite
from storage.results import IndicatorValue, finish
from storage.scrubbing import scrub
from storage.turns import keep_turn
from tests.secrecy.dumps import dump
from tests.storage.village import CHAT, FORM, NOW, VILLAGE, Village, begin, settle

FACTS = [{"k": "a", "ref": "/keluarga/nama", "value": "Zulkarnaen"}]
DAY = timedelta(days=1)


async def finished(connection: AsyncConnection, village: Village) -> int:
    """An interview of the household, with a name and an indicator."""
    id_ = await begin(connection, village)
    await keep_turn(connection, chat=CHAT, message_id=f"m{id_}", interview_id=id_, facts=FACTS, said_at=NOW)
    answers = {"/keluarga/nama": "Zulkarnaen"}
    values = [IndicatorValue("i29", "1", "akta", "1")]
    await finish(
        connection, id_, NOW, answers=answers, indicators=values, scores=[], head="L", words=frozenset(answers)
    )
    return id_


async def sealed_values(connection: AsyncConnection) -> list[bytes]:
    """Everything that the household's key has sealed, and the key itself as it is kept."""
    columns = (HouseholdKeyRow.wrapped, HouseholdRow.label, TurnRow.facts, AnswerRow.sealed)
    found: list[bytes | None] = []
    for column in columns:
        found += (await connection.scalars(select(column))).all()
    return [each for each in found if each is not None]


def left(values: Sequence[bytes], dumped: bytes) -> list[bytes]:
    return [value for value in values if value in dumped]


async def test_d14_a_forgotten_household_leaves_neither_values_nor_its_key_but_stays_in_the_sums(
    engine: AsyncEngine,
) -> None:
    async with engine.begin() as connection:
        village = await settle(connection)
        await finished(connection, village)
        before = await tallies(connection, NATION, 2026, "i29", "1")
        values = await sealed_values(connection)
    assert len(values) == 4
    assert len(left(values, await dump(engine))) == 4
    async with engine.begin() as connection:
        await forget_household(connection, village.household.id, NOW)
    await scrub(engine)
    assert left(values, await dump(engine)) == []
    async with engine.begin() as connection:
        assert await households_of(connection, VILLAGE) == ()
        assert (await connection.scalars(select(IndicatorValueRow.value))).all() == []
        assert before and await tallies(connection, NATION, 2026, "i29", "1") == before


async def test_d14_who_says_no_leaves_nothing_that_the_household_s_next_key_could_open(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        village = await settle(connection)
        id_ = await begin(connection, village)
        await keep_turn(connection, chat=CHAT, message_id="1", interview_id=id_, facts=FACTS, said_at=NOW)
        before = await sealed_values(connection)
        await forget_interview(connection, id_, refused_on=NOW.date())
        after = await sealed_values(connection)
        (listed,) = await households_of(connection, VILLAGE)
    assert listed.household.label == "Pak Misal", "its name is the village's own, and stays"
    assert not set(before) & set(after), "sealed by another key"


async def test_a_household_with_another_interview_keeps_its_key(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        village = await settle(connection)
        first = await finished(connection, village)
        key = (await connection.scalars(select(HouseholdKeyRow.wrapped))).all()
        await finished(connection, village)
        await forget_interview(connection, first, refused_on=None)
        assert (await connection.scalars(select(HouseholdKeyRow.wrapped))).all() == key


async def test_d15_what_is_older_than_it_may_be_kept_is_destroyed_once_and_recorded(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        village = await settle(connection)
        old = await finished(connection, village)
        await keep_turn(connection, chat=CHAT, message_id="menu", interview_id=None, facts=[], said_at=NOW)
        await invite(
            connection, role="cadre", region_code=VILLAGE, rt=None, name="Bu Undang", now=NOW, expires_at=NOW + DAY
        )
        before = await tallies(connection, NATION, 2026, "i29", "1")

    assert await destroy_expired(engine, NOW + 14 * DAY) == []
    (messages,) = await destroy_expired(engine, NOW + 15 * DAY)
    assert (messages.kind, messages.n, messages.kept_days) == ("messages", 1, 14)
    (invitations,) = await destroy_expired(engine, NOW + 16 * DAY)
    assert (invitations.kind, invitations.n) == ("invitations", 1)

    late = NOW + 549 * DAY
    async with engine.begin() as connection:
        newer = await start_interview(
            connection,
            household_id=village.household.id,
            form_hash=FORM.hash,
            cadre_id=village.cadre_id,
            now=late - 500 * DAY,
        )
    found = await destroy_expired(engine, late)
    assert [(each.kind, each.n) for each in found] == [("interviews", 1), ("messages", 1)]
    assert await destroy_expired(engine, late) == [], "a second run destroys nothing"
    async with engine.begin() as connection:
        assert await interview(connection, old) is None
        assert await interview(connection, newer.id) is not None
        assert before and await tallies(connection, NATION, 2026, "i29", "1") == before
        assert [(each.kind, each.n) for each in await destructions(connection)] == [
            ("messages", 1),
            ("invitations", 1),
            ("interviews", 1),
            ("messages", 1),
        ]
    await migrate(engine)


async def test_d15_the_name_of_a_household_that_left_goes_with_its_time(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        village = await settle(connection)
        await add_household(connection, VILLAGE, "004", label="Bu Tetap")
        left_at = update(HouseholdRow).where(HouseholdRow.id == village.household.id)
        await connection.execute(left_at.values(removed_at=NOW))
    (households,) = await destroy_expired(engine, NOW + 549 * DAY)
    assert (households.kind, households.n) == ("households", 1)
    async with engine.begin() as connection:
        labels = await connection.scalars(select(HouseholdRow.label).order_by(HouseholdRow.id))
        assert [label is None for label in labels] == [True, False]


async def test_d15_the_proof_of_a_consent_is_kept_five_years_longer_than_the_answers(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        village = await settle(connection)
        proof = {"purpose": "survei", "text_hash": "a", "language": "id", "channel": "tg", "method": "dibacakan"}
        of = {"household_id": village.household.id, "cadre_id": village.cadre_id, "given_at": NOW}
        await connection.execute(insert(ConsentRow).values(**proof, **of))
    assert await destroy_expired(engine, NOW + (548 + 1826) * DAY) == []
    (consents,) = await destroy_expired(engine, NOW + (548 + 1827) * DAY)
    assert (consents.kind, consents.n) == ("consents", 1)


async def test_d15_more_than_a_batch_is_one_record(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await settle(connection)
        for n in range(101):
            await invite(
                connection, role="cadre", region_code=VILLAGE, rt=None, name=f"Bu {n}", now=NOW, expires_at=NOW
            )
    (record,) = await destroy_expired(engine, NOW + 15 * DAY)
    async with engine.begin() as connection:
        assert list(await destructions(connection)) == [record]
    assert record.n == 101


def test_an_operator_sets_shorter_times_and_never_longer_ones_than_the_programme() -> None:
    shorter = Settings.model_validate({"keep_answers_days": 365, "keep_delivery_days": 7})
    days = {rule.kind: rule.days for rule in schedule_of(shorter)}
    assert (days["interviews"], days["letters"], days["traces"]) == (365, 7, 3)
    longest = Settings.model_fields["keep_answers_days"].metadata
    assert any(getattr(each, "le", None) == 548 for each in longest)
    assert {rule.kind: rule.days for rule in SCHEDULE}["interviews"] == 548

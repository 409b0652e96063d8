"""Families look up services: what they find, what is never kept, and what no screen gives away.

Tests named c.. and d.. hold the behaviours of those numbers.
"""

from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot import demo
from bot.flows import lookup
from bot.flows.services.card import help_reply, universal_card
from bot.flows.services.contacts import NO_CONTACTS
from bot.flows.services.directory import load_directory
from bot.flows.services.disclosure import disclosed
from bot.flows.services.needs import is_greeting, is_thanks, wanted
from bot.interviews.finishing import contacts_of
from bot.language import language
from bot.messages import Outgoing
from storage.models import ChatRow, TraceRow, TurnRow
from tests.chat import Conversation

DIRECTORY = load_directory()
SAID = Path(__file__).parent / "flows" / "needs.tsv"
PROBLEMS = [f"M{n:02}" for n in range(1, 38)]
FORBIDDEN_ADVICE = ("sabar", "bicarakan dengan suami", "kepala desa", "mediasi", "tinggalkan rumah", "bukti", "maafkan")


@pytest.fixture
async def talk(engine: AsyncEngine) -> Conversation:
    conversation = Conversation(engine)
    await conversation.settle()
    return conversation


async def last(talk: Conversation, *messages: str) -> Outgoing:
    """What the last of these messages is answered with."""
    replies: list[Outgoing] = []
    for message in messages:
        replies = await talk.say(message, "Orang")
    return replies[-1]


@pytest.mark.parametrize("problem", PROBLEMS)
async def test_no_problem_is_a_dead_end_with_local_contacts_or_without(talk: Conversation, problem: str) -> None:
    async with talk.engine.begin() as connection:
        local = await contacts_of(connection, demo.VILLAGE)
    need = next(need for need in DIRECTORY.needs if need.problem == problem)
    for contacts in (local, NO_CONTACTS):
        shown = [id_ for id_ in need.services if DIRECTORY.visible(id_, contacts)]
        assert shown, f"{problem} leads nowhere"
        said = "\n".join(map(language().say, lookup.need(need, DIRECTORY, contacts, "id").lines))
        assert "Hubungi: " in said and len(said) <= 1000


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ("akta anak", "M02"),
        ("anak saya blm punya akte", "M02"),
        ("bpjs mati", "M19"),
        ("bpjs nonaktip", "M19"),
        ("anak putus sekolah", "M17"),
        ("putus skolah", "M17"),
        ("pinjol", "M31"),
        ("rumah bocor", "M13"),
        ("cara dapat bansos", "M32"),
        ("jamban", "M14"),
        ("kursi roda buat nenek", "M11"),
        ("berhenti ngerokok", "M27"),
        ("nikah siri", "M01"),
        ("modal usaha", "M15"),
    ],
)
def test_what_people_write_finds_what_they_need(words: str, problem: str) -> None:
    assert problem in [need.problem for need in wanted(words, DIRECTORY.needs).needs]


def test_words_that_fit_two_needs_are_asked_about() -> None:
    assert len(wanted("nikah", DIRECTORY.needs).needs) == 2


def test_of_what_families_write_nothing_is_answered_with_something_else() -> None:
    wrong: list[str] = []
    missed: list[str] = []
    asked = 0
    for line in SAID.read_text().splitlines():
        if line.startswith("#"):
            continue
        language, words, expected = line.split("\t")
        means = set(expected.split())
        if disclosed(words):
            found, sure = {"help"}, True
        elif is_greeting(words) or is_thanks(words):
            found, sure = {"-"}, True
        else:
            heard = wanted(words, DIRECTORY.needs, language)
            found, sure = {need.problem for need in heard.needs} or {"-"}, heard.sure
        if sure and not found & means:
            (missed if found == {"-"} else wrong).append(words)
        asked += len(found) > 1 or (not sure and found != {"-"})
    assert (wrong, missed) == ([], [])
    assert asked < 10


def test_english_words_are_understood_where_english_is_read() -> None:
    assert [need.problem for need in wanted("birth certificate", DIRECTORY.needs, "en").needs] == ["M02"]


@pytest.mark.parametrize("words", ["jamba", "posyand"])
def test_what_is_only_like_a_need_is_asked_about(words: str) -> None:
    found = wanted(words, DIRECTORY.needs)
    assert found.needs
    assert not found.sure


def test_what_only_sounds_like_a_need_is_none() -> None:
    assert wanted("hujan deras", DIRECTORY.needs).needs == ()


@pytest.mark.parametrize("words", ["zzzz", "", "1234", "halo semua"])
def test_words_that_mean_nothing_here_find_nothing(words: str) -> None:
    assert wanted(words, DIRECTORY.needs).needs == ()


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("suami saya suka pukul", "harmed"),
        ("saya DIPUKULI semalam", "harmed"),
        ("anak itu ditamp4r bapaknya", "harmed"),
        ("di rumah ada KDRT", "harmed"),
        ("d1perkosa", "harmed"),
        ("aku takut pulang", "harmed"),
        ("dia di*ncam", "harmed"),
        ("pengen mati aja", "self_harm"),
        ("mau bunuh diri", "self_harm"),
        ("bunuuuh diri", "self_harm"),
        ("dipukul suami terus, mau mati rasanya", "self_harm"),
        ("dia p*kui saya", "harmed"),
        ("posyandu buka pukul 8", ""),
        ("pukul 07.30 ya", ""),
        ("kumpul besok pukul sembilan di balai desa", ""),
        ("Pukul delapan pagi", ""),
        ("pukul setengah  tujuh", ""),
        ("buka pukul dua belas", ""),
        ("pukul 9 anak-anak datang ke posyandu", ""),
        ("buka pukul berapa ya", ""),
        ("suami pukul", "harmed"),
        ("suami pukul saya pukul delapan malam", "harmed"),
        ("kemarin dipukul pukul sembilan", "harmed"),
        ("bapak pukul dua anaknya", "harmed"),
        ("suami pukul 33 kali", "harmed"),
        ("pukul dua belas kali", "harmed"),
        ("dia pukul sampai berapa kali pun", "harmed"),
        ("dia pukul berapa kali saja", "harmed"),
        ("pukul satunya", "harmed"),
        ("beras habis", ""),
        ("37", ""),
    ],
)
def test_c18_words_that_may_be_a_cry_for_help_are_recognised(words: str, kind: str) -> None:
    assert disclosed(words) == kind


@pytest.mark.parametrize("speaker", ["Orang", "Kader"])
async def test_c18_a_disclosure_gets_the_fixed_reply_and_leaves_nothing_behind(
    talk: Conversation, speaker: str, caplog: pytest.LogCaptureFixture
) -> None:
    (reply,) = await talk.say("suami saya memukul Markerwati di dapur", speaker)
    assert "129" in reply.text and "Markerwati" not in reply.text
    assert len(reply.deletes) == 1 and reply.deletes[0].startswith("own")
    async with talk.engine.begin() as connection:
        assert (await connection.scalars(select(TurnRow.id))).all() == []
        for table in (await connection.execute(text(_TABLES[connection.dialect.name]))).scalars().all():
            rows = (await connection.execute(text(f'SELECT * FROM "{table}"'))).all()  # noqa: S608 - names of ours
            assert "Markerwati" not in repr(rows)
    assert "Markerwati" not in caplog.text


def test_c19_the_reply_gives_numbers_and_no_advice() -> None:
    for self_harm in (True, False):
        said = " ".join(map(language().say, help_reply(self_harm))).casefold()
        assert not [advice for advice in FORBIDDEN_ADVICE if advice in said]
        assert "anda yang menentukan" in said


def test_c16_the_universal_card_is_the_same_text_for_everybody() -> None:
    assert universal_card(DIRECTORY, NO_CONTACTS, "id") == universal_card(DIRECTORY, NO_CONTACTS, "id")
    assert "129" in " ".join(map(language().say, universal_card(DIRECTORY, NO_CONTACTS, "id")))


async def test_c22_what_a_locked_screen_shows_says_nothing_personal(talk: Conversation) -> None:
    for message in ("/start", "[Hukum & aduan]", "pinjol", "cerai", "narkoba", "stres", "/tentang", "/daerah", "zzzz"):
        said = (await last(talk, message)).text
        assert said.startswith(("Info Keluarga", "Daerah itu"))
        assert not [word for word in ("cerai", "narkoba", "Pak Karyo", "stres", "utang") if word in said[:15]]


async def test_c23_quick_exit_takes_everything_away_at_once_and_shows_something_harmless(talk: Conversation) -> None:
    reply = await last(talk, "/start", "[Nomor penting]", "cerai", "bpjs", "x")
    assert len(reply.deletes) == 7  # her four messages and our three bubbles; the menu was edited in its place
    assert "sayur" in reply.text and reply.rows == ()
    assert not any(bubble.text and "Info" in bubble.text for bubble in talk.phones["Orang"].bubbles)
    async with talk.engine.begin() as connection:
        assert (await connection.scalars(select(TraceRow.bubble))).all() == []


@pytest.mark.parametrize("words", ["X", "tutup", "Keluar", "/tutup"])
async def test_c23_every_way_out_is_understood_and_no_digit_is_one(talk: Conversation, words: str) -> None:
    assert (await last(talk, "halo", words)).deletes
    assert not (await last(talk, "halo", "0")).deletes


async def test_nothing_is_kept_of_somebody_who_looks_things_up_but_language_and_place(talk: Conversation) -> None:
    await last(talk, "/start", "akta anak", "cerai", "/daerah", "pondok labu kotabaru", "pinjol")
    async with talk.engine.begin() as connection:
        assert (await connection.scalars(select(TurnRow.id))).all() == []
        rows = (await connection.execute(select(ChatRow.__table__).where(ChatRow.address == "test:orang"))).all()
    (row,) = rows
    kept = {name: value for name, value in row._mapping.items() if value is not None}
    assert kept == {"address": "test:orang", "place": demo.VILLAGE}


async def test_a_family_can_not_reach_a_page_of_cadres(talk: Conversation) -> None:
    from bot.messages import Incoming, Kind, Tap

    for verb in ("house", "new", "all", "find"):
        tap = Tap(verb, code="1")
        forged = Incoming(f"forged{verb}", "test:orang", talk.now, Kind.TAP, tap=tap, bubble="1")
        (reply,) = await talk.dialogue.receive(forged)
        assert "Info Keluarga" in reply.text


_TABLES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table'",
    "postgresql": "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
}

"""Every transcript once more, with each of its messages coming again and again: nothing is kept that was not before."""

from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import LargeBinary, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot import demo
from bot.desks.everything import COMMANDS, PAGES
from bot.flows.rounds.action import Planned
from bot.messages import Incoming, Kind, Outgoing
from storage.actions import plan
from storage.engine import connect
from storage.models import Base
from tests.chat import Conversation, Phone, play_in
from tests.keys import KEYS
from tests.test_consent import HOUSE, reworded
from tests.test_conversations import SCRIPTS

DRAWN = {
    "member",
    "id",
    "message_id",
    "code",
    "token_hash",
    "name",
    "label",
    "reason",
    "fields",
    "wrapped",
    "turns",
    "payload",
}
LOOKED = {"interview", "list", "see_report", "tell_of_village"}  # what the trail notes each time that it is shown
PRESSED = {  # where each page that changes something is pressed
    "051_latihan": "pr quiz",
    "053_hasil_kunjungan": "unvisit",
    "054_didata_dua_kali": "new same",
    "055_serah_terima_hari_pertama": "end",
    "075_membagi_rumah": "closed given given_all reopen",
    "078_ganti_kader": "swap_to",
    "079_ganti_peran": "role stop",
    "079_kontak_layanan": "contact_checked contact_drop contact_empty",
    "079_pesan_ke_kader": "send",
    "083_keluarga_melihat_hasilnya": "dataku dataku2 hp kode slip1",
    "084_keluarga_minta_dibetulkan": "minta2 perbaiki",
    "085_keluarga_berhenti_ikut": "laksanakan",
    "086_hak_di_rumah": "beri cabut hak2 hakbetul hakdata haktinjau ikut ikut1",
    "087_keluarga_membekukan": "cairkan tinjau",
    "100_rujukan": "help helpyes refans refwhy",
    "101_pengingat": "nextweek remindat tomorrow",
    "102_macet": "quiet stuckans",
    "103_rencana_desa": "plannew",
    "104_waktu_rangkuman": "sumhour",
    "105_dicoba_di_tempat_lain": "refnext",
    "a village's plan": "planans planmove",
    "other versions and words": "form_use ulang",
}
DUE = date(2026, 11, 25)


async def a_plan(talk: Conversation) -> None:
    await talk.settle()
    async with talk.engine.begin() as connection:
        await plan(
            connection, [Planned(0, demo.VILLAGE, 2026, name, name, "Disdukcapil", DUE) for name in ("Akta", "Jamban")]
        )
    for line in ("/rtl", "[1]", "[Belum]", "[Rencana desa]", "[2]", "[Selesai]", "[Rencana desa]", "[1]"):
        await talk.say(line, "Koordinator")
    for line in ("[Tunda ke tahun depan]", "[Belum ada dana]"):
        await talk.say(line, "Koordinator")


async def other_versions(talk: Conversation) -> None:
    await talk.settle()
    for line in ("/start", HOUSE, "ya", "Budi 41 L kepala, Siti 38 P istri", "[Lengkap]"):
        await talk.say(line)
    async with talk.engine.begin() as connection:
        await talk.questionnaires.publish(connection, reworded(), talk.now)
    for line in ("ada", "[Tanpa data anak]", "ada"):
        await talk.say(line)
    for line in ("/start", "[Kuesioner]"):
        await talk.say(line, "Kabupaten")
    shown = talk.phones["Kabupaten"].bubbles[-1]
    other = next(button.label for row in shown.rows for button in row if button.tap.verb == "form")
    for line in (f"[{other}]", "[Ya, pakai]"):
        await talk.say(line, "Kabupaten")
    talk.now += timedelta(minutes=5)
    await talk.say("ya")


def told(script: Path) -> Callable[[Conversation], Awaitable[object]]:
    return lambda talk: play_in(talk, script.read_text())


STORIES: dict[str, Callable[[Conversation], Awaitable[object]]] = {
    **{script.stem: told(script) for script in SCRIPTS},
    "a village's plan": a_plan,
    "other versions and words": other_versions,
}


class Again(Conversation):
    """A conversation in which each message comes again at once, under its id and a tap under a new one; the same once
    the process is a new one; and a cadre's once more when she has already sent her next."""

    before: Incoming | None = None

    def __init__(self, engine: AsyncEngine) -> None:
        super().__init__(engine)
        self.pressed: set[str] = set()

    async def send(self, incoming: Incoming, phone: Phone, *, arrives: bool = True) -> list[Outgoing]:
        replies = await super().send(incoming, phone, arrives=arrives)
        self.pressed |= {incoming.tap.verb} if incoming.tap is not None else {*COMMANDS.get(incoming.words, ())}
        for n in range(2):
            await self.dialogue.receive(incoming)
            if incoming.kind is Kind.TAP:
                await self.dialogue.receive(replace(incoming, id=f"{incoming.id}-again{n}"))
            self.start()
        if self.before is not None:
            await self.dialogue.receive(self.before)
        # Of somebody without a role nothing is kept, so that what she sees when a message comes late may differ.
        self.before = None if phone.chat.startswith("test:orang") else incoming
        return replies


async def kept(engine: AsyncEngine) -> dict[str, Counter[tuple[str, ...]]]:
    """All rows of all tables, without ids and what is drawn by lot; of messages, only those of interviews."""
    found = {}
    async with engine.begin() as connection:
        for table in Base.metadata.sorted_tables:
            columns = [c for c in table.columns if c.name not in DRAWN and not isinstance(c.type, LargeBinary)]
            rows = select(*columns)
            if table.name == "turns":
                rows = rows.where(table.c.interview_id.is_not(None))
            if table.name == "audit":
                rows = rows.where(table.c.action.not_in(LOOKED))
            found[table.name] = Counter(tuple(map(repr, row)) for row in await connection.execute(rows))
    return found


async def answers(talk: Conversation) -> dict[int, dict[str, str]]:
    """The answers in force in all interviews of households."""
    interviews = Base.metadata.tables["interviews"]
    async with talk.engine.begin() as connection:
        ids = await connection.scalars(select(interviews.c.id).where(interviews.c.household_id.is_not(None)))
    records = {id_: await talk.record(id_) for id_ in ids.all()}
    return {
        id_: {ref: record.text(place) for ref in record.answers if (place := record.place(ref)) is not None}
        for id_, record in records.items()
    }


@pytest.mark.parametrize("name", STORIES)
async def test_each_message_again_and_again_leaves_what_it_leaves_once(
    name: str, sqlite_url: str, tmp_path: Path
) -> None:
    copy = tmp_path / "again.db"
    copy.write_bytes(Path(sqlite_url.partition("///")[2]).read_bytes())
    straight = Conversation(connect(sqlite_url, KEYS))
    again = Again(connect(f"sqlite+aiosqlite:///{copy}", KEYS))
    for talk in (straight, again):
        await STORIES[name](talk)
    expected, found = await kept(straight.engine), await kept(again.engine)
    assert await answers(again) == await answers(straight)
    for table, rows in expected.items():
        assert found[table] - rows == Counter(), f"{table}: kept though it came only again"
        assert rows - found[table] == Counter(), f"{table}: lost because something came again"
    assert again.pressed >= {*PRESSED.get(name, "").split()}
    for talk in (straight, again):
        await talk.engine.dispose()


def test_every_page_that_changes_something_is_pressed_in_some_story() -> None:
    pressed = {verb for verbs in PRESSED.values() for verb in verbs.split()}
    assert pressed == {verb for verb, page in PAGES.items() if page.changes}
    assert PRESSED.keys() <= STORIES.keys()

"""Conversations as anyone can read them: `.chat` files, played through the real dialogue on a real database.

A line `Kader: …` is what the cadre sends: words, `/command`, or `[label]` for a button of the newest bubble that
has one; `hamil? [Tidak]` is a button of an older bubble, the newest with `hamil?` in it. `Bot:` lines are what must
come back; `pytest --rewrite-chats` writes them anew. `Orang: …` is a stranger, `Kader 2: …` a second cadre; there are
coordinators of the village and of its regency. `{tautan}` is the token of the invitation that was shown last,
`{kode}` the last household's code.
Lines in parentheses are what happens meanwhile:

    (9 hari kemudian)                the clock goes on
    (pesan terakhir datang lagi)     the network repeats the last message
    (ketukan terakhir datang lagi)   the same under a new id
    (server mati dan hidup lagi)     a new process on the same database
    (balasan tidak sampai)           the last reply was lost on its way
    (Keluarga Budi sampai jamban)    the questions up to that one are answered as `families.yaml` says
    (Orang 2: Keluarga Budi sampai x)  the same by somebody else
    (impor 384 keluarga ke 63.01…)   the operator takes over a village's made-up list, in 11 RT
    (dari tadi: ya)                  words written before the last bubble could be seen
    (pengingat disiapkan)            the clock looks who is to be reminded now
    (surat dibawa)                   the courier brings what waits in the outbox, shown as `Surat ke …`

`Tersimpan: buku_nikah=ada` says which values are in force.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot import demo
from bot.dialogue import Dialogue
from bot.flows.forms.facts import Answered, from_data
from bot.flows.forms.record import Record
from bot.flows.forms.workbook import LIBRARY, Workbook, load
from bot.flows.reply import parse_question
from bot.flows.services.directory import load_directory
from bot.flows.slip import ALPHABET
from bot.language import language
from bot.letters.reminding import remind
from bot.messages import MOST_BYTES, MOST_CHARACTERS, Button, Incoming, Kind, Outgoing
from bot.questionnaires import Questionnaire, Questionnaires
from bot.villages.importing import import_households, told
from storage.callers import caller
from storage.chats import register_chat
from storage.claiming import claim
from storage.household_lists import households_of
from storage.letters import Claimed
from storage.models import AboutRow
from storage.people import add_person, give_role, invite
from storage.sealing import RING
from storage.settling import arrived
from storage.turns import facts_of
from tests.image import Image, is_empty, lay, take
from tests.keys import KEYS
from tests.register.lists import families, workbook

MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # 09.00 in Pondok Labu
FAMILIES: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "families.yaml").read_text())
DIRECTORY = load_directory()
WORKBOOK = load(LIBRARY / "keluarga.md")
PROFILE = load(LIBRARY / "profil_desa.md")
LINK = "https://t.me/kawan_contoh_bot?start="
SPEAKERS = {
    "Kader": demo.CHAT,
    "Kader 2": "test:kader2",
    "Orang": "test:orang",
    "Orang 2": "test:orang2",
    "Orang 3": "test:orang3",
    "Koordinator": "test:koordinator",
    "Koordinator 2": "test:koordinator2",
    "Kabupaten": "test:kabupaten",
}
LEADING = (
    ("Pak Rudi", "Koordinator", demo.VILLAGE),
    ("Bu Tuti", "Koordinator 2", demo.VILLAGE),
    ("Bu Kabul", "Kabupaten", demo.VILLAGE[:5]),
)
_TOKEN = re.compile(r"(?<=start[= ])[\w-]{24}")
_SLIP = re.compile(rf"\b[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}$", re.MULTILINE)
_LATER = re.compile(r"(\d+) (menit|jam|hari|bulan) kemudian")
_FILL = re.compile(r"(?:([\w ]+): )?Keluarga (\w+) sampai (\w+)")
_IMPORT = re.compile(r"impor (\d+) keluarga ke ([\d.]+)")
_TAP = re.compile(r"(?:(?P<about>.*?)\s*)?\[(?P<label>[^\]]+)\]")
_READ: dict[str, Questionnaire] = {}  # the questionnaires of the village, by hash
_SETTLED: dict[str, Image] = {}  # the village, by kind of database
_UNITS = {"menit": timedelta(minutes=1), "jam": timedelta(hours=1), "hari": timedelta(days=1), "bulan": timedelta(30)}


@dataclass
class Phone:
    """One person's chat as she sees it: bubbles in order, a later edit in the place of the earlier text."""

    chat: str
    bubbles: list[Outgoing] = field(default_factory=list)

    def show(self, outgoing: Outgoing) -> str | None:
        """Show it; returns the name of a bubble that is new."""
        for gone in filter(str.isdigit, outgoing.deletes):
            self.bubbles[int(gone)] = Outgoing(self.chat, "")
        if outgoing.replaces is not None and outgoing.text and outgoing.replaces not in outgoing.deletes:
            self.bubbles[int(outgoing.replaces)] = outgoing
        elif outgoing.text:
            self.bubbles.append(outgoing)
            return str(len(self.bubbles) - 1)
        return None

    def button(self, label: str, about: str = "") -> tuple[str, Button]:
        """The newest button with that label, in a bubble that says `about`."""
        for number in range(len(self.bubbles) - 1, -1, -1):
            bubble = self.bubbles[number]
            if about.casefold() not in bubble.text.casefold():
                continue
            for button in (button for row in bubble.rows for button in row):
                if button.label.strip("☐☑ ") == label.strip("☐☑ "):
                    return str(number), button
        raise AssertionError(f"no button [{label}] in a bubble with {about!r}; newest: {self.bubbles[-1:]}")


async def _says_what_it_tells_of(connection: AsyncConnection, letter: Claimed) -> None:
    """A letter that names a household is about it, and is not forwarded: else it would be brought when it must not."""
    about = set(await connection.scalars(select(AboutRow.household_id).where(AboutRow.outbox_id == letter.id)))
    for bubble in letter.bubbles:
        words = "\n".join((bubble.text, *(button.label for row in bubble.rows for button in row)))
        ids: dict[str, set[int]] = defaultdict(set)
        for each in await households_of(connection, demo.VILLAGE):
            ids[each.household.label or words].add(each.household.id)
        for label in (label for label in ids if label != words and label in words):
            assert ids[label] & about and bubble.protected, (letter.kind, label)


class Conversation:
    """A village, its people and the dialogue between them, on a clock of its own."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine
        self.now = MONDAY
        self.count = 0
        self.phones = {name: Phone(chat) for name, chat in SPEAKERS.items()}
        self.last: Incoming | None = None
        self.token = self.slip = ""
        self.questionnaires = Questionnaires(DIRECTORY)
        self.dialogue = self.start()

    def start(self) -> Dialogue:
        """A new process on the same database."""
        self.dialogue = Dialogue(self.engine, self.questionnaires, DIRECTORY, lambda: self.now)
        return self.dialogue

    async def settle(self, questionnaire: Workbook = WORKBOOK) -> None:
        """The demo village, and a second cadre in its RT 04; made once by a test process, then the same again."""
        usual = questionnaire is WORKBOOK and self.now == MONDAY and self.engine.get_execution_options()[RING] is KEYS
        async with self.engine.begin() as connection:
            kind = connection.dialect.name
            if not usual or not await is_empty(connection):
                await self._settle(connection, questionnaire)
            elif kind in _SETTLED:
                await lay(_SETTLED[kind], connection)
                self.questionnaires._compiled.update(_READ)
            else:
                await self._settle(connection, questionnaire)
                _SETTLED[kind] = await take(connection)
                _READ.update(self.questionnaires._compiled)

    async def _settle(self, connection: AsyncConnection, questionnaire: Workbook) -> None:
        for form in (questionnaire, PROFILE):
            await self.questionnaires.publish(connection, form, self.now)
        await demo.settle(connection, DIRECTORY, self.now)
        second = await add_person(connection, "Bu Erna", self.now)
        await register_chat(connection, SPEAKERS["Kader 2"], second)
        await give_role(connection, second, "cadre", demo.VILLAGE, self.now, rt="04")
        for name, speaker, code in LEADING:
            leader = await add_person(connection, name, self.now)
            await register_chat(connection, SPEAKERS[speaker], leader)
            await give_role(connection, leader, "coordinator", code, self.now)

    async def invitation(self) -> str:
        """A fresh token for a cadre of RT 05."""
        async with self.engine.begin() as connection:
            return await invite(
                connection,
                role="cadre",
                region_code=demo.VILLAGE,
                rt="05",
                name="Bu Dewi",
                now=self.now,
                expires_at=self.now + timedelta(days=7),
            )

    # --- sending

    async def say(self, text: str, speaker: str = "Kader", sent_at: datetime | None = None) -> list[Outgoing]:
        """Send what a `Kader:` line says."""
        phone = self.phones[speaker]
        self.count += 1
        self.now += timedelta(seconds=5)
        text = text.replace("{undangan}", await self.invitation() if "{undangan}" in text else "")
        text = text.replace("{tautan}", self.token).replace("{kode}", self.slip)
        own, at = f"own{self.count}", sent_at or self.now
        base = Incoming(f"m{self.count}", phone.chat, at, bubble=own, name="Pak Karyo", link=LINK)
        tap = _TAP.fullmatch(text)
        if tap:
            bubble, button = phone.button(tap["label"], tap["about"] or "")
            incoming = replace(base, kind=Kind.TAP, tap=button.tap, bubble=bubble)
        elif text.startswith("/"):
            name, _, argument = text[1:].partition(" ")
            incoming = replace(base, kind=Kind.COMMAND, words=name, argument=argument.strip())
        elif text in {"<foto>", "<suara>", "<stiker>"}:
            incoming = replace(base, kind=Kind.OTHER)
        elif text.startswith("<terusan>"):
            incoming = replace(base, kind=Kind.FORWARDED)
        elif text.startswith("<diubah>"):
            incoming = replace(base, kind=Kind.EDITED)
        else:
            incoming = replace(base, words=text.replace("\\n", "\n"))
        return await self.send(incoming, phone)

    async def send(self, incoming: Incoming, phone: Phone, *, arrives: bool = True) -> list[Outgoing]:
        """Hand the message in and show what comes back."""
        self.last = incoming
        replies = await self.dialogue.receive(incoming)
        sent: list[str] = []
        for outgoing in replies:
            _check(outgoing)
            bubble = phone.show(outgoing)
            sent += [bubble] if bubble and outgoing.fleeting else []
            self.token = next(iter(_TOKEN.findall(outgoing.text)), self.token)
            self.slip = next(iter(_SLIP.findall(outgoing.text)), self.slip)
        if arrives:
            await self.dialogue.delivered(incoming, tuple(sent))
        return list(replies)

    async def happen(self, event: str) -> list[Outgoing]:
        """What a line in parentheses says."""
        phone = self.phones["Kader"]
        if later := _LATER.fullmatch(event):
            self.now += int(later[1]) * _UNITS[later[2]]
            return []
        if fill := _FILL.fullmatch(event):
            speaker = fill[1] or "Kader"
            await self.fill(fill[2], fill[3], speaker)
            return [self.phones[speaker].bubbles[-1]]
        if listed := _IMPORT.fullmatch(event):
            content = workbook(*families(int(listed[1])))
            taken = await import_households(self.engine, listed[2], content, "daftar.xlsx")
            return [Outgoing("operator", language().say(told(taken)))]
        if event == "pengingat disiapkan":
            await remind(self.engine, self.now)
            return []
        if event.startswith("dari tadi: "):
            return await self.say(event.removeprefix("dari tadi: "), sent_at=self.now - timedelta(seconds=30))
        assert self.last is not None
        match event:
            case "pesan terakhir datang lagi":
                return await self.send(self.last, phone)
            case "ketukan terakhir datang lagi":
                return await self.send(replace(self.last, id=f"{self.last.id}-lagi"), phone)
            case "server mati dan hidup lagi":
                self.start()
                return []
            case "balasan tidak sampai":
                self.start()
                phone.bubbles.pop()
                return []
            case _:
                raise AssertionError(f"what is ({event})?")

    async def letters(self) -> list[str]:
        """What the courier brings now, as lines."""
        lines: list[str] = []
        for phone in self.phones.values():
            async with self.engine.begin() as connection:
                while letter := await claim(connection, phone.chat.partition(":")[0], "test", self.now):
                    await _says_what_it_tells_of(connection, letter)
                    await arrived(connection, letter, self.now)
                    to = next(name for name, other in self.phones.items() if other.chat == letter.chat)
                    for bubble in letter.bubbles:
                        self.phones[to].show(bubble)
                        first, *more = shown(bubble)
                        lines += [first.replace("Bot:  ", f"Surat ke {to}:"), *more]
        return lines

    # --- answering many questions

    def question(self, speaker: str = "Kader") -> str | None:
        """The name of the question that the newest bubble asks, by its buttons."""
        bubble = self.phones[speaker].bubbles[-1]
        codes = [b.tap.question for row in bubble.rows for b in row if b.tap.question and b.tap.verb in "atdsbme"]
        parsed = parse_question(codes[0]) if codes else None
        if parsed is None:
            return "anggota" if "Siapa saja yang tinggal" in bubble.text else None
        form = next(iter(self.questionnaires._compiled.values())).form
        return form.ordered[parsed[0]].name

    async def fill(self, family: str, until: str, speaker: str = "Kader") -> None:
        """Answer as that family does, until the question with that name is asked."""
        answers = FAMILIES[family]
        for _ in range(120):
            name = self.question(speaker)
            if name is None or name == until:
                return
            await self.answer_as(name, answers, speaker)
        raise AssertionError(f"{until} was never asked")

    async def answer_as(self, name: str, answers: dict[str, Any], speaker: str = "Kader") -> None:
        """Answer one question of a family."""
        bubble = self.phones[speaker].bubbles[-1]
        if name == "anggota":
            ended = any(button.tap.verb == "e" for row in bubble.rows for button in row)
            await self.say("[Lengkap]" if ended else answers["anggota"], speaker)
            return
        given = answers.get(name)
        if isinstance(given, list):
            for label in given:
                await self.say(f"[☐ {label}]", speaker)
            if self.question(speaker) == name:
                await self.say("[Selesai]", speaker)
        elif given is not None:
            await self.say(str(given), speaker)
        else:
            await self.say(f"[{self._first_choice(bubble)}]", speaker)

    @staticmethod
    def _first_choice(bubble: Outgoing) -> str:
        presses = [b for row in bubble.rows for b in row if b.tap.verb in "at"]
        assert presses, f"families.yaml has no answer for: {bubble.text}"
        alone = [b for b in presses if b.label.strip("☐ ") == "Tidak ada"]
        return (alone or presses)[0].label

    # --- looking

    async def record(self, interview_id: int) -> Record:
        """The answers of an interview, rebuilt from its facts as a new process would."""
        async with self.engine.begin() as connection:
            questionnaire = await self.questionnaires.newest(connection)
            record = Record(questionnaire.form, self.now)
            for turn in await facts_of(connection, interview_id):
                record = record.after(map(from_data, turn.facts))
        return record

    async def saved(self) -> dict[str, str]:
        """The values in force in the interview that the newest buttons belong to, by question name."""
        async with self.engine.begin() as connection:
            who = await caller(connection, demo.CHAT, self.now)
        current = who.interview.id if who is not None and who.interview is not None else None
        taps = (
            b.tap.interview for bubble in reversed(self.phones["Kader"].bubbles) for row in bubble.rows for b in row
        )
        record = await self.record(current or next(number for number in taps if number))
        return {
            ref.rpartition("/")[2]: record.text(place)
            for ref, fact in record.answers.items()
            if isinstance(fact, Answered) and (place := record.place(ref)) is not None
        }


def _check(outgoing: Outgoing) -> None:
    """What no channel would take must never be sent."""
    assert len(outgoing.text) <= MOST_CHARACTERS
    assert len(outgoing.text) <= 1000, outgoing.text
    for row in outgoing.rows:
        for button in row:
            assert len(button.tap.pack().encode()) <= MOST_BYTES
            assert 0 < len(button.label) <= 40, button.label


def shown(outgoing: Outgoing) -> list[str]:
    """A bubble as lines of a `.chat` file."""
    if not outgoing.text:
        return [f"Bot:   ({outgoing.notice})"] if outgoing.notice else []
    lines = [f"({len(outgoing.deletes)} pesan dihapus)"] if outgoing.deletes else []
    hidden = _SLIP.sub("{kode}", _TOKEN.sub("{tautan}", outgoing.text))
    lines += [line for line in hidden.split("\n") if line]
    lines += [f"<{outgoing.attachment.name}>"] if outgoing.attachment is not None else []
    lines += [" ".join(f"[{button.label}]" for button in row) for row in outgoing.rows]
    return [f"Bot:   {lines[0]}", *(f"       {line}" for line in lines[1:])]


async def play(engine: AsyncEngine, script: str) -> str:
    """The script with the bot's lines as they come now."""
    return await play_in(Conversation(engine), script)


async def play_in(talk: Conversation, script: str) -> str:
    """The same in that conversation, which has not begun."""
    await talk.settle()
    played: list[str] = []
    for line in script.splitlines():
        if line.startswith(("Bot:", "       ", "Surat ke ")):
            continue
        speaker, _, text = line.partition(":")
        if line == "(surat dibawa)":
            played += [line, *await talk.letters()]
            continue
        if line.startswith("(") and line.endswith(")"):
            replies = await talk.happen(line[1:-1])
        elif line.startswith("Tersimpan:"):
            values = await talk.saved()
            names = [pair.partition("=")[0] for pair in text.split()]
            now = " ".join(f"{n}={values.get(n, '').replace(' ', '+') or '-'}" for n in names)
            played.append(f"Tersimpan: {now}")
            continue
        elif speaker in SPEAKERS:
            replies = await talk.say(text.strip(), speaker)
        else:
            played.append(line)
            continue
        played.append(line)
        for reply in replies:
            played += shown(reply)
    return "\n".join(played).rstrip() + "\n"

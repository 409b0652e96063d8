"""A cadre who reads English: a whole interview without an Indonesian sentence, the bot's or the questionnaire's."""

import re
from collections.abc import Iterable, Iterator

import pytest
from babel.messages.pofile import read_po

from bot import demo
from bot.flows import reading
from bot.flows.reading import Command, Option, Understood
from bot.language import language
from bot.locale import extract
from bot.messages import Button, Outgoing
from storage.callers import caller
from storage.engine import connect
from storage.people import speak
from tests.chat import FAMILIES, WORKBOOK, Conversation

TYPED = {name: {k: v for k, v in family.items() if isinstance(v, str)} for name, family in FAMILIES.items()}
_PLACEHOLDER = re.compile(r"\$?\{[^}]*\}|[\n·]")
_NOBODY = {"Nobody", "None"}
_MADE_UP = "(contoh)"  # how the demo's contacts are marked, in every language


def _pairs() -> Iterator[tuple[str, str]]:
    """Every sentence in Indonesian and in English: the bot's own, and those of the questionnaire."""
    with (extract.LOCALE / "en" / "bot.po").open("rb") as po:
        for message in read_po(po, locale="en"):
            for form in extract.translations(message.string) if message.id else ():
                yield (message.id if isinstance(message.id, str) else message.id[0]), form
    yield from _questionnaire()


def _questionnaire() -> Iterator[tuple[str, str]]:
    for sheet, rows in WORKBOOK.sheets.items():
        for row in rows:
            for column, words in row.items():
                english = row.get(_english_column(column), "")
                if (
                    words and _is_said(sheet, column) and (english or column != "pendek")
                ):  # an English label may be short enough by itself
                    yield words, english


def _english_column(column: str) -> str:
    """The column with the same words in English, or one that is not there."""
    if column.endswith("::Bahasa Indonesia (id)"):
        return column.replace("::Bahasa Indonesia (id)", "::English (en)")
    return f"{column}_en"


def _is_said(sheet: str, column: str) -> bool:
    """Whether people read what stands in that column."""
    if column.endswith("::Bahasa Indonesia (id)") or column in {"bind::kk:singkat", "pendek", "label", "unmet"}:
        return True
    return (sheet, column) in {("tips", "text"), ("paper", "when")}


def _pieces(sentences: Iterable[str]) -> set[str]:
    """What stands between placeholders, where it is more than an abbreviation."""
    parts = (part.strip(" .,:;?!()“”\"'✅📍") for sentence in sentences for part in _PLACEHOLDER.split(sentence))
    return {part.casefold() for part in parts if len(re.findall(r"[^\W\d_]", part)) >= 4}


@pytest.fixture(scope="module")
def indonesian() -> re.Pattern[str]:
    """Matches Indonesian words of a sentence that English says otherwise."""
    pairs = list(_pairs())
    english = "\n".join(form for _, form in pairs).casefold()
    pieces = {piece for piece in _pieces(source for source, _ in pairs) if piece not in english}
    assert len(pieces) > 500
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(pieces, key=len, reverse=True)))})(?!\w)")


def test_the_questionnaire_is_whole_in_english() -> None:
    assert [words for words, english in _questionnaire() if not english] == []


class Visitor:
    """The demo cadre, reading English, and everything she was shown."""

    def __init__(self, talk: Conversation) -> None:
        self.talk = talk
        self.seen: list[str] = []

    @property
    def newest(self) -> Outgoing:
        return self.talk.phones["Kader"].bubbles[-1]

    def buttons(self, *verbs: str) -> list[Button]:
        return [b for row in self.newest.rows for b in row if not verbs or b.tap.verb in verbs]

    async def say(self, text: str) -> None:
        self.hear(await self.talk.say(text))

    def hear(self, bubbles: Iterable[Outgoing]) -> None:
        for bubble in bubbles:
            self.seen += [bubble.text, bubble.notice, *(button.label for row in bubble.rows for button in row)]

    async def tap(self, verb: str) -> None:
        bubbles = reversed(self.talk.phones["Kader"].bubbles)
        buttons = (button for bubble in bubbles for row in bubble.rows for button in row)
        await self.say(f"[{next(button.label for button in buttons if button.tap.verb == verb)}]")

    async def answer(self, typed: dict[str, str], choosing: int = 0) -> bool:
        """Answer what is asked, by the first or the last button; False where nothing is asked."""
        presses = self.buttons("a", "t")
        if "Who lives in this house?" in self.newest.text:
            await self.say(typed["anggota"])
        elif self.buttons("e"):
            await self.tap("e")
        elif presses:
            alone = [b for b in presses if b.label.strip("☐ ") in _NOBODY]
            name = self.talk.question()
            await self.say(f"[{(alone or presses)[choosing].label}]")
            if self.talk.question() == name and self.buttons("d"):
                await self.tap("d")
        elif name := self.talk.question():
            await self.say(typed[name])
        else:
            return False
        return True


@pytest.fixture
async def visitor(sqlite_url: str) -> Visitor:
    talk = Conversation(connect(sqlite_url))
    await talk.settle()
    async with talk.engine.begin() as connection:
        who = await caller(connection, demo.CHAT, talk.now)
        assert who.person_id is not None
        await speak(connection, who.person_id, "en")
    return Visitor(talk)


@pytest.mark.parametrize("choosing", [0, -1], ids=["first choices", "last choices"])
async def test_a_whole_visit_is_in_english(visitor: Visitor, choosing: int, indonesian: re.Pattern[str]) -> None:
    await visitor.say("/start")
    await visitor.say("/bantuan")
    await visitor.say("nobody {name} {0}")  # a search for a house that is not there
    await visitor.tap("home")
    await visitor.say("[Bp. Budi · not begun]")
    await visitor.say("<foto>")
    for step in range(100):
        if step in {12, 20}:  # ways beside the straight one
            await visitor.tap("m")
            for words in ("<terusan> x", "xyzzy", "qwrtp", "zzzz", "/jawaban", "back", "skip", "3201234567890123"):
                await visitor.say(words)
        if not await visitor.answer(TYPED["Budi"], choosing if step else 0):
            break
    assert "Done." in visitor.talk.phones["Kader"].bubbles[-2].text
    for verb in ("tips", "v", "o", "k", "v", "home"):
        await visitor.tap(verb)
    await visitor.say("[New house]")
    await visitor.say("[Not now]")
    await visitor.say("[Bu Rahma · not begun]")
    await visitor.talk.happen("9 jam kemudian")
    await visitor.say("hello?")
    await visitor.talk.happen("pesan terakhir datang lagi")
    await visitor.tap("g")
    await visitor.tap("a")
    visitor.hear(await visitor.talk.happen("ketukan terakhir datang lagi"))
    await visitor.talk.engine.dispose()

    said = (text.replace(_MADE_UP, "") for text in visitor.seen)
    leaks = {found[0]: text for text in said if (found := indonesian.search(text.casefold()))}
    assert leaks == {}
    assert not [text for text in visitor.seen if WORKBOOK.title in text]
    assert "This button has been used." in visitor.seen
    assert any("{name} {0}" in text for text in visitor.seen)
    assert not [t for t in visitor.seen if "{" in t.replace("{name} {0}", "")]


def test_english_examples_are_understood() -> None:
    say = language("en").say
    from bot.flows.arrival import HELP
    from bot.flows.misreading import EXAMPLES, MONEY, WHO_EXAMPLE
    from bot.flows.roster import MEND, WHO

    sexes = (Option("laki_laki", ("Male",)), Option("perempuan", ("Female",)))
    relations = (Option("kepala", ("Head",)), Option("istri", ("Wife",)), Option("anak", ("Child",)))
    for sentence, people in ((WHO_EXAMPLE, 3), (WHO, 3), (MEND, 1)):
        read = reading.members(say(sentence).rpartition("Example: ")[2], sexes, relations)
        assert [bool(m.name and m.sex and m.relation and m.age_years and not m.unclear) for m in read] == [
            True
        ] * people
    for amount in say(MONEY).removeprefix("Example: ").split(" or "):
        assert isinstance(reading.money(amount), Understood)
    assert reading.number(say(EXAMPLES["int"]).removeprefix("Example: "), integer=True) == Understood(3)
    assert isinstance(reading.time(say(EXAMPLES["time"]).removeprefix("Example: ")), Understood)
    told = re.search(r"also write: ([\w, ]+)\.", say(HELP))
    assert told is not None
    meant = [reading.command(word) for word in told[1].split(", ")]
    assert meant == [Command.BACK, Command.SKIP, Command.LATER, Command.MENU]

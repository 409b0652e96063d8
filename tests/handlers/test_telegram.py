"""Telegram's updates as the bot hears them, over a fake wire that refuses what Telegram refuses."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiogram.exceptions import TelegramNetworkError
from aiogram.methods import AnswerCallbackQuery, EditMessageText, SendMessage, TelegramMethod
from aiogram.methods.base import Response
from aiogram.types import (
    Chat,
    ChatMemberBanned,
    ChatMemberMember,
    ChatMemberUpdated,
    Contact,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Location,
    Message,
    MessageOriginUser,
    ResponseParameters,
    Sticker,
    User,
    Voice,
)
from teremok import MockBot, MockCallbackQuery, MockMessagePhoto, MockMessageText, MockUpdate, MockUser

from bot.boundary import SORRY, Boundary
from bot.handlers.calls import EditText, SendText
from bot.handlers.delivery import Delivery
from bot.handlers.rendering import LONGEST_TEXT
from bot.handlers.telegram import Listener
from bot.messages import Button, Kind, Outgoing, Tap
from tests.handlers.standin import Standin

ANI = MockUser(7, first_name="Ani")
YES = Tap("jawab", interview=12, question="akta", revision=3, code="ya")
CHAT = "tg:7"


class Talk:
    """Ani's private chat with the bot: what she sends, what the bot calls."""

    def __init__(self) -> None:
        self.dialogue = Standin()
        self.bot = MockBot()
        self.bot.dp = Listener(Boundary(self.dialogue), Delivery(self.bot, pauses=(0, 0)))  # type: ignore[assignment]  # fed in the same way

    async def send(self, update: Any) -> list[TelegramMethod[Any]]:
        result = await self.bot.dispatch(update)
        last = result.result if isinstance(result.result, TelegramMethod) else None
        return [*result.requests.all, *([last] if last is not None else [])]

    async def says(self, text: str, **more: Any) -> list[TelegramMethod[Any]]:
        return await self.send(MockMessageText(text, user=ANI, **more))

    async def taps(self, data: str, bubble: int = 50) -> list[TelegramMethod[Any]]:
        asked = Message(message_id=bubble, date=datetime.now(UTC), chat=Chat(id=7, type="private"), text="?")
        return await self.send(MockCallbackQuery(data, user=ANI, message=asked))

    def reply(self, *bubbles: Outgoing) -> None:
        self.dialogue.replies.append(bubbles)

    def telegram_answers(
        self, method: type[TelegramMethod[Any]], code: int, text: str, wait: int | None = None
    ) -> None:
        parameters = ResponseParameters(retry_after=wait) if wait else None
        answer = Response[Any](ok=False, error_code=code, description=text, parameters=parameters)
        self.bot.mock_session.add_result(method, answer)


@pytest.fixture
def talk() -> Talk:
    return Talk()


def texts(calls: list[TelegramMethod[Any]]) -> list[str]:
    return [call.text or "" for call in calls if isinstance(call, SendMessage | EditMessageText)]


# What comes in


async def test_words_come_in_with_a_name_of_their_own(talk: Talk) -> None:
    sent = MockMessageText("lima orang", user=ANI)
    calls = await talk.send(sent)
    (heard,) = talk.dialogue.heard
    assert (heard.kind, heard.words, heard.chat, heard.name) == (Kind.WORDS, "lima orang", CHAT, "Ani")
    assert heard.id == f"u7:{sent.message_id}"
    assert abs(heard.sent_at - sent.date) < timedelta(seconds=1)
    assert texts(calls) == ["Baik: lima orang"]
    assert talk.dialogue.answered == [heard.id]


@pytest.mark.parametrize(
    ("text", "command", "argument"),
    [
        ("/start k7Qd_x", "start", "k7Qd_x"),
        ("/start", "start", ""),
        ("/Menu@test_bot", "menu", ""),
        ("/bantuan  cara mengubah ", "bantuan", "cara mengubah"),
    ],
)
async def test_a_command_comes_in_with_its_argument(talk: Talk, text: str, command: str, argument: str) -> None:
    await talk.says(text)
    (heard,) = talk.dialogue.heard
    assert (heard.kind, heard.words, heard.argument) == (Kind.COMMAND, command, argument)


@pytest.mark.parametrize("text", ["1/2", "/", "/ 5", "dan/atau"])
async def test_a_slash_alone_makes_no_command(talk: Talk, text: str) -> None:
    await talk.says(text)
    assert [heard.kind for heard in talk.dialogue.heard] == [Kind.WORDS]


async def test_a_tap_comes_in_with_all_that_its_button_means(talk: Talk) -> None:
    calls = await talk.taps(YES.pack(), bubble=51)
    (heard,) = talk.dialogue.heard
    assert (heard.kind, heard.tap, heard.bubble, heard.chat) == (Kind.TAP, YES, "51", CHAT)
    assert heard.id.startswith("q")
    assert calls[-1].__api_method__ == "answerCallbackQuery", "left to be sent last: by webhook in Telegram's own call"


FORGED = ("jawab.12.akta", "a" * 64, "jawab.x.akta.3.ya", "; DROP TABLE turns", "jawab.1.a.3." + "é" * 30)


@pytest.mark.parametrize("forged", FORGED)
async def test_a_forged_button_comes_in_without_a_tap(talk: Talk, forged: str) -> None:
    await talk.taps(forged)
    (heard,) = talk.dialogue.heard
    assert (heard.kind, heard.tap) == (Kind.TAP, None)


async def test_somebody_elses_words_are_not_passed_on(talk: Talk) -> None:
    origin = MessageOriginUser(date=datetime.now(UTC), sender_user=MockUser(8))
    await talk.says("Budi 41 L kepala", forward_origin=origin)
    (heard,) = talk.dialogue.heard
    assert (heard.kind, heard.words) == (Kind.FORWARDED, "")


async def test_a_reply_to_a_bubble_says_when_that_bubble_was_shown(talk: Talk) -> None:
    shown, changed = datetime(2026, 11, 23, 1, tzinfo=UTC), datetime(2026, 11, 23, 2, tzinfo=UTC)
    older = Message(message_id=50, date=shown, chat=Chat(id=7, type="private"), text="?")
    await talk.says("ya", reply_to_message=older)
    await talk.says("ya", reply_to_message=older.model_copy(update={"edit_date": int(changed.timestamp())}))
    await talk.says("ya")
    assert [heard.about_at for heard in talk.dialogue.heard] == [shown, changed, None]


async def test_a_reply_brings_the_buttons_of_our_bubble_and_of_no_message_of_hers(talk: Talk) -> None:
    row = [InlineKeyboardButton(text="Ya", callback_data=YES.pack()), InlineKeyboardButton(text="?", callback_data="x")]
    ours = Message(
        message_id=50,
        date=datetime(2026, 11, 23, 1, tzinfo=UTC),
        chat=Chat(id=7, type="private"),
        from_user=User(id=1, is_bot=True, first_name="Kawan"),
        text="?",
        reply_markup=InlineKeyboardMarkup(inline_keyboard=[row]),
    )
    await talk.says("ya", reply_to_message=ours)
    await talk.says("ya", reply_to_message=ours.model_copy(update={"from_user": ANI}))
    assert [heard.about for heard in talk.dialogue.heard] == [(Button("Ya", YES),), ()]


async def test_an_edited_message_is_known_as_such(talk: Talk) -> None:
    message = MockMessageText("enam", user=ANI, edit_date=1_790_000_000)
    await talk.send(MockUpdate(edited_message=message))
    (heard,) = talk.dialogue.heard
    assert (heard.kind, heard.words) == (Kind.EDITED, "enam")
    assert heard.id == f"e7:{message.message_id}:1790000000"


OTHER = {
    "sticker": Sticker(
        file_id="s", file_unique_id="s", type="regular", width=1, height=1, is_animated=False, is_video=False
    ),
    "voice": Voice(file_id="v", file_unique_id="v", duration=3),
    "location": Location(latitude=-3.3, longitude=116.2),
    "contact": Contact(phone_number="08120000000", first_name="Budi"),
}


@pytest.mark.parametrize("kind", OTHER)
async def test_what_is_not_words_comes_in_as_other(talk: Talk, kind: str) -> None:
    bare = MockMessageText(user=ANI).model_copy(update={"text": None, kind: OTHER[kind]})
    await talk.send(bare)
    assert [(heard.kind, heard.words) for heard in talk.dialogue.heard] == [(Kind.OTHER, "")]


async def test_the_pictures_of_an_album_are_one_message(talk: Talk) -> None:
    for file in ("a", "b"):
        await talk.send(MockMessagePhoto(file, user=ANI, media_group_id="99"))
    assert {heard.id for heard in talk.dialogue.heard} == {"a7:99"}


async def test_a_notice_of_the_chat_itself_is_not_a_message(talk: Talk) -> None:
    pinned = MockMessageText(user=ANI).model_copy(update={"text": None, "pinned_message": MockMessageText("?")})
    assert await talk.send(pinned) == []
    assert talk.dialogue.heard == []


async def test_a_person_who_blocks_the_bot_is_unreachable(talk: Talk) -> None:
    bot = User(id=42, is_bot=True, first_name="Kawan")
    event = ChatMemberUpdated(
        chat=Chat(id=7, type="private"),
        from_user=ANI,
        date=datetime.now(UTC),
        old_chat_member=ChatMemberMember(user=bot),
        new_chat_member=ChatMemberBanned(user=bot, until_date=datetime.now(UTC)),
    )
    await talk.send(MockUpdate(my_chat_member=event))
    assert talk.dialogue.unreachable == [CHAT]


# Groups and channels


@pytest.mark.parametrize("kind", ["group", "supergroup"])
async def test_a_command_in_a_group_is_sent_to_the_private_chat(talk: Talk, kind: str) -> None:
    calls = await talk.says("/start@test_bot k7Qd", chat=Chat(id=-100, type=kind))
    (sentence,) = texts(calls)
    assert "@test_bot" in sentence
    assert talk.dialogue.heard == []


@pytest.mark.parametrize("text", ["Budi 41 L kepala", "/start@other_bot", "/unknown", "@test_bot halo"])
async def test_everything_else_in_a_group_is_not_read(talk: Talk, text: str) -> None:
    assert await talk.says(text, chat=Chat(id=-100, type="supergroup")) == []
    assert talk.dialogue.heard == []


async def test_a_tap_in_a_group_is_not_read(talk: Talk) -> None:
    asked = MockMessageText("?", chat=Chat(id=-100, type="group"))
    await talk.send(MockCallbackQuery(YES.pack(), user=ANI, message=asked))
    assert talk.dialogue.heard == []


async def test_a_channel_is_not_read(talk: Talk) -> None:
    post = MockMessageText("/start", chat=Chat(id=-200, type="channel"))
    assert await talk.send(MockUpdate(channel_post=post)) == []
    assert await talk.send(post) == []
    assert talk.dialogue.heard == []


# What goes out


async def test_a_reply_carries_its_rows_of_buttons_and_no_markup(talk: Talk) -> None:
    no = Tap("jawab", 12, "akta", 3, "tidak")
    talk.reply(Outgoing(CHAT, "<b>Budi</b> & *Siti*: ada akta?", ((Button("Ada", YES),), (Button("Belum", no),))))
    (call,) = await talk.says("halo")
    assert isinstance(call, SendMessage)
    assert call.text == "<b>Budi</b> & *Siti*: ada akta?"
    assert talk.bot.default.parse_mode is None
    keyboard = call.model_dump()["reply_markup"]["inline_keyboard"]
    assert [[(one["text"], one["callback_data"]) for one in row] for row in keyboard] == [
        [("Ada", YES.pack())],
        [("Belum", no.pack())],
    ]


async def test_a_tapped_bubble_is_replaced(talk: Talk) -> None:
    talk.reply(Outgoing(CHAT, "Ada.", replaces="51"), Outgoing(CHAT, "Berapa orang?"))
    edit, question, _ = await talk.taps(YES.pack(), bubble=51)
    assert isinstance(edit, EditMessageText)
    assert (edit.message_id, edit.text) == (51, "Ada.")
    assert isinstance(question, SendMessage)


@pytest.mark.parametrize("refusal", ["message to edit not found", "message can't be edited"])
async def test_a_bubble_that_cannot_be_replaced_is_sent_anew(talk: Talk, refusal: str) -> None:
    talk.telegram_answers(EditText, 400, f"Bad Request: {refusal}")
    talk.reply(Outgoing(CHAT, "Ada.", replaces="51"))
    calls = await talk.taps(YES.pack(), bubble=51)
    assert isinstance(calls[-2], SendMessage)
    assert calls[-2].text == "Ada."


async def test_a_bubble_that_says_the_same_already_is_fine(talk: Talk) -> None:
    talk.telegram_answers(EditText, 400, "Bad Request: message is not modified: specified new message …")
    talk.reply(Outgoing(CHAT, "Ada.", replaces="51"))
    calls = await talk.taps(YES.pack(), bubble=51)
    assert not any(isinstance(call, SendMessage) for call in calls)
    assert talk.dialogue.answered


async def test_a_notice_alone_appears_on_the_tapped_button(talk: Talk) -> None:
    talk.reply(Outgoing(CHAT, "", notice="Sudah tersimpan. " * 20))
    (call,) = await talk.taps(YES.pack())
    notice = call.model_dump()["text"]
    assert notice.startswith("Sudah tersimpan.")
    assert len(notice) == 200


async def test_a_message_delivered_again_stays_silent(talk: Talk) -> None:
    talk.reply()
    assert await talk.says("lima") == []
    assert talk.dialogue.answered == []


async def test_a_long_text_is_cut_between_lines_with_the_buttons_under_the_last_part(talk: Talk) -> None:
    line = "Rumah 🏠 nomor sekian sudah terdata."
    talk.reply(Outgoing(CHAT, "\n".join([line] * 300), ((Button("Lanjut", YES),),)))
    calls = await talk.says("daftar")
    assert len(calls) == 3
    assert all(set(text.split("\n")) == {line} for text in texts(calls))
    assert all(len(text.encode("utf-16-le")) // 2 <= LONGEST_TEXT for text in texts(calls))
    assert [call.model_dump()["reply_markup"] is not None for call in calls] == [False, False, True]


async def test_a_keyboard_never_has_more_than_a_hundred_buttons_or_eight_in_a_row(talk: Talk) -> None:
    row = tuple(Button(str(number), Tap("pilih", code=str(number))) for number in range(130))
    talk.reply(Outgoing(CHAT, "Rumah mana?", (row,)))
    (call,) = await talk.says("rumah")
    rows = call.model_dump()["reply_markup"]["inline_keyboard"]
    assert sum(map(len, rows)) == 100
    assert max(map(len, rows)) == 8


# What fails


async def test_an_apology_goes_out_where_the_dialogue_fails(talk: Talk) -> None:
    talk.dialogue.replies.append(RuntimeError("lima"))
    assert texts(await talk.says("lima")) == [SORRY.sentence]


async def test_we_wait_as_long_as_telegram_asks(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    waited = pauses(monkeypatch)
    talk.telegram_answers(SendText, 429, "Too Many Requests: retry after 4", wait=4)
    calls = await talk.says("lima")
    assert waited == [4]
    assert texts(calls) == ["Baik: lima"] * 2
    assert talk.dialogue.answered


async def test_we_do_not_wait_for_ever(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    waited = pauses(monkeypatch)
    talk.telegram_answers(SendText, 429, "Too Many Requests: retry after 600", wait=600)
    await talk.says("lima")
    assert waited == []
    assert talk.dialogue.answered == []


async def test_a_fault_of_telegrams_is_tried_again(talk: Talk) -> None:
    talk.telegram_answers(SendText, 502, "Bad Gateway")
    talk.telegram_answers(SendText, 500, "Internal Server Error: restart")
    calls = await talk.says("lima")
    assert texts(calls) == ["Baik: lima"] * 3
    assert talk.dialogue.answered


async def test_after_a_few_tries_the_reply_waits_for_the_next_message(
    talk: Talk, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(3):
        talk.telegram_answers(SendText, 502, "Bad Gateway")
    await talk.says("lima")
    assert talk.dialogue.answered == []
    assert "tg:7" in caplog.text
    assert "lima" not in caplog.text


async def test_a_lost_connection_is_tried_again(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    wire = talk.bot.mock_session
    real, broken = wire.make_request, [True]

    async def flaky(bot: Any, method: Any, timeout: int | None = None) -> Any:  # noqa: ASYNC109
        if broken.pop() if broken else False:
            raise TelegramNetworkError(method=method, message="ServerDisconnectedError")
        return await real(bot, method, timeout)

    monkeypatch.setattr(wire, "make_request", flaky)
    assert texts(await talk.says("lima")) == ["Baik: lima"]


async def test_a_person_who_blocked_the_bot_is_not_an_error(talk: Talk, caplog: pytest.LogCaptureFixture) -> None:
    talk.telegram_answers(SendText, 403, "Forbidden: bot was blocked by the user")
    await talk.says("lima")
    assert talk.dialogue.unreachable == [CHAT]
    assert talk.dialogue.answered == []
    assert caplog.text == ""


async def test_a_refused_bubble_does_not_stop_the_bot(talk: Talk, caplog: pytest.LogCaptureFixture) -> None:
    talk.telegram_answers(SendText, 400, "Bad Request: something new")
    await talk.says("lima")
    assert "something new" in caplog.text
    assert texts(await talk.says("enam")) == ["Baik: enam"]


async def test_a_tap_that_is_too_old_to_be_acknowledged_still_counts(talk: Talk) -> None:
    talk.telegram_answers(AnswerCallbackQuery, 400, "Bad Request: query is too old")
    talk.reply(Outgoing(CHAT, "Ada."))
    assert texts(await talk.taps(YES.pack())) == ["Ada."]


async def test_messages_of_a_chat_are_answered_in_their_order_and_chats_beside_each_other() -> None:
    waiting, order = asyncio.Event(), []

    class Slow(Standin):
        async def receive(self, incoming: Any) -> tuple[Outgoing, ...]:
            if incoming.words == "satu":
                await waiting.wait()
            order.append(incoming.words)
            waiting.set() if incoming.words == "tetangga" else None
            return ()

    talk = Talk()
    talk.bot.dp = Listener(Boundary(Slow()), Delivery(talk.bot))  # type: ignore[assignment]
    messages = [MockMessageText(words, user=ANI) for words in ("satu", "dua", "tiga")]
    messages.append(MockMessageText("tetangga", user=MockUser(8)))
    await asyncio.wait_for(asyncio.gather(*map(talk.bot.dispatch, messages)), 5)
    assert order == ["tetangga", "satu", "dua", "tiga"]


def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Note pauses instead of making them."""
    made: list[float] = []

    async def note(seconds: float) -> None:
        made.append(seconds)

    monkeypatch.setattr(asyncio, "sleep", note)
    return made

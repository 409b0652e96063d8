"""Every call that we make is one that the published Bot API allows: for every question of every form.

The end-to-end tests hold each of their calls to the same: `tests.telegram_peer` refuses what `tests.bot_api` finds.
"""

import os
from collections.abc import AsyncGenerator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiogram import Bot
from aiogram.client.session.base import BaseSession
from aiogram.methods import AnswerCallbackQuery, TelegramMethod
from aiogram.types import Chat, Message

from bot.flows.asking import ask
from bot.flows.forms.facts import Answered, Opened
from bot.flows.forms.form import Definition, Form, Kind
from bot.flows.forms.lint import check
from bot.flows.forms.places import Place
from bot.flows.forms.record import Record
from bot.flows.forms.workbook import LIBRARY, load
from bot.flows.forms.xform import read_form
from bot.flows.forms.xpath import Node
from bot.flows.interview import Interview
from bot.flows.reply import MOST_OPTIONS, Reply, question_code
from bot.flows.step import advance
from bot.flows.turn import Said
from bot.handlers.delivery import Delivery, Outcome
from bot.handlers.rendering import notice
from bot.messages import Incoming, Tap
from bot.messages import Kind as Heard
from bot.wording import outgoing
from tests.bot_api import problems
from tests.telegram_peer import TOKEN, Peer

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
FORMS = os.environ.get("ODK_CONFORMANCE", "")
SAYINGS = ("hmm itu lho", "-99999999999", "x" * 4000, "1", "ya", "15/3/2020", "08.00", "<b>&amp;</b> %s {n}")

BUTTON = {"text": "A", "callback_data": "a"}


@pytest.mark.parametrize(
    ("method", "call", "wrong"),
    [
        ("sendMessage", {"chat_id": "1", "text": "hi"}, ""),
        ("sendMessage", {"chat_id": "1", "text": "x" * 4096}, ""),
        ("sendMessage", {"chat_id": "1", "text": "x" * 4097}, "4097 characters"),
        ("sendMessage", {"chat_id": "1", "text": "😀" * 2049}, "4098 characters"),
        ("sendMessage", {"chat_id": "1", "text": ""}, "0 characters"),
        ("sendMessage", {"text": "hi"}, "chat_id is missing"),
        ("sendMessage", {"chat_id": "1", "text": "hi", "parsemode": "HTML"}, "parsemode is unknown"),
        ("sendMessage", {"chat_id": "1", "text": "hi", "reply_markup": {"inline_keyboard": [[BUTTON]]}}, ""),
        ("sendMessage", {"chat_id": "1", "text": "hi", "reply_markup": '{"inline_keyboard":[{"text":"A"}]}'}, "a list"),
        (
            "sendMessage",
            {
                "chat_id": "1",
                "text": "hi",
                "reply_markup": {"inline_keyboard": [[{**BUTTON, "callback_data": "é" * 33}]]},
            },
            "66 bytes",
        ),
        (
            "sendMessage",
            {"chat_id": "1", "text": "hi", "reply_markup": {"inline_keyboard": [[{**BUTTON, "url": "https://a.b"}]]}},
            "one thing",
        ),
        ("answerCallbackQuery", {"callback_query_id": "1", "text": "x" * 201}, "201 characters"),
        ("setMyCommands", {"commands": '[{"command":"menu","description":""}]'}, "0 characters"),
        ("setMyCommands", {"commands": [{"command": "a", "description": "b"}] * 101}, "at most 100"),
        ("sendMesage", {"chat_id": "1"}, "no such method"),
    ],
)
def test_the_check_knows_the_limits_of_the_published_pages(method: str, call: dict[str, Any], wrong: str) -> None:
    found = problems(method, call)
    assert (wrong in found[0]) if wrong else found == [], found


class Everything(Record):
    """A record in which every question applies and every counted repeat has an instance."""

    __slots__ = ()

    def relevant(self, node: Node) -> bool:
        return True

    def _wanted(self, repeat: Place) -> int:
        return 1


class Wire(BaseSession):
    """Takes each call as it would go over the wire."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0
        self.wrong: list[str] = []
        self._telegram = Peer()

    async def make_request(self, bot: Bot, method: TelegramMethod[Any], timeout: int | None = None) -> Any:  # noqa: ASYNC109 - aiogram's
        values = {name: self.prepare_value(v, bot, {}) for name, v in method.model_dump(warnings=False).items()}
        call = {name: value for name, value in values.items() if value is not None}
        self.count += 1
        self.wrong += problems(method.__api_method__, call)
        try:
            self._telegram.validate(method.__api_method__, dict(call), {})
        except Exception as refusal:  # what else the emulator objects to
            if not any(known in str(refusal) for known in ("message to edit not found", "message is not modified")):
                self.wrong.append(f"{refusal}: {call}")
        return Message(message_id=self.count, date=NOW, chat=Chat(id=7, type="private"))

    async def close(self) -> None:
        pass

    async def stream_content(self, *_: Any, **__: Any) -> AsyncGenerator[bytes, None]:
        raise NotImplementedError
        yield b""


def questions(form: Form) -> Iterator[tuple[Definition, Interview]]:
    """Each thing that a conversation can ask, and an interview in which it is asked."""
    begun = Interview(1, Everything(form, NOW))
    for definition in form.ordered:
        if definition.is_asked or definition.is_open:
            yield definition, begun.after([Opened(_ref(form, definition))])
            if definition.is_roster:
                told = [
                    Answered(f"{definition.path}[{n}]/{c.name}", "Budi" * 9)
                    for n in range(1, 21)
                    for c in definition.children
                ]
                yield definition, begun.after([*told, Opened(definition.path)])
                yield definition, begun.after([*told, Opened(f"{definition.path}[1]")])


def _ref(form: Form, definition: Definition) -> str:
    ref = path = ""
    for name in definition.path.strip("/").split("/"):
        ref, path = f"{ref}/{name}", f"{path}/{name}"
        if path != definition.path and form.definitions[path].kind is Kind.REPEAT:
            ref += "[1]"
    return ref


def bubbles(interview: Interview, language: str) -> Iterator[tuple[Reply, Interview]]:
    """What may be shown at the question: it and its pages, help, misreadings, what follows, and the review."""
    place = interview.asking
    assert place is not None
    pages = -(-len(interview.record.choices(place)) // MOST_OPTIONS)
    yield from ((ask(interview, language, page=page), interview) for page in range(max(1, pages)))
    yield ask(interview, language, more=True), interview
    code = question_code(place)
    taps = (
        Tap(verb, 1, code, 1, value)
        for verb, value in (("h", ""), ("v", "0"), ("c", ""), ("a", "1"), ("t", "1+"), ("s", ""))
    )
    for said in (*(Said(tap=tap) for tap in taps), *map(Said, SAYINGS), Said("1", early=True), Said("hmm")):
        turn = advance(interview, said, language)
        yield turn.reply, turn.interview
        again = advance(turn.interview, Said("hmm lagi"), language)
        yield again.reply, again.interview


async def calls(form: Form) -> tuple[int, int, list[str]]:
    """How many questions were asked in how many calls, and what was wrong with these."""
    wire = Wire()
    bot = Bot(TOKEN, session=wire)
    delivery = Delivery(bot, pauses=())
    asked = 0
    languages = dict.fromkeys(("id", next(iter(form.languages), "id")))
    for definition, interview in questions(form):
        place = interview.asking
        assert place is not None
        assert place.definition.path == definition.path, f"{definition.path} could not be asked"
        asked += 1
        for language in languages:
            for n, (reply, at) in enumerate(bubbles(interview, language)):
                tapped = Incoming(f"q{n}", "tg:7", NOW, Heard.TAP, tap=Tap("g", 1), bubble="5" if n % 2 else None)
                sent = [one for one in outgoing(tapped, (reply,), at, language) if one.text or one.notice]
                assert (await delivery.send(sent)).outcome is Outcome.DELIVERED
                await bot(AnswerCallbackQuery(callback_query_id="1", text=notice(sent[0]) if sent else None))
    return asked, wire.count, wire.wrong


async def test_every_question_of_our_own_forms_goes_out_in_calls_that_telegram_takes() -> None:
    for path in sorted(LIBRARY.glob("*.md")):
        book = load(path)
        asked, count, wrong = await calls(read_form(book.xml, book.hash))
        assert wrong == []
        assert count > 10 * asked > 0


@pytest.mark.skipif(not FORMS, reason="set ODK_CONFORMANCE to the folder with forms of others")
async def test_every_question_of_the_forms_of_others_goes_out_in_calls_that_telegram_takes() -> None:
    tried = 0
    for path in sorted(Path(FORMS, "forms").glob("*.xlsx")):
        if any(not problem.advice for problem in check(path)):
            continue
        book = load(path)
        _, _, wrong = await calls(read_form(book.xml, book.hash))
        assert wrong == [], path
        tried += 1
    assert tried >= 28

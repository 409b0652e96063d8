"""The web application that Telegram calls: it hears updates from whoever shows the secret, and says that it is well."""

import asyncio
import hmac
import logging
from collections.abc import Callable
from typing import Any

import orjson
from aiogram import Bot
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import Update
from aiohttp import web

from bot.settings import HEALTH

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  # the header's name, not a secret
LARGEST_UPDATE = 256 * 1024  # bytes; a message has at most 4,096 characters
ANSWER_WITHIN = 50  # seconds; Telegram repeats a message that was not acknowledged within 60

Take = Callable[[Update], asyncio.Task[AnswerCallbackQuery | None]]  # starts answering; what comes of it goes last

_OF_A_BUBBLE = ("message_id", "date", "chat")

_log = logging.getLogger(__name__)


def webhook(bot: Bot, take: Take, path: str, secret: str) -> web.Application:
    """A web application that takes updates at the path from whoever shows the secret."""
    expected = secret.encode()

    async def hear(request: web.Request) -> web.Response:
        shown = request.headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(shown, expected):
            return web.Response(status=401)
        try:
            update = Update.model_validate(_heard(await request.read()), context={"bot": bot})
        except ValueError:  # no JSON, or no update
            _log.error("an update could not be read")
            return web.Response()  # the same bytes again would not help
        done, _ = await asyncio.wait([take(update)], timeout=ANSWER_WITHIN)
        return _with(done.pop().result()) if done else web.Response()

    async def healthy(_: web.Request) -> web.Response:
        return web.Response(text="sehat\n")

    application = web.Application(client_max_size=LARGEST_UPDATE)
    application.router.add_post(path, hear)
    application.router.add_get(HEALTH, healthy)
    return application


def _heard(body: bytes) -> Any:
    """The update, without what stands in the bubble of a tapped button. Raises ValueError.

    Nobody reads it: to make models of words and buttons that are our own takes half of the time.
    """
    update = orjson.loads(body)
    query = update.get("callback_query") if isinstance(update, dict) else None
    bubble = query.get("message") if isinstance(query, dict) else None
    if isinstance(query, dict) and isinstance(bubble, dict):
        query["message"] = {name: bubble[name] for name in _OF_A_BUBBLE if name in bubble}
    return update


def _with(call: AnswerCallbackQuery | None) -> web.Response:
    """The answer to Telegram's call, with one call of ours in it: Telegram makes it, and does not say what became of
    it."""
    if call is None:
        return web.Response()
    fields = {"method": call.__api_method__, **call.model_dump(exclude_none=True)}
    return web.Response(body=orjson.dumps(fields), content_type="application/json")

"""How calls travel to Telegram: those that answer a message as bare JSON, all others as aiogram sends them."""

from typing import Any

import orjson
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.exceptions import TelegramNetworkError
from aiogram.methods import TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import MessageId
from aiohttp import ClientError

from bot.handlers.calls import EditText, SendText

_BARE = (SendText, EditText)
_JSON = {"Content-Type": "application/json"}
_DONE = b'{"ok":true'


class Session(AiohttpSession):
    """A session in which nobody reads what became of a text but that it arrived, and under which number.

    aiogram makes a form of each call and a model of each answer, the text and its keyboard once more: measured, that is
    half of what a call costs. A refusal is read as ever, so that whoever called can tell why.
    """

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ASYNC109 - aiogram's own
    ) -> Any:
        """What Telegram answers; of a text that was sent or changed, only its number. Raises what aiogram raises."""
        if not isinstance(method, _BARE):
            return await super().make_request(bot, method, timeout)
        call: TelegramMethod[Any] = method
        session = await self.create_session()
        fields = call.model_dump(exclude_unset=True, exclude_none=True, warnings=False)
        try:
            async with session.post(
                self.api.api_url(token=bot.token, method=call.__api_method__),
                data=orjson.dumps(fields),
                headers=_JSON,
                timeout=self.timeout if timeout is None else timeout,  # type: ignore[arg-type]
            ) as answer:
                told = await answer.read()
        except TimeoutError as error:
            raise TelegramNetworkError(method=call, message="Request timeout error") from error
        except ClientError as error:
            raise TelegramNetworkError(method=call, message=f"{type(error).__name__}: {error}") from error
        if answer.status == 200 and told.startswith(_DONE):
            result = orjson.loads(told)["result"]
            return MessageId(message_id=result["message_id"]) if isinstance(result, dict) else result
        return self.check_response(bot, call, answer.status, told.decode(errors="replace")).result

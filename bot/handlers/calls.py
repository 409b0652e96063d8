"""The two calls that carry nearly every reply, with their parts as they go over the wire.

aiogram makes a model of each button; a keyboard of ours is right when it is made, and is only written down.
"""

from typing import Any

from aiogram.methods import EditMessageText, SendMessage


class SendText(SendMessage):
    """A new bubble."""

    reply_markup: Any = None
    link_preview_options: Any = None


class EditText(EditMessageText):
    """A text in another one's place."""

    reply_markup: Any = None
    link_preview_options: Any = None

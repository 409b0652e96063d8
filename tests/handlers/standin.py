"""A small dialogue for the tests of channels: it notes what it hears and answers what a test gave it."""

from collections import deque

from bot.messages import Incoming, Outgoing


class Standin:
    """Answers each message with the next reply that was laid out, else with an echo."""

    def __init__(self) -> None:
        self.heard: list[Incoming] = []
        self.answered: list[str] = []
        self.unreachable: list[str] = []
        self.spoken = "id"
        self.replies: deque[tuple[Outgoing, ...] | Exception] = deque()

    async def receive(self, incoming: Incoming) -> tuple[Outgoing, ...]:
        self.heard.append(incoming)
        reply = self.replies.popleft() if self.replies else (Outgoing(incoming.chat, f"Baik: {incoming.words}"),)
        if isinstance(reply, Exception):
            raise reply
        return reply

    async def delivered(self, incoming: Incoming, bubbles: tuple[str, ...] = ()) -> None:
        self.answered.append(incoming.id)

    async def undeliverable(self, chat: str) -> None:
        self.unreachable.append(chat)

    def language(self, chat: str) -> str:
        return self.spoken

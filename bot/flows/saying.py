"""A record in which one place says something else, and nothing follows from it: to ask a question's constraint."""

from datetime import datetime
from random import Random

from bot.flows.forms.places import Place
from bot.flows.forms.record import Record
from bot.flows.forms.xpath import Node


class Saying:
    """The record as the scope of an expression, but for that place."""

    def __init__(self, record: Record, place: Place, value: str) -> None:
        self._record, self._place, self._value = record, place, value

    def text(self, node: Node) -> str:
        return self._value if node is self._place else self._record.text(node)

    stored = text

    def relevant(self, node: Node) -> bool:
        return self._record.relevant(node)

    def instance(self, id: str) -> Node | None:  # noqa: A002 - ODK's word
        return self._record.instance(id)

    def itext(self, id: str) -> str:  # noqa: A002 - ODK's word
        return self._record.itext(id)

    def choice_name(self, value: str, node: Node) -> str:
        return self._record.choice_name(value, node)

    @property
    def now(self) -> datetime:
        return self._record.now

    @property
    def random(self) -> Random:
        return self._record.random

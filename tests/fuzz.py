"""Updates that nobody should send: forged, broken, huge, of kinds unknown, with marks in them that no log may show."""

import json
import random
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from bot.handlers.webhook import SECRET_HEADER
from tests.forgery import Forger

MARK = "Zulaikhabocor"  # a name and an answer that stand in every text and must never come to a log
SECRET = "a-secret-of-32-characters-000000"
ONE, OTHER = f"{MARK}satu", f"{MARK}dua"  # what the cadres of two villages write, and how their houses are called
CHATS = (7, 8, 9, 10, 11, 12, 13, 14)
MARKS = {7: ONE, 8: ONE, 9: OTHER}  # of the others' words nothing is secret

_TEXTS = (
    *("<b>{m}</b>", "<script>{m}</script> &amp; &lt;", "%s %n %d {{}} {{0}} {{m}} {m}", "'; DROP TABLE turns; -- {m}"),
    *(
        "{m}\x00\x00",
        "\u202e{m}\u2066",
        "\ud83d\ude00{m}",
        "{m} 3201010101010001",
        "/{m}",
        "/start {m}",
        "/start@x {m}",
    ),
    *("/mulai", "/menu", "/jawaban", "/lanjut", "/nanti", "/bantuan", "kembali", "lewati", "ya", "2", "1 ya 2 ya 6 ya"),
    *(
        "{m} 41 L kepala, Siti 38 P istri",
        "lengkap",
        "tidak tahu",
        "hapus {m}",
        "",
        " ",
        "\n\n",
        "٣",
        "²",
        "9" * 400,
        "1e999",
    ),
    *(
        "-0",
        "NaN",
        "0x1F",
        "31/2/2020",
        "1/1/0001",
        "99.99.9999",
        "25.61",
        "jam 99",
        "Rp 99.999.999.999.999.999.999",
        "½",
    ),
    *(
        "1 " * 2000,
        "{m} " * 900,
        "Z̶̨͚a" * 400,
        "(" * 3000,
        "\\" * 2000,
        "a." * 2000,
        "," * 4000,
        "1,2,3 " * 600,
        "😀" * 2048,
    ),
)
_DATA = (
    *("", ".", "a.1.3.1.1", "a.1.4.2.1", "t.1.62.3.1+", "t.1.62.3.", "x.1.62.3.ya", "e.1.4.1.", "c.1.4.1.", "i.1.4.1."),
    *("a.1.9999999999.1.1", "a.1.3-9-9.1.1", "a.1..1.", "a.999999999999999999.3.1.1", "a.-1.3.1.1", "a.1.3.99999.1"),
    *("zz.1.3.1.1", "house.0..0.1", "house.0..0.99999999999999999999", "house.0..0.²", "new.0..0.03", "new.0..0.99"),
    *(
        "all.0..0.-3",
        "all.0..0.99999999999999999",
        "all.0..0.²",
        "home.0..0.",
        "tips.1..0.",
        "tips.99..0.",
        "v.1..1.999999",
    ),
    *(
        "v.1..1.²",
        "p.1.3.1.²",
        "p.1.3.1.99999999999",
        "h.1.3.1.",
        "m.1.3.1.",
        "g.1..1.",
        "l.1..1.",
        "b.1.3.1.",
        "y.1.3.1.",
    ),
    *("a.1.3.1.{m}", "{m}", "a" * 64, "\x00.0..0.", "😀.1.3.1.1", "a.٣.3.1.1", "s.1.3.1.{m}", "k.1.3.1.", "n.1.3.1."),
)
_ODD: tuple[Any, ...] = (None, True, -1, 0, 2**31, 2**63, 2**70, 1.5, "", MARK, [], {}, [[]], {"id": MARK}, [MARK] * 3)
_KINDS = ("inline_query", "poll", "pre_checkout_query", "channel_post", "message_reaction", "business_message", MARK)
_CONTENT: tuple[dict[str, Any], ...] = (
    {"photo": [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}], "caption": MARK},
    {"contact": {"phone_number": "0812", "first_name": MARK}},
    {"location": {"latitude": -2.0, "longitude": 115.0}},
    {"sticker": {"file_id": "a", "file_unique_id": "b", "type": "x", "width": 1, "height": 1, "is_animated": False}},
    {"voice": {"file_id": "a", "file_unique_id": "b", "duration": 1}, "caption": MARK},
    {"new_chat_title": MARK},
    {"pinned_message": {"message_id": 1, "date": 0, "chat": {"id": 7, "type": "private"}}},
    {"dice": {"emoji": "🎲", "value": 3}},
    {"web_app_data": {"data": MARK, "button_text": MARK}},
    {"entirely_new": {"text": MARK}},
)
ONWARDS = ("a.", "e.", "y.", "house.")  # buttons that bring an interview on
_AIMED = 0.6  # of the updates are well made, and go for the desks


class Fuzz:
    """Requests to the webhook, the same at the same seed: a body, and the headers it comes with."""

    def __init__(self, seed: int, forger: Forger) -> None:
        self._forger = forger
        self._random = random.Random(seed)  # noqa: S311 - no secret
        self._numbers = iter(range(1, 10**9))
        self._newest: dict[int, tuple[int, list[str]]] = {}

    def see(self, newest: dict[int, tuple[int, list[str]]]) -> None:
        """The newest bubble of each chat, and its buttons; some of the taps to come are on them."""
        self._newest = newest

    def requests(self, many: int) -> Iterator[tuple[bytes, dict[str, str]]]:
        """So many requests, one at a time."""
        for _ in range(many):
            yield self._body(), self._headers()

    def _headers(self) -> dict[str, str]:
        if self._random.randrange(20):
            return {SECRET_HEADER: SECRET}
        return self._random.choice(({}, {SECRET_HEADER: ""}, {SECRET_HEADER: MARK}, {SECRET_HEADER: SECRET[:-1]}))

    def _body(self) -> bytes:
        aimed = self._random.random() < _AIMED
        update = self._update(aimed=aimed)
        for _ in range(0 if aimed else self._random.choice((0, 0, 0, 1, 1, 2, 5))):
            self._spoil(update)
        data = json.dumps(update, ensure_ascii=self._random.random() < 0.8).encode("utf-8", "surrogatepass")
        match self._random.randrange(40):
            case 0:
                return data[: self._random.randrange(len(data))]
            case 1:
                return b"[" * 5000 + data
            case 2:
                return data.replace(b'"date"', b'"date": "\\ud800", "x"')
            case 3:
                return data.replace(MARK.encode(), b"\\udc00" + MARK.encode())
            case 4:
                return self._random.randbytes(self._random.randrange(2000))
            case _:
                return data

    def _update(self, *, aimed: bool) -> dict[str, Any]:
        pick = self._random.choice
        number = next(self._numbers)
        chat = pick(CHATS)
        mark = MARKS.get(chat, MARK)
        person = {"id": chat, "is_bot": False, "first_name": pick((MARK, "<b>" + MARK, "%s", "x" * 5000, ""))}
        place = {"id": chat, "type": pick(("private",) * 8 + ("group", "supergroup", "channel", MARK))}
        if aimed:
            person, place = {"id": chat, "is_bot": False, "first_name": MARK}, {"id": chat, "type": "private"}
        message = {"message_id": number, "date": 1_790_000_000 + number, "chat": place, "from": person}
        if aimed:
            shown, buttons = self._newest.get(chat, (number, []))
            match self._random.randrange(20):
                case 0 | 1 | 2 | 3 | 4 | 5 | 6:
                    data = self._forger.button(mark)
                case 7 | 8 | 9:
                    data = pick(buttons) if buttons else self._forger.button(mark)
                case 10 | 11 | 12:  # onwards where that is offered, so that interviews get somewhere
                    onwards = [each for each in buttons if each.startswith(ONWARDS)]
                    data = pick(onwards or buttons) if buttons else self._forger.button(mark)
                case 13 | 14 | 15 | 16 | 17:
                    return {"update_id": number, "message": {**message, "text": self._forger.words(mark)}}
                case _:
                    return {"update_id": number, "message": {**message, "text": self._forger.command(mark)}}
            query = {"id": str(number), "from": person, "chat_instance": "1", "data": data}
            return {"update_id": number, "callback_query": {**query, "message": {**message, "message_id": shown}}}
        match self._random.randrange(12):
            case 0 | 1 | 2 | 3:
                return {"update_id": number, "message": {**message, "text": self._text(mark)}}
            case 4 | 5 | 6 | 7:
                shown, buttons = self._newest.get(chat, (number, []))
                data = pick(buttons if buttons and number % 3 else _DATA).replace("{m}", mark)
                bubble = {**message, "message_id": shown} if number % 9 else message
                query = {"id": str(number), "from": person, "chat_instance": "1", "message": bubble, "data": data}
                return {"update_id": number, "callback_query": query}
            case 8:
                edited = {**message, "edit_date": number, "text": self._text(mark)}
                return {"update_id": number, "edited_message": edited}
            case 9:
                origin = {"type": "hidden_user", "date": 1, "sender_user_name": MARK}
                more: dict[str, Any] = (
                    deepcopy(pick(_CONTENT)) if number % 2 else {"forward_origin": origin, "text": MARK}
                )
                return {"update_id": number, "message": {**message, **more}}
            case 10:
                return {"update_id": number, pick(_KINDS): {"id": MARK, "from": person, **message}}
            case _:
                member = {"user": person, "status": pick(("kicked", "member", "left", MARK))}
                changed = {"chat": place, "from": person, "date": 1, "old_chat_member": member}
                return {"update_id": number, "my_chat_member": {**changed, "new_chat_member": member}}

    def _text(self, mark: str) -> str:
        return self._random.choice(_TEXTS).replace("{m}", mark)

    def _spoil(self, update: dict[str, Any]) -> None:
        """Take something away, or put something odd in its place, anywhere."""
        spot = update
        while inner := [value for value in spot.values() if isinstance(value, dict) and value]:
            if self._random.random() < 0.3:
                break
            spot = self._random.choice(inner)
        name = self._random.choice([*spot, "chat"])
        match self._random.randrange(4):
            case 0:
                spot.pop(name, None)
            case 1:
                spot[self._random.choice((MARK, "text", "data", "chat", "photo"))] = deepcopy(self._random.choice(_ODD))
            case 2:
                nested: Any = MARK
                for _ in range(self._random.choice((3, 50, 400))):
                    nested = {"reply_to_message": nested} if self._random.random() < 0.5 else [nested]
                spot[name] = nested
            case _:
                spot[name] = deepcopy(self._random.choice(_ODD))

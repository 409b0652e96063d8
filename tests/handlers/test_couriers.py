"""Three couriers, one of them killed while it works: every letter arrives, none twice but the one on its way."""

from collections import Counter
from pathlib import Path

from tests.couriers import bring
from tests.telegram_peer import Fault, Peer

LETTERS = 45  # `python -m bench.courier` brings a thousand


class Watched:
    """The emulator as `tests.couriers` wants it."""

    def __init__(self, peer: Peer) -> None:
        self._peer = peer

    def arrived(self) -> Counter[str]:
        return Counter(bubble.text for bubbles in self._peer.seen.chats.values() for bubble in bubbles)

    def called(self) -> list[float]:
        return [call["at"] for call in self._peer.seen.calls]


async def test_every_letter_arrives_and_none_twice_but_the_one_on_its_way(database_url: str, tmp_path: Path) -> None:
    peer = Peer()
    peer.faults += [
        Fault("sendMessage", 429, "Too Many Requests: retry after 1", retry_after=1),
        Fault("sendMessage", 502, "Bad Gateway"),
        Fault("sendMessage", 502, dropped=True),
        Fault("sendMessage", 0, after=True, seconds=0.5),
    ]
    async with peer.served() as api:
        found = await bring(Watched(peer), api, tmp_path, database_url, letters=LETTERS, lease=4)
    assert (found.arrived, found.fates) == (LETTERS, {"sent": LETTERS})
    assert len(found.twice) <= found.in_flight <= 1
    assert found.most_in_a_second <= 30
    assert {call["method"] for call in peer.seen.calls} == {"sendMessage"}
    assert [call for call in peer.seen.calls if call["status"] in {400, 404}] == []
    assert "takes over" in found.log
    assert "Surat" not in found.log
    assert "Traceback" not in found.log

"""A value opens only with its key, and only where it stands."""

import stat
from pathlib import Path

import pytest

from storage.keyfile import beside, keys_beside, keys_in, put_in_front
from storage.keyring import Keyring, KeyTextError, MissingKeyError, SpoiledError, new_key

NAME = "Zulaikha"
PLACE = "people.name"


def test_what_was_sealed_opens_at_its_place_only() -> None:
    ring = Keyring([new_key()])
    sealed = ring.seal(NAME, PLACE)
    assert ring.open(sealed, PLACE) == NAME
    assert NAME.encode() not in sealed
    with pytest.raises(SpoiledError):
        ring.open(sealed, "contacts.fields")
    _, key = ring.new_household_key()
    said = key.seal_text(NAME, "turns.facts:1:2")
    assert key.open_text(said, "turns.facts:1:2") == NAME
    with pytest.raises(SpoiledError):
        key.open_text(said, "turns.facts:2:2")


def test_a_value_that_was_changed_in_any_byte_does_not_open() -> None:
    ring = Keyring([new_key()])
    sealed = ring.seal(NAME, PLACE)
    for n in range(len(sealed)):
        changed = bytes([*sealed[:n], sealed[n] ^ 1, *sealed[n + 1 :]])
        with pytest.raises((SpoiledError, MissingKeyError)):
            ring.open(changed, PLACE)
    for short in (b"", sealed[:1], sealed[:5], sealed[:20]):
        with pytest.raises((SpoiledError, MissingKeyError)):
            ring.open(short, PLACE)


def test_the_newest_key_seals_and_all_open() -> None:
    old, new = new_key(), new_key()
    sealed = Keyring([old]).seal(NAME, PLACE)
    both = Keyring([new, old])
    assert both.open(sealed, PLACE) == NAME
    assert Keyring([new]).open(both.seal(NAME, PLACE), PLACE) == NAME
    assert both.newest == Keyring([new]).newest
    with pytest.raises(MissingKeyError) as missing:
        Keyring([new]).open(sealed, PLACE)
    assert missing.value.key_id == Keyring([old]).newest
    with pytest.raises(MissingKeyError):
        Keyring(()).seal(NAME, PLACE)


def test_the_key_of_a_household_is_of_no_use_to_another() -> None:
    ring = Keyring([new_key()])
    key, ready = ring.new_household_key()
    wrapped = ring.wrap(key, 7)
    assert ring.unwrap(wrapped, 7).open_text(ready.seal_text(NAME, "x"), "x") == NAME
    with pytest.raises(SpoiledError):
        ring.unwrap(wrapped, 8)


def test_a_mark_is_the_same_for_one_household_and_tells_nothing_to_others() -> None:
    ring = Keyring([new_key()])
    (_, one), (_, other) = ring.new_household_key(), ring.new_household_key()
    tap = "tap:a.1.q.4.ya"
    assert one.mark(tap) == one.mark(tap)
    assert one.mark(tap) not in {other.mark(tap), one.mark("tap:a.1.q.4.tidak")}


@pytest.mark.parametrize(
    "text",
    ["", "abc", new_key()[:-1], new_key() + "A", "ä" * 43, "!" * 43],
    ids=["nothing", "letters", "too short", "too long", "other letters", "signs"],
)
def test_what_is_no_key_is_refused_without_being_quoted(text: str) -> None:
    with pytest.raises(KeyTextError) as refused:
        Keyring([text])
    assert not text or text not in str(refused.value)


def test_a_key_file_is_made_once_for_nobody_else_and_a_new_key_goes_in_front(tmp_path: Path) -> None:
    database = tmp_path / "var" / "kawan.db"
    ring = keys_beside(database)
    file = beside(database)
    assert not file.parent.exists(), "as long as nothing is sealed"
    ring.see_to_a_key()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert keys_beside(database).ids == ring.ids
    sealed = ring.seal(NAME, PLACE)
    put_in_front(file, new_key())
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(keys_in(file)) == 2
    newer = keys_beside(database)
    assert newer.open(sealed, PLACE) == NAME
    assert ring.open(newer.seal(NAME, PLACE), PLACE) == NAME, "a process that runs reads the file again"
    assert [path.name for path in file.parent.iterdir()] == [file.name]

"""Keys, and values that nobody can read without one: AES-256-GCM, each bound to the place where it stands.

Two kinds of keys. Those of the ring come from the operator; they seal names of people and the keys of households. Each
household has a key of its own, which seals all that was said there: when that key is destroyed, so is what it sealed.

A sealed value is a version, the id of its key (of a ring's key only), a nonce and the ciphertext. The place is not
kept, only authenticated: a value that somebody moves to another row or column does not open there.
"""

import base64
import binascii
import hashlib
import os
from collections import OrderedDict
from collections.abc import Callable, Iterable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_VERSION = b"\x01"
_KEY_BYTES = 32
_ID_BYTES = 4
ID_AT = (len(_VERSION) + 1, _ID_BYTES)  # where SQL finds the id in a value that a ring's key has sealed
_NONCE_BYTES = 12
_REMEMBERED = 4_096  # keys of households that a process keeps ready; measured: 2 µs saved a message, 1 kB each


class KeyTextError(ValueError):
    """A text that should be a key is none."""


class MissingKeyError(LookupError):
    """A value was sealed by a key that is not in the ring, or is to be sealed and there is no key at all.

    `private`: it is a key of the ring for private answers.
    """

    def __init__(self, key_id: str, *, private: bool = False) -> None:
        kind = "private key" if private else "key"
        super().__init__(f"the {kind} {key_id} is missing" if key_id else f"there is no {kind}")
        self.key_id, self.private = key_id, private


class SameKeyError(ValueError):
    """A key for private answers seals names as well: it would be no other key."""


class SpoiledError(ValueError):
    """A sealed value does not open: it was changed, or moved from another place."""


class HouseholdKey:
    """The key of one household."""

    __slots__ = ("_cipher", "_marking")

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)
        self._marking = hashlib.blake2b(key=key, person=b"kawan marking").digest()

    def seal(self, value: bytes, place: str) -> bytes:
        """The value, for this key and this place only."""
        return _VERSION + _sealed(self._cipher, value, place)

    def open(self, sealed: bytes, place: str) -> bytes:
        """The value that was sealed for this place. Raises SpoiledError."""
        if sealed[:1] != _VERSION:
            raise SpoiledError(place)
        return _opened(self._cipher, sealed[1:], place)

    def seal_text(self, text: str, place: str) -> bytes:
        """The text, for this key and this place only."""
        return self.seal(text.encode(), place)

    def open_text(self, sealed: bytes, place: str) -> str:
        """The text that was sealed for this place. Raises SpoiledError."""
        return self.open(sealed, place).decode()

    def mark(self, words: str) -> str:
        """The same mark for the same words; without the key nobody can tell, or try out, of which."""
        return hashlib.blake2b(words.encode(), key=self._marking, digest_size=16).hexdigest()


class Keyring:
    """The operator's keys: the first seals, all of them open."""

    def __init__(
        self,
        keys: Iterable[str] = (),
        again: Callable[[], Iterable[str]] | None = None,
        *,
        make: Callable[[], Iterable[str]] | None = None,
        private: bool = False,
    ) -> None:
        """From their texts, newest first. Raises KeyTextError.

        `again` reads them anew when a value has an unknown key: they may have been changed while the process runs. So a
        ring without `keys` reads none before one is needed. `make` makes one where none is, and something is to be
        sealed. `private`: they seal what families answer to private questions, and nothing else.
        """
        self.private = private
        self._keys = _ciphers(keys)
        self._again = again
        self._make = make
        self._households: OrderedDict[tuple[int, bytes], HouseholdKey] = OrderedDict()

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of its keys, newest first; they tell nothing of the keys."""
        if not self._keys:
            self._read_again()
        return tuple(id_.hex() for id_ in self._keys)

    def check(self, id_: str) -> None:
        """Raise MissingKeyError where the key with this id is not among them."""
        if id_ not in self.ids:
            self._read_again()
        if id_ not in self.ids:
            raise MissingKeyError(id_, private=self.private)

    @property
    def newest(self) -> str:
        """The id of the key that seals. Raises MissingKeyError where there is no key."""
        return self._newest().hex()

    def see_to_a_key(self) -> None:
        """Make a key where there is none and it may be made. Raises MissingKeyError where there is none then."""
        self._newest()

    def seal(self, text: str, place: str) -> bytes:
        """The text, sealed by the newest key for this place. Raises MissingKeyError where there is no key."""
        return self._seal(text.encode(), place)

    def open(self, sealed: bytes, place: str) -> str:
        """The text that was sealed for this place. Raises MissingKeyError, SpoiledError."""
        return self._open(sealed, place).decode()

    def new_household_key(self) -> tuple[bytes, HouseholdKey]:
        """A new household's key, as it is and ready for use; `wrap` makes of it what may be kept."""
        key = os.urandom(_KEY_BYTES)
        return key, HouseholdKey(key)

    def wrap(self, key: bytes, household_id: int) -> bytes:
        """A household's key as the database may keep it."""
        return self._seal(key, _wrapped(household_id))

    def unwrap(self, wrapped: bytes, household_id: int) -> HouseholdKey:
        """The household's key. Raises MissingKeyError, SpoiledError."""
        known = self._households.get((household_id, wrapped))
        if known is None:
            known = HouseholdKey(self._open(wrapped, _wrapped(household_id)))
            self._households[household_id, wrapped] = known
            while len(self._households) > _REMEMBERED:
                self._households.popitem(last=False)
        return known

    def rewrap(self, wrapped: bytes, household_id: int) -> bytes:
        """The same household's key, wrapped by the newest key. Raises MissingKeyError, SpoiledError."""
        return self.wrap(self._open(wrapped, _wrapped(household_id)), household_id)

    def _newest(self) -> bytes:
        if not self._keys:
            self._read_again()
        if not self._keys and self._make is not None:
            self._keys = _ciphers(self._make())
        for id_ in self._keys:
            return id_
        raise MissingKeyError("", private=self.private)

    def _read_again(self) -> None:
        if self._again is not None:
            self._keys = _ciphers(self._again())

    def _seal(self, value: bytes, place: str) -> bytes:
        id_ = self._newest()
        return _VERSION + id_ + _sealed(self._keys[id_], value, place)

    def _open(self, sealed: bytes, place: str) -> bytes:
        if sealed[:1] != _VERSION:
            raise SpoiledError(place)
        id_, rest = sealed[1 : 1 + _ID_BYTES], sealed[1 + _ID_BYTES :]
        if id_ not in self._keys:
            self.check(id_.hex())
        return _opened(self._keys[id_], rest, place)


def new_key() -> str:
    """The text of a new key of a ring."""
    return base64.urlsafe_b64encode(os.urandom(_KEY_BYTES)).decode().rstrip("=")


def _ciphers(keys: Iterable[str]) -> dict[bytes, AESGCM]:
    return {_id(key): AESGCM(key) for key in map(_key, keys)}


def _key(text: str) -> bytes:
    try:
        key = base64.b64decode(text.strip() + "=" * (-len(text.strip()) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise KeyTextError("a key has 43 of the characters A-Z a-z 0-9 - _; see `kawan keys new`") from None
    if len(key) != _KEY_BYTES:
        raise KeyTextError("a key has 43 of the characters A-Z a-z 0-9 - _; see `kawan keys new`")
    return key


def _id(key: bytes) -> bytes:
    return hashlib.blake2b(key, person=b"kawan key id", digest_size=_ID_BYTES).digest()


def _wrapped(household_id: int) -> str:
    return f"household_keys:{household_id}"


def _sealed(cipher: AESGCM, value: bytes, place: str) -> bytes:
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + cipher.encrypt(nonce, value, place.encode())


def _opened(cipher: AESGCM, sealed: bytes, place: str) -> bytes:
    try:
        return cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], place.encode())
    except (InvalidTag, ValueError):  # ValueError: too short to be one
        raise SpoiledError(place) from None

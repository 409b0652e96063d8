"""What seals the answers to private questions: for each household a second key, wrapped by keys of their own.

Whoever has the operator's ordinary keys and a copy of the database reads none of it. The second key stands in one row
with the first, so that both are destroyed at once.
"""

from collections.abc import Sequence

import orjson
from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage.keyring import HouseholdKey, Keyring, SameKeyError
from storage.models import HouseholdKeyRow
from storage.sealing import ring_of, source_of
from storage.statements import Statement
from storage.types import Fact

PRIVATE_RING = "kawan_private_keys"  # the execution option by which an engine's connections know these keys
_LENGTHS = 256  # bytes: what is sealed has as many, or twice as many, so that its length tells no answer

_THIS = HouseholdKeyRow.household_id == bindparam("household")
_KNOWN = Statement(select(HouseholdKeyRow.private_wrapped).where(_THIS))
_KEEP = Statement(
    update(HouseholdKeyRow)
    .where(_THIS, HouseholdKeyRow.private_wrapped.is_(None))
    .values(private_key_id=bindparam("by"), private_wrapped=bindparam("its"))
    .returning(HouseholdKeyRow.household_id)
)


def private_ring_of(of: AsyncConnection | AsyncEngine) -> Keyring:
    """The operator's keys for private answers that the engine was opened with."""
    ring: Keyring = source_of(of).get_execution_options()[PRIVATE_RING]
    return ring


def check_another(connection: AsyncConnection) -> None:
    """Raise SameKeyError where the newest key for private answers opens names, too; MissingKeyError for no key."""
    if private_ring_of(connection).newest in ring_of(connection).ids:
        raise SameKeyError


async def private_key(connection: AsyncConnection, household_id: int) -> HouseholdKey:
    """The key that seals a household's private answers, made where it has none. Raises MissingKeyError, SameKeyError,
    and LookupError for a household without a key at all, of which nothing can be kept."""
    ring = private_ring_of(connection)
    for _ in range(2):  # somebody else may make one at this very moment
        known = await _KNOWN.row(connection, {"household": household_id})
        if known is None:
            break
        if known[0] is not None:
            return ring.unwrap(known[0], household_id)
        check_another(connection)
        key, ready = ring.new_household_key()
        row = {"household": household_id, "by": ring.newest, "its": ring.wrap(key, household_id)}
        if await _KEEP.row(connection, row) is not None:
            return ready
    raise LookupError(f"household {household_id} has no key")


def seal_private(key: HouseholdKey, facts: Sequence[tuple[int, Fact]], place: str) -> bytes:
    """The private facts of a turn, each with its turn among all of them."""
    said = orjson.dumps(facts)
    return key.seal(said.ljust(-(-len(said) // _LENGTHS) * _LENGTHS), place)


def with_private(facts: Sequence[Fact], key: HouseholdKey, sealed: bytes, place: str) -> list[Fact]:
    """All facts of a turn, those that were sealed apart where they belong. Raises SpoiledError."""
    whole = list(facts)
    for n, fact in orjson.loads(key.open(sealed, place)):
        whole.insert(n, fact)
    return whole

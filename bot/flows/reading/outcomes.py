"""What reading a cadre's words comes to: one value, two to be asked back, or nothing."""

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Generic, Literal, TypeAlias, TypeVar

Value = int | Decimal | str | tuple[str, ...]
V_co = TypeVar("V_co", bound=Value, covariant=True)
Period = Literal["day", "week", "month", "year"]


@dataclass(frozen=True, slots=True)
class Understood(Generic[V_co]):
    """Exactly one reading."""

    value: V_co


@dataclass(frozen=True, slots=True)
class Either(Generic[V_co]):
    """Two or three readings, or one that is worked out, to be asked back with a button each.

    `because` says what is open: "ribuan" (thousands left out?), "rentang" (a range), "tanggal", "waktu", "nomor",
    "umur" or "pilihan".
    """

    values: tuple[V_co, ...]
    because: str


@dataclass(frozen=True, slots=True)
class OtherPeriod:
    """An amount that was said for another period than the one asked: never multiplied, asked back."""

    amount: int
    period: str


Reading: TypeAlias = Understood[V_co] | Either[V_co] | None


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a question, with every label it may be typed by."""

    code: str
    labels: tuple[str, ...]
    exclusive: bool = False


@dataclass(frozen=True, slots=True)
class MemberRead:
    """One member of a household as it was written; what was not said is None.

    `unclear` holds the words that could not be placed. Without a name, it is a part that names no member at all.
    """

    name: str
    age_years: int | None = None
    sex: str | None = None
    relation: str | None = None
    far: bool = False
    unclear: tuple[str, ...] = ()


class Command(Enum):
    """A message that steers the conversation instead of answering."""

    BACK = "kembali"
    SKIP = "lewati"
    LATER = "nanti"
    STOP = "berhenti"
    WITHDRAW = "berhenti_ikut"
    ANSWERS = "jawaban"
    DONT_KNOW = "tidak_tahu"
    REFUSE = "tidak_jawab"
    MENU = "menu"
    HELP = "bantuan"
    CONTINUE = "lanjut"
    CANCEL = "batal"
    MEMBERS = "anggota"


def settled(values: tuple[V_co, ...], because: str) -> Reading[V_co]:
    """Understood for one distinct value, Either for two or three, None for any other number."""
    distinct = tuple(dict.fromkeys(values))
    if len(distinct) == 1:
        return Understood(distinct[0])
    return Either(distinct, because) if 2 <= len(distinct) <= 3 else None

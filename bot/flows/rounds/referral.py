"""A referral from its opening to its end: when its cadre is asked, and what each answer makes of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

OPEN, GOING, DONE, REFUSED, DROPPED, ESCALATED = "terbuka", "sedang", "selesai", "ditolak", "tidak_jadi", "eskalasi"
ANSWERS = (DONE, GOING, REFUSED, DROPPED)
PAPERS, COME_BACK, PAY, OTHER = "surat_kurang", "disuruh_kembali", "bayar", "lainnya"
REASONS = (PAPERS, COME_BACK, PAY, OTHER)
AGAIN = frozenset({PAPERS, COME_BACK})  # refusals after which the same service is worth another try

FIRST = timedelta(days=14)  # after it was opened, "Sudah diurus?"
LATER = timedelta(days=7)  # until she is asked once more
COORDINATORS = timedelta(days=14)  # until a coordinator who has not decided is reminded
LONGEST = timedelta(days=90)  # what is still under way then needs help
LEFT_ALONE = timedelta(days=14)  # overdue for so long: nobody could be asked
MOST_ASKED, MOST_REFUSALS = 2, 3
CLOSED = frozenset({DONE, DROPPED})


@dataclass(frozen=True, slots=True)
class Referral:
    """A family's way to a service. `due_on` is when somebody is asked next: its cadre, once escalated a coordinator."""

    id: int
    household_id: int
    problem: str
    matter: str
    service: str
    opened_on: date
    status: str = OPEN
    due_on: date | None = None
    asked: int = 0
    letter: str | None = None
    refusals: int = 0
    reason: str | None = None

    @property
    def is_closed(self) -> bool:
        """Whether nothing more is to come of it."""
        return self.status in CLOSED

    @property
    def is_cadres(self) -> bool:
        """Whether its cadre is the one to ask."""
        return not self.is_closed and self.status != ESCALATED


def put_to(referral: Referral, letter: str, today: date) -> Referral:
    """The referral after a letter that asks about it."""
    again = COORDINATORS if referral.status == ESCALATED else LATER
    return replace(referral, asked=referral.asked + 1, letter=letter, due_on=today + again)


def unheard(referral: Referral) -> Referral:
    """The referral where the letter that asked last never arrived: it does not count."""
    return replace(referral, asked=max(0, referral.asked - 1), letter=None)


def is_silent(referral: Referral) -> bool:
    """Whether its cadre was asked as often as is polite, and said nothing."""
    return referral.is_cadres and referral.asked >= MOST_ASKED


def escalated(referral: Referral, today: date) -> Referral:
    """The referral in the hands of the coordinator."""
    return replace(referral, status=ESCALATED, due_on=today, asked=0, letter=None)


def answered(referral: Referral, answer: str, today: date) -> Referral:
    """What her answer makes of it. Raises ValueError for an answer that there is none of."""
    heard = replace(referral, asked=0, letter=None)
    match answer:
        case "selesai" | "tidak_jadi":
            return replace(heard, status=answer, due_on=None)
        case "sedang" if referral.opened_on + LONGEST <= today:
            return escalated(heard, today)
        case "sedang":
            return replace(heard, status=GOING, due_on=today + LATER)
        case "ditolak":
            refused = replace(heard, status=REFUSED, due_on=today + LATER, refusals=referral.refusals + 1, reason=None)
            return escalated(refused, today) if refused.refusals > MOST_REFUSALS else refused
    raise ValueError(f"{answer!r} is no answer")


def because(referral: Referral, reason: str, others: Sequence[str], today: date) -> Referral:
    """The refused referral with its reason; where nothing is left to try, it is the coordinator's."""
    known = replace(referral, reason=reason)
    return known if reason in AGAIN or others else escalated(known, today)


def moved_on(referral: Referral, service: str, today: date) -> Referral:
    """The referral to another service."""
    return replace(
        referral, service=service, status=OPEN, due_on=today + FIRST, asked=0, letter=None, reason=referral.reason
    )


def handed_on(referral: Referral) -> Referral:
    """The referral in the hands of another cadre, whom nobody has asked yet."""
    return replace(referral, asked=0, letter=None)


def given_back(referral: Referral, today: date) -> Referral:
    """The escalated referral, to be asked about once more."""
    return replace(referral, status=OPEN, due_on=today + timedelta(days=1), asked=0, letter=None)


def next_services(service: str, services: Sequence[str]) -> tuple[str, ...]:
    """Those that a tip names after this one."""
    return tuple(services[services.index(service) + 1 :]) if service in services else tuple(services)

"""What to do this week: at most three things, the most pressing first."""

from bot.flows.summary.week import Part, Week
from bot.flows.texts import Listed, Plural, Text, Words

MOST_TASKS, MOST_NAMED = 3, 3
_FAR_BEHIND = 10  # points of coverage below the whole area

REQUESTS = Plural(
    "Jawab {n} permintaan keluarga tentang datanya, batasnya 3 x 24 jam.",
    "Jawab {n} permintaan keluarga tentang datanya, batasnya 3 x 24 jam.",
)
REFERRALS = Plural(
    "Tanyakan {n} rujukan yang lewat waktu.",
    "Tanyakan {n} rujukan yang lewat waktu.",
)
COMPANY = Text("Temani kader {places}: seminggu ini belum ada kabar.")
SOME_COMPANY = Plural(
    "Temani {n} kader yang seminggu ini belum ada kabar.",
    "Temani {n} kader yang seminggu ini belum ada kabar.",
)
BEHIND = Plural(
    "Temani {places}: masih {n} rumah belum didata.",
    "Temani {places}: masih {n} rumah belum didata.",
)
ASK = Text("Bicarakan dengan {service}: {matter}.")
CONTACTS = Plural(
    "Isi kontak {n} layanan yang masih kosong.",
    "Isi kontak {n} layanan yang masih kosong.",
)
CHECK = Plural(
    "Coba hubungi {n} layanan; nomornya sudah setengah tahun belum dicek.",
    "Coba hubungi {n} layanan; nomornya sudah setengah tahun belum dicek.",
)


def tasks(week: Week, language: str) -> tuple[Words, ...]:
    """The most pressing things to do; nothing where nothing waits."""
    found: list[Words] = []
    if requests := week.waiting.requests_overdue + week.waiting.requests_near:
        found.append(REQUESTS(requests))
    if week.waiting.referrals_overdue:
        found.append(REFERRALS(week.waiting.referrals_overdue))
    if week.silent_cadres:
        found.append(COMPANY(places=places(week.silent)) if week.silent else SOME_COMPANY(week.silent_cadres))
    if behind := far_behind(week):
        found.append(BEHIND(sum(part.left for part in behind), places=Listed(tuple(part.name for part in behind))))
    first = next((each for each in week.unmet if each.service), None)
    if first is not None:
        found.append(ASK(service=first.service.said_in(language), matter=first.label.said_in(language)))
    if week.without_contact:
        found.append(CONTACTS(week.without_contact))
    if week.unchecked:
        found.append(CHECK(week.unchecked))
    return tuple(found[:MOST_TASKS])


def far_behind(week: Week) -> tuple[Part, ...]:
    """The parts that need help: well below the whole, the lowest first; never more than a few."""
    if not week.registered:
        return ()
    whole = 100 * week.finished / week.registered
    low = [part for part in week.parts if part.left and 100 * part.finished / part.registered < whole - _FAR_BEHIND]
    return tuple(sorted(low, key=lambda part: (part.finished / part.registered, -part.left))[:MOST_NAMED])


def places(names: tuple[str, ...]) -> Words:
    """The first few names, and how many more there are."""
    if len(names) <= MOST_NAMED:
        return Listed(names)
    more = Plural("{places} dan {n} lagi", "{places} dan {n} lagi")
    return more(len(names) - MOST_NAMED, places=Listed(names[:MOST_NAMED]))

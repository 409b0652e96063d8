"""The household's members: told in one message, shown as a list, changed at any time."""

from collections.abc import Iterator

from bot.flows import reading
from bot.flows.answering import options
from bot.flows.forms.facts import Answered, Fact, Opened
from bot.flows.forms.places import Place
from bot.flows.forms.record import Record
from bot.flows.interview import Interview
from bot.flows.reading import MemberRead
from bot.flows.reply import Press, Reply, in_rows, question_code
from bot.flows.setvalues import new_instance
from bot.flows.showing import choice_short, title, words
from bot.flows.texts import Listed, Plural, Text, Words

MOST_MEMBERS = 20
WHO = Text(
    "Siapa saja yang tinggal di rumah ini? Tulis semuanya sekaligus, boleh per baris.\n"
    "Contoh: Budi 41 L kepala, Siti 38 P istri, Ani 7 P anak"
)
NOTED = Plural("Saya catat {n} orang:", "Saya catat {n} orang:")
COMPLETE = Text("Sudah lengkap? Yang kerja atau sekolah jauh juga ditulis, dengan tanda “jauh”.")
MEND = Text("Tekan nama yang mau diubah, atau tulis anggota yang belum ada. Contoh: Ani 7 P anak")
UNCLEAR = Text("Bagian ini belum saya tangkap: {parts}")
TOO_MANY = Text("Paling banyak {n} orang bisa dicatat di satu rumah.")
LINE = Text("{number} {member}")
FAR = Text("jauh")
WHICH = Text("{member}. Apa yang mau diubah?")
SURE = Text("Hapus {name} dari daftar anggota? Jawaban tentang {name} tidak dipakai lagi.")
ALL_HERE = Text("Lengkap")
CHANGE = Text("Ubah daftar")
REMOVE = Text("Hapus {name}")
YES_REMOVE = Text("Ya, hapus")
DO_NOT = Text("Tidak jadi")
BACK = Text("Kembali")
LATER = Text("Simpan & lanjut nanti")
COMPLETE_WORDS = {"lengkap", "sudah lengkap", "sudah semua", "itu saja", "selesai", "cukup"}
LEAVING = "hapus"  # what waits for her word at a member who is to be taken off the list
REMOVING = ("hapus ", "coret ", "keluarkan ", "buang ")


def ask(interview: Interview, place: Place, language: str, *, changing: bool = False) -> Reply:
    """The roster: who lives here, or whether the list is complete; or one member that was picked from it."""
    if place.key:
        leaving = interview.chosen_at(place) == LEAVING
        return _ask_to_remove(interview, place) if leaving else _ask_about(interview, place, language)
    members = live_members(interview.record, place)
    code = question_code(place)
    if not members:
        return Reply((WHO,), ((Press(LATER, "l"),),))
    listed = [LINE(number=str(m.key), member=described(interview.record, m, language)) for m in members]
    if not changing:
        rows = ((Press(ALL_HERE, "e", code), Press(CHANGE, "c", code)), (Press(LATER, "l"),))
        return Reply((NOTED(len(members)), *listed, COMPLETE), rows)
    names = [Press(name_of(interview.record, member), "o", question_code(member)) for member in members]
    return Reply((*listed, MEND), (*in_rows(names), (Press(ALL_HERE, "e", code),)))


def _ask_about(interview: Interview, member: Place, language: str) -> Reply:
    """One member: each thing that can be changed, and taking the member off the list."""
    record = interview.record
    fields = [
        Press(title(record, field, language), "o", question_code(field))
        for field in _places(member)
        if field.definition.is_asked and record.relevant(field)
    ]
    name = name_of(record, member)
    away = (Press(REMOVE(name=name), "x", question_code(member)), Press(BACK, "c", _roster_code(record, member)))
    return Reply((WHICH(member=described(record, member, language)),), (*in_rows(fields), away))


def _ask_to_remove(interview: Interview, member: Place) -> Reply:
    """Whether the member is really to be taken off the list."""
    record = interview.record
    rows = (
        (
            Press(YES_REMOVE, "x", question_code(member), "ya"),
            Press(DO_NOT, "c", _roster_code(record, member)),
        ),
    )
    return Reply((SURE(name=name_of(record, member)),), rows)


def _roster_code(record: Record, member: Place) -> str:
    roster = record.place(member.ref.rpartition("[")[0])
    return question_code(roster) if roster is not None else ""


def member_named_to_leave(record: Record, said: str) -> Place | None:
    """The member that the words ask to take off the list ("hapus Dafa"), if they name one."""
    text = reading.clean(said).casefold()
    word = next((word for word in REMOVING if text.startswith(word)), None)
    if word is None:
        return None
    wanted = text.removeprefix(word).strip()
    rosters = [definition for definition in record.form.ordered if definition.is_roster]
    members = (member for d in rosters if (r := record.place(d.path)) for member in live_members(record, r))
    return next((member for member in members if name_of(record, member).casefold() == wanted), None)


def names_somebody(record: Record, member: Place, said: str) -> bool:
    """Whether words written while something is asked about one member tell of a member by name ("Udin 9 anak")."""
    fields = {field.definition.role: field for field in _places(member)}
    offered = {role: options(record, fields[role], "id") for role in ("kelamin", "hubungan") if role in fields}
    reads = reading.members(said, offered.get("kelamin", ()), offered.get("hubungan", ()))
    return any(read.name and (read.age_years is not None or read.relation is not None) for read in reads)


def told(interview: Interview, roster: Place, said: str, language: str) -> tuple[list[Fact], list[str], bool]:
    """Facts of the members that the words name, the parts not understood, and whether some found no room.

    A name that is on the list already is changed, not doubled; what was not said of it stays.
    """
    record = interview.record
    members = live_members(record, roster)
    key = record.next_key(roster.ref)
    trial = record.after((Opened(f"{roster.ref}[{key}]"),))
    template = trial.place(f"{roster.ref}[{key}]")
    fields = {field.definition.role: field for field in _places(template)} if template is not None else {}
    offered = {role: options(trial, fields[role], language) for role in ("kelamin", "hubungan") if role in fields}
    reads = reading.members(said, offered.get("kelamin", ()), offered.get("hubungan", ()))
    known = {name_of(record, member).casefold(): member.key for member in members}
    facts: list[Fact] = []
    unclear: list[str] = []
    crowded = False
    for read in reads:
        unclear += read.unclear
        if not read.name:
            continue
        here = known.get(read.name.casefold())
        if here is None and key > MOST_MEMBERS:  # numbers are never used again, and questions offer this many
            crowded = True
            continue
        if here is None:
            here, key = key, key + 1
            known[read.name.casefold()] = here
            facts += new_instance(record, roster, here)
        facts += [
            Answered(f"{roster.ref}[{here}]/{fields[role].definition.name}", value)
            for role, value in _said_of(read)
            if role in fields and trial.accepts(fields[role].ref, value)
        ]
    return facts, unclear, crowded


def _said_of(read: MemberRead) -> Iterator[tuple[str, str]]:
    yield "nama", read.name
    if read.sex is not None:
        yield "kelamin", read.sex
    if read.relation is not None:
        yield "hubungan", read.relation
    if read.age_years is not None:
        yield "umur", str(read.age_years)
    if read.far:
        yield "jauh", "ya"


def unclear_line(unclear: list[str]) -> Words:
    """What to say about the parts that were not understood."""
    return UNCLEAR(parts=Listed(tuple(f"“{part}”" for part in unclear))) if unclear else ""


def live_members(record: Record, roster: Place) -> list[Place]:
    """The members on the list, in order."""
    found = (record.place(f"{roster.ref}[{key}]") for key in record.keys_of(roster.ref).live)
    return [member for member in found if member is not None]


def name_of(record: Record, member: Place) -> str:
    """What the member is called."""
    return next((record.text(field) for field in _places(member) if field.definition.role == "nama"), "")


def described(record: Record, member: Place, language: str) -> Words:
    """The member in one line: Budi, laki-laki, 41, kepala keluarga."""
    said: list[Words] = []
    for field in _places(member):
        value = record.text(field)
        if value == "" or field.definition.role not in {"nama", "kelamin", "umur", "hubungan", "jauh"}:
            continue
        if field.definition.role == "jauh":
            said += [FAR] if value == "ya" else []
        elif field.definition.choices is not None:
            shorts = {c.code: choice_short(record, field, c, language) for c in record.choices(field)}
            said.append(shorts.get(value, value).lower())
        else:
            said.append(value)
    return Listed(tuple(said))


def is_complete(said: str) -> bool:
    """Whether the words say that the list is complete."""
    return reading.clean(said).casefold().strip(" .!") in COMPLETE_WORDS


def objection(record: Record, language: str) -> Words:
    """What the form says against this list as it stands: its notes with the role `periksa` that apply."""
    notes = (p for p in record.shown() if p.definition.role == "periksa" and p.definition.is_note)
    return next((words(record, note.definition.label, note, language) for note in notes), "")


def _places(member: Place) -> list[Place]:
    return [child for child in member.children if isinstance(child, Place)]

"""The household's members: told in one message, shown as a list, changed at any time."""

from bot.flows import reading
from bot.flows.forms.places import Place
from bot.flows.forms.record import Record
from bot.flows.interview import Interview
from bot.flows.reply import Press, Reply, in_rows, question_code
from bot.flows.showing import choice_short, title, words
from bot.flows.texts import Listed, Plural, Text, Words

MOST_MEMBERS = 20  # on the list at once
MOST_NUMBERS = 30  # over a household's life: a number is never used again, and questions offer this many
WHO = Text(
    "Siapa saja yang tinggal di rumah ini? Tulis semuanya sekaligus, boleh per baris.\n"
    "Contoh: Budi 41 L kepala, Siti 38 P istri, Ani 7 P anak"
)
NOTED = Plural("Saya catat {n} orang:", "Saya catat {n} orang:")
NAMES = Plural("Saya catat {n} orang: {names}.", "Saya catat {n} orang: {names}.")
COMPLETE = Text("Sudah lengkap? Yang kerja atau sekolah jauh juga ditulis, dengan tanda “jauh”.")
MEND = Text("Tekan nama yang mau diubah, atau tulis anggota yang belum ada. Contoh: Ani 7 P anak")
UNCLEAR = Text("Bagian ini belum saya tangkap: {parts}")
NOT_YET = Text("Anggota keluarga ditanyakan sebentar lagi, belum saya catat. Sekarang yang ini dulu, ya.")
OPEN_LIST = Text("Kalau itu tentang anggota keluarga, tulis dulu: anggota.")
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
COMPLETE_WORDS = frozenset(
    (
        "lengkap",
        "sudah lengkap",
        "sudah semua",
        "itu saja",
        "selesai",
        "cukup",
        "segitu",
        "sudah segitu",
        "cukup segitu",
    )
)
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
    wrong = objection(interview.record, language) if place.ref in interview.record.answers else ""
    if wrong and not changing:  # it was complete, and is not any more
        return ask(interview, place, language, changing=True).after(wrong)
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
    rosters = (record.place(definition.path) for definition in record.form.ordered if definition.is_roster)
    return next((found for r in rosters if r is not None and (found := member_named(record, r, wanted))), None)


def member_named(record: Record, roster: Place, said: str) -> Place | None:
    """The member on the list whose name the words are, and nothing else."""
    wanted = reading.clean(said).casefold().strip(" .!?")
    return next((m for m in live_members(record, roster) if name_of(record, m).casefold() == wanted), None)


def unclear_line(unclear: list[str]) -> Words:
    """What to say about the parts that were not understood."""
    parts = dict.fromkeys(f"“{part.replace('_', ' ')}”" for part in unclear)
    return UNCLEAR(parts=Listed(tuple(parts))) if parts else ""


def names_line(record: Record, roster: Place) -> Words:
    """Who is on the list, in one line."""
    names = tuple(name_of(record, member) for member in live_members(record, roster))
    return NAMES(len(names), names=Listed(names))


def live_members(record: Record, roster: Place) -> list[Place]:
    """The members on the list, in order."""
    found = (record.place(f"{roster.ref}[{key}]") for key in record.keys_of(roster.ref).live)
    return [member for member in found if member is not None]


def fields(member: Place) -> dict[str, Place]:
    """What is asked about a member, by role."""
    return {field.definition.role: field for field in _places(member)}


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
            said.append(in_the_list(record, field, value, language))
        else:
            said.append(value)
    return Listed(tuple(said))


def in_the_list(record: Record, field: Place, code: str, language: str) -> str:
    """A choice as the list shows it: its short label, without capitals."""
    shorts = {choice.code: choice_short(record, field, choice, language) for choice in record.choices(field)}
    return shorts.get(code, code).lower()


def is_complete(said: str) -> bool:
    """Whether the words say that the list is complete."""
    plainly = " ".join(reading.plain_words(said))
    return bool({reading.clean(said).casefold().strip(" .!"), plainly} & COMPLETE_WORDS)


def objection(record: Record, language: str) -> Words:
    """What the form says against this list as it stands: its notes with the role `periksa` that apply."""
    return next((words(record, note.definition.label, note, language) for note in record.objections()), "")


def _places(member: Place) -> list[Place]:
    return [child for child in member.children if isinstance(child, Place)]

"""The bubble for the question that waits: where she is, the question, its choices, and the ways out."""

from collections.abc import Iterable, Sequence

from bot.flows import roster
from bot.flows.forms.facts import DONT_KNOW, REFUSED, SKIPPED, Answered
from bot.flows.forms.form import Choice, Kind
from bot.flows.forms.places import Place
from bot.flows.interview import Interview
from bot.flows.reply import MOST_OPTIONS, Press, Reply, Rows, in_rows, question_code
from bot.flows.showing import (
    choice_label,
    choice_short,
    fits,
    question_text,
    section,
    shown_answer,
    shown_value,
    title,
    words,
)
from bot.flows.texts import Plural, Text, Words
from bot.language import language as speak

PLACE_OF = Text("{section} · {number} dari {last}")
NUMBER_OF = Text("{number} dari {last}")
MEMBER_OF = Text("{section} · {name}")
AGAIN = Text("Pilihannya sudah berubah, jadi ini saya tanyakan lagi.")
NOW = Text("Sekarang tercatat: {value}")
READ_BACK = Text("“{value}” tadi untuk pertanyaan {number}, “{title}”?")
FORGET = Plural(
    "Keluarga tidak bersedia lagi? Kalau ya, {n} jawaban rumah ini dihapus semua.",
    "Keluarga tidak bersedia lagi? Kalau ya, {n} jawaban rumah ini dihapus semua.",
)
YES_FORGET = Text("Ya, hapus semua")
DO_NOT = Text("Tidak jadi")
YES_RIGHT = Text("Ya, benar")
NO = Text("Bukan")
DONE = Text("Selesai")
SKIP = Text("Lewati")
BACK = Text("Kembali")
OTHER_CADRE = Text("Ganti kader")
MORE, MORE_BESIDE = Text("Lainnya"), Text("Tombol lain")
FEWER = Text("Tutup")
KEEP = Text("Tetap")
NEXT_PAGE = Text("Berikutnya ›")
PREVIOUS_PAGE = Text("‹ Sebelumnya")
DO_NOT_KNOW = Text("Tidak tahu")
WOULD_NOT_SAY = Text("Tidak mau menjawab")
SEE_ANSWERS = Text("Lihat jawaban")
NOT_NOW = Text("Nanti saja")
LATER = Text("Simpan & lanjut nanti")
EXPLAIN = Text("Penjelasan")
NOBODY_HOME = Text("Tidak ada orang")
GONE = {"pindah": Text("Sudah pindah"), "kosong": Text("Rumah kosong")}
UNDERSTOOD = Text("OK")
ANOTHER = Text("Ada lagi? ({title})")
ADD = Text("Tambah")
NO_MORE = Text("Selesai")
AWAY = "w"  # the verb of what came of a visit where nobody was asked
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def ask(interview: Interview, language: str, *, page: int = 0, more: bool = False) -> Reply:
    """The question that waits, or nothing to say where none does."""
    place = interview.asking
    if place is None:
        return Reply()
    if place.definition.is_roster:
        return roster.ask(interview, place, language).after(where(interview, place, language))
    if place.definition.kind is Kind.REPEAT:
        return _ask_for_another(interview, place, language)
    heard = interview.chosen_at(place)
    if heard is not None and not place.definition.is_ticked:
        return _read_back(interview, place, heard, language)
    record = interview.record
    open_again = isinstance(record.answers.get(place.ref), Answered) and not record.is_done(place)
    lines: list[Words] = [AGAIN] if open_again else []
    lines += [*_notes(interview, place, language), question_text(record, place, language)]
    hint = words(record, place.definition.hint, place, language)
    lines += [hint] if hint else []
    answered = place.ref in record.answers and (record.is_done(place) or record.text(place) != "")
    lines += [NOW(value=shown_answer(record, place, language))] if answered else []
    rows = _choice_rows(interview, place, language, page, lines)
    return Reply(
        (where(interview, place, language), *lines),
        (*rows, *_ways_out(interview, place, language, answered=answered, more=more)),
    )


def more_ways(interview: Interview, place: Place, language: str) -> Press:
    """The button that shows the other ways out: named so that no choice beside it has its name."""
    labels = {choice_label(interview.record, place, choice, language) for choice in interview.record.choices(place)}
    beside = {MORE.sentence, speak(language).say(MORE)}.isdisjoint(labels)
    return Press(MORE if beside else MORE_BESIDE, "m", question_code(place))


def where(interview: Interview, place: Place, language: str) -> Words:
    """Where she is: the section and the question's number, which stands on the paper form too."""
    numbers = interview.numbers
    number = interview.number(place)
    form = interview.record.form
    form_title = form.title if language not in form.languages[1:] else ""  # XLSForm has it in the first language only
    name = section(interview.record, place, language) or form_title
    above = place.parent
    if isinstance(above, Place) and above.definition.is_roster and place.definition.role != "nama":
        return MEMBER_OF(section=name, name=roster.name_of(interview.record, above))
    if not number:
        return name
    last = max(numbers, default=number)
    return PLACE_OF(section=name, number=number, last=last) if name else NUMBER_OF(number=number, last=last)


def _notes(interview: Interview, place: Place, language: str) -> list[Words]:
    """What the form tells between the question before and this one."""
    return _told(interview, interview.record.notes_before(place), language)


def closing_notes(interview: Interview, language: str) -> list[Words]:
    """What the form tells when the last question is answered."""
    return _told(interview, interview.record.closing_notes(), language)


def _told(interview: Interview, notes: Iterable[Place], language: str) -> list[Words]:
    record = interview.record
    return [words(record, note.definition.label, note, language) for note in notes]


def _choice_rows(interview: Interview, place: Place, language: str, page: int, lines: list[Words]) -> Rows:
    """Buttons for the choices; letters, where their labels are too long for a button and stand in the lines above."""
    record, definition = interview.record, place.definition
    code = question_code(place)
    if definition.control == "trigger":
        return ((Press(UNDERSTOOD, "a", code, "ok"),),)
    offered = record.choices(place)
    if not offered:
        return ()
    pages = -(-len(offered) // MOST_OPTIONS)
    page = page % pages
    first = page * MOST_OPTIONS
    here = offered[first : first + MOST_OPTIONS]
    shorts = [choice_short(record, place, choice, language) for choice in here]
    lettered = not all(map(fits, shorts))
    if lettered:
        listed = [choice_label(record, place, choice, language) for choice in here]
        lines += [f"{LETTERS[(first + n) % 26]}. {label}" for n, label in enumerate(listed)]
        shorts = [LETTERS[(first + n) % 26] for n in range(len(here))]
    many = definition.is_ticked
    rows = _ticks(interview, place, here, shorts) if many else _answers(code, here, shorts)
    turning = []
    if pages > 1:
        turning = [
            Press(PREVIOUS_PAGE, "p", code, str((page - 1) % pages)),
            Press(NEXT_PAGE, "p", code, str((page + 1) % pages)),
        ]
    done = (Press(DONE, "d", code),) if many else ()
    return (*rows, *((tuple(turning),) if turning else ()), *((done,) if done else ()))


def _answers(code: str, offered: Sequence[Choice], labels: Sequence[str]) -> Rows:
    return in_rows(
        [Press(label, "a", code, str(choice.ordinal)) for choice, label in zip(offered, labels, strict=True)]
    )


def _ticks(interview: Interview, place: Place, offered: Sequence[Choice], labels: Sequence[str]) -> Rows:
    """Choices to tick. A tick says what it makes of its choice (+ or -), so that a repeated tap changes nothing."""
    code = question_code(place)
    ticked = interview.ticked(place)
    rank = place.definition.control == "rank"
    presses = []
    for choice, label in zip(offered, labels, strict=True):
        on = choice.code in ticked
        mark = f"{ticked.index(choice.code) + 1}." if on and rank else "☑" if on else "☐"
        presses.append(Press(f"{mark} {label}", "t", code, f"{choice.ordinal}{'-' if on else '+'}"))
    return in_rows(presses)


def _ways_out(interview: Interview, place: Place, language: str, *, answered: bool, more: bool) -> Rows:
    code = question_code(place)
    skip = [] if interview.record.required(place) else [Press(SKIP, "s", code, SKIPPED)]
    keep = [Press(KEEP, "k", code)] if answered else []
    first = interview.before(place) is None
    back = Press(NOT_NOW, "l") if first else Press(BACK, "b", code)
    nobody, gone = _no_interview(interview)
    other = (Press(OTHER_CADRE, "swap"),) if place.definition.role == "persetujuan" else ()
    if not more:
        at_the_door = (nobody,) if first and not answered else ()
        return (*at_the_door, (*keep, *skip, back, more_ways(interview, place, language)))
    if first and not answered:
        explain = [Press(EXPLAIN, "h", code)] if place.definition.guidance else []
        return (nobody, (*skip, back, Press(FEWER, "p", code, "0")), (*explain, *other), gone)
    reasons = [Press(DO_NOT_KNOW, "s", code, DONT_KNOW), Press(WOULD_NOT_SAY, "s", code, REFUSED)] if skip else []
    explain = [Press(EXPLAIN, "h", code)] if place.definition.guidance else []
    return (
        (*keep, *skip, back, Press(FEWER, "p", code, "0")),
        *((tuple(reasons),) if reasons else ()),
        (Press(SEE_ANSWERS, "v"), *explain),
        (Press(LATER, "l"), *other),
        (*nobody, *gone),
    )


def _no_interview(interview: Interview) -> Rows:
    """What may come of a visit to a household instead of an interview: nobody home; and, more rarely, nobody left.

    Nobody home is said at the door, so it stands beside the first question; to begin costs no tap more.
    """
    if interview.record.form.role("persetujuan") is None:  # not asked of a household
        return ((), ())
    nobody = (Press(NOBODY_HOME, AWAY, "", "tidak_ada"),)
    return (nobody, tuple(Press(label, AWAY, "", why) for why, label in GONE.items()))


def _read_back(interview: Interview, place: Place, value: str, language: str) -> Reply:
    """What was heard before she could see the question, or what would cost other answers, for her to confirm."""
    code = question_code(place)
    forgotten = interview.forgotten_by(place, value)
    if forgotten:
        return Reply((FORGET(forgotten),), ((Press(YES_FORGET, "y", code), Press(DO_NOT, "n", code)),))
    heard = shown_value(interview.record, place, value, language)
    name = title(interview.record, place, language)
    line = READ_BACK(value=heard, number=place.definition.number or "", title=name)
    return Reply((line,), ((Press(YES_RIGHT, "y", code), Press(NO, "n", code)),))


def _ask_for_another(interview: Interview, place: Place, language: str) -> Reply:
    name = question_text(interview.record, place, language)
    code = question_code(place)
    rows = ((Press(ADD, "i", code), Press(NO_MORE, "e", code)), (Press(BACK, "b", code), Press(SEE_ANSWERS, "v")))
    return Reply((where(interview, place, language), ANOTHER(title=name)), rows)

"""What was answered so far, to look at and to change."""

from bot.flows.forms.form import Kind
from bot.flows.forms.places import Place
from bot.flows.interview import Interview
from bot.flows.reply import Press, Reply, in_rows, question_code
from bot.flows.showing import question_text, shown_answer, title
from bot.flows.texts import Listed, Text, Words

PER_PAGE = 8
HEADING = Text("Jawaban yang sudah tersimpan. Tekan nomornya untuk mengubah.")
NOTHING_YET = Text("Belum ada jawaban.")
GO_ON = Text("Lanjutkan")
NEXT_PAGE = Text("Berikutnya ›")
PREVIOUS_PAGE = Text("‹ Sebelumnya")
LINE = Text("{number} {title}: {value}")


def review(interview: Interview, page: int, language: str) -> Reply:
    """A page of the answers; each number opens its question. Private answers are never listed."""
    answered = [place for place in interview.record.questions() if _listed(interview, place)]
    if not answered:
        return Reply((NOTHING_YET,), ((Press(GO_ON, "g"),),))
    pages = -(-len(answered) // PER_PAGE)
    page = page % pages
    here = answered[page * PER_PAGE : (page + 1) * PER_PAGE]
    first = page * PER_PAGE
    marks = [str(interview.number(place) or first + n + 1) for n, place in enumerate(here)]
    lines = [_line(interview, place, mark, language) for place, mark in zip(here, marks, strict=True)]
    presses = [Press(mark, "o", question_code(place)) for place, mark in zip(here, marks, strict=True)]
    turning = (
        (Press(PREVIOUS_PAGE, "v", "", str((page - 1) % pages)), Press(NEXT_PAGE, "v", "", str((page + 1) % pages)))
        if pages > 1
        else ()
    )
    rows = (*in_rows(presses), *((turning,) if turning else ()), (Press(GO_ON, "g"),))
    return Reply((HEADING, *lines), rows)


def answer_lines(interview: Interview, language: str) -> tuple[Words, ...]:
    """Every answer in a line, only to be read. Private answers are never listed."""
    answered = [place for place in interview.record.questions() if _listed(interview, place)]
    return tuple(
        _line(interview, place, str(interview.number(place) or n), language) for n, place in enumerate(answered, 1)
    )


def _listed(interview: Interview, place: Place) -> bool:
    """Members are listed as one line, by the roster; a private answer never."""
    parent = place.parent
    in_roster = isinstance(parent, Place) and parent.definition.is_roster
    if place.definition.private or (in_roster and place.definition.kind is not Kind.REPEAT):
        return False
    return place.ref in interview.record.answers and interview.record.is_done(place)


def _line(interview: Interview, place: Place, mark: str, language: str) -> Words:
    record = interview.record
    if place.definition.kind is not Kind.REPEAT:
        value = shown_answer(record, place, language)
        return LINE(number=mark, title=title(record, place, language), value=value)
    live = [record.place(f"{place.ref}[{key}]") for key in record.keys_of(place.ref).live]
    names = [
        record.text(child)
        for instance in live
        if instance is not None
        for child in instance.children
        if isinstance(child, Place) and child.definition.role == "nama"
    ]
    value = Listed(tuple(names)) if names else str(len(live))
    return LINE(number=mark, title=question_text(record, place, language), value=value)

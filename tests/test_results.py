"""What a finished interview comes to where its workbook has a slip that only answers show."""

from datetime import UTC, datetime
from fractions import Fraction

from bot.flows.arrival import House
from bot.flows.forms.facts import Answered
from bot.flows.forms.record import Record
from bot.flows.forms.workbook import load
from bot.flows.forms.xform import read_form
from bot.flows.interview import Interview
from bot.interviews.finishing import result
from bot.interviews.results import results_of
from bot.questionnaires import Questionnaire
from scoring.index import Dimension, Index, Indicator, Step

NOW = datetime(2026, 11, 22, tzinfo=UTC)
BOOK = b"""
    | survey |
    | | type | name | label | calculation |
    | | integer | meja | Berapa meja? | |
    | | calculate | A1 | | ${meja} > 3 |
    | | calculate | A2 | | ${meja} + 2 |
    | | calculate | A3 | | if(${meja} = '', '', if(${meja} > 3, 1, 0)) |
    """
SCORE = Index("skor", "Skor", (Dimension("d", "D"),), tuple(Indicator(f"A{n}", "d", "A") for n in (1, 2, 3)))
GRADES = Index(
    "kelas",
    "Kelas",
    (Dimension("d", "D"),),
    (Indicator("A2", "d", "A"),),
    steps=(Step("A2", 1, "satu"), Step("A2", 2, "dua")),
    kind="grades",
    version="1",
)


def test_a_value_that_an_index_cannot_count_is_missing_and_the_interview_is_finished_all_the_same() -> None:
    book = load(BOOK, "uji.md")
    record = Record(read_form(book.xml, book.hash), NOW).after((Answered("/data/meja", "4"),))
    found = results_of(record, (SCORE, GRADES))
    values = {(each.index_id, each.indicator): each.value for each in found.indicators}
    assert values == {("skor", "A1"): None, ("skor", "A2"): None, ("skor", "A3"): "1", ("kelas", "A2"): None}
    total = found.scores[0]
    assert total.index_id == "skor"
    assert total.value == Fraction(100)
    assert total.missing == 2


def test_what_the_form_tells_after_its_last_question_stands_on_the_result() -> None:
    book = load(
        BOOK.replace(b"| | calculate | A1", b"| | note | tutup | Ada ${meja} meja. | |\n    | | calculate | A1", 1),
        "uji.md",
    )
    form = read_form(book.xml, book.hash)
    interview = Interview(1, Record(form, NOW).after((Answered("/data/meja", "4"),)))
    reply = result(interview, Questionnaire(form, (), ()), House(1, "01", 1, "Bp. Budi"), "id")
    assert "Ada 4 meja." in reply.lines

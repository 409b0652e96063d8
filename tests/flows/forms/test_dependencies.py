"""What hangs on what: circles are refused when a form is read, and long chains never run out of stack."""

from datetime import UTC, datetime

import pytest

from bot.flows.forms import workbook
from bot.flows.forms.facts import Answered
from bot.flows.forms.form import Form
from bot.flows.forms.record import Record
from bot.flows.forms.xform import FormError, read_form

END = "end repeat | | | | | "
NOW = datetime(2026, 8, 17, 9, tzinfo=UTC)


def form_of(*rows: str) -> Form:
    head = "| survey | | | | | |\n| | type | name | label | relevant | calculation | repeat_count |\n"
    book = workbook.load((head + "\n".join(f"| | {row} |" for row in rows)).encode(), "uji.md")
    return read_form(book.xml, book.hash)


@pytest.mark.parametrize(
    ("rows", "named"),
    [
        (("calculate | a | | | ${b} + 1 | ", "calculate | b | | | ${a} + 1 | "), "/data/b <- /data/a"),
        (("calculate | a | | | ${a} + 1 | ",), "/data/a depends on its own value"),
        (("text | a | A | ${a} != '' | | ",), "/data/a depends on its own value"),
        (("text | a | A | ${b} = '' | | ", "text | b | B | ${a} = '' | | "), "/data/a <- /data/b"),
        (("begin group | g | G | ${a} = 1 | | ", "integer | a | A | | | ", "end group | | | | | "), "/data/g"),
        (
            ("calculate | n | | | count(${r}) | ", "begin repeat | r | R | | | ${n}", "text | a | A | | | ", END),
            "/data/n",
        ),
    ],
)
def test_a_circle_is_refused_by_name(rows: tuple[str, ...], named: str) -> None:
    with pytest.raises(FormError, match="depend") as refusal:
        form_of(*rows)
    assert named in str(refusal.value)


def test_what_can_only_say_something_else_is_not_among_what_comes_or_goes() -> None:
    form = form_of(
        "integer | n | N | | | ",
        "calculate | double | | | ${n} * 2 | ",
        "text | a | A | ${n} > 0 | | ",
        "begin group | g | G | ${double} > 2 | | ",
        "text | b | B | | | ",
        "end group | | | | | ",
        "begin repeat | r | R | | | ${n}",
        "text | c | C | | | ",
        END,
    )
    touched = form.dependencies.touched_by("/data/n")
    assert touched >= {"/data/n", "/data/double"}
    coming_or_going = {"/data/a", "/data/g", "/data/g/b", "/data/r", "/data/r/c"}
    assert form.dependencies.ceasing(touched) == coming_or_going


def test_a_running_total_over_instances_is_no_circle() -> None:
    form = form_of(
        "integer | n | N | | | ",
        "begin repeat | r | R | | | ${n}",
        "integer | x | X | | | ",
        "calculate | t | | | number(${x}) + coalesce(indexed-repeat(${t}, ${r}, position(..) - 1), 0) | ",
        END,
    )
    record = Record(form, NOW).after([Answered("/data/n", "150")])
    record = record.after([Answered(f"/data/r[{key}]/x", "2") for key in range(1, 151)])
    assert record.text(record.at("/data/r/t")[-1]) == "300"


def test_what_asks_for_itself_in_a_circle_of_instances_comes_to_an_end() -> None:
    form = form_of(
        "integer | n | N | | | ",
        "begin repeat | r | R | | | ${n}",
        "calculate | t | | | sum(${r}[position() > 0]/t) + 1 | ",
        END,
    )
    record = Record(form, NOW).after([Answered("/data/n", "3")])
    assert record.text(record.at("/data/r/t")[-1]) == ""  # a sum of what is not known yet


def test_a_chain_of_a_thousand_questions_is_worked_out() -> None:
    rows = ["integer | q0 | Q | | | "]
    rows += [f"calculate | q{n} | | | ${{q{n - 1}}} + 1 | " for n in range(1, 1000)]
    record = Record(form_of(*rows), NOW).after([Answered("/data/q0", "1")])
    assert record.text(record.at("/data/q999")[0]) == "1000"


@pytest.mark.parametrize("doubling", ["concat(${{k{0}}}, ${{k{0}}})", "join(${{k{0}}}, ${{k{0}}}, ${{k{0}}})"])
def test_texts_that_double_come_to_an_end(doubling: str) -> None:
    rows = ["text | k0 | K | | | "] + [f"calculate | k{n} | | | {doubling.format(n - 1)} | " for n in range(1, 60)]
    record = Record(form_of(*rows, "note | n | ${k59} | | | "), NOW).after([Answered("/data/k0", "panjang")])
    lengths = [len(record.text(record.at(f"/data/k{n}")[0])) for n in range(60)]
    assert max(lengths) < 50_000
    assert lengths[-1] == 0


def test_repeats_that_multiply_stay_few() -> None:
    rows = [f"begin repeat | r{n} | R | | | 10 + 90" for n in range(5)] + ["text | a | A | | | "] + [END] * 5
    assert len(Record(form_of(*rows), NOW).tree.places) < 12_000


def test_questions_that_each_wait_for_the_one_before_are_worked_out() -> None:
    rows = ["integer | q0 | Q | | | "] + [f"integer | q{n} | Q | ${{q{n - 1}}} = 1 | | " for n in range(1, 600)]
    record = Record(form_of(*rows), NOW).after([Answered(f"/data/q{n}", "1") for n in range(599)])
    waiting = record.next_question()
    assert waiting is not None
    assert waiting.ref == "/data/q599"


def test_a_member_who_is_called_otherwise_is_offered_by_the_new_name() -> None:
    head = "| survey | | | | |\n| | type | name | label | choice_filter |\n"
    rows = [
        "begin repeat | r | R | ",
        "text | n | N | ",
        "integer | u | U | ",
        "end repeat | | | ",
        "select_one ${n} | x | X | ${u} > 17",
    ]
    book = workbook.load((head + "\n".join(f"| | {row} |" for row in rows)).encode(), "uji.md")
    record = Record(read_form(book.xml, book.hash), NOW).after([Answered("/data/r[1]/u", "40")])
    place = record.at("/data/x")[0]
    assert record.choices(place) == ()  # nobody can be chosen who has no name yet
    record = record.after([Answered("/data/r[1]/n", "Ani")])
    assert [choice.code for choice in record.choices(record.at("/data/x")[0])] == ["Ani"]


def test_a_calculation_that_comes_to_no_number_is_blank() -> None:
    form = form_of(
        "integer | a | A | | | ",
        "calculate | n | | | ${a} * 2 | ",
        "calculate | z | | | if(${n} = '', 'kosong', 'ada') | ",
        "calculate | c | | | coalesce(${n}, 7) | ",
        "calculate | d | | | date(${a} div 0 - 1) | ",
    )
    record = Record(form, NOW)
    values = {name: record.text(record.at(f"/data/{name}")[0]) for name in "nzcd"}
    assert values == {"n": "", "z": "kosong", "c": "7", "d": ""}
    record = record.after([Answered("/data/a", "4")])
    assert record.text(record.at("/data/n")[0]) == "8"

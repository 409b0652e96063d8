"""What a form sets by itself, as other engines set it."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.flows.answering import Refused, Value, hear
from bot.flows.forms import workbook
from bot.flows.forms.facts import Answered
from bot.flows.forms.record import Record
from bot.flows.forms.xform import read_form
from bot.flows.setvalues import first_facts, triggered

NOW = datetime(2026, 8, 17, 9, tzinfo=UTC)


def opened(text: str) -> Record:
    book = workbook.load(text.encode(), "uji.md")
    record = Record(read_form(book.xml, book.hash), NOW)
    return record.after(first_facts(record, {}))


def answered(record: Record, ref: str, value: str) -> Record:
    after = record.after([Answered(ref, value)])
    place = after.place(ref)
    assert place is not None
    return after.after(triggered(after, place))


def value(record: Record, ref: str) -> str:
    place = record.place(ref)
    assert place is not None
    return record.text(place)


def test_each_instance_that_a_count_brings_gets_its_dynamic_defaults() -> None:
    record = opened(
        """
        | survey | | | | | |
        | | type | name | label | default | repeat_count |
        | | integer | n | Berapa? | | |
        | | begin repeat | r | R | | ${n} |
        | | integer | x | X | position(..) * 10 | |
        | | integer | y | Y | 7 | |
        | | end repeat | | | | |
        """
    )
    record = answered(record, "/data/n", "2")
    assert [value(record, f"/data/r[{key}]/{name}") for key in (1, 2) for name in "xy"] == ["10", "7", "20", "7"]
    record = answered(answered(record, "/data/r[2]/x", "5"), "/data/n", "3")
    assert [value(record, f"/data/r[{key}]/x") for key in (1, 2, 3)] == ["10", "5", "30"]


def test_a_trigger_sets_its_target_only_when_its_question_is_answered() -> None:
    record = opened(
        """
        | survey | | | | | |
        | | type | name | label | calculation | trigger |
        | | text | t | T | | |
        | | integer | u | U | | |
        | | calculate | at | | concat(${t}, '/', ${u}) | ${t} |
        """
    )
    record = answered(answered(record, "/data/t", "a"), "/data/u", "1")
    assert value(record, "/data/at") == "a/"
    assert value(answered(record, "/data/t", "b"), "/data/at") == "b/1"


def test_an_answer_to_a_calculated_question_counts_until_something_else_is_calculated() -> None:
    record = opened(
        """
        | survey | | | | |
        | | type | name | label | calculation |
        | | integer | a | A | |
        | | integer | b | B | ${a} * 2 |
        """
    )
    record = answered(record, "/data/a", "4")
    assert value(record, "/data/b") == "8"
    record = answered(record, "/data/b", "9")
    assert value(record, "/data/b") == "9"
    assert value(answered(record, "/data/a", "4"), "/data/b") == "9"
    assert value(answered(record, "/data/a", "5"), "/data/b") == "10"


def test_a_question_is_asked_while_its_rule_does_not_make_it_read_only() -> None:
    record = opened(
        """
        | survey | | | | |
        | | type | name | label | read_only |
        | | integer | a | A | |
        | | integer | b | B | ${a} = 1 |
        | | integer | c | C | yes |
        """
    )
    assert [place.ref for place in record.questions()] == ["/data/a", "/data/b"]
    record = answered(record, "/data/a", "1")
    assert [place.ref for place in record.questions()] == ["/data/a"]


def test_a_range_takes_nothing_beyond_its_ends() -> None:
    record = opened(
        """
        | survey | | | | |
        | | type | name | label | parameters |
        | | range | a | A | start=1 end=5 step=1 |
        """
    )
    assert [record.accepts("/data/a", value) for value in ("0", "1", "5", "6")] == [False, True, True, False]


@pytest.mark.parametrize(
    ("parameters", "taken", "refused"),
    [
        ("start=0 end=50 step=5", ("0", "5", "50"), ("7", "48", "55")),
        ("start=0 end=1 step=0.1", ("0", "0.3", "0.7", "1"), ("0.35", "0.05")),
        ("start=10 end=1 step=3", ("1", "4", "10"), ("3", "9")),
    ],
)
def test_a_person_gives_a_range_only_its_steps(
    parameters: str, taken: tuple[str, ...], refused: tuple[str, ...]
) -> None:
    record = opened(
        f"""
        | survey | | | | |
        | | type | name | label | parameters |
        | | range | a | A | {parameters} |
        """
    )
    place = record.place("/data/a")
    assert place is not None
    heard = [hear(record, place, value, "id") for value in (*taken, *refused)]
    assert heard == [*map(Value, taken), *map(Refused, refused)]


def test_chance_falls_out_the_same_way_at_a_place_for_the_whole_interview() -> None:
    text = """
        | survey | | | | | | |
        | | type | name | label | calculation | parameters | repeat_count |
        | | integer | n | N | | | |
        | | calculate | a | | once(random()) | | |
        | | calculate | b | | random() + ${n} * 0 | | |
        | | select_one l | c | C | | randomize=true | |
        | | begin repeat | r | R | | | ${n} |
        | | integer | x | X | | | |
        | | end repeat | | | | | |
        | choices | | | |
        | | list_name | name | label |
        | | l | a | A |
        | | l | b | B |
        | | l | c | C |
        | | l | d | D |
        """

    def chance(record: Record) -> tuple[object, ...]:
        place = record.place("/data/c")
        assert place is not None
        return value(record, "/data/a"), [choice.code for choice in record.choices(place)]

    record = opened(text)
    after = answered(record, "/data/n", "2")
    assert value(record, "/data/a") != value(after, "/data/b")
    assert chance(record) == chance(after) == chance(answered(opened(text), "/data/n", "3"))
    assert value(after, "/data/b") == value(answered(after, "/data/n", "4"), "/data/b")


def test_what_is_worked_out_once_stays_as_it_first_was() -> None:
    record = opened(
        """
        | survey | | | |
        | | type | name | label | calculation |
        | | integer | a | A | |
        | | calculate | mulai | | once(today()) |
        | | calculate | pertama | | once(${a} + 1) |
        | | calculate | rumit | | concat(once(${a}), '!') |
        """
    )
    assert [value(record, f"/data/{name}") for name in ("mulai", "pertama", "rumit")] == ["2026-08-17", "", "!"]
    record = answered(answered(record, "/data/a", "4"), "/data/a", "9").at_time(NOW + timedelta(days=3))
    assert [value(record, f"/data/{name}") for name in ("mulai", "pertama", "rumit")] == ["2026-08-17", "5", "9!"]

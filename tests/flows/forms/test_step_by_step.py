"""What is worked out again after each answer is what comes of working out everything anew, or in one pass."""

from collections.abc import Iterator
from datetime import UTC, datetime
from random import Random

import pytest

from bot.flows.forms import workbook
from bot.flows.forms.facts import SKIPPED, Answered, Fact, Opened, Removed, Skipped
from bot.flows.forms.form import Form, Kind
from bot.flows.forms.record import Record
from bot.flows.forms.xform import read_form
from tests.flows.forms.random_forms import random_form

NOW = datetime(2026, 8, 17, 9, tzinfo=UTC)


def form_of(*rows: str) -> Form:
    head = "| survey | | | | | |\n| | type | name | label | relevant | calculation | repeat_count |\n"
    book = workbook.load((head + "\n".join(f"| | {row} |" for row in rows)).encode(), "uji.md")
    return read_form(book.xml, book.hash)


def everything(record: Record) -> dict[str, tuple[bool, str, tuple[str, ...]]]:
    """Of every node whether it applies, its value, and what it offers."""
    return {
        place.ref: (record.relevant(place), record.text(place), tuple(choice.code for choice in record.choices(place)))
        for place in record.tree.places.values()
    }


def anew(record: Record, facts: list[Fact]) -> Iterator[Record]:
    """The same facts in a new record: worked out as they are asked for, and in one pass."""
    yield Record(record.form, NOW).after(facts)
    at_once = Record(record.form, NOW).after(facts)
    at_once.frame()
    yield at_once


def some_fact(record: Record, random: Random) -> Fact | None:
    ends = [end for each in record.tree.ends.values() for end in each if end.definition.is_open]
    chance = random.random()
    if ends and chance < 0.2:
        ref = random.choice(ends).ref
        live = record.keys_of(ref).live
        return (
            Removed(f"{ref}[{random.choice(live)}]")
            if live and chance < 0.05
            else Opened(f"{ref}[{record.next_key(ref)}]")
        )
    questions = [place for place in record.tree.places.values() if place.definition.kind is Kind.QUESTION]
    if not questions:
        return None
    place = random.choice(questions)
    if chance > 0.9:
        return Skipped(place.ref, SKIPPED)
    offered = [choice.code for choice in record.choices(place)]
    return Answered(place.ref, random.choice(offered or ["0", "1", "2", "3", "a", "Ani"]))


@pytest.mark.parametrize("seed", range(60))
def test_a_made_up_form_comes_to_the_same_after_every_answer(seed: int) -> None:
    form = random_form(seed)
    if form is None:
        return
    random, record, facts = Random(seed), Record(form, NOW), list[Fact]()  # noqa: S311
    for _ in range(15):
        fact = some_fact(record, random)
        if fact is None:
            return
        facts.append(fact)
        record = record.after([fact])
        found = everything(record)
        for other in anew(record, facts):
            assert everything(other) == found
            assert getattr(other.next_question(), "ref", None) == getattr(record.next_question(), "ref", None)


def test_members_who_are_only_counted_are_counted_in_one_pass() -> None:
    form = form_of(
        "begin repeat | r | R | | | ",
        "text | x | X | | | ",
        "end repeat | | | | | ",
        "calculate | n | | | count(${r}) | ",
    )
    record = Record(form, NOW).after([Answered("/data/r[1]/x", "Ani"), Answered("/data/r[2]/x", "Budi")])
    record.frame()
    assert record.text(record.at("/data/n")[0]) == "2"


def test_a_repeat_that_applies_by_the_members_of_another_is_not_taken_for_it() -> None:
    form = form_of(
        "begin repeat | r | R | | | ",
        "text | x | X | | | ",
        "end repeat | | | | | ",
        "begin repeat | q | Q | count(${r}) < 3 | | 10",
        "text | y | Y | | | ",
        "end repeat | | | | | ",
        "calculate | n | | | count(${q}) | ",
    )
    record = Record(form, NOW)
    record.frame()
    assert record.text(record.at("/data/n")[0]) == "10"


def test_a_count_that_goes_down_leaves_the_first_instances_whatever_was_answered() -> None:
    form = form_of(
        "integer | n | N | | | ", "begin repeat | r | R | | | ${n}", "text | x | X | | | ", "end repeat | | | | | "
    )
    facts = [Answered("/data/n", "2"), Answered("/data/r[2]/x", "Budi"), Answered("/data/n", "1")]
    assert [place.ref for place in Record(form, NOW).after(facts).at("/data/r")] == ["/data/r[1]"]


def test_what_reads_a_group_follows_what_is_answered_in_it() -> None:
    form = form_of(
        "begin group | g | G | | | ",
        "text | x | X | | | ",
        "end group | | | | | ",
        "calculate | told | | | if(${g} != '', 'ya', 'tidak') | ",
        "text | more | M | string-length(${g}) > 3 | | ",
    )
    record = Record(form, NOW)
    told, more = record.at("/data/told")[0], record.at("/data/more")[0]
    assert (record.text(told), record.relevant(more)) == ("tidak", False)
    record = record.after([Answered("/data/g/x", "Budi")])
    assert (record.text(told), record.relevant(more)) == ("ya", True)
    assert "/data/more" in form.dependencies.ceasing(form.dependencies.touched_by("/data/g/x"))

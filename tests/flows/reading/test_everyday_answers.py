"""Everyday answers as cadres type them, read through the same lines as `kawan read`."""

import json

import pytest

from bot.flows.reading.lines import read_lines
from tests.flows.reading.tables import TODAY, table, value


@pytest.mark.parametrize("kind", ["yesno", "number", "money", "date", "age", "phone"])
def test_every_answer_in_the_table_is_read_as_meant_or_asked_again(kind: str) -> None:
    examples = list(table(kind))
    lines = [
        json.dumps({"id": text, "text": text, "today": TODAY, "context": context}) for context, _, text in examples
    ]
    read = [json.loads(line) for line in read_lines(lines, kind)]
    wrong = [
        f"{text!r}: {answer['value']}, not {expected}"
        for (_, expected, text), answer in zip(examples, read, strict=True)
        if answer["value"] != value(kind, expected)
    ]
    assert not wrong, "\n".join(wrong)


def test_a_line_may_name_its_own_kind_and_a_broken_one_does_not_stop_the_rest() -> None:
    lines = ['{"id": 1, "kind": "yesno", "text": "iya bu"}', "{", '{"id": 2, "kind": "colour", "text": "merah"}', "7"]
    lines += ['{"id": 3, "text": "berdua", "context": {"count": true}}', '{"id": 4}', '{"id": 5, "text": 7}', ""]
    read = [json.loads(line) for line in read_lines(lines, "number")]
    assert [(r["id"], r["value"], "error" in r) for r in read] == [
        (1, "yes", False),
        (None, None, True),
        (2, None, True),
        (None, None, True),
        (3, 2, False),
        (4, None, True),
        (5, None, True),
    ]


@pytest.mark.parametrize(
    ("text", "context", "expected"),
    [
        ("1", {"options": ["Ya", "Tidak"], "numbered": True}, "yes"),
        ("2", {"options": ["Ya", "Tidak"], "numbered": True}, "no"),
        ("b", {"options": ["Ya", "Tidak"], "numbered": True}, "no"),
        ("3", {"options": ["Ya", "Tidak"], "numbered": True}, None),
        ("1", {"options": ["Ya", "Tidak"], "numbered": False}, None),
        ("1", {"options": ["Ya", "Tidak"]}, None),
        ("1", {"options": ["Tidak", "Ya"], "numbered": True}, "no"),
        ("blm", {"options": ["Ada", "Hilang", "Belum"], "numbered": True}, "no"),
        ("ada bu", {"options": ["Ada", "Hilang", "Belum"], "numbered": True}, "yes"),
        ("hilang", {"options": ["Ada", "Hilang", "Belum"], "numbered": True}, None),
        ("tidak ada", {"options": ["Ada", "Hilang", "Belum"], "numbered": True}, None),
        ("gak", {"options": ["Sudah", "Belum"]}, "no"),
        ("udah", {"options": ["Sudah", "Belum"]}, "yes"),
        ("gak tau", {"options": ["Ya", "Tidak"]}, "dont_know"),
        ("3", {"options": ["Ya", "Tidak", "Tidak tahu"], "numbered": True}, "dont_know"),
        ("kadang", {"options": ["Ya", "Kadang-kadang", "Tidak"]}, "sometimes"),
        ("kadang", {"options": ["Ya", "Tidak"]}, None),
        ("ga layak", {"options": ["Layak", "Tidak layak"]}, "no"),
        ("layak", {"options": ["Layak", "Tidak layak"]}, "yes"),
    ],
)
def test_a_yes_or_no_among_offered_options_stands_for_one_of_them(
    text: str, context: dict[str, object], expected: str | None
) -> None:
    (line,) = read_lines([json.dumps({"id": 1, "text": text, "context": context})], "yesno")
    assert json.loads(line)["value"] == expected

"""An answer typed in a conversation is read as the command reads it."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime

from bot.flows.forms import workbook
from bot.flows.forms.facts import Answered
from bot.flows.forms.record import Record
from bot.flows.forms.xform import read_form
from bot.flows.interview import Interview
from bot.flows.reading import Either, Understood, age
from bot.flows.reading.lines import read_lines
from bot.flows.setvalues import first_facts
from bot.flows.step import advance
from bot.flows.turn import Said
from tests.flows.reading.tables import TODAY, table

FORM = """
    | survey | | | | |
    | | type | name | label | bind::kk:satuan |
    | | {type} | x | Berapa? | {unit} |
    | | text | akhir | Ada lagi? | |
    | choices | | | |
    | | list_name | name | label |
    | | jawab | ya | Ya |
    | | jawab | tidak | Tidak |
    | settings | | |
    | | form_id | namespaces |
    | | uji | kk="https://kawan-keluarga.id/xforms" |
"""


def interview(type_: str, unit: str) -> Interview:
    book = workbook.load(FORM.format(type=type_, unit=unit).encode(), "uji.md")
    record = Record(read_form(book.xml, book.hash), datetime.fromisoformat(f"{TODAY}T09:00:00").replace(tzinfo=UTC))
    return Interview(1, record.after(first_facts(record, {})))


def typed(start: Interview, text: str) -> str | None:
    """The value that is kept when the text is typed; None where it is asked again or back."""
    return next((fact.value for fact in advance(start, Said(text), "id").facts if isinstance(fact, Answered)), None)


def printed(kind: str, texts: list[str], context: Mapping[str, object]) -> list[str | None]:
    """What `kawan read` prints of each text, as a form keeps it."""
    lines = (json.dumps({"id": 1, "text": text, "today": TODAY, "context": context}) for text in texts)
    values = (json.loads(line)["value"] for line in read_lines(lines, kind))
    return [None if value is None else str(value) for value in values]


def differing(start: Interview, expected: dict[str, str | None]) -> dict[str, str | None]:
    return {text: kept for text, value in expected.items() if (kept := typed(start, text)) != value}


def test_an_amount_is_kept_as_the_command_prints_it() -> None:
    texts = sorted({text for _, _, text in table("money")})
    expected = dict(zip(texts, printed("money", texts, {"period": "month"}), strict=True))
    assert not differing(interview("integer", "rupiah/bulan"), expected)


def test_a_count_is_kept_as_the_command_prints_it() -> None:
    counts: dict[str, object] = {"type": "integer", "signed": True, "count": True}
    texts = sorted({text for _, _, text in table("number")})
    expected = dict(zip(texts, printed("number", texts, counts), strict=True))
    assert not differing(interview("integer", "orang"), expected)


def test_a_yes_or_no_is_kept_as_the_command_prints_it() -> None:
    offered: dict[str, object] = {"options": ["Ya", "Tidak"], "numbered": True}
    texts = sorted({text for context, _, text in table("yesno") if not context} - {"no 1"})  # names a question there
    values = ({"yes": "ya", "no": "tidak"}.get(str(value)) for value in printed("yesno", texts, offered))
    assert not differing(interview("select_one jawab", ""), dict(zip(texts, values, strict=True)))


def test_a_day_is_kept_as_the_command_prints_it() -> None:
    texts = sorted({text for _, _, text in table("date")})
    days = (value if value and len(value) == len(TODAY) else None for value in printed("date", texts, {}))
    assert not differing(interview("date", ""), dict(zip(texts, days, strict=True)))


def test_an_age_is_kept_in_the_years_that_all_its_months_complete() -> None:
    texts = sorted({text for _, _, text in table("age")})
    assert not differing(interview("integer", "tahun"), {text: completed_years(text) for text in texts})
    months = printed("age", texts, {"default_unit": "year"})
    assert not [text for text, m in zip(texts, months, strict=True) if m and completed_years(text) != str(int(m) // 12)]


def completed_years(text: str) -> str | None:
    match age(text, default_unit="year", today=date.fromisoformat(TODAY)):
        case Understood(int(months)):
            return str(months // 12)
        case Either((first, last)) if first // 12 == last // 12:  # "4 tahun lebih", "4 minggu"
            return str(first // 12)
        case _:
            return None

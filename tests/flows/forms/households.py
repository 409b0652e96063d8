"""Households of tests/scoring/cases as finished interviews of the questionnaire `keluarga`."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.flows import yamlfile
from bot.flows.forms.facts import REASONS, Answered, Fact, Skipped
from bot.flows.forms.form import Kind
from bot.flows.forms.places import Place
from bot.flows.forms.record import Record
from bot.flows.forms.workbook import LIBRARY, load
from bot.flows.forms.xform import read_form

WORKBOOK = load(LIBRARY / "keluarga.md")
FORM = read_form(WORKBOOK.xml, WORKBOOK.hash)
PATHS = {definition.name: definition.path for definition in FORM.ordered}
_FOLDER = Path(__file__).parents[2] / "scoring" / "cases"


def _read(name: str) -> Any:
    return yamlfile.read((_FOLDER / name).read_text(encoding="utf-8"))


CASES: list[dict[str, Any]] = [*_read("keluarga.yaml"), *_read("ragam.yaml")["rumah"], *_read("lain.yaml")]
ALL = "k24 i29 ibangga krs"


def interviewed(case: Mapping[str, Any], modules: str = ALL) -> Record:
    """The record of the household's interview."""
    private = case.get("privat", "tidak")
    given = {
        "modul": modules,
        "modul_pribadi": private,
        "garis_kemiskinan": case.get("garis_kemiskinan", 650000),
        "persetujuan": "bersedia",
        **({"berdua_saja": "ya"} if private == "ya" else {}),
        **case.get("answers", {}),
    }
    facts: list[Fact] = [
        Skipped(PATHS[name], value) if value in REASONS else Answered(PATHS[name], str(value))
        for name, value in given.items()
    ]
    for number, member in enumerate(case["members"], 1):
        fields = dict(zip(("nama", "kelamin", "hubungan", "umur", "jauh"), f"{member} tidak".split(), strict=False))
        fields |= {"no": str(number), "jauh": "ya" if fields["jauh"] == "jauh" else "tidak"}
        facts += [Answered(f"{PATHS['anggota']}[{number}]/{name}", value) for name, value in fields.items()]
    return Record(FORM, datetime(2026, 11, 22, tzinfo=UTC)).after(facts)


def values(record: Record) -> dict[str, str]:
    """What the calculates of the record say, by name."""
    calculates = (d for d in FORM.ordered if d.kind is Kind.VALUE and d.calculate is not None)
    return {d.name: record.text(place) for d in calculates if (place := record.place(d.path)) is not None}


def asked(record: Record) -> list[Place]:
    """The questions that apply, without those about a member."""
    return [place for place in record.questions() if not place.ref.startswith(f"{PATHS['anggota']}[")]

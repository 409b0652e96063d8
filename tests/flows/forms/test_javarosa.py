"""Our engine and JavaRosa, which runs ODK Collect, compute the same of every worked household.

JavaRosa comes with pyxform, inside ODK Validate; java runs `Fill.java` from its source.
"""

import shutil
import subprocess
from importlib.resources import files
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from bot.flows.forms.form import Kind
from bot.flows.forms.places import Place
from bot.flows.forms.record import Record
from tests.flows.forms.households import CASES, FORM, WORKBOOK, interviewed

JAR = str(files("pyxform").joinpath("validators/odk_validate/bin/ODK_Validate.jar"))
FILL = Path(__file__).with_name("Fill.java")


def _instance(record: Record, place: Place) -> str:
    """The record as the XML that ODK keeps; what is calculated is left for the engine."""
    definition = place.definition
    inside = "".join(_instance(record, child) for child in place.children if isinstance(child, Place))
    if not definition.children and definition.calculate is None:
        inside = escape(record.stored(place))
    attributes = f' id="{FORM.id}" version="{FORM.version}"' if place is record.root else ""
    return f"<{definition.name}{attributes}>{inside}</{definition.name}>"


def _same(one: str, other: str) -> bool:
    try:
        return one == other or abs(float(one) - float(other)) < 1e-9
    except ValueError:
        return False


@pytest.mark.skipif(shutil.which("javac") is None, reason="JavaRosa needs a JDK")
def test_javarosa_computes_the_same_of_every_worked_household(tmp_path: Path) -> None:
    (tmp_path / "form.xml").write_text(WORKBOOK.xml, encoding="utf-8")
    records = {tmp_path / f"{number}.xml": interviewed(case) for number, case in enumerate(CASES)}
    for path, record in records.items():
        path.write_text(_instance(record, record.root), encoding="utf-8")
    command = ["java", "-cp", JAR, str(FILL), str(tmp_path / "form.xml"), *map(str, records)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    compared = 0
    for path, record in records.items():
        lines = Path(f"{path}.values").read_text(encoding="utf-8").splitlines()
        theirs = dict(line.split("\t") for line in lines)
        for definition in FORM.ordered:
            place = record.place(definition.path)
            if place is None or definition.kind not in (Kind.VALUE, Kind.QUESTION) or "meta" in definition.names:
                continue
            assert _same(record.text(place), theirs[definition.name]), (path.name, definition.name)
            compared += 1
    assert compared > 180 * len(CASES)

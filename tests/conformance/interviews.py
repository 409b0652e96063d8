"""Interviews that another engine of the same standard recorded, held again with our record of answers."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.flows.forms import workbook
from bot.flows.forms.facts import SKIPPED, Answered, Fact, Opened, Skipped
from bot.flows.forms.form import Form, Kind
from bot.flows.forms.places import Place
from bot.flows.forms.record import Record
from bot.flows.forms.workbook import WorkbookError
from bot.flows.forms.xform import FormError, read_form
from bot.flows.setvalues import first_facts, new_instance, triggered

ASKED = frozenset({"string", "int", "decimal", "date", "time", "select1", "select", "trigger", "note"})
NEVER_ASKED = frozenset({"upload", "geopoint", "geotrace", "geoshape"})  # their values are taken as given
NO_TRANSLATION = "-"  # pyxform writes it; we show another language instead


@dataclass
class Tally:
    """How many interviews agree, and the first difference of each that does not."""

    passed: list[str] = field(default_factory=list)
    differs: dict[str, str] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return len(self.passed) + len(self.differs)


class DifferenceError(Exception):
    """Where we part from the recorded interview."""


def run_traces(traces: Path) -> dict[str, Tally]:
    """The tally of the interviews whose types a conversation asks, and those of the others by what they need."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    for line in traces.read_text(encoding="utf-8").splitlines():
        trace = json.loads(line)
        others = {step["type"] for step in trace["steps"] if "type" in step} - ASKED
        tally = tallies[f"with {', '.join(sorted(others))}" if others else "of types that are asked"]
        try:
            _Replay(_form(traces.parent / trace["form"]), trace).run()
        except (FormError, WorkbookError) as refusal:
            tally.differs[trace["id"]] = f"{trace['form']}: refused: {'; '.join(str(refusal).splitlines())}"
        except DifferenceError as difference:
            tally.differs[trace["id"]] = f"{trace['form']}: {difference}"
        else:
            tally.passed.append(trace["id"])
    return tallies


def report(tallies: dict[str, Tally]) -> Iterator[str]:
    """One line per kind of interview, and what differs."""
    every = tallies.values()
    yield f"all: {sum(len(tally.passed) for tally in every)}/{sum(tally.total for tally in every)}"
    for kind, tally in sorted(tallies.items()):
        yield f"{kind}: {len(tally.passed)}/{tally.total}"
        yield from (f"  {trace} {difference}" for trace, difference in tally.differs.items())


@lru_cache(maxsize=64)
def _form(path: Path) -> Form:
    book = workbook.load(path)
    return read_form(book.xml, book.hash)


class _Replay:
    def __init__(self, form: Form, trace: dict[str, Any]) -> None:
        now = datetime.fromisoformat(trace["now"]).astimezone(ZoneInfo(trace["tz"]))
        self.trace = trace
        self.record = Record(form, now)
        self._take(first_facts(self.record, {}))
        self.last = ""  # the ref of what was shown last

    def run(self) -> None:
        for step in self.trace["steps"]:
            match step["event"]:
                case "repeat":
                    self._count(step)
                case "note":
                    self._shown(step)
                case _ if step.get("type") in NEVER_ASKED:
                    self._give(step)
                case _:
                    self._answer(step, self._shown(step))
        left = next(self._after_last(), None)
        _expect(self.last, "nothing more is asked", None, left.ref if left else None)
        self._compare_end()

    def _take(self, facts: Iterable[Fact]) -> None:
        self.record = self.record.after(facts)

    def _shown(self, step: dict[str, Any]) -> Place:
        """The place of a step, which must be the one that we show next."""
        ref = step["ref"]
        place = next(self._after_last(), None)
        _expect(ref, "what is shown", ref, place.ref if place else None)
        assert place is not None
        self.last = ref
        if step.get("label", NO_TRANSLATION) != NO_TRANSLATION:
            _expect(ref, "label", _folded(step["label"]), _folded(self._words(place)))
        return place

    def _words(self, place: Place) -> str:
        return self.record.words(place.definition.label, place, next(iter(self.record.form.languages), ""))

    def _after_last(self) -> Iterator[Place]:
        """What comes after the place that was shown last."""
        shown = [place for place in self.record.shown() if place.definition.kind is Kind.QUESTION]
        refs = [place.ref for place in shown]
        index = refs.index(self.last) + 1 if self.last in refs else 0
        yield from shown[index:]

    def _count(self, step: dict[str, Any]) -> None:
        """Add instances until there are as many as were recorded."""
        ref = step["ref"]
        repeat = self.record.place(ref)
        _expect(ref, "a repeat", True, repeat is not None)
        assert repeat is not None
        while repeat.definition.count is None and len(self.record.keys_of(ref).live) < step["count"]:
            key = self.record.next_key(ref)
            self._take([Opened(f"{ref}[{key}]"), *new_instance(self.record, repeat, key)])
        _expect(ref, "instances", step["count"], len(self.record.keys_of(ref).live))

    def _answer(self, step: dict[str, Any], place: Place) -> None:
        ref = step["ref"]
        record = self.record
        _expect(ref, "required", step.get("required", False), record.required(place))
        if "prefilled" in step:
            _expect(ref, "what stands there before", step["prefilled"], record.text(place), place)
        if "options" in step:
            _expect(ref, "options", step["options"], [choice.code for choice in record.choices(place)])
        for refused in step.get("rejected", ()):
            self._refuses(place, refused)
        if step["answer"] is None:
            self._take([Skipped(ref, SKIPPED)])
            return
        value = _written(step["answer"])
        _expect(ref, f"{value!r} accepted", True, record.accepts(ref, value))
        self._take([Answered(ref, value)])
        self._take(triggered(self.record, place))
        _expect(ref, "stored", step.get("stored", value), self.record.text(place), place)

    def _give(self, step: dict[str, Any]) -> None:
        """Take an answer to what we do not ask, so that the rest of the interview can go on."""
        ref = step["ref"]
        _expect(ref, "applies", True, self.record.relevant(self._place(ref)))
        if step["answer"] is not None:
            self._take([Answered(ref, step.get("stored", _written(step["answer"])))])

    def _refuses(self, place: Place, refused: dict[str, Any]) -> None:
        value = _written(refused["answer"])
        _expect(place.ref, f"{value!r} accepted", False, self.record.accepts(place.ref, value))
        message = refused.get("message") or ""
        if message != NO_TRANSLATION:
            language = next(iter(self.record.form.languages), "")
            ours = self.record.words(place.definition.constraint_message, place, language)
            _expect(place.ref, "message", _folded(message), _folded(ours))

    def _compare_end(self) -> None:
        blank = set(self.trace.get("blank_refs", ()))
        for ref, expected in self.trace["final"].items():
            place = self._place(ref)
            found = self.record.text(place)
            if ref in blank:
                _expect(ref, "blank at the end", True, found in {"", "0", "NaN"})
            else:
                _expect(ref, "at the end", expected, found, place)
        for ref in self.trace["not_relevant"]:
            _expect(ref, "applies at the end", False, self.record.relevant(self._place(ref)))

    def _place(self, ref: str) -> Place:
        place = self.record.place(ref)
        if place is None:
            raise DifferenceError(f"{ref}: there is no such node")
        return place


def _expect(ref: str, what: str, expected: object, found: object, place: Place | None = None) -> None:
    if found != expected and not _same(expected, found, place):
        raise DifferenceError(f"{ref}: {what}: {expected!r} expected, {found!r} found")


def _same(expected: object, found: object, place: Place | None) -> bool:
    """Whether two values mean the same: as numbers where both are, as sets where many may be chosen."""
    if place is None or not isinstance(found, str):
        return False
    text = _written(expected)
    if place.definition.control == "select":
        return set(text.split()) == set(found.split())
    try:
        return float(text) == float(found)
    except ValueError:
        return text == found


def _written(answer: object) -> str:
    return " ".join(map(str, answer)) if isinstance(answer, list) else str(answer)


def _folded(text: str) -> str:
    return " ".join(text.split())

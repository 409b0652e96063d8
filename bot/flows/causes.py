"""The answers that made a value so, found by trying others out; and answers that would turn it, one or two together."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from bot.flows.alternatives import Alternative, alternatives
from bot.flows.forms.form import Form
from bot.flows.forms.places import Place
from bot.flows.resting import hangs_on
from bot.flows.settled import Settled
from bot.flows.trials import FAR_AWAY, Trials, is_named, questions_behind


class Cause(NamedTuple):
    """An answer that made it so. `whom` are the ticks of it that did, where not all of them."""

    ref: str
    value: str
    whom: tuple[str, ...] = ()


class Turn(NamedTuple):
    """Answers that turn it, by ref, and by how many things they differ from what was answered."""

    answers: tuple[tuple[str, str], ...]
    size: int


class Findings(NamedTuple):
    """Why a value stands at a path, and every answer, or else pair of answers, that turns it."""

    causes: tuple[Cause, ...]
    turns: tuple[Turn, ...]


class Finder:
    """Finds what decides that a value stands at a path, and what would make it the wanted one."""

    def __init__(self, trials: Trials, settled: Settled, path: str, value: str, wanted: str) -> None:
        self._trials = trials
        self._settled = settled
        self._path = path
        self._value = value
        self._wanted = wanted
        self._at = trials.at(path)  # what stands there when these are the answers
        self._laid_by: dict[str, str] = {}  # answers that do not apply now, and are no reasons, emptied

    def findings(self) -> Findings:
        """All of it.

        Answers that decide it each by itself are all named; where there are several, changing one is of no use, but of
        two, both may be. Where none decides it alone, those without which it would not be so are named; else all.
        """
        behind = named_behind(self._trials.record.form, self._path)
        places = [place for q in behind.asked for place in self._trials.record.at(q)]
        asked = [place for place in places if self._trials.is_answered(place)]
        if len(asked) < len(places):
            self._laid_by = {place.ref: "" for place in places if self._trials.is_laid_by(place)}
        if self._trials.away and (away := self._deciding_away(behind, asked)):
            return self._found(away, ())
        if len(asked) < 2:
            return self._found(asked, self._single(asked))
        by_itself = [place for place in asked if self._decides(place, asked)]
        match by_itself:
            case []:
                pass
            case [only]:
                return self._found([only], self._single([only]), asked)
            case [one, other]:
                return self._found(by_itself, self._pairs(one, other), asked)
            case _:
                return self._found(by_itself, (), asked)
        needed = [place for place in asked if self._at({**self._laid_by, place.ref: ""}) != self._value]
        return self._found(needed or asked, self._single(asked))

    def _found(self, places: Sequence[Place], turns: Iterable[Turn], asked: Sequence[Place] = ()) -> Findings:
        """`asked`: everything that was answered, where each of the places decides it by itself."""
        return Findings(tuple([self._cause(place, asked) for place in places]), tuple(turns))

    # --- which answers made it so

    def _deciding_away(self, behind: "Behind", asked: Sequence[Place]) -> list[Place]:
        """Those who live far away, where it is so because of them, whatever else was answered or had been before."""
        text = self._trials.record.text
        told = [place for q in behind.away for place in self._trials.record.at(q) if self._trials.is_answered(place)]
        away = [place for place in told if text(place) != place.definition.default]
        deciding = [
            place for place in away if self._trials.with_default(place, self._path, self._laid_by) != self._value
        ]
        whatever = bool(deciding) and self._at({place.ref: "" for place in asked}) == self._value
        return deciding if whatever else []

    def _decides(self, place: Place, asked: Sequence[Place]) -> bool:
        """Whether it is so as long as nothing but this was answered."""
        return self._at(self._but(place, asked)) == self._value

    def _but(self, place: Place, asked: Sequence[Place]) -> dict[str, str]:
        """Nothing answered but this; what had been answered and no longer applies would again, so it is emptied too."""
        return {**self._laid_by, **{other.ref: "" for other in asked if other is not place}}

    def _cause(self, place: Place, asked: Sequence[Place]) -> Cause:
        """The answer, with the ticks of it that decide by themselves, where not all of them do."""
        value = self._trials.record.text(place)
        ticked = value.split() if place.definition.control == "select" else []
        if len(ticked) < 2:
            return Cause(place.ref, value)
        others = self._but(place, asked) if asked else {}
        whom = tuple(code for code in ticked if self._at({**others, place.ref: code}) == self._value)
        return Cause(place.ref, value, whom if len(whom) < len(ticked) else ())

    # --- what would turn it

    def _single(self, places: Sequence[Place]) -> Iterator[Turn]:
        """Every other answer to one of the questions that turns it."""
        for place in places:
            for alternative in self._reaching(self._trials, place, {}):
                yield Turn(((place.ref, alternative.value),), alternative.size)

    def _pairs(self, one: Place, other: Place) -> Iterator[Turn]:
        """Other answers to both questions that turn it together: what keeps the first from deciding, and then the
        second."""

        def frees(value: str) -> bool:
            return self._at({one.ref: value, other.ref: ""}) != self._value

        hangs = hangs_on(self._trials.record.form, other.definition, one.definition.path)
        for first in alternatives(self._trials, one, self._settled, frees):
            then = Trials(self._trials.supposing({one.ref: first.value})) if hangs else self._trials
            for second in self._reaching(then, other, {one.ref: first.value}):
                yield Turn(((one.ref, first.value), (other.ref, second.value)), first.size + second.size)

    def _reaching(self, trials: Trials, place: Place, beside: Mapping[str, str]) -> Iterable[Alternative]:
        def reaches(value: str) -> bool:
            return self._at({**beside, place.ref: value}) == self._wanted

        there = trials.record.place(place.ref)
        if there is None or not trials.is_answered(there):
            return ()
        return alternatives(trials, there, self._settled, reaches)


class Behind(NamedTuple):
    """The questions that a value rests on and that may be named; nothing private is among them."""

    asked: tuple[str, ...]
    away: tuple[str, ...]  # whether a member lives far away


@lru_cache(maxsize=1024)
def named_behind(form: Form, path: str) -> Behind:
    """What may be named of what the path's value rests on."""
    behind = [form.definitions[question] for question in questions_behind(form).get(path, ())]
    away = tuple(d.path for d in behind if d.role == FAR_AWAY and not d.private)
    return Behind(tuple(d.path for d in behind if is_named(d)), away)

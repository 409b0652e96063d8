"""Why things are not yet fulfilled, in bubbles that anyone at the table may read: the answer, and what would turn it.

Labels come from the workbook, in the cadre's language. It holds nothing private, and blames nobody.
"""

from collections.abc import Iterable, Mapping, Sequence

from bot.flows.explain import Cause, Change, Explanation
from bot.flows.forms.places import Place
from bot.flows.forms.record import Record
from bot.flows.services.wording import Wording
from bot.flows.showing import shown_value, title
from bot.flows.texts import Listed, Text, Words
from scoring.index import Index, Indicator

MOST_OTHERS = 3  # answers that would do as well, named side by side
MOST_TICKS = 5  # of one answer, named; the others are counted
LONGEST_LINE = 300  # so that three of them fit on a page

FOR_SCORE = Text("Kalau {change}, {dimension} menjadi {met} dari {asked}.")
FOR_RULE = Text("Kalau {change}, {label}: tidak.")
BOTH = Text("{one}, dan {other}")
BECOMES = Text("“{question}” menjadi “{value}”")
AT_LEAST = Text("“{question}” paling sedikit {value}")
AT_MOST = Text("“{question}” paling banyak {value}")
NO_LONGER = Text("{whom} tidak lagi tercatat di “{question}”")
ALSO = Text("{whom} juga tercatat di “{question}”")
ANSWER = Text("{question}: {value}")
OF_MEMBER = Text("{question} ({name})")
OR = Text("{one}” atau “{other}")
AND_MORE = Text("{things}, dan {n} lainnya")  # as on the result card
TWO = Text("{one} dan {other}")
AND_LAST = Text("{things}, dan {last}")
ALL_FULFILLED = Text("Semua yang terjawab sudah terpenuhi.")


def why(
    record: Record, indices: Sequence[Index], found: Sequence[Explanation], language: str
) -> tuple[tuple[Words, ...], ...]:
    """The matters one by one, each a few lines: what is unmet, the answers, what would turn it.

    What has the same name and reasons in several indices is told once, with what it comes to in the first of them.
    """
    teller = _Teller(record, {index.id: index for index in indices}, language)
    told: dict[object, tuple[Words, ...]] = {}
    for explanation in found:
        told.setdefault(teller.matter(explanation), teller.lines(explanation))
    return tuple(told.values()) or ((ALL_FULFILLED,),)


def what_turns_it(record: Record, indices: Sequence[Index], explanation: Explanation, language: str) -> Words | None:
    """What would turn it and where that leads, in a sentence; None where no answer is known to."""
    return _Teller(record, {index.id: index for index in indices}, language).turn(explanation)


class _Teller:
    def __init__(self, record: Record, indices: Mapping[str, Index], language: str) -> None:
        self._record = record
        self._indices = indices
        self._language = language

    def matter(self, explanation: Explanation) -> object:
        """What makes two explanations the same to who reads them."""
        change = explanation.change
        return (
            self._heading(explanation),
            tuple((cause.ref, cause.whom) for cause in explanation.causes),
            (change.ref, change.value, change.beside) if change else None,
        )

    def lines(self, explanation: Explanation) -> tuple[Words, ...]:
        answers = Listed(tuple(self._answer(cause) for cause in explanation.causes), "; ")
        turn = self.turn(explanation)
        return (f"▫ {self._heading(explanation)}", *((answers,) if answers.items else ()), *((turn,) if turn else ()))

    def _heading(self, explanation: Explanation) -> str:
        index = self._indices[explanation.index]
        indicator = self._indicator(explanation)
        if index.kind == "rule":
            return Wording(index.label, index.label_en).said_in(self._language)
        words = Wording(indicator.unmet, indicator.unmet_en) or Wording(indicator.label, indicator.label_en)
        said = words.said_in(self._language)
        return said[:1].upper() + said[1:]

    def _indicator(self, explanation: Explanation) -> Indicator:
        index = self._indices[explanation.index]
        return next(indicator for indicator in index.indicators if indicator.id == explanation.indicator)

    def _answer(self, cause: Cause) -> Words:
        place = self._record.place(cause.ref)
        if place is None:
            return cause.value
        value = " ".join(cause.whom) or cause.value
        return ANSWER(question=self._question(place), value=self._shown(place, value))

    def _question(self, place: Place) -> Words:
        """What lists call the question; beside one about a member, whose it is."""
        name = title(self._record, place, self._language)
        above = place.parent
        if isinstance(above, Place) and above.definition.is_roster:
            who = next((self._record.text(child) for child in above.children if _is_name(child)), "")
            return OF_MEMBER(question=name, name=who) if who else name
        return name

    def turn(self, explanation: Explanation) -> Words | None:
        change = explanation.change
        if change is None:
            return None
        words = self._changes(change)
        index = self._indices[explanation.index]
        then = explanation.then
        if then is None:
            return FOR_RULE(change=words, label=Wording(index.label, index.label_en).said_in(self._language))
        dimension = next(d for d in index.dimensions if d.id == then.dimension)
        label = Wording(dimension.label, dimension.label_en).said_in(self._language)
        return FOR_SCORE(change=words, dimension=label, met=then.met, asked=then.asked)

    def _changes(self, change: Change) -> Words:
        """The other answers, one or two together, in words."""
        answers = [(change.ref, [change.value, *change.others]), *((ref, [value]) for ref, value in change.beside)]
        found = ((self._record.place(ref), values) for ref, values in answers)
        first, *rest = (self._change(place, values) for place, values in found if place is not None)
        return BOTH(one=first, other=rest[0]) if rest else first

    def _change(self, place: Place, values: Sequence[str]) -> Words:
        question, now = self._question(place), self._record.text(place)
        match place.definition.control:
            case "select":
                before, after = now.split(), values[0].split()
                left = [code for code in before if code not in after]
                come = [code for code in after if code not in before]
                if left:
                    return NO_LONGER(whom=_in_a_sentence(self._shown(place, " ".join(left))), question=question)
                return ALSO(whom=_in_a_sentence(self._shown(place, " ".join(come))), question=question)
            case "input" | "range":
                more = float(values[0]) > float(now)
                return (AT_LEAST if more else AT_MOST)(question=question, value=self._shown(place, values[0]))
        return BECOMES(question=question, value=_either([self._shown(place, v) for v in values[:MOST_OTHERS]]))

    def _shown(self, place: Place, value: str) -> Words:
        """The value in its normal form; of many ticks the first, and how many more there are."""
        codes = value.split() if place.definition.control == "select" else []
        if len(codes) <= MOST_TICKS + 1:
            return shown_value(self._record, place, value, self._language)
        first = shown_value(self._record, place, " ".join(codes[:MOST_TICKS]), self._language)
        return AND_MORE(things=first, n=len(codes) - MOST_TICKS)


def _either(values: Sequence[Words]) -> Words:
    *rest, last = values
    return OR(one=Listed(tuple(rest), "”, “"), other=last) if rest else last


def _in_a_sentence(named: Words) -> Words:
    """Several names as a sentence has them: Ida dan Nur; Udin, Ida, dan Nur."""
    match named:
        case Listed(items=(one, other)):
            return TWO(one=one, other=other)
        case Listed(items=(_, _, *_)):
            return AND_LAST(things=Listed(named.items[:-1]), last=named.items[-1])
    return named


def _is_name(node: object) -> bool:
    return isinstance(node, Place) and node.definition.role == "nama"


def pages(matters: Iterable[Sequence[str]], most: int) -> list[list[str]]:
    """The matters' lines on pages of at most so many characters, each matter whole; a very long line is cut."""
    found: list[list[str]] = [[]]
    for whole in matters:
        lines = [line if len(line) <= LONGEST_LINE else line[: LONGEST_LINE - 1] + "…" for line in whole]
        if found[-1] and sum(len(line) + 1 for line in (*found[-1], *lines)) > most:
            found.append([])
        found[-1] += lines
    return found

"""What follows from the answers: values, what applies, what is offered, worked out when it is asked for.

What was worked out is kept, and after another answer only what that touches is worked out again.
"""

from collections.abc import Iterable, Mapping
from copy import copy
from datetime import datetime
from itertools import zip_longest
from random import Random
from typing import Final, Self

from bot.flows.forms.answers import Answers
from bot.flows.forms.evaluation import Frame, evaluation
from bot.flows.forms.facts import Answered, Fact, Skipped, path_of
from bot.flows.forms.form import Choice, Choices, Form, Label
from bot.flows.forms.offering import offers
from bot.flows.forms.places import Keys, Place, grow
from bot.flows.forms.values import joined
from bot.flows.forms.xpath import Expression, Node

_CHANCE: Final = frozenset({"random", "randomize", "uuid"})
MOST_INSTANCES: Final = 200  # of one repeat: a count that runs away stops here
MOST_TOGETHER: Final = 5_000  # of all counted repeats


class Reckoning(Answers):
    """The answers in force, as a scope in which the form's expressions are evaluated."""

    __slots__ = (
        *("_asked_early", "_frame", "_framed", "_offered", "_overwritten", "_relevance", "_seed", "_values"),
        *("_random", "_working", "now"),
    )

    def __init__(self, form: Form, now: datetime) -> None:
        super().__init__(form)
        self.now = now
        self._seed = f"{form.hash} {now.isoformat()}"
        self._random: Random | None = None
        self._values: dict[Node, str] = {}
        self._relevance: dict[Node, bool] = {}
        self._offered: dict[Place, tuple[Choice, ...]] = {}
        self._working: dict[Place, str] = {}  # what is being worked out just now, with what counts until then
        self._asked_early: set[Place] = set()
        self._overwritten: Mapping[str, str] = {}  # by ref: what was calculated where she answered otherwise
        self._framed = False
        self._frame: Frame | None = None
        self._count_instances()

    # --- how it changes

    def after(self, facts: Iterable[Fact]) -> Self:
        """The record with these facts as well."""
        facts = tuple(facts)
        new = copy(self)
        new.answers = dict(self.answers)
        new._framed, new._frame = False, None
        new._take(facts)
        if new.keys is not self.keys:
            new._tree = grow(self.form, new.keys)
            new._values, new._relevance, new._offered = {}, {}, {}
        else:
            new._values, new._relevance = dict(self._values), dict(self._relevance)
            if self._frame is not None:
                new._values |= zip(self._frame.places.texts, self._frame.texts, strict=True)
                new._relevance |= zip(self._frame.places.applying, self._frame.applies, strict=True)
            new._offered = dict(self._offered)
            new._forget({path_of(fact.ref) for fact in facts if isinstance(fact, Answered | Skipped)})
        new._count_instances()
        if self.form.suggested:
            new._overwrite(fact.ref for fact in facts if isinstance(fact, Answered))
        return new

    def _overwrite(self, refs: Iterable[str]) -> None:
        """Let answers to calculated questions count until something else is calculated there."""
        for ref in refs:
            place = self._tree.places.get(ref)
            if place is not None and place.definition.calculate is not None and place.definition.is_asked:
                calculated = place.definition.calculate.kept(self, place)
                self._overwritten = {**self._overwritten, ref: calculated}
                self._forget({place.definition.path})
                self._count_instances()

    def at_time(self, now: datetime) -> Self:
        """The record as it is at that moment; a form that asks for the day is worked out again on another one."""
        if now == self.now:
            return self
        new = copy(self)
        new.now = now
        if self.form.uses_clock:
            new._framed, new._frame = False, None
            new._values, new._relevance, new._offered = {}, {}, {}
            new._count_instances()
        return new

    def frame(self) -> Frame | None:
        """Everything worked out in one pass, from now on known; None where the form or the answers do not allow it."""
        if not self._framed:
            self._framed = True
            whole = evaluation(self.form)
            self._frame = whole.frame(self.answers, self._tree) if whole else None
        return self._frame

    def _forget(self, touched: set[str]) -> None:
        for path in touched:
            for place in self._tree.touched_by(path, self.form):
                self._values.pop(place, None)
                self._relevance.pop(place, None)
                self._offered.pop(place, None)

    def _settle(self) -> None:
        """Work out what stands in long chains from their beginning, so that none is followed to its end at once."""
        for paths in self.form.dependencies.settling:
            for instances in zip_longest(*map(self.at, paths)):
                for place in instances:
                    if place is not None and place not in self._values:
                        self.text(place)

    def _count_instances(self) -> None:
        """Give every counted repeat as many instances as its count says."""
        for _ in range(8):  # a count inside a counted repeat needs another round
            self._settle()
            counted: dict[str, tuple[int, ...]] = {}
            left = MOST_TOGETHER
            for repeat in self._tree.counts:
                counted[repeat.ref] = tuple(range(1, min(self._wanted(repeat), left) + 1))
                left -= len(counted[repeat.ref])
            wanted = {ref: Keys(live, len(live)) for ref, live in counted.items() if self.keys_of(ref).live != live}
            if not wanted:
                return
            self.keys = {**self.keys, **wanted}
            self._tree = grow(self.form, self.keys)
            self._values, self._relevance, self._offered = {}, {}, {}
            self._framed, self._frame = False, None

    def _wanted(self, repeat: Place) -> int:
        """How many instances a counted repeat should have."""
        assert repeat.definition.count is not None  # noqa: S101 - what `counts` holds
        count = repeat.definition.count.number(self, repeat)
        most = MOST_INSTANCES // (1 + 4 * repeat.ref.count("["))  # of a repeat within a repeat fewer
        return int(min(count, most)) if count > 0 else 0

    # --- what expressions ask (a Scope)

    def text(self, node: Node) -> str:
        """The node's value as expressions see it: empty where it does not apply."""
        known = self._values.get(node)
        if known is None and self._frame is not None:
            known = self._frame.text(node)
        if known is not None:
            return known
        if not isinstance(node, Place):
            return node.text if not node.children else "".join(self.text(child) for child in node.children)
        if node.definition.children:  # all that stands in a group, and never kept: it changes with each of them
            return joined("", [self.text(child) for child in node.children]) if self.relevant(node) else ""
        if node.definition.path in self.form.dependencies.recurrent:
            return self._come_back_to(node)
        value = self._work_out(node) if self.relevant(node) else ""
        self._values[node] = value
        return value

    def _come_back_to(self, place: Place) -> str:
        """The value of a place that may ask for itself on the way, by other instances or a list of choices: what is
        kept there counts until it is worked out."""
        working = self._working
        if place in working:
            self._asked_early.add(place)
            return working[place]
        kept = working[place] = self.stored(place)
        try:
            value = self._work_out(place) if self.relevant(place) else ""
        finally:
            del working[place]
        self._values[place] = value
        if value == kept:
            self._asked_early.discard(place)
        if not working and self._asked_early:  # some of what was worked out rests on what is no more
            values: dict[Node, str] = {each: self._values.get(each, "") for each in self._asked_early}
            self._forget({each.definition.path for each in self._asked_early})
            self._asked_early.clear()
            self._values.update(values)
        return value

    def _work_out(self, place: Place) -> str:
        definition = place.definition
        if definition.calculate is not None:
            self._cast(definition.calculate, place)
            value = definition.calculate.kept(self, place)
            return self.stored(place) if self._overwritten.get(place.ref) == value else value
        return self._offered_part(place, self.stored(place))

    def _cast(self, expression: Expression, place: Place) -> None:
        """Let chance fall out at that place as it did before, whenever it is asked."""
        if expression.functions & _CHANCE:
            self._random = Random(f"{self._seed} {place.ref}")  # noqa: S311 - chance in a form, no secret

    def relevant(self, node: Node) -> bool:
        """Whether the node applies: its own condition and those of everything it lies in."""
        known = self._relevance.get(node)
        if known is None and self._frame is not None:
            known = self._frame.applying(node)
        if known is not None:
            return known
        if not isinstance(node, Place):
            return True
        own = node.definition.relevant
        parent = node.parent
        if node.definition.path in self.form.dependencies.recurrent:
            self._relevance[node] = True  # until it is known
        value = (parent is None or self.relevant(parent)) and (own is None or own.boolean(self, node))
        self._relevance[node] = value
        return value

    @property
    def random(self) -> Random:
        """The chance of this record; few forms leave anything to it."""
        if self._random is None:
            self._random = Random(self._seed)  # noqa: S311
        return self._random

    def instance(self, id: str) -> Node | None:  # noqa: A002 - ODK's word
        """The document of a secondary instance."""
        return self.form.instances.get(id)

    def itext(self, id: str) -> str:  # noqa: A002 - ODK's word
        """A translated text of the form, in its first language."""
        label = self.form.itext.get(id)
        return self.words(label, self._tree.root, self.form.languages[0]) if label and self.form.languages else ""

    def choice_name(self, value: str, node: Node) -> str:
        """The label of a choice of the question at that node, in the form's first language."""
        if not isinstance(node, Place) or node.definition.choices is None:
            return ""
        language = next(iter(self.form.languages), "")
        found = next((c for c in self.choices(node) if c.code == value), None)
        return self.words(found.label, node, language) if found else ""

    # --- what is offered, and how it is worded

    def choices(self, place: Place) -> tuple[Choice, ...]:
        """What is offered at a question, in the list's order."""
        choices = place.definition.choices
        if choices is None:
            return ()
        nodeset = choices.nodeset
        if nodeset is None:
            return tuple(choices.listed.values())
        known = self._offered.get(place)
        if known is None:
            remembered = offers(self.form, place.definition)
            if remembered is None:
                known = self._offer(choices, nodeset, place)
            else:
                rests_on = [self.at(path)[0] for path in remembered.paths]
                key = tuple((self.text(other), self.relevant(other)) for other in rests_on)
                known = remembered.offered(key, lambda: self._offer(choices, nodeset, place))
            self._offered[place] = known
        return known

    def _offer(self, choices: Choices, nodeset: Expression, place: Place) -> tuple[Choice, ...]:
        self._cast(nodeset, place)
        nodes = nodeset.nodes(self, place)
        found = (choices.listed.get(node) or self._member(node, choices.value, choices.label) for node in nodes)
        return tuple(choice for choice in found if choice.code)  # a member without a name cannot be chosen

    def _member(self, node: Node, value: str, label: str) -> Choice:
        """A repeat's instance as a choice."""
        fields = {child.name: self.text(child) for child in node.children}
        key = node.key if isinstance(node, Place) else 0
        return Choice(fields.get(value, self.text(node)), key, Label({"": (fields.get(label, ""),)}))

    def _offered_part(self, place: Place, value: str) -> str:
        """The value without the choices that are not offered any more: a member who is gone leaves no ghost."""
        choices = place.definition.choices
        if not value or choices is None or not choices.dynamic:
            return value
        offered = {choice.code for choice in self.choices(place)}
        if place.definition.control == "select1":
            return value if value in offered else ""
        return " ".join(code for code in value.split() if code in offered)

    def words(self, label: Label, place: Node, language: str) -> str:
        """The author's words in that language, with what they refer to filled in."""
        parts = label.in_language(language)
        return joined("", [part.kept(self, place) if isinstance(part, Expression) else part for part in parts])

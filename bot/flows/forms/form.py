"""A form as frozen data: what `xform.py` reads from an XForm, and what a record of answers is evaluated against."""

import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bot.flows.forms.dependencies import Dependencies
from bot.flows.forms.xpath import Expression, Node

ASKED = frozenset({"input", "select1", "select", "trigger", "range", "rank"})  # controls that words or taps can answer
NOT_TYPED = frozenset({"geopoint", "geotrace", "geoshape", "binary"})
END = "selesai"  # the answer that ends an open repeat: nobody more to add


class Kind(enum.Enum):
    """What a node of the form is."""

    GROUP = "group"
    REPEAT = "repeat"
    QUESTION = "question"  # has a control in the body
    VALUE = "value"  # calculated or hidden


@dataclass(frozen=True, slots=True)
class Label:
    """Words of the form's author by language code; parts that are expressions are filled in from the record."""

    parts: Mapping[str, tuple[str | Expression, ...]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.parts)

    def in_language(self, language: str) -> tuple[str | Expression, ...]:
        """The parts in that language, else in the form's first one."""
        return self.parts.get(language) or next(iter(self.parts.values()), ())


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose. `ordinal` is its place in the whole list, whatever a filter leaves of it."""

    code: str
    ordinal: int
    label: Label
    short: Mapping[str, str] = field(default_factory=dict)  # for a button, by language code
    grants: frozenset[str] = frozenset()  # the purposes that choosing it agrees to


@dataclass(frozen=True, slots=True)
class Choices:
    """Where a question's choices come from: a list, filtered or not, or a repeat's members."""

    nodeset: Expression | None
    listed: Mapping[Node, Choice]  # the items of a list by their node; empty where members are chosen from
    value: str = "name"
    label: str = "label"

    @property
    def dynamic(self) -> bool:
        """Whether what is offered depends on other answers."""
        return self.nodeset is not None


@dataclass(frozen=True, slots=True, eq=False)
class Definition:
    """One node of the form, with its bind, its control and what code must know of it.

    `path` is absolute and without positions (`/keluarga/anggota/umur`). Expressions are evaluated with the node itself
    as their context.
    """

    path: str
    name: str  # the last step of the path
    kind: Kind
    ordinal: int
    children: tuple["Definition", ...] = ()
    # bind
    type: str = "string"
    relevant: Expression | None = None
    calculate: Expression | None = None
    constraint: Expression | None = None
    required: Expression | None = None
    fixed: bool = False  # never takes an answer
    readonly: Expression | None = None  # when it takes none
    constraint_message: Label = Label()
    required_message: Label = Label()
    preload: tuple[str, str] = ("", "")  # jr:preload and its parameter
    # instance
    default: str = ""
    first_load: Expression | None = None
    new_repeat: Expression | None = None
    triggers: tuple[tuple[str, Expression | None], ...] = ()  # what is set when this value changes
    count: Expression | None = None  # of a repeat whose number of instances is calculated
    # body
    control: str = ""  # input, select1, select, trigger, upload, range, rank
    appearance: str = ""
    label: Label = Label()
    hint: Label = Label()
    guidance: Label = Label()
    choices: Choices | None = None
    steps: tuple[str, str, str] | None = None  # of a range: its ends, and how far apart its values are
    # what code must know of it: `bind::kk:…`
    role: str = ""
    number: int | None = None
    private: bool = False
    unit: str = ""  # of a number: rupiah/bulan, m2, …
    short: Mapping[str, str] = field(default_factory=dict)  # what lists call it, by language code
    # what follows from these
    is_note: bool = field(init=False)  # it only tells something: a label without anything to answer
    is_asked: bool = field(init=False)  # it has words to ask with and takes an answer, one that can be typed
    is_ticked: bool = field(init=False)  # its choices are ticked one by one, in any number or in an order
    is_roster: bool = field(init=False)  # it is the repeat of the household's members, told in one message
    is_open: bool = field(init=False)  # it is a repeat that the cadre ends herself
    is_plain: bool = field(init=False)  # it is done as soon as it has an answer or a reason

    @property
    def names(self) -> tuple[str, ...]:
        """The path's steps."""
        return tuple(self.path.split("/")[1:])

    def __post_init__(self) -> None:
        asked = self.kind is Kind.QUESTION and not self.fixed and self.control in ASKED and self.type not in NOT_TYPED
        roster = self.kind is Kind.REPEAT and any(child.role == "nama" for child in self.children)
        follows = {  # asked of each definition at every message
            "is_note": self.kind is Kind.QUESTION and self.control in {"input", "trigger"} and self.fixed,
            "is_asked": asked,
            "is_ticked": self.control in {"select", "rank"},
            "is_roster": roster,
            "is_open": self.kind is Kind.REPEAT and self.count is None,
            "is_plain": not roster and (self.choices is None or not self.choices.dynamic),
        }
        for name, holds in follows.items():
            object.__setattr__(self, name, holds)

    def walk(self) -> Iterator["Definition"]:
        """Itself and everything below, in the order of the body."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """A questionnaire, compiled."""

    id: str
    version: str
    title: str
    hash: str
    root: Definition
    definitions: Mapping[str, Definition]
    ordered: tuple[Definition, ...]
    instances: Mapping[str, Node]
    itext: Mapping[str, Label]
    languages: tuple[str, ...]
    dependencies: Dependencies
    uses_clock: bool
    numbers: Mapping[int, Definition] = field(init=False)  # questions by the number that stands beside them
    counted: tuple[Definition, ...] = field(init=False)  # repeats that come as often as a count says
    suggested: frozenset[str] = field(init=False)  # paths of calculated questions, which may be answered otherwise
    _roles: Mapping[str, Definition] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "numbers", {d.number: d for d in self.ordered if d.number is not None})
        object.__setattr__(self, "counted", tuple(d for d in self.ordered if d.count is not None))
        suggested = frozenset(d.path for d in self.ordered if d.is_asked and d.calculate is not None)
        object.__setattr__(self, "suggested", suggested)
        object.__setattr__(self, "_roles", {d.role: d for d in reversed(self.ordered) if d.role})

    def ref(self, ordinal: int, keys: tuple[int, ...]) -> str | None:
        """The ref of a definition's instance: its path with the keys set in at the repeats; None where they misfit."""
        if not 0 <= ordinal < len(self.ordered):
            return None
        path, ref, left = "", "", list(keys)
        for name in self.ordered[ordinal].names:
            path, ref = f"{path}/{name}", f"{ref}/{name}"
            if self.definitions[path].kind is Kind.REPEAT and left:
                ref = f"{ref}[{left.pop(0)}]"
        return None if left else ref

    def role(self, role: str) -> Definition | None:
        """The node that plays that part, if any."""
        return self._roles.get(role)

"""The nodes of a record: each definition at its place, once for every instance of the repeats it lies in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from bot.flows.forms.form import Definition, Form, Kind
from bot.flows.forms.xpath import Node


class Place(Node):
    """One node of a record: a definition at a certain place, named by its ref."""

    __slots__ = ("definition", "key", "ref")

    def __init__(self, definition: Definition, parent: Node | None, ref: str, key: int = 0) -> None:
        super().__init__(definition.name, parent)
        self.definition = definition
        self.ref = ref
        self.key = key


@dataclass(frozen=True, slots=True, order=True)
class Keys:
    """The instances of one repeat: which are there, in order, and the largest key ever given."""

    live: tuple[int, ...]
    largest: int


@dataclass(frozen=True, slots=True, eq=False)
class Tree:
    """The nodes of a record. It changes only when a repeat gains or loses an instance.

    `sequence` holds what a conversation may show, in order: questions, notes, and after an open repeat's instances the
    place where it is ended; `questions` are those that wait for an answer. `counts` holds for each counted repeat the
    place its count is worked out at. Both kinds of place stand beside the instances, as `ends`, by path. `nth` tells
    where a ref stands in the sequence.
    """

    root: Place
    places: Mapping[str, Place]
    by_path: Mapping[str, tuple[Place, ...]]
    sequence: tuple[Place, ...]
    questions: tuple[Place, ...]
    counts: tuple[Place, ...]
    ends: Mapping[str, tuple[Place, ...]]
    nth: Mapping[str, int]
    _touched: dict[str, tuple[Place, ...]] = field(default_factory=dict)

    def touched_by(self, path: str, form: Form) -> tuple[Place, ...]:
        """Every place whose value or relevance may change with a value at that path."""
        known = self._touched.get(path)
        if known is None:
            paths = form.dependencies.touched_by(path)
            known = tuple(place for each in paths for place in (*self.by_path.get(each, ()), *self.ends.get(each, ())))
            self._touched[path] = known
        return known


def first_keys(definition: Definition) -> Keys:
    """A roster starts empty, an open repeat with one instance as in the XForm, a counted one as counted."""
    return Keys((1,), 1) if definition.is_open and not definition.is_roster else Keys((), 0)


def grow(form: Form, keys: Mapping[str, Keys]) -> Tree:
    """The nodes of a record with these instances. Records with the same ones share a tree: it holds no answers."""
    return _grown(form, tuple(sorted(keys.items())))


@lru_cache(maxsize=64)  # a tree of the family questionnaire takes about 100 kB
def _grown(form: Form, instances: tuple[tuple[str, Keys], ...]) -> Tree:
    keys = dict(instances)
    places: dict[str, Place] = {}
    by_path: dict[str, list[Place]] = {}
    sequence: list[Place] = []
    counts: list[Place] = []
    ends: dict[str, list[Place]] = {}

    def plant(definition: Definition, parent: Node, ref: str, key: int = 0) -> Place:
        place = places[ref] = Place(definition, parent, ref, key)
        by_path.setdefault(definition.path, []).append(place)
        if definition.is_asked or definition.is_note:
            sequence.append(place)
        for child in definition.children:
            below = f"{ref}/{child.name}"
            if child.kind is not Kind.REPEAT:
                place.children.append(plant(child, place, below))
                continue
            live = (keys.get(below) or first_keys(child)).live
            place.children.extend(plant(child, place, f"{below}[{n}]", n) for n in live)
            end = Place(child, place, below)
            ends.setdefault(child.path, []).append(end)
            (sequence if child.is_open else counts).append(end)
        return place

    document = Node("", None)
    root = plant(form.root, document, form.root.path)
    document.children.append(root)
    found = {path: tuple(each) for path, each in by_path.items()}
    found_ends = {path: tuple(each) for path, each in ends.items()}
    questions = tuple(place for place in sequence if not place.definition.is_note)
    nth = {place.ref: n for n, place in enumerate(sequence)}
    return Tree(root, places, found, tuple(sequence), questions, tuple(counts), found_ends, nth)

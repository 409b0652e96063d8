"""What was told in one interview: the answers in force, and the instances of repeats."""

from collections.abc import Iterable

from bot.flows.forms.facts import Answered, Fact, Opened, Removed, Skipped, instances_in, path_of
from bot.flows.forms.form import Form
from bot.flows.forms.places import Keys, Place, Tree, first_keys, grow
from bot.flows.forms.xpath import Node


class Answers:
    """The answers of one interview, and the nodes of the form that they make."""

    __slots__ = ("_tree", "answers", "form", "keys")

    def __init__(self, form: Form) -> None:
        self.form = form
        self.answers: dict[str, Answered | Skipped] = {}
        self.keys: dict[str, Keys] = {}
        self._tree = grow(form, self.keys)

    def _take(self, facts: Iterable[Fact]) -> None:
        """Take the facts in, with the instances of repeats that they bring or remove."""
        needed: set[str] = set()
        for fact in facts:
            match fact:
                case Answered() | Skipped():
                    ref = fact.ref
                    self.answers[ref] = fact
                    if "]" in ref and (instance := ref[: ref.rfind("]") + 1]) not in needed:
                        needed.add(instance)
                        self._need(instance)
                case Opened(ref):
                    self._need(ref)
                case Removed(ref):
                    repeat, key = instances_in(ref)[-1]
                    keys = self.keys_of(repeat)
                    live = tuple(other for other in keys.live if other != key)
                    self.keys = {**self.keys, repeat: Keys(live, max(keys.largest, key))}
                case _:
                    pass

    def _need(self, ref: str) -> None:
        """See to it that the instances which the ref lies in are there."""
        for repeat, key in instances_in(ref):
            keys = self.keys_of(repeat)
            if key > keys.largest:
                self.keys = {**self.keys, repeat: Keys((*keys.live, key), key)}
            elif key not in keys.live and repeat not in self.keys:
                self.keys = {**self.keys, repeat: Keys(tuple(sorted({*keys.live, key})), keys.largest)}

    def keys_of(self, repeat: str) -> Keys:
        """The instances of the repeat with that ref; before any fact, what the form starts with."""
        return self.keys.get(repeat) or first_keys(self.form.definitions[path_of(repeat)])

    def next_key(self, repeat: str) -> int:
        """The key that a new instance of the repeat gets."""
        return self.keys_of(repeat).largest + 1

    def stored(self, node: Node) -> str:
        """What was answered there, or the form's default; whether it applies or not."""
        if not isinstance(node, Place):
            return node.text
        match self.answers.get(node.ref):
            case Answered(value=value):
                return value
            case Skipped():
                return ""
            case None:
                return node.definition.default

    @property
    def root(self) -> Place:
        """The root of the record."""
        return self._tree.root

    @property
    def tree(self) -> Tree:
        """The nodes of the record."""
        return self._tree

    def place(self, ref: str) -> Place | None:
        """The node with that ref, if it is there; an open repeat's own ref gives the place where it is ended."""
        found = self._tree.places.get(ref)
        if found is None and not ref.endswith("]"):
            found = next((end for end in self._tree.ends.get(path_of(ref), ()) if end.ref == ref), None)
        return found

    def at(self, path: str) -> tuple[Place, ...]:
        """Every place of a definition."""
        return self._tree.by_path.get(path, ())

"""XForm XML, as pyxform writes it, to a `Form`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from xml.etree.ElementTree import Element, ParseError  # only the types: parsing is defusedxml's

from defusedxml.ElementTree import fromstring

from bot.flows.forms.body import HTML, Control, controls_of, kind_of, steps_of
from bot.flows.forms.dependencies import circles, dependencies, expressions_of
from bot.flows.forms.form import Definition, Form, Kind
from bot.flows.forms.itext import XFORMS, FormWords, compiled
from bot.flows.forms.lists import FormLists, child, local
from bot.flows.forms.ordering import in_body_order, numbered
from bot.flows.forms.xpath import Expression

JAVAROSA = "{http://openrosa.org/javarosa}"
OURS = "{https://kawan-keluarga.id/xforms}"
_SHORT = re.compile(r"[0-9]{1,4}")
_CLOCK = frozenset({"today", "now"})


class FormError(Exception):
    """What keeps an XForm from being run, all of it: one sentence a problem, each naming its node."""

    def __init__(self, problems: tuple[str, ...], form: Form | None = None) -> None:
        self.problems = problems
        self.form = form  # as far as it could be read: what is wrong in it gives nothing
        super().__init__("\n".join(problems))


def read_form(xml: str, form_hash: str) -> Form:
    """The form that the XML describes. Raises FormError with every problem found."""
    try:
        reader = _Reader(fromstring(xml), form_hash)
    except ParseError as reason:
        raise FormError((f"a name in the workbook has a character that no name may have ({reason})",)) from reason
    form = reader.form()
    if reader.problems:
        raise FormError(tuple(reader.problems), form)
    return form


@dataclass(eq=False)
class _Reader:
    html: Element
    form_hash: str
    problems: list[str] = field(default_factory=list)

    def form(self) -> Form:
        instance = self._only(self.model.find(f"{XFORMS}instance"))
        title = self.html.findtext(f"{HTML}head/{HTML}title") or ""
        root = self._definition(instance, "")
        root = numbered(in_body_order(root, {path: index for index, path in enumerate(self.controls)}))
        ordered = tuple(root.walk())
        definitions = {definition.path: definition for definition in ordered}
        self._check_paths(definitions)
        self.problems.extend(_circle_problem(circle) for circle in circles(ordered))
        return Form(
            id=instance.get("id", ""),
            version=instance.get("version", ""),
            title=title,
            hash=self.form_hash,
            root=root,
            definitions=definitions,
            ordered=ordered,
            instances=self.lists.instances,
            itext=self.words.itext,
            languages=tuple(self.words.languages.values()),
            dependencies=dependencies(ordered),
            uses_clock=any(e.functions & _CLOCK for d in ordered for e in expressions_of(d)),
        )

    @cached_property
    def model(self) -> Element:
        found = self.html.find(f"{HTML}head/{XFORMS}model")
        if found is None:
            raise FormError(("the XForm has no model",))
        return found

    @cached_property
    def words(self) -> FormWords:
        return FormWords(self.model, self.problems)

    @cached_property
    def lists(self) -> FormLists:
        return FormLists(self.model, self.words, self.problems)

    # --- definitions

    @cached_property
    def binds(self) -> dict[str, Element]:
        return {bind.get("nodeset", ""): bind for bind in self.model.findall(f"{XFORMS}bind")}

    @cached_property
    def controls(self) -> dict[str, Control]:
        return controls_of(self.html)

    @cached_property
    def setvalues(self) -> list[Element]:
        return list(self.html.iter(f"{XFORMS}setvalue"))

    def _definition(self, element: Element, above: str) -> Definition:
        name = local(element.tag)
        path = f"{above}/{name}"
        bind = self.binds.get(path)
        control, around = self.controls.get(path, (None, None))
        kind = kind_of(control) if control is not None else ""
        attributes = bind.attrib if bind is not None else {}
        children: dict[str, Definition] = {}
        for below in element:  # a repeat stands twice: as template and as its first instance
            inner = self._definition(below, path)
            children.setdefault(inner.path, inner)
        labelled = around if around is not None else control
        number = attributes.get(f"{OURS}nomor", "")
        first_load, new_repeat = (
            self._setvalue(path, event) for event in ("odk-instance-first-load", "odk-new-repeat")
        )
        if kind == "repeat":
            node_kind = Kind.REPEAT
        elif children or kind == "group":
            node_kind = Kind.GROUP
        else:
            node_kind = Kind.QUESTION if kind else Kind.VALUE
        return Definition(
            path=path,
            name=name,
            kind=node_kind,
            ordinal=0,
            children=tuple(children.values()),
            type=attributes.get("type", "string").removeprefix("xsd:"),
            relevant=self._bound(attributes, "relevant", path),
            calculate=self._bound(attributes, "calculate", path),
            constraint=self._constraint(attributes, control, path),
            required=self._bound(attributes, "required", path),
            fixed=attributes.get("readonly", "").strip() == "true()",
            readonly=self._readonly(attributes, path),
            constraint_message=self.words.message(attributes.get(f"{JAVAROSA}constraintMsg")),
            required_message=self.words.message(attributes.get(f"{JAVAROSA}requiredMsg")),
            preload=(attributes.get(f"{JAVAROSA}preload", ""), attributes.get(f"{JAVAROSA}preloadParams", "")),
            default=(element.text or "").strip() if not children else "",
            first_load=first_load,
            new_repeat=new_repeat,
            triggers=self._triggers(control),
            count=self._bound(control.attrib, f"{JAVAROSA}count", path) if control is not None else None,
            control=kind if node_kind is Kind.QUESTION else "",
            appearance=control.get("appearance", "") if control is not None else "",
            label=self.words.label(child(labelled, "label")),
            hint=self.words.label(child(control, "hint")),
            guidance=self.words.label(child(control, "hint"), "guidance"),
            steps=steps_of(control),
            choices=self.lists.choices(control, path) if kind in {"select", "select1", "rank"} else None,
            role=attributes.get(f"{OURS}peran", ""),
            number=int(number) if _SHORT.fullmatch(number) else None,
            private=attributes.get(f"{OURS}pribadi", "") in {"ya", "yes", "true()"},
            unit=attributes.get(f"{OURS}satuan", ""),
            short={
                tag.removeprefix(f"{OURS}singkat").removeprefix("_") or self._main: text
                for tag, text in attributes.items()
                if tag.startswith(f"{OURS}singkat")
            },
        )

    def _constraint(self, attributes: Mapping[str, str], control: Element | None, path: str) -> Expression | None:
        """The bind's constraint; a range keeps within its ends as well."""
        steps = steps_of(control)
        if steps is None:
            return self._bound(attributes, "constraint", path)
        low, high, _ = steps
        own = attributes.get("constraint", "").strip() or "true()"
        return self._expression(f"({own}) and . >= {low} and . <= {high}", f"{path} (constraint)")

    def _readonly(self, attributes: Mapping[str, str], path: str) -> Expression | None:
        """A rule that says when no answer is taken."""
        constant = attributes.get("readonly", "").strip() in {"", "true()", "false()"}
        return None if constant else self._bound(attributes, "readonly", path)

    @property
    def _main(self) -> str:
        return next(iter(self.words.languages.values()), "")

    def _setvalue(self, path: str, event: str) -> Expression | None:
        for element in self.setvalues:
            if element.get("ref") == path and event in (element.get("event") or "").split():
                return self._expression(element.get("value") or _literal(element.text or ""), path)
        return None

    def _triggers(self, control: Element | None) -> tuple[tuple[str, Expression | None], ...]:
        found = [] if control is None else control.findall(f"{XFORMS}setvalue")
        return tuple(
            (target, self._expression(element.get("value") or _literal(element.text or ""), target))
            for element in found
            if "xforms-value-changed" in (element.get("event") or "").split() and (target := element.get("ref", ""))
        )

    def _bound(self, attributes: Mapping[str, str], name: str, path: str) -> Expression | None:
        source = attributes.get(name)
        if source is None or (source.strip() in {"", "true()"} and name == "relevant"):
            return None
        if source.strip() == "false()" and name == "required":
            return None
        return self._expression(source, f"{path} ({name.removeprefix(JAVAROSA)})")

    def _expression(self, source: str, where: str) -> Expression:
        return compiled(source, where, self.problems)

    def _only(self, instance: Element | None) -> Element:
        if instance is None or len(instance) != 1:
            raise FormError(("the XForm has no primary instance",))
        return instance[0]

    def _check_paths(self, definitions: Mapping[str, Definition]) -> None:
        for path in self.controls:
            if path not in definitions:
                self.problems.append(f"{path}: the body names a node that the instance does not have")


def _circle_problem(circle: tuple[str, ...]) -> str:
    if len(circle) == 1:
        return f"{circle[0]} depends on its own value; take it out of its relevant, calculation or repeat_count"
    round_trip = " <- ".join((*circle, circle[0]))
    return f"these depend on each other in a circle, so none can be worked out: {round_trip}; change one of them"


def _literal(text: str) -> str:
    return "'" + text.replace("'", "") + "'"

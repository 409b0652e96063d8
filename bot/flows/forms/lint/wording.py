"""Words that are too long for a message or a button, and words that one of the languages lacks."""

from collections.abc import Iterator

from bot.flows.forms.form import Choice, Definition, Form, Label
from bot.flows.forms.lint.sources import Source
from bot.flows.forms.sheets import ROW, Problem
from bot.flows.reply import MOST_OPTIONS, WIDEST_LABEL

LONGEST_BUBBLE = 1000
_AROUND = 150  # characters of the section, the number and the confirmation of the answer before
_FILLED_IN = 20  # characters of what an expression is likely to give
_MARK = 4  # a letter before each listed choice, and the end of its line


def problems(source: Source, form: Form) -> Iterator[Problem]:
    """What is too long, and what is not translated."""
    yield from _nameless(source, form)
    yield from _bubbles(source, form)
    yield from _choices(source, form)
    yield from _untranslated(source, form)


def _length(label: Label, form: Form) -> int:
    """How long the words are in the language that needs most."""
    return max(
        sum(len(part) if isinstance(part, str) else _FILLED_IN for part in label.in_language(language))
        for language in form.languages or ("",)
    )


def _nameless(source: Source, form: Form) -> Iterator[Problem]:
    """Questions without words to ask them with."""
    for definition in form.ordered:
        if definition.is_asked and not definition.label:
            message = f"{definition.name} has no label, so its name is what people read"
            yield Problem("survey", source.row(definition), message, advice=True)


def _bubbles(source: Source, form: Form) -> Iterator[Problem]:
    """Questions whose bubble is longer than the narrowest channel takes."""
    before = 0  # of notes since the last question
    for definition in form.ordered:
        if definition.is_note:
            before += _length(definition.label, form)
        if not (definition.is_asked or definition.is_note):
            continue
        words = _AROUND + _length(definition.label, form) + _length(definition.hint, form)
        listed = _listed(definition, form)
        refusal = max(_length(definition.constraint_message, form), _length(definition.required_message, form))
        if words + listed > LONGEST_BUBBLE:
            what = "its words and choices" if listed else "its words and hint"
            message = f"{definition.name}: {what} are too long for one message by {words + listed - LONGEST_BUBBLE}"
            yield Problem("survey", source.row(definition), f"{message} characters; shorten them, or use pendek")
        elif definition.is_asked and words + listed + before + refusal > LONGEST_BUBBLE:
            message = f"{definition.name}: with the notes or messages before it, it may not fit into one message"
            yield Problem("survey", source.row(definition), message, advice=True)
        before = 0 if definition.is_asked else before


def _listed(definition: Definition, form: Form) -> int:
    """How many characters the choices take where they stand in the text, because a button is too narrow for one."""
    choices = tuple(definition.choices.listed.values()) if definition.choices else ()
    if all(_on_button(choice, form) <= WIDEST_LABEL for choice in choices):
        return 0
    return sum(sorted(_length(choice.label, form) + _MARK for choice in choices)[-MOST_OPTIONS:])


def _on_button(choice: Choice, form: Form) -> int:
    """The width of the widest label that a button would carry for this choice."""
    short = [len(choice.short[language]) for language in form.languages if language in choice.short]
    return max(short) if short and len(short) == len(form.languages) else _length(choice.label, form)


def _choices(source: Source, form: Form) -> Iterator[Problem]:
    """Short labels that are not short; lists with a button too narrow for some of them only."""
    for row in source.sheets.get("choices", ()):
        for column, cell in row.items():
            if (column == "pendek" or column.startswith("pendek_")) and len(cell) > WIDEST_LABEL:
                message = f"{column} {cell!r} has {len(cell)} characters; a button shows {WIDEST_LABEL}; shorten it"
                yield Problem("choices", int(row[ROW]), message)


def _untranslated(source: Source, form: Form) -> Iterator[Problem]:
    """Words that are there in one language only."""
    if len(form.languages) < 2:
        return
    for definition in form.ordered:
        for column in ("label", "hint", "guidance", "constraint_message", "required_message"):
            label: Label = getattr(definition, column)
            yield from _missing("survey", source.row(definition), f"{definition.name}: {column}", label, form)
    yield from _untranslated_choices(source, form)


def _untranslated_choices(source: Source, form: Form) -> Iterator[Problem]:
    rows = {
        (row.get("list_name") or row.get("list name"), row.get("name")): row for row in source.sheets.get("choices", ())
    }
    seen: set[str] = set()
    for definition in form.ordered:
        line = source.line(definition.path)
        if definition.choices is None or line is None or line.choices in seen:
            continue
        seen.add(line.choices)
        for choice in definition.choices.listed.values():
            row = rows.get((line.choices, choice.code))
            yield from _missing("choices", int(row[ROW]) if row else 0, f"choice {choice.code}", choice.label, form)


def _missing(sheet: str, row: int, what: str, label: Label, form: Form) -> Iterator[Problem]:
    missing = [language for language in form.languages if language not in label.parts]
    if label and missing and set(label.parts) & set(form.languages):
        into = ", ".join(language or "the main language" for language in missing)
        yield Problem(sheet, row, f"{what} is not translated to {into}", advice=True)

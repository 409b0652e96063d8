"""The sentences of the code, written down for translators: `python -m bot.locale.extract`.

Writes `bot.pot` and brings every language's `bot.po` up to it: translations stay, what the code no longer says goes,
what is new waits with an empty translation. Nothing in the files changes by itself, so that their diffs can be read:
no dates, no line numbers.
"""

import ast
import io
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from bot.language import LANGUAGES, SOURCE

LOCALE = Path(__file__).parent
ROOT = LOCALE.parent.parent
FOLDERS = ("bot", "storage")
TEXTS = "bot.flows.texts"
SENTENCES = {"Text": 1, "Plural": 2}  # how many of the first arguments are sentences
WIDTH = 118
_KEPT = "Language|Plural-Forms|MIME-Version|Content-Type|Content-Transfer-Encoding"
_OTHER_HEADERS = re.compile(rf'^"(?!(?:{_KEPT}):)[A-Z][A-Za-z-]+: .*\\n"\n', re.MULTILINE)  # dates, versions, names
_HEADER = "# Sentences of Kawan Keluarga. Indonesian is the source; `python -m bot.locale.extract` keeps this file."


class ExtractError(Exception):
    """Sentences that no catalogue can hold, all of them, with their places."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A `Text` or `Plural` of the code, and the file it stands in. `many` is empty for a `Text`."""

    file: str
    one: str
    many: str = ""


def sentences(root: Path = ROOT) -> list[Sentence]:
    """Every sentence of the code, by file and in the order they stand there."""
    problems: list[str] = []
    found: list[Sentence] = []
    for folder in FOLDERS:
        for file in sorted((root / folder).rglob("*.py")):
            found += sentences_in(file.read_text(encoding="utf-8"), file.relative_to(root).as_posix(), problems)
    if problems:
        raise ExtractError("\n".join(problems))
    return found


def sentences_in(source: str, file: str, problems: list[str]) -> Iterator[Sentence]:
    """The sentences of one module; a marked sentence that is put together, and so has no translation, is a problem."""
    tree = ast.parse(source)
    marks = {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == TEXTS
        for alias in node.names
        if alias.name in SENTENCES
    }
    calls = [
        (node, marks[node.func.id])
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in marks
    ]
    for call, mark in sorted(calls, key=lambda found: (found[0].lineno, found[0].col_offset)):
        parts = [arg.value for arg in call.args[: SENTENCES[mark]] if isinstance(arg, ast.Constant)]
        words = [part for part in parts if isinstance(part, str) and part]
        if len(words) == SENTENCES[mark]:
            yield Sentence(file, *words)
        else:
            problems.append(
                f"{file}:{call.lineno}: write the sentence of {mark}(…) as a plain string; values go beside it"
            )


def template(root: Path = ROOT) -> Catalog:
    """The catalogue of all sentences, without translations."""
    catalog = Catalog(header_comment=_HEADER, fuzzy=False)
    found = sentences(root)
    plurals = {sentence.one: sentence.many for sentence in found if sentence.many}
    for sentence in found:
        many = plurals.get(sentence.one)
        catalog.add((sentence.one, many) if many else sentence.one, locations=[(sentence.file, 0)])
    return catalog


def updated(code: str, source: Catalog, folder: Path = LOCALE) -> Catalog:
    """A language's catalogue as it stands in its file, with exactly the sentences of the source."""
    file = folder / code / "bot.po"
    catalog = Catalog(locale=code)
    if file.is_file():
        with file.open("rb") as po:
            catalog = read_po(po, locale=code, abort_invalid=True)
    for message in catalog:
        if message.id and message.fuzzy:  # a guess of some tool, not a translation
            message.flags.discard("fuzzy")
            message.string = ("",) * catalog.num_plurals if message.pluralizable else ""
    catalog.update(source, no_fuzzy_matching=True)
    catalog.header_comment, catalog.fuzzy = _HEADER, False
    return catalog


def text_of(catalog: Catalog) -> str:
    """The catalogue as a file's text, the same whenever it is written."""
    written = io.BytesIO()
    write_po(written, catalog, width=WIDTH, ignore_obsolete=True, include_lineno=False)
    head, blank, body = written.getvalue().decode().partition("\n\n")
    return _OTHER_HEADERS.sub("", head + "\n").rstrip("\n") + blank + body


def files() -> dict[Path, str]:
    """What each file of the catalogues has to hold."""
    source = template()
    languages = {LOCALE / code / "bot.po": text_of(updated(code, source)) for code in LANGUAGES if code != SOURCE}
    return {LOCALE / "bot.pot": text_of(source), **languages}


def main() -> None:
    """Write the files, and say what still waits for a translation."""
    for file, text in files().items():
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
        catalog = read_po(io.BytesIO(text.encode()))
        waiting = [message for message in catalog if message.id and not all(translations(message.string))]
        name = file.relative_to(LOCALE).as_posix()
        note = f", {len(waiting)} without a translation" if file.suffix == ".po" and waiting else ""
        sys.stdout.write(f"{name}: {len(catalog)} sentences{note}\n")


def translations(string: object) -> tuple[str, ...]:
    """A message's translation in each of its forms."""
    return tuple(map(str, string)) if isinstance(string, tuple | list) else (str(string or ""),)


if __name__ == "__main__":
    try:
        main()
    except ExtractError as error:
        sys.exit(str(error))

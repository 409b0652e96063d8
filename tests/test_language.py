"""The bot's own sentences: all of them in the catalogues, each translation sound; amounts and days as people write."""

import ast
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from bot.flows.texts import Listed, Plural, Rupiah, Text, Words
from bot.language import LANGUAGES, SOURCE, language
from bot.locale import extract

CATALOGUES = sorted(extract.LOCALE.glob("*/bot.po"))
MEND = "run `python -m bot.locale.extract`, translate what is new in bot/locale/en/bot.po, and commit both"


def _catalogue(file: Path) -> Catalog:
    with file.open("rb") as po:
        return read_po(po, locale=file.parent.name)


def _messages(catalog: Catalog) -> Iterator[Message]:
    return (message for message in catalog if message.id)


def _placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


# --- the catalogues


def test_the_catalogues_hold_what_the_code_says_now() -> None:
    stale = [file.name for file, text in extract.files().items() if not file.is_file() or file.read_text() != text]
    assert not stale, f"{stale} no longer fit the code: {MEND}"


def test_writing_the_catalogues_again_changes_nothing() -> None:
    assert extract.files() == extract.files()
    assert not re.search(r"\d{4}-\d\d-\d\d|:\d+$", extract.text_of(extract.template()), re.MULTILINE)


def test_every_language_but_the_source_has_a_catalogue() -> None:
    assert {file.parent.name for file in CATALOGUES} == set(LANGUAGES) - {SOURCE}


def test_english_is_complete() -> None:
    english = _catalogue(extract.LOCALE / "en" / "bot.po")
    missing = [m.id for m in _messages(english) if m.fuzzy or not all(extract.translations(m.string))]
    assert not missing, f"without an English translation: {MEND}"


@pytest.mark.parametrize("file", CATALOGUES, ids=lambda file: file.parent.name)
def test_translations_have_the_placeholders_of_their_sentence(file: Path) -> None:
    for message in _messages(_catalogue(file)):
        source = message.id if isinstance(message.id, str) else message.id[0]
        wanted = _placeholders(source)
        for form in filter(None, extract.translations(message.string)):
            lacking = wanted - _placeholders(form) - ({"n"} if message.pluralizable else set())  # "one house"
            assert not lacking, (source, form)
            assert _placeholders(form) <= wanted, (source, form)


def test_placeholders_are_plain_names() -> None:
    for sentence in extract.sentences():
        for words in filter(None, (sentence.one, sentence.many)):
            for _, name, spec, conversion in Formatter().parse(words):
                assert name is None or (name.isidentifier() and not spec and not conversion), (sentence.file, words)


@pytest.mark.parametrize("file", CATALOGUES, ids=lambda file: file.parent.name)
def test_translations_keep_the_lines_and_the_spaces_of_their_sentence(file: Path) -> None:
    for message in _messages(_catalogue(file)):
        source = message.id if isinstance(message.id, str) else message.id[0]
        for form in filter(None, extract.translations(message.string)):
            assert form.count("\n") == source.count("\n"), (source, form)
            assert form == form.strip() or source != source.strip(), (source, form)


def test_an_update_keeps_translations_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "bot.po").write_text(
        'msgid ""\nmsgstr "Language: en\\n"\n\nmsgid "Ya"\nmsgstr "Yes"\n\n'
        '#, fuzzy\nmsgid "Tutup"\nmsgstr "Close?"\n\nmsgid "Sudah tidak ada"\nmsgstr "Gone"\n'
    )
    source = Catalog()
    for sentence in ("Tutup", "Ya", "Ya, benar", ("{n} rumah", "{n} rumah")):
        source.add(sentence, locations=[("bot/x.py", 0)])
    after = extract.updated("en", source, tmp_path)
    assert {m.id: extract.translations(m.string) for m in _messages(after)} == {
        "Tutup": ("",),  # what was there was some tool's guess
        "Ya": ("Yes",),
        "Ya, benar": ("",),
        ("{n} rumah", "{n} rumah"): ("", ""),
    }
    assert "Gone" not in extract.text_of(after)
    assert "fuzzy" not in extract.text_of(after)


# --- what is collected


def _collected(source: str) -> tuple[list[tuple[str, str]], list[str]]:
    problems: list[str] = []
    found = [(s.one, s.many) for s in extract.sentences_in(source, "bot/x.py", problems)]
    return found, problems


def test_sentences_are_collected_wherever_they_stand() -> None:
    source = """
from bot.flows.texts import Plural, Text as T
HELLO = T("Halo, " "{name}.")
HOUSES = {"a": Plural("{n} rumah", "{n} rumah", n=2)}
def f(words: T) -> T:
    match words:
        case T(sentence):
            return T("Tutup", {"a": T("dalam")})
"""
    assert _collected(source) == ([("Halo, {name}.", ""), ("{n} rumah", "{n} rumah"), ("Tutup", ""), ("dalam", "")], [])


def test_columns_of_tables_are_no_sentences() -> None:
    assert _collected("from sqlalchemy import Text\nx = Text('a')\nimport sqlalchemy as sa\ny = sa.Text('b')") == (
        [],
        [],
    )


@pytest.mark.parametrize("marked", ['T(f"{x} rumah")', 'T("a" + x)', "T(x)", 'T("")', 'T("%s" % x)', "T()"])
def test_a_sentence_that_is_put_together_is_refused_with_its_place(marked: str) -> None:
    found, problems = _collected(f"from bot.flows.texts import Text as T\n{marked}")
    assert found == []
    assert problems == ["bot/x.py:2: write the sentence of Text(…) as a plain string; values go beside it"]


# --- what is not collected

_COMMON = (
    "ada anda apa atau belum berapa bisa boleh contoh dan dari dengan dicatat hapus ini itu jangan jawaban jika juga "
    "kader kalau kami ke keluarga kita lagi mau nomor pertanyaan pilih rumah saja saya silakan siapa sudah tekan "
    "terima kasih tersimpan tidak tolong tulis untuk ya yang"
)


def _bare(tree: ast.Module) -> Iterator[ast.Constant]:
    """The strings of a module that are neither a docstring nor marked as a sentence."""
    marked: set[int] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Expr(value=ast.Constant() as docstring):
                marked.add(id(docstring))
            case ast.Call(func=ast.Name(id="Text" | "Plural"), args=args):
                marked |= {id(arg) for arg in args}
            case _:
                continue
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in marked:
            yield node


def _is_indonesian(words: str) -> bool:
    """Whether it reads as an Indonesian sentence: it begins like one, and holds two of the commonest words."""
    found = re.findall(r"[^\W\d_]+", words)
    begins = words.lstrip(" “✅✓📍")[:1].isupper()
    return begins and len(found) > 2 and sum(word.lower() in _COMMON.split() for word in found) > 1


def test_no_indonesian_sentence_stands_outside_text() -> None:
    bare = [
        f"{file.relative_to(extract.ROOT)}:{node.lineno}: {node.value!r}"
        for folder in extract.FOLDERS
        for file in sorted((extract.ROOT / folder).rglob("*.py"))
        for node in _bare(ast.parse(file.read_text()))
        if _is_indonesian(str(node.value))
    ]
    assert bare == [], "mark them as Text(…), so that they can be translated"


def test_no_button_is_labelled_by_a_bare_string() -> None:
    bare = [
        f"{file.relative_to(extract.ROOT)}:{node.lineno}"
        for file in sorted((extract.ROOT / "bot").rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"Press", "Button"}
        for label in node.args[:1]
        if isinstance(label, ast.Constant) and re.search(r"[^\W\d_]", str(label.value))
    ]
    assert bare == [], "mark their labels as Text(…)"


# --- how things are said


LEFT = Plural(
    "{house}: tinggal {n} pertanyaan ({done} dari {all} sudah tersimpan).",
    "{house}: tinggal {n} pertanyaan ({done} dari {all} sudah tersimpan).",
)


@pytest.mark.parametrize(
    ("words", "indonesian", "english"),
    [
        (Rupiah(2_500_000), "Rp2.500.000", "Rp2,500,000"),
        (Rupiah(0), "Rp0", "Rp0"),
        (1234, "1.234", "1,234"),
        (Decimal("2.5"), "2,5", "2.5"),
        (date(2026, 8, 17), "17 Agustus 2026", "17 August 2026"),
        (date(2026, 12, 1), "1 Desember 2026", "1 December 2026"),
        ("apa adanya", "apa adanya", "apa adanya"),
        (Listed(("Rani", Text("jauh"), 3)), "Rani, jauh, 3", "Rani, away, 3"),
        (Text("{amount} sebulan", {"amount": Rupiah(750_000)}), "Rp750.000 sebulan", "Rp750,000 a month"),
        (Plural("{n} tahun", "{n} tahun", 1), "1 tahun", "1 year"),
        (Plural("{n} tahun", "{n} tahun", 0), "0 tahun", "0 years"),
        (Plural("{n} orang", "{n} orang", 1), "1 orang", "1 person"),
        (Plural("{n} orang", "{n} orang", 2), "2 orang", "2 people"),
        (Plural("{n} orang", "{n} orang", 1500), "1.500 orang", "1,500 people"),
        (
            LEFT(1, house="Bp. Budi", done=1199, all=1200),
            "Bp. Budi: tinggal 1 pertanyaan (1.199 dari 1.200 sudah tersimpan).",
            "Bp. Budi: 1 question left (1,199 of 1,200 saved).",
        ),
        (
            LEFT(8, house="Bp. Budi", done=0, all=8),
            "Bp. Budi: tinggal 8 pertanyaan (0 dari 8 sudah tersimpan).",
            "Bp. Budi: 8 questions left (0 of 8 saved).",
        ),
    ],
)
def test_amounts_days_and_counts_are_said_as_people_write_them(words: Words, indonesian: str, english: str) -> None:
    assert language("id").say(words) == indonesian
    assert language("en").say(words) == english


@pytest.mark.parametrize("code", ["xx", "", "EN", "../en", "jv_ID"])
def test_an_unknown_language_is_indonesian(code: str) -> None:
    assert language(code).code == SOURCE
    assert language(code).say(Text("Ya")) == "Ya"


def test_a_sentence_without_a_translation_stays_indonesian() -> None:
    untranslated = "Ini kalimat baru tentang {name}."
    assert language("en").say(Text(untranslated, {"name": "Rani"})) == "Ini kalimat baru tentang Rani."
    assert language("en").say(Plural("{n} buku", "{n} buku", 2)) == "2 buku"


ODD = ["{}", "{0}", "{name}", "{n.real}", "{name!r:>9}", "a{b", "}", "{{x}}", "%s %(name)s", "$name", "\\n", ""]


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("name", ODD)
def test_values_are_never_taken_for_a_sentence(code: str, name: str) -> None:
    say = language(code).say
    assert say(name) == name
    assert say(Text("✓ {value}", {"value": name})) == f"✓ {name}"
    nested = Text(
        "{number} {member}", {"number": "{member}", "member": Listed((name, Text("✓ {value}", {"value": name})))}
    )
    assert say(nested) == f"{{member}} {name}, ✓ {name}"
    assert name in say(LEFT(2, house=name, done="{n}", all=2))

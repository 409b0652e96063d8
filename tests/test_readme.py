"""The README says what is so: its interview, settings, commands, files and statements are compared with the program."""

import re
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.__main__ import cli
from bot.flows.forms.workbook import LIBRARY, load
from bot.settings import PREFIX, Settings
from storage.engine import connect
from tests.chat import Conversation
from tests.readme import README, ROOT, held, shown_in

TEXT = README.read_text()
GUIDE = ROOT / "docs" / "panduan-kader.md"


async def test_the_interview_goes_as_the_readme_shows_it(tmp_path: Path) -> None:
    assert shown_in(TEXT) == await held(tmp_path), "if the difference is meant, write it with: python -m tests.readme"


def test_the_table_of_settings_is_that_of_the_program() -> None:
    told = re.findall(rf"^\| `({PREFIX}\w+)` \| (.*?) \| (.*) \|$", TEXT, re.MULTILINE)
    assert [name for name, *_ in told] == [PREFIX + name.upper() for name in Settings.model_fields]
    for (name, default, meaning), field in zip(told, Settings.model_fields.values(), strict=True):
        assert default.strip("`") == ("none" if field.default is None else str(field.default)), name
        assert field.description in {None, meaning}, name


def test_the_table_of_commands_is_that_of_the_program() -> None:
    table = TEXT.partition("### Commands")[2].partition("\n## ")[0]
    told = re.findall(r"^\| `([\w-]+)[^`]*` \|", table, re.MULTILINE)
    there = [command.name or command.callback.__name__ for command in cli.registered_commands if command.callback]
    there += [group.name for group in cli.registered_groups if group.name]
    assert sorted(told) == sorted(there)


def test_every_file_and_link_that_is_named_is_there() -> None:
    for link in re.findall(r"\]\((?!http)([^)#]+)\)", TEXT):
        assert (ROOT / link).exists(), link
    layout = TEXT.partition("## Layout")[2].partition("```text")[2].partition("```")[0]
    above: list[str] = []
    for line in filter(None, layout.splitlines()):
        depth = (len(line) - len(line.lstrip())) // 2
        above[depth:] = [line.split()[0]]
        assert (ROOT / "/".join(above)).exists(), line


def test_every_column_and_sheet_of_ours_is_explained() -> None:
    sheets = load(LIBRARY / "keluarga.md").sheets
    columns = {column for row in sheets["survey"] for column in row if column.startswith("bind::kk:")}
    assert {column.removesuffix("_en") for column in columns} <= set(re.findall(r"`(bind::kk:\w+)`", TEXT))
    ours = set(sheets) - {"settings", "survey", "choices"}
    assert ours == set(re.findall(r"^\| `(\w+)` \|", TEXT.partition("pyxform passes over")[2], re.MULTILINE))


@pytest.mark.parametrize("path", sorted(LIBRARY.glob("*.md")), ids=lambda path: path.stem)
def test_the_changelog_names_the_questionnaire_as_it_is(path: Path) -> None:
    book = load(path)
    assert f"**{book.form_id} {book.version}** ({book.title}" in (ROOT / "CHANGELOG.md").read_text()


@pytest.mark.parametrize("said", ["ada", "[Ada]"])
async def test_a_usual_answer_costs_three_statements_and_on_postgresql_two(engine: AsyncEngine, said: str) -> None:
    talk = Conversation(engine)
    await talk.settle()
    for line in ("/start", "[Bp. Budi · belum]", "[Bersedia]", "budi 41 l kepala, siti 38 istri", "[Lengkap]"):
        await talk.say(line)
    statements: list[str] = []
    sync = engine.sync_engine

    def count(_c: object, _k: object, statement: str, *_: object) -> None:
        if not statement.startswith(("BEGIN", "COMMIT")):
            statements.append(statement)

    event.listen(sync, "before_cursor_execute", count)
    await talk.say(said)
    event.remove(sync, "before_cursor_execute", count)
    usual = 2 if engine.dialect.name == "postgresql" else 3  # there the lock of her chat travels with BEGIN, too
    assert len(statements) == usual, statements


@pytest.mark.parametrize("told", re.findall(r"^\| `([^`]+)` \|", GUIDE.read_text(), re.MULTILINE))
async def test_what_the_guide_says_that_she_may_write_is_understood(told: str, sqlite_url: str) -> None:
    opened = connect(sqlite_url)
    talk = Conversation(opened)
    await talk.settle()
    family = "budi 41 l kepala, siti 38 istri, rani 15 p anak, dafa 3 l anak"
    for line in ("/start", "[Bp. Budi · belum]", "[Bersedia]", family, "[Lengkap]"):
        await talk.say(line)
    number = re.match(r"\d+", told)
    until = {"2,5jt": "belanja", "3 org": "anak_hidup", "6 x 8": "luas_lantai", "blm": "buku_nikah"}.get(told)
    await talk.fill("Budi", until or ("milik_rumah" if number else "serumah"))
    replies = await talk.say(told)
    await opened.dispose()
    assert not any("belum saya" in reply.text or "belum menangkap" in reply.text for reply in replies), replies

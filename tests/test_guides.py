"""What the guides for cadres and coordinators tell them to press is there, under that very name."""

import re
from collections.abc import Iterator

import pytest

from bot.desks.everything import COMMANDS
from tests.readme import ROOT

GUIDES = {path.stem: path.read_text() for path in sorted((ROOT / "docs").glob("panduan-*.md"))}
_BUTTON = re.compile(r"\[([^\[\]]+)\](?!\()")  # a link has its address behind it
_COMMAND = re.compile(r"`/([a-z]+)`")


def buttons_shown() -> Iterator[str]:
    """Every button of every conversation that is played as a test."""
    for path in (ROOT / "tests" / "conversations").glob("*.chat"):
        for line in path.read_text().splitlines():
            if line.startswith("       ["):
                yield from _BUTTON.findall(line)


@pytest.mark.parametrize("guide", GUIDES)
def test_every_button_that_a_guide_names_is_shown_in_some_conversation(guide: str) -> None:
    named = set(_BUTTON.findall(GUIDES[guide]))
    assert len(named) > 15
    assert named - set(buttons_shown()) == set()


@pytest.mark.parametrize("guide", GUIDES)
def test_every_command_that_a_guide_names_is_one_of_the_program(guide: str) -> None:
    named = set(_COMMAND.findall(GUIDES[guide]))
    assert named
    assert named - set(COMMANDS) == set()

"""A chat in the terminal."""

from collections.abc import Callable

from bot.handlers.terminal import GOODBYE, Terminal
from bot.messages import Button, Incoming, Kind, Outgoing, Tap
from tests.handlers.standin import Standin

THERE = Button("Ada", Tap("jawab", 12, "akta", 3, "ada"))
LOST = Button("Hilang", Tap("jawab", 12, "akta", 3, "hilang"))
RANI = Button("☐ Rani", Tap("centang", 12, "akta", 3, "rani"))
ASKED = Outgoing("demo:1", "Ada akta?", ((THERE, LOST), (RANI,)))


def typed(*lines: str) -> Callable[[str], str]:
    waiting = list(lines)

    def read(prompt: str) -> str:
        if not waiting:
            raise EOFError
        return waiting.pop(0)

    return read


async def talk(*lines: str, replies: tuple[tuple[Outgoing, ...], ...] = ()) -> tuple[list[Incoming], str]:
    """What the dialogue heard, and what stands on the screen."""
    dialogue, screen = Standin(), list[str]()
    dialogue.replies.extend(replies)
    await Terminal(dialogue, "demo:1", typed(*lines), screen.append, echo=True).run(first=None)
    assert dialogue.answered == [heard.id for heard in dialogue.heard]
    return dialogue.heard, "\n".join(screen)


async def test_a_bubble_shows_its_words_and_its_buttons() -> None:
    _, screen = await talk("halo", replies=((ASKED,),))
    assert "> halo\n\n│ Ada akta?\n│\n│ [Ada] [Hilang]\n│ [☐ Rani]\n" in screen
    assert screen.endswith(GOODBYE.sentence)


async def test_a_label_typed_in_any_case_is_a_tap() -> None:
    heard, _ = await talk("halo", "hilang", replies=((ASKED,),))
    assert (heard[1].kind, heard[1].tap) == (Kind.TAP, LOST.tap)
    assert heard[1].bubble


async def test_a_box_need_not_be_typed() -> None:
    heard, _ = await talk("halo", "rani", replies=((ASKED,),))
    assert heard[1].tap == RANI.tap


async def test_a_dot_and_a_number_tap_the_button_in_that_place() -> None:
    heard, _ = await talk("halo", ".2", ".9", replies=((ASKED,), (ASKED,)))
    assert heard[1].tap == LOST.tap
    assert (heard[2].kind, heard[2].words) == (Kind.WORDS, ".9")


async def test_buttons_of_an_older_bubble_are_gone() -> None:
    heard, _ = await talk("halo", "lima", "ada", replies=((ASKED,), (Outgoing("demo:1", "Berapa orang?"),)))
    assert heard[2].kind is Kind.WORDS


async def test_a_notice_leaves_the_buttons_where_they_are() -> None:
    notice = Outgoing("demo:1", "", notice="Sudah tersimpan.")
    heard, screen = await talk("halo", "ada", "ada", replies=((ASKED,), (notice,)))
    assert heard[2].tap == THERE.tap
    assert "(Sudah tersimpan.)" in screen


async def test_a_command_has_its_argument() -> None:
    heard, _ = await talk("/start k7Qd")
    assert (heard[0].kind, heard[0].words, heard[0].argument) == (Kind.COMMAND, "start", "k7Qd")


async def test_a_backslash_joins_lines_to_one_message() -> None:
    heard, _ = await talk("Budi 41 L kepala\\", "Siti 38 P istri", "", "lengkap")
    assert [one.words for one in heard] == ["Budi 41 L kepala\nSiti 38 P istri", "lengkap"]


async def test_messages_have_names_of_their_own() -> None:
    heard, _ = await talk("ya", "ya")
    assert heard[0].id != heard[1].id


async def test_what_came_for_her_unasked_is_shown_after_her_own_and_its_buttons_can_be_typed() -> None:
    waiting = [[Outgoing("demo:1", "Hari ini:", ((RANI,),))], []]

    async def letters() -> list[Outgoing]:
        return waiting.pop(0)

    standin, screen = Standin(), list[str]()
    await Terminal(standin, "demo:1", typed("rani"), screen.append, echo=True, letters=letters).run(first=None)
    assert any("Hari ini:" in line for line in screen)
    assert standin.heard[0].tap == RANI.tap

"""Bubbles cut to what Telegram takes."""

from hypothesis import given
from hypothesis import strategies as st

from bot.handlers.rendering import LONGEST_TEXT, rendered
from bot.messages import Outgoing, Tap


@given(st.text(st.sampled_from("a🏠 \n"), max_size=30), st.integers(1, 1200))
def test_every_part_of_a_text_fits_and_nothing_but_blanks_between_parts_is_lost(piece: str, times: int) -> None:
    text = piece * times
    parts = [message.text for message in rendered(Outgoing("tg:7", text))]
    assert all(part.strip() and len(part.encode("utf-16-le")) // 2 <= LONGEST_TEXT for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


def test_a_usual_text_stays_as_it_is() -> None:
    assert [message.text for message in rendered(Outgoing("tg:7", "Ada.\n\nBerapa orang?"))] == [
        "Ada.\n\nBerapa orang?"
    ]


def test_a_line_without_any_gap_is_cut_where_it_must_be() -> None:
    assert [len(message.text) for message in rendered(Outgoing("tg:7", "a" * 5000))] == [4096, 904]


def test_a_bubble_without_words_is_no_message() -> None:
    assert rendered(Outgoing("tg:7", " \n", notice="Sudah tersimpan.")) == ()


@given(st.text(st.sampled_from("a1.\0\n\x1b\ud800🏠"), max_size=70))
def test_a_tap_is_only_made_of_what_every_database_can_keep(packed: str) -> None:
    tap = Tap.unpack(packed)
    assert tap is None or (tap.pack().isprintable() and len(tap.pack().encode()) <= 64)


def test_a_forged_tap_with_a_character_that_no_text_holds_is_none() -> None:
    assert Tap.unpack("plannew.0..1.9") is not None
    assert Tap.unpack("plannew.0.\0.1.9") is None and Tap.unpack("plannew.0..1.9\0") is None

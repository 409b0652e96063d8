"""The summary's picture: small, sound, and the same for everybody's eyes."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bot.letters import pictures
from bot.letters.pictures import MOST_BARS, MOST_BYTES, WIDTH, Bar, bars_png

SAID = ("Selesai didata", "Baru minggu ini", "Lainnya")
bars = st.lists(
    st.builds(Bar, st.text(max_size=60), st.integers(0, 10**7), st.integers(0, 10**7), st.integers(-99, 10**6)),
    min_size=1,
    max_size=400,
)


def opened(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("RGB")


@given(bars.filter(lambda found: any(bar.total for bar in found)), st.text(max_size=200))
def test_whatever_it_shows_it_is_a_small_picture(found: list[Bar], title: str) -> None:
    png = bars_png(title, found, *SAID)
    assert len(png) < MOST_BYTES
    assert opened(png).width == WIDTH


def test_of_many_areas_the_smallest_stand_together_in_the_last_bar() -> None:
    gathered = pictures._gathered([Bar(f"Desa {n}", 100 + n, n, 1) for n in range(300)], "Lainnya")
    assert len(gathered) == MOST_BARS
    assert gathered[0].name == "Desa 289"
    assert gathered[-1] == Bar("Lainnya (289)", sum(range(100, 389)), sum(range(289)), 289)


def test_a_bar_is_as_long_as_what_is_done_and_what_is_new_differs_without_colour() -> None:
    half = opened(bars_png("Desa Coba", [Bar("RT 01", 40, 20)], *SAID))
    row = [half.getpixel((x, pictures._HEAD + 20)) for x in range(WIDTH)]
    done = row.count(pictures._DONE)
    waiting = row.count(row[row.index(pictures._DONE) + done + 10])
    assert done == pytest.approx(waiting, rel=0.05)
    new = bars_png("Desa Coba", [Bar("RT 01", 40, 20, 20)], *SAID)
    grey = opened(new).convert("L")
    shades = {grey.getpixel((x, pictures._HEAD + 20)) for x in range(150, 300)}
    assert len(shades) > 1  # stripes


def contrast(one: tuple[int, int, int], other: tuple[int, int, int]) -> float:
    """How well two colours are told apart, by the rule of WCAG."""

    def light(colour: tuple[int, int, int]) -> float:
        parts = [c / 255 / 12.92 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in colour]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_letters_and_bars_stand_out_in_sunlight() -> None:
    assert contrast(pictures._INK, pictures._PAPER) > 15
    assert contrast(pictures._DONE, pictures._EMPTY) > 4.5
    assert contrast(pictures._EDGE, pictures._PAPER) > 4.5
    assert contrast(pictures._DONE, pictures._NEW) > 3
    assert contrast(pictures._STRIPE, pictures._NEW) > 3


def test_without_households_there_is_nothing_to_draw() -> None:
    with pytest.raises(ValueError, match="no bar"):
        bars_png("Desa Coba", [Bar("RT 01", 0, 0)], *SAID)

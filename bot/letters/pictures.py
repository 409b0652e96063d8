"""The summary's picture: a bar for each part of an area, with its finished households, and those of them that are new.

To be read in sunlight on a small screen, by everybody, on a light and on a dark background: dark letters on a white
ground of its own, every bar labelled with its numbers, and what is new told by stripes and not by colour alone.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from PIL import Image, ImageDraw, ImageFont

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont
WIDTH, MOST_BARS = 720, 12
MOST_BYTES = 60_000
_MARGIN, _ROW, _BAR, _HEAD, _FOOT = 24, 62, 38, 128, 26
_INK, _PAPER, _EMPTY, _EDGE = (17, 24, 39), (255, 255, 255), (229, 231, 235), (75, 85, 99)
_DONE, _NEW, _STRIPE = (0, 84, 147), (230, 159, 0), (124, 74, 0)  # blue and orange: told apart by everybody
_TITLE, _LABEL, _LEGEND = 36, 33, 27
_WIDEST_NAME, _LONGEST_NUMBER = 270.0, 8


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: of so many, so many are done, and so many of them new."""

    name: str
    total: int
    done: int
    new: int = 0


def bars_png(title: str, bars: Sequence[Bar], done: str, new: str, others: str) -> bytes:
    """The picture as PNG, of at most twelve bars: what is beyond stands together in the last, named `others`.

    `done` and `new` say what the colours mean. Raises ValueError where there is nothing to draw.
    """
    chosen = _gathered([bar for bar in bars if bar.total > 0], others)
    if not chosen:
        raise ValueError("there is no bar to draw")
    image = Image.new("RGB", (WIDTH, _HEAD + _ROW * len(chosen) + _FOOT), _PAPER)
    draw = ImageDraw.Draw(image)
    label = _font(_LABEL)
    _write_head(draw, title, done, new if any(bar.new > 0 for bar in chosen) else "")
    numbers = _numbers(chosen)
    right = WIDTH - _MARGIN - max(draw.textlength(number, label) for number in numbers) - 12
    names = [_fitting(draw, bar.name, label, _WIDEST_NAME) for bar in chosen]
    left = _MARGIN + max(draw.textlength(name, label) for name in names) + 14
    for row, (bar, name, number) in enumerate(zip(chosen, names, numbers, strict=True)):
        top = _HEAD + _ROW * row
        draw.text((_MARGIN, top + _BAR // 2), name, _INK, label, "lm")
        _draw_bar(draw, bar, (int(left), top, int(right), top + _BAR))
        draw.text((WIDTH - _MARGIN, top + _BAR // 2), number, _INK, label, "rm")
    written = io.BytesIO()
    image.quantize(palette=_palette(), dither=Image.Dither.NONE).save(written, "PNG")
    return written.getvalue()


@cache
def _palette() -> Image.Image:
    """Our colours and the greys between ink and paper: few, so that the file is small."""
    greys = [tuple(i + (p - i) * n // 9 for i, p in zip(_INK, _PAPER, strict=True)) for n in range(10)]
    flat = [value for colour in (*greys, _EMPTY, _EDGE, _DONE, _NEW, _STRIPE) for value in colour]
    image = Image.new("P", (1, 1))
    image.putpalette(flat + [255] * (768 - len(flat)))
    return image


def _numbers(bars: Sequence[Bar]) -> list[str]:
    """What stands behind each bar: done of all, or a share where such numbers would leave no room for the bars."""
    numbers = [f"{bar.done}/{bar.total}" for bar in bars]
    if max(map(len, numbers)) <= _LONGEST_NUMBER:
        return numbers
    return [f"{100 * bar.done // bar.total}%" for bar in bars]


def _gathered(bars: Sequence[Bar], others: str) -> list[Bar]:
    """At most twelve bars; what is beyond, those with the most households first, stands together in the last."""
    if len(bars) <= MOST_BARS:
        return list(bars)
    largest = sorted(range(len(bars)), key=lambda n: -bars[n].total)[: MOST_BARS - 1]
    kept = [bars[n] for n in sorted(largest)]
    rest = [bar for n, bar in enumerate(bars) if n not in set(largest)]
    sums = (sum(bar.total for bar in rest), sum(bar.done for bar in rest), sum(bar.new for bar in rest))
    return [*kept, Bar(f"{others} ({len(rest)})", *sums)]


def _write_head(draw: ImageDraw.ImageDraw, title: str, done: str, new: str) -> None:
    large, small = _font(_TITLE), _font(_LEGEND)
    draw.text((_MARGIN, 20), _fitting(draw, title, large, WIDTH - 2 * _MARGIN), _INK, large)
    at = float(_MARGIN)
    for said, is_new in ((done, False), (new, True)):
        if said:
            box = (int(at), 80, int(at) + 34, 106)
            draw.rectangle(box, _NEW if is_new else _DONE)
            if is_new:
                _stripe(draw, box)
            draw.text((at + 44, 93), said, _INK, small, "lm")
            at += 44 + draw.textlength(said, small) + 36


def _draw_bar(draw: ImageDraw.ImageDraw, bar: Bar, box: tuple[int, int, int, int]) -> None:
    left, top, right, bottom = box
    draw.rectangle(box, _EMPTY)
    done = min(bar.done, bar.total)
    new = max(0, min(bar.new, done))
    until = [left + round((right - left) * n / bar.total) for n in (done - new, done)]
    if until[0] > left:
        draw.rectangle((left, top, until[0], bottom), _DONE)
    if new and until[1] > until[0]:
        part = (until[0], top, until[1], bottom)
        draw.rectangle(part, _NEW)
        _stripe(draw, part)
    draw.rectangle(box, outline=_EDGE, width=2)


def _stripe(draw: ImageDraw.ImageDraw, box: tuple[int, int, int, int]) -> None:
    """Upright stripes, so that what is new is told without seeing its colour."""
    left, top, right, bottom = box
    for x in range(left + 4, right - 1, 11):
        draw.line((x, top, x, bottom), _STRIPE, 3)


@cache
def _font(size: int) -> Font:
    """Pillow's own letters, which are there on every machine."""
    return ImageFont.load_default(size)


def _fitting(draw: ImageDraw.ImageDraw, text: str, font: Font, room: float) -> str:
    """The text on one line, cut where it is wider than the room."""
    text = " ".join(text.split())
    if draw.textlength(text, font) <= room:
        return text
    while text and draw.textlength(text + "…", font) > room:
        text = text[:-1]
    return text.rstrip() + "…"

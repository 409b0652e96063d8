"""What stands on a button, written: as people write it, and never one that could be another."""

import pytest

from bot.flows.labels import written

HOUSES = [("Bp. Budi · belum", 1), ("Bu Rahma · sebagian", 2), ("Rumah baru", 3)]
PLACES = [("1. Cilandak", 1), ("2. Pamukan Selatan", 2)]


@pytest.mark.parametrize(
    ("words", "labelled", "pressed"),
    [
        ("bp. budi · belum", HOUSES, 1),
        ("Rumah baru, bu", HOUSES, 3),
        ("rumah", HOUSES, None),
        ("2", PLACES, 2),
        ("pamukan selatan", PLACES, None),
        ("3", PLACES, None),
        ("lainnya bu", [("Lainnya", 1), ("Tutup", 2)], 1),
        ("lainnya", [("Lainnya", 1), ("Lainnya", 2)], None),
        ("simpan dan lanjut nanti", [("Simpan & lanjut nanti", 1)], 1),
        ("", HOUSES, None),
    ],
)
def test_a_button_is_written_as_people_write(words: str, labelled: list[tuple[str, int]], pressed: int | None) -> None:
    assert written(words, labelled) == pressed

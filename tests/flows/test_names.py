"""Names are one however they are written, and two where they only look alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.flows.doubles import Family, likely_one
from bot.flows.names import LIKELY, closest, likeness, words_of

SAME = """
Sumarni | Sumami
Moh. Rizal | Muhammad Rizal
M. Yusuf | Yusup
Bpk. H. Sapuani | Sapuani
Pak Haji Sapuani | SAPUANI
Siti Aminah | St. Aminah
Nurhayati | Nur Hayati
Norhayati | Noor Hayati
Abdul Rahman | Abdurrahman
Abd. Rahman | Abdul Rachman
Soekarno | Sukarno
Zainab | Jainab
Supian | Sufian
Rahman | Ahmad Rahman
Budi Santoso | Budi Santosa
Yusran | Yusrin
Hj. Salasiah binti Umar | Salasiah
Fathimah | Patimah
Ahmad bin Rahman | Achmad Rachman
Dra. Hj. Idah, S.Pd | Idah
Siti Aminah (4) | Siti Aminah
Lukman Hakim | Luqmanul Hakim
Chairil | Khairil
Rahman Ahmad | Ahmad Rahman
Ma'ruf | Maruf
"""
OTHER = """
Siti Aminah | Siti Fatimah
Siti | Siti Aminah
Ahmad | Ahmad Rahman
Budi | Rudi
Muhammad Ali | Muhammad Amin
Kasmah | Asmah
Jamal | Kamal
Budi Hartono | Joko Susilo
Idah | Indah Sari
Pak Budi | Pak Joko
H. Umar | H. Yusuf
"""


def pairs(lines: str) -> list[list[str]]:
    return [[part.strip() for part in line.split("|")] for line in lines.strip().splitlines()]


@pytest.mark.parametrize(("one", "other"), pairs(SAME))
def test_a_name_is_the_same_however_it_is_written(one: str, other: str) -> None:
    assert likeness(one, other) >= LIKELY


@pytest.mark.parametrize(("one", "other"), pairs(OTHER))
def test_names_that_only_look_alike_are_two(one: str, other: str) -> None:
    assert likeness(one, other) < LIKELY


@given(st.text(max_size=30), st.text(max_size=30))
def test_likeness_is_a_share_and_the_same_both_ways(one: str, other: str) -> None:
    assert 0 <= likeness(one, other) <= 1.0001
    assert likeness(one, other) == pytest.approx(likeness(other, one))
    if words_of(one):
        assert likeness(one, one) == pytest.approx(1)


def test_a_house_is_found_by_the_beginning_of_a_name_a_slip_or_any_part_of_it() -> None:
    houses = [(n, name) for n, name in enumerate(("Pak Sapuani", "Bu Sumarni", "Rohani", "50% Lain", "Sapuri"))]
    assert [n for n, _ in closest("sap", houses)] == [4, 0]
    assert [n for n, _ in closest("Sumami", houses)] == [1]
    assert [n for n, _ in closest("hani", houses)] == [2]
    assert [n for n, _ in closest("%", houses)] == [3]
    assert closest("Joko", houses) == []
    assert closest("", houses) == []


def test_two_households_are_likelier_one_with_the_same_rt_and_members() -> None:
    new = Family("Moh. Sapuani", "03", ("Sapuani", "Norhayati", "Rizal"))
    same = Family("Sapuani", "03", ("Sapuani", "Nurhayati", "M. Rizal"))
    others = Family("Sapuani", "03", ("Sapuani", "Salasiah", "Idah"))
    unknown = Family("Sapuani", "03")
    elsewhere = Family("Sapuani", "07")
    likely = [likely_one(new, other) for other in (same, unknown, elsewhere, others)]
    assert likely == sorted(likely, reverse=True)
    assert likely[0] >= LIKELY > likely[-1]


def test_of_a_house_without_a_name_the_members_tell_who_its_head_is() -> None:
    assert likely_one(Family("Sapuani", "03"), Family(None, "03", ("Sapuani", "Idah"))) >= LIKELY
    assert likely_one(Family("Sapuani", "03"), Family(None, "03")) == 0
    assert likely_one(Family(None, "03"), Family("Sapuani", "03")) == 0

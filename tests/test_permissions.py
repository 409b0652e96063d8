"""The table of permissions, read as a table: role by action by place."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.flows.permissions import (
    ANYBODY,
    CADRE,
    COORDINATOR,
    OPERATOR,
    OWN_FOR,
    TABLE,
    Action,
    Place,
    Standing,
    may,
    may_give,
    may_try,
    may_with,
)

NOW = datetime(2026, 11, 23, tzinfo=UTC)
VILLAGE, NEXT_VILLAGE, DISTRICT, REGENCY, OTHER_REGENCY, PROVINCE = (
    *("63.02.11.2009", "63.02.11.2010", "63.02.11", "63.02", "63.03", "63"),
)
PEOPLE = {
    "kader RT 03": Standing(CADRE, VILLAGE, "03", 1),
    "kader desa": Standing(CADRE, VILLAGE, None, 2),
    "koordinator desa": Standing(COORDINATOR, VILLAGE, None, 3),
    "koordinator kec": Standing(COORDINATOR, DISTRICT, None, 4),
    "koordinator kab": Standing(COORDINATOR, REGENCY, None, 5),
    "koordinator kab lain": Standing(COORDINATOR, OTHER_REGENCY, None, 6),
    "operator prov": Standing(OPERATOR, PROVINCE, None, 7),
}

# Of a village in Kotabaru, RT 03:       kader  kader  koord  koord  koord  kab    oper
#                                        RT 03  desa   desa   kec    kab    lain   prov
IN_RT_03 = """
look_up                                  ya     ya     ya     ya     ya     -      ya
come_in                                  ya     ya     ya     ya     ya     -      ya
switch_role                              ya     ya     ya     ya     ya     -      ya
leave                                    ya     ya     -      -      -      -      -
interview                                ya     ya     -      -      -      -      -
add_household                            ya     ya     -      -      -      -      -
be_reminded                              ya     ya     ya     ya     ya     -      ya
refer                                    ya     ya     -      -      -      -      -
see_referrals                            ya     ya     ya     -      -      -      -
follow_up                                -      -      ya     -      -      -      -
summarize                                -      -      ya     ya     ya     -      -
see_progress                             -      -      ya     ya     ya     -      ya
see_report                               -      -      ya     ya     ya     -      ya
export                                   -      -      ya     ya     ya     -      ya
keep_contacts                            -      -      ya     ya     ya     -      ya
invite                                   -      -      ya     ya     ya     -      ya
end_role                                 -      -      ya     ya     ya     -      ya
assign                                   -      -      ya     -      -      -      -
open_household                           -      -      ya     -      -      -      -
message                                  -      -      ya     -      -      -      -
tell_of_village                          -      -      ya     -      -      -      -
help_with_rights                         ya     ya     ya     -      -      -      -
publish                                  -      -      -      -      ya     -      ya
"""
CELLS = [
    (line.split()[0], who, word == "ya")
    for line in IN_RT_03.strip().splitlines()
    for who, word in zip(PEOPLE, line.split()[1:], strict=True)
]


@pytest.mark.parametrize(("action", "who", "allowed"), CELLS, ids=[f"{who} {action}" for action, who, _ in CELLS])
def test_who_may_do_what_in_a_village(action: str, who: str, allowed: bool) -> None:
    assert may(PEOPLE[who], Action(action), VILLAGE, "03") is allowed


def test_the_table_above_has_every_action() -> None:
    assert {action for action, _, _ in CELLS} >= {a.value for a in Action if set(TABLE[a]) - {ANYBODY}}


@pytest.mark.parametrize(
    ("who", "where", "rt", "covered"),
    [
        ("kader RT 03", VILLAGE, "03", True),
        ("kader RT 03", VILLAGE, "04", False),
        ("kader RT 03", VILLAGE, None, False),
        ("kader RT 03", NEXT_VILLAGE, "03", False),
        ("kader desa", VILLAGE, "04", True),
        ("koordinator desa", VILLAGE, None, True),
        ("koordinator desa", NEXT_VILLAGE, None, False),
        ("koordinator desa", DISTRICT, None, False),
        ("koordinator kec", NEXT_VILLAGE, "01", True),
        ("koordinator kab", "63.02.1", None, True),
        ("koordinator kab", "63.021", None, False),
        ("koordinator kab lain", VILLAGE, None, False),
        ("operator prov", OTHER_REGENCY, None, True),
    ],
)
def test_a_role_holds_in_its_region_and_below(who: str, where: str, rt: str | None, covered: bool) -> None:
    assert PEOPLE[who].covers(where, rt) is covered


LONG_AGO, OF_LATE = NOW - OWN_FOR - timedelta(seconds=1), NOW - OWN_FOR
HERS, OTHERS = 1, 2


@pytest.mark.parametrize(
    ("what", "house", "allowed"),
    [
        ("belum selesai, RT-nya", Place(VILLAGE, "03"), True),
        ("RT lain", Place(VILLAGE, "04"), False),
        ("desa lain", Place(NEXT_VILLAGE, "03"), False),
        ("RT-nya, tetapi diberikan ke kader lain", Place(VILLAGE, "03", OTHERS), False),
        ("RT lain, tetapi diberikan kepadanya", Place(VILLAGE, "04", HERS), True),
        ("desa lain, dulu diberikan kepadanya", Place(NEXT_VILLAGE, "04", HERS), False),
        ("selesai olehnya 30 hari lalu", Place(VILLAGE, "03", None, HERS, OF_LATE), True),
        ("selesai olehnya lebih lama", Place(VILLAGE, "03", None, HERS, LONG_AGO), False),
        ("selesai oleh kader lain kemarin", Place(VILLAGE, "03", None, OTHERS, NOW), False),
        ("keluarganya sendiri", Place(VILLAGE, "03", apart=True), False),
        ("keluarganya sendiri, diberikan kepadanya", Place(VILLAGE, "03", HERS, apart=True), False),
        ("sudah pindah", Place(VILLAGE, "03", closed=True), False),
    ],
)
def test_d19_a_cadre_enters_open_houses_of_hers_and_what_she_finished_of_late(
    what: str, house: Place, allowed: bool
) -> None:
    assert may_with(PEOPLE["kader RT 03"], Action.INTERVIEW, house, NOW) is allowed, what


def test_d19_a_cadre_exports_nothing() -> None:
    assert not may_try(CADRE, Action.EXPORT) and not may_try(CADRE, Action.SEE_REPORT)


def test_d20_of_all_roles_only_the_coordinator_of_the_village_opens_a_household() -> None:
    house = Place(VILLAGE, "03", None, HERS, NOW)
    openers = {who for who, standing in PEOPLE.items() if may_with(standing, Action.OPEN_HOUSEHOLD, house, NOW)}
    assert openers == {"koordinator desa"}


@pytest.mark.parametrize(
    ("who", "action", "role", "where", "allowed"),
    [
        ("koordinator desa", Action.INVITE, CADRE, VILLAGE, True),
        ("koordinator desa", Action.INVITE, COORDINATOR, VILLAGE, True),
        ("koordinator desa", Action.INVITE, OPERATOR, VILLAGE, False),
        ("koordinator desa", Action.INVITE, CADRE, NEXT_VILLAGE, False),
        ("koordinator desa", Action.INVITE, COORDINATOR, DISTRICT, False),
        ("koordinator kec", Action.INVITE, CADRE, DISTRICT, False),
        ("koordinator kec", Action.INVITE, CADRE, VILLAGE, True),
        ("koordinator kab lain", Action.INVITE, COORDINATOR, VILLAGE, False),
        ("kader RT 03", Action.INVITE, CADRE, VILLAGE, False),
        ("operator prov", Action.INVITE, OPERATOR, REGENCY, True),
        ("koordinator desa", Action.END_ROLE, CADRE, VILLAGE, True),
        ("koordinator desa", Action.END_ROLE, COORDINATOR, VILLAGE, False),
        ("koordinator kec", Action.END_ROLE, COORDINATOR, VILLAGE, True),
        ("koordinator kab lain", Action.END_ROLE, COORDINATOR, VILLAGE, False),
        ("koordinator kab", Action.END_ROLE, OPERATOR, VILLAGE, False),
        ("operator prov", Action.END_ROLE, COORDINATOR, PROVINCE, True),
    ],
)
def test_who_may_give_and_end_which_role(who: str, action: Action, role: str, where: str, allowed: bool) -> None:
    assert may_give(PEOPLE[who], action, role, where) is allowed

"""Which tips a scored household gets: what is unmet, in order, never because of anything private."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.flows.referrals import good_news, tips
from bot.flows.services.contacts import EXAMPLE, NO_CONTACTS, load_contacts
from bot.flows.services.directory import load_directory
from bot.flows.services.tips import Delivery, Tip, read_tips
from bot.flows.services.wording import Wording
from bot.flows.texts import Text
from scoring.index import Index
from tests.scoring.instruments import K24, household

DIRECTORY = load_directory()
DEMO = load_contacts(EXAMPLE, DIRECTORY.services)


def tip(id_: str, order: int, indicators: str, services: str, *, delivery: Delivery = "U", when: str = "") -> Tip:
    return Tip(
        id_, id_, delivery, order, tuple(indicators.split()), when, Wording(f"Saran {id_}."), tuple(services.split())
    )


TIPS = (
    tip("M02", 2, "K02", "dukcapil desa"),
    tip("M10", 1, "K09", "posyandu puskesmas"),
    tip("M04", 5, "K03", "puspaga bkb"),
    tip("M18", 6, "K17", "bumdes"),
    tip("M07", 4, "K06", "uppka", delivery="P"),
    tip("M21", 0, "K19", "sapa129", delivery="N"),
    tip("M27", 3, "", "ubm", when="merokok"),
)


def chosen(unmet: str, own_screen: bool = False, **more: str) -> list[str]:
    values = household(K24, unmet) | more
    return [advice.tip.id for advice in tips(values, TIPS, DIRECTORY, DEMO, own_screen=own_screen)]


def test_a_household_that_lacks_nothing_gets_no_tip() -> None:
    assert chosen("") == []


def test_illness_comes_first_then_documents_and_there_are_at_most_three() -> None:
    assert chosen("K17 K03 K02 K09") == ["M10", "M02", "M04"]


def test_what_may_start_a_quarrel_is_told_on_the_cadres_own_screen_only() -> None:
    assert chosen("K06") == []
    assert chosen("K06", own_screen=True) == ["M07"]


def test_violence_never_triggers_a_tip() -> None:
    assert chosen("K19 K20 K21", own_screen=True) == []


def test_a_tip_without_an_indicator_waits_for_its_own_condition() -> None:
    assert chosen("", merokok="1") == ["M27"]
    assert [a.tip.id for a in tips({}, TIPS, DIRECTORY, DEMO, holds=lambda when: when == "merokok")] == ["M27"]


def test_what_is_not_known_or_does_not_apply_gives_no_tip() -> None:
    values = household(K24, na="K09", missing="K02")
    assert tips(values, TIPS, DIRECTORY, DEMO) == ()


def test_the_main_door_is_the_first_service_that_can_be_reached() -> None:
    values = household(K24, "K03")
    (here,) = tips(values, TIPS, DIRECTORY, DEMO)
    (elsewhere,) = tips(values, TIPS, DIRECTORY, NO_CONTACTS)
    assert here.door is not None
    assert elsewhere.door is not None
    assert (here.door.id, [other.id for other in here.others]) == ("puspaga", ["bkb"])
    assert (elsewhere.door.id, elsewhere.others) == ("bkb", ())


def test_a_tip_stands_even_where_no_service_can_be_reached() -> None:
    (advice,) = tips(household(K24, "K09"), (tip("M10", 1, "K09", "posyandu"),), DIRECTORY, NO_CONTACTS)
    assert advice.door is None


def test_something_good_is_named_turn_by_turn_and_never_a_private_thing() -> None:
    values = household(K24, " ".join(i.id for i in K24.indicators if i.id not in ("K05", "K19", "K24")))
    named = [good_news((K24,), values, "id", turn) for turn in range(3)]
    assert named == [Text("Hal yang sudah baik: {thing}.", {"thing": f"hal {id_}"}) for id_ in ("K05", "K24", "K05")]
    assert good_news((K24,), {}, "id") is None


@given(st.fixed_dictionaries({i.id: st.sampled_from(("1", "0", "na", "")) for i in K24.indicators}), st.data())
def test_private_values_never_change_a_tip(values: dict[str, str], data: st.DataObject) -> None:
    others = {i.id: data.draw(st.sampled_from(("1", "0", "na", ""))) for i in K24.indicators if i.private}
    for own_screen in (False, True):
        before = tips(values, TIPS, DIRECTORY, DEMO, own_screen=own_screen)
        assert tips(values | others, TIPS, DIRECTORY, DEMO, own_screen=own_screen) == before
    assert good_news((K24,), values | others, "id", 3) == good_news((K24,), values, "id", 3)


def row(**cells: str) -> dict[str, str]:
    return {"tip": "M02", "class": "U", "order": "2", "indicators": "K02", "text": "Satu. Dua.", "row": "2"} | cells


def mistakes(index: Index, **cells: str) -> list[str]:
    _, found = read_tips({"tips": [row(**cells)]}, (index,), DIRECTORY)
    return [mistake.what for mistake in found]


def test_a_row_becomes_a_tip() -> None:
    (found,), wrong = read_tips({"tips": [row(text_en="One. Two.", services="dukcapil desa")]}, (K24,), DIRECTORY)
    assert wrong == []
    assert found == replace(tip("M02", 2, "K02", "dukcapil desa"), problem="", text=Wording("Satu. Dua.", "One. Two."))


def test_an_author_hears_what_is_wrong_with_a_tip() -> None:
    assert mistakes(K24, **{"class": "X"}) == ["`class` is 'X'"]
    assert mistakes(K24, order="dulu") == ["`order` is 'dulu'"]
    assert mistakes(K24, indicators="K99") == ["indicator 'K99' does not exist"]
    assert mistakes(K24, indicators="K19") == ["indicator 'K19' is private"]
    assert mistakes(K24, services="duckapil") == ["service 'duckapil' does not exist"]
    assert mistakes(K24, services="kur") == ["service 'kur' does not answer M02"]
    assert mistakes(K24, text="Satu. Dua. Tiga.") == ["the text has more than two sentences"]
    assert mistakes(K24, text="a" * 301) == ["the text has 301 characters"]

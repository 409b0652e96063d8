"""Regions are found as people type them: in any order, misspelt, shortened, with or without what is above them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.flows.places.gazetteer import DISTRICT, REGENCY, VILLAGE, gazetteer
from bot.flows.places.search import search
from bot.villages.regions import official, zone_of

# What is typed, and the region that comes first, with those above it.
TYPED = """
pondok labu kotabaru | Pondok Labu, Pamukan Selatan, Kotabaru
Pondok Labu, Kotabaru | Pondok Labu, Pamukan Selatan, Kotabaru
pdk labu kotabaru | Pondok Labu, Pamukan Selatan, Kotabaru
ponok labu kota baru | Pondok Labu, Pamukan Selatan, Kotabaru
kotabaru pondok labu | Pondok Labu, Pamukan Selatan, Kotabaru
labu pondok ktb | Pondok Labu, Pamukan Selatan, Kotabaru
pondoklabu kotabaru | Pondok Labu, Pamukan Selatan, Kotabaru
ponoklabu ktb | Pondok Labu, Pamukan Selatan, Kotabaru
desa pondok labu kec pamukan selatan kab kotabaru | Pondok Labu, Pamukan Selatan, Kotabaru
ds. pondok labu kec. pamukan selatan | Pondok Labu, Pamukan Selatan, Kotabaru
desa pondok labu | Pondok Labu, Pamukan Selatan, Kotabaru
pondok labu pamukan | Pondok Labu, Pamukan Selatan, Kotabaru
pondok labu kalsel | Pondok Labu, Pamukan Selatan, Kotabaru
PONDOK LABU RT 03 KOTABARU | Pondok Labu, Pamukan Selatan, Kotabaru
pondk lbu ktbaru | Pondok Labu, Pamukan Selatan, Kotabaru
kel pondok labu | Pondok Labu, Cilandak, Kota Jakarta Selatan
pondok labu cilandak | Pondok Labu, Cilandak, Kota Jakarta Selatan
pondok labu jaksel | Pondok Labu, Cilandak, Kota Jakarta Selatan
pondok labu jakarta | Pondok Labu, Cilandak, Kota Jakarta Selatan
pdk labu dki | Pondok Labu, Cilandak, Kota Jakarta Selatan
kab. banjar | Kabupaten Banjar, Kalimantan Selatan
kabupaten banjar kalsel | Kabupaten Banjar, Kalimantan Selatan
kota banjar | Kota Banjar, Jawa Barat
kotabaru | Kabupaten Kotabaru, Kalimantan Selatan
kab kota baru | Kabupaten Kotabaru, Kalimantan Selatan
kotabru | Kabupaten Kotabaru, Kalimantan Selatan
kec pulau laut barat | Pulau Laut Barat, Kotabaru
plu laut brt | Pulau Laut Barat, Kotabaru
pamukan utara | Pamukan Utara, Kotabaru
pamukan slt kotabaru | Pamukan Selatan, Kotabaru
sungai rasau tanah laut | Sungai Rasau, Bumi Makmur, Tanah Laut
sei rasau tala | Sungai Rasau, Bumi Makmur, Tanah Laut
sungai rasau batola | Sungai Rasau, Cerbon, Barito Kuala
desa sungai rasau kec cerbon | Sungai Rasau, Cerbon, Barito Kuala
sungai rasau cerbon | Sungai Rasau, Cerbon, Barito Kuala
hss | Kabupaten Hulu Sungai Selatan, Kalimantan Selatan
hulu sungai tengah | Kabupaten Hulu Sungai Tengah, Kalimantan Selatan
bjm | Kota Banjarmasin, Kalimantan Selatan
banjarbaru | Kota Banjarbaru, Kalimantan Selatan
bajarmasin | Kota Banjarmasin, Kalimantan Selatan
kalsel | Kalimantan Selatan
kalimantn selatan | Kalimantan Selatan
prov jabar | Jawa Barat
ntt | Nusa Tenggara Timur
jogja | Daerah Istimewa Yogyakarta
papua | Papua
aceh | Aceh
depok | Kota Depok, Jawa Barat
kec depok sleman | Depok, Sleman
kec depok cirebon | Depok, Cirebon
kota bogor | Kota Bogor, Jawa Barat
kab bogor | Kabupaten Bogor, Jawa Barat
bogor barat | Bogor Barat, Kota Bogor
waru waru penajam | Waru, Waru, Penajam Paser Utara
tongauna konawe utara | Tongauna, Sawa, Konawe Utara
tongauna utara konawe | Tongauna Utara, Konawe
desa bantarbolang kec bantarbolang | Bantarbolang, Bantarbolang, Pemalang
bantarbolang bantarbolang pemalang | Bantarbolang, Bantarbolang, Pemalang
pd pinang kebayoran lama | Pondok Pinang, Kebayoran Lama, Kota Jakarta Selatan
lebak bulus | Lebak Bulus, Cilandak, Kota Jakarta Selatan
lebk bulus cilndak | Lebak Bulus, Cilandak, Kota Jakarta Selatan
blang teungoh tangse | Blang Teungoh, Tangse, Pidie
meranjat 2 ogan ilir | Meranjat II, Indralaya Selatan, Ogan Ilir
meranjat II ogan ilir | Meranjat II, Indralaya Selatan, Ogan Ilir
alur dua baru langkat | Alur Dua Baru, Sei Lepan, Langkat
alurduabaru langkat | Alur Dua Baru, Sei Lepan, Langkat
desa sungai kupang kelumpang | Sungai Kupang, Kelumpang Hulu, Kotabaru
kepulauan seribu | Kabupaten Kepulauan Seribu, Daerah Khusus Ibukota Jakarta
"""
CASES = [tuple(map(str.strip, line.split("|"))) for line in TYPED.strip().splitlines()]
PLACES = gazetteer()
VILLAGES = [n for n in range(len(PLACES)) if PLACES.levels[n] == VILLAGE]


@pytest.mark.parametrize(("typed", "path"), CASES, ids=[typed for typed, _ in CASES])
def test_what_people_type_finds_the_region_they_mean_first(typed: str, path: str) -> None:
    assert [found.place.path for found in search().find(typed, limit=1)] == [path]


@given(st.sampled_from(VILLAGES))
def test_every_village_is_found_by_its_name_and_regency(village: int) -> None:
    place = PLACES.place(village)
    found = search().find(f"{place.name}, {place.above[1]}", limit=40)
    assert place in [each.place for each in found]


@given(st.text(max_size=200))
def test_whatever_is_typed_is_answered(typed: str) -> None:
    assert len(search().find(typed)) <= 8


def test_both_villages_of_one_name_are_offered_where_nothing_tells_them_apart() -> None:
    codes = {found.place.code for found in search().find("pondok labu", limit=2)}
    assert codes == {"63.02.11.2009", "31.74.06.1003"}


def test_a_coordinator_finds_only_what_lies_in_her_region() -> None:
    found = search().find("pondok labu", within="63.02", limit=20)
    assert found[0].place.code == "63.02.11.2009"
    assert all(each.place.code.startswith("63.02") for each in found)
    assert search().find("pondok labu", within="63.02.99") == ()


def test_the_name_of_her_own_regency_disturbs_nothing() -> None:
    found = search().find("pondok labu kotabaru kalsel", within="63.02")
    assert found[0].place.path == "Pondok Labu, Pamukan Selatan, Kotabaru"


def test_a_search_may_be_for_some_levels_only() -> None:
    assert {found.place.level for found in search().find("banjar", levels={DISTRICT})} == {DISTRICT}
    assert search().find("kotabaru", levels={REGENCY}, limit=1)[0].place.code == "63.02"


def test_better_fits_come_first() -> None:
    scores = [found.score for found in search().find("tanjung baru", limit=20)]
    assert len(scores) == 20
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize("typed", ["", "   ", "?!", "desa", "rt 3", "qqqqqqqqqq", "a" * 5000])
def test_what_names_nothing_finds_nothing(typed: str) -> None:
    assert search().find(typed) == ()


def test_the_list_is_whole() -> None:
    assert [list(PLACES.levels).count(level) for level in (1, 2, 3, 4)] == [38, 514, 7285, 83762]


@given(st.sampled_from(range(len(PLACES))))
def test_every_code_leads_to_its_region_and_those_above(position: int) -> None:
    place = PLACES.place(position)
    assert PLACES.position(place.code) == position
    regions = official(place.code)
    assert [region.code for region in regions] == [place.code, *(PLACES.place(n).code for n in PLACES.above(position))]
    assert regions[0].timezone == zone_of(place.code)
    assert position in PLACES.below(position)
    assert all(PLACES.place(n).code.startswith(place.code) for n in [*PLACES.below(position)][-3:])


@pytest.mark.parametrize("code", ["", "63.99", "6302", "63.02.11.20091", "63.2", "x", "63..02", "٦٣", "-3"])
def test_what_is_no_code_leads_nowhere(code: str) -> None:
    assert PLACES.position(code) is None
    assert official(code) == ()


def test_a_place_says_what_kind_it_is() -> None:
    kinds = {code: official(code)[0].name for code in ("63", "63.02", "63.71", "63.02.11", "31.74.06.1003", "91.03.01")}
    assert kinds["63.02"] == "Kabupaten Kotabaru"
    assert kinds["63.71"] == "Kota Banjarmasin"
    assert kinds["31.74.06.1003"] == "Kelurahan Pondok Labu"
    assert kinds["91.03.01"].startswith("Distrik ")

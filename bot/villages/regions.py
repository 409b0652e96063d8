"""The regions of the state by their Kemendagri codes, as the database keeps them."""

from bot.flows.places.gazetteer import gazetteer
from storage.regions import Region

_LEVELS = {1: "provinsi", 2: "kabupaten", 3: "kecamatan", 4: "desa"}
_TITLES = {
    "provinsi": "Provinsi",
    "kabupaten": "Kabupaten",
    "kota": "",  # its name says "Kota …" already
    "kecamatan": "Kecamatan",
    "distrik": "Distrik",
    "kelurahan": "Kelurahan",
    "desa": "Desa",
    "desa_adat": "Desa Adat",
}
# By province: Sumatra, Java, West and Central Kalimantan; then to Sulawesi; Maluku and Papua.
_ZONES = (
    ("Asia/Jakarta", {*map(str, range(11, 22)), *map(str, range(31, 37)), "61", "62"}),
    ("Asia/Makassar", {"51", "52", "53", "63", "64", "65", *map(str, range(71, 77))}),
    ("Asia/Jayapura", {"81", "82", *map(str, range(91, 98))}),
)


def official(code: str) -> tuple[Region, ...]:
    """The region with that code and those above it, nearest first; nothing where there is no such code.

    Whether a village counts as town or country the code does not say.
    """
    places = gazetteer()
    if (position := places.position(code)) is None:
        return ()
    return tuple(
        Region(
            code=place.code,
            name=f"{_TITLES[place.kind]} {place.name.removeprefix('Kabupaten ')}".strip(),
            level=_LEVELS[place.level],
            timezone=zone_of(place.code),
            urban=None,
        )
        for place in map(places.place, (position, *places.above(position)))
    )


def zone_of(code: str) -> str:
    """The time zone of the region's province: WIB, WITA or WIT. Raises LookupError for no province of the country."""
    for zone, provinces in _ZONES:
        if code[:2] in provinces:
            return zone
    raise LookupError(f"{code} is in no province")

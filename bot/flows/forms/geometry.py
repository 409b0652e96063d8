"""Functions of expressions on points, lines and areas of the earth."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Final

from bot.flows.forms.calls import Functions, Site
from bot.flows.forms.scope import Focus
from bot.flows.forms.text_functions import texts
from bot.flows.forms.values import Part, Type

GEOMETRY_FUNCTIONS: Final = Functions()
RADIUS: Final = 6_378_100  # of the earth in metres, as other ODK engines take it
Point = tuple[float, float]  # latitude and longitude in degrees


def read_points(text: str) -> list[Point] | None:
    """The points of a line "lat lon altitude accuracy; lat lon; …"; None if one of them is none."""
    points: list[Point] = []
    for piece in text.strip().rstrip(";").split(";"):
        try:
            latitude, longitude = map(float, piece.split()[:2])
        except ValueError:
            return None
        if not (abs(latitude) <= 90 and abs(longitude) <= 180):
            return None
        points.append((latitude, longitude))
    return points


def area(points: Sequence[Point]) -> float:
    """The square metres within a line around them."""
    if len(points) < 3:
        return 0.0
    doubled = sum(
        math.radians(other[1] - one[1]) * (2 + math.sin(math.radians(one[0])) + math.sin(math.radians(other[0])))
        for one, other in pairwise((*points, points[0]))
    )
    return abs(doubled) * RADIUS**2 / 2


def length(points: Sequence[Point]) -> float:
    """The metres along a line from point to point."""
    return sum(_between(one, other) for one, other in pairwise(points))


def _between(one: Point, other: Point) -> float:
    north, east = math.radians(other[0] - one[0]), math.radians(other[1] - one[1])
    half = (
        math.sin(north / 2) ** 2
        + math.cos(math.radians(one[0])) * math.cos(math.radians(other[0])) * math.sin(east / 2) ** 2
    )
    return 2 * RADIUS * math.asin(min(1.0, math.sqrt(half)))


def lies_within(point: Point, fence: Sequence[Point]) -> bool:
    """Whether a point lies within a closed line."""
    if len(fence) < 4 or fence[0] != fence[-1]:
        return False
    latitude, longitude = point
    within = False
    for (lat1, lon1), (lat2, lon2) in pairwise(fence):
        if (lon1 > longitude) != (lon2 > longitude):
            crossing = (lat2 - lat1) * (longitude - lon1) / (lon2 - lon1) + lat1
            within = within != (latitude < crossing)
    return within


def _measuring(name: str, measure: Callable[[Sequence[Point]], float]) -> None:
    """Declare a function of a line, given as one text or as a point per node."""

    @GEOMETRY_FUNCTIONS.special(name, 1, None)
    def build(site: Site) -> Part:
        all_texts = texts(site)

        def value(focus: Focus) -> float:
            points = read_points(";".join(all_texts(focus)))
            return math.nan if points is None else round(measure(points), 2)

        return Part(Type.NUMBER, value)


_measuring("area", area)
_measuring("enclosed-area", area)
_measuring("distance", length)


@GEOMETRY_FUNCTIONS.plain("geofence", Type.TEXT, Type.TEXT, gives=Type.BOOLEAN)
def _geofence(point: str, fence: str) -> bool:
    places, line = read_points(point), read_points(fence)
    return bool(places and line and lies_within(places[0], line))

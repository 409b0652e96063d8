"""Functions of expressions on dates and times."""

from __future__ import annotations

import math
from typing import Final

from bot.flows.forms.calls import Functions, Site
from bot.flows.forms.moments import (
    EPOCH,
    Moment,
    format_moment,
    fraction_of_day,
    moment_after,
    read_moment,
    unknown_codes,
)  # fmt: skip
from bot.flows.forms.scope import Focus
from bot.flows.forms.values import Part, Type, Value, as_text, number_of_text

DATE_FUNCTIONS: Final = Functions()
_special = DATE_FUNCTIONS.special


@_special("today", 0, 0)
def _today(site: Site) -> Part:
    def value(focus: Focus) -> Moment:
        midnight = focus.scope.now.replace(hour=0, minute=0, second=0, microsecond=0)
        return Moment(float(round((midnight - EPOCH).total_seconds() * 1000)), focus.zone)

    return Part(Type.MOMENT, value)


@_special("now", 0, 0)
def _now(site: Site) -> Part:
    def value(focus: Focus) -> Moment:
        since = focus.scope.now - EPOCH
        return Moment(float(math.floor(since.total_seconds() * 1000)), focus.zone, timed=True)

    return Part(Type.MOMENT, value)


def moment_of(value: Value, focus: Focus) -> Moment | None:
    """The value as a date: text by its form, a number as days since 1970. None if it is empty."""
    if isinstance(value, Moment):
        return value
    if isinstance(value, bool):
        return Moment(math.nan, focus.zone)
    if isinstance(value, float):
        return moment_after(value, focus.zone)
    text = as_text(value, focus)
    if not text:
        return None
    at = read_moment(text, focus.zone)
    if math.isnan(at) and isinstance(value, list):  # a calculation's number of days comes back as text
        return moment_after(number_of_text(text, focus), focus.zone)
    return Moment(at, focus.zone)


@_special("date", 1, 1)
@_special("date-time", 1, 1)
def _date(site: Site) -> Part:
    part = site.parts[0]
    given = part.value
    if part.type in (Type.NUMBER, Type.MOMENT):
        return Part(Type.MOMENT, lambda focus: moment_of(given(focus), focus))

    def value(focus: Focus) -> Moment | str:
        moment = moment_of(given(focus), focus)
        return "" if moment is None else moment  # no date stays equal to ''

    return Part(Type.ANY, value)


@_special("decimal-date-time", 1, 1)
def _decimal_date_time(site: Site) -> Part:
    given = site.parts[0].value

    def value(focus: Focus) -> float:
        moment = moment_of(given(focus), focus)
        return math.nan if moment is None else moment.days()

    return Part(Type.NUMBER, value)


@_special("decimal-time", 1, 1)
def _decimal_time(site: Site) -> Part:
    text = site.parts[0].text()
    return Part(Type.NUMBER, lambda focus: fraction_of_day(text(focus), focus.scope.now))


@_special("format-date", 2, 2)
@_special("format-date-time", 2, 2)
def _format_date(site: Site) -> Part:
    given, pattern = site.parts[0].value, site.parts[1].text()
    if isinstance(site.parts[1].constant, str) and (unknown := unknown_codes(site.parts[1].constant)):
        raise site.error(f"does not know %{unknown[0]}")

    def value(focus: Focus) -> str:
        moment = moment_of(given(focus), focus)
        return "" if moment is None else format_moment(moment, pattern(focus))

    return Part(Type.TEXT, value)

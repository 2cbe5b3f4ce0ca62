"""Dates as Moroccan newspapers print them: «السبت 5 أبريل 2025», never numeric: digits reverse in RTL text.

The locale is `ar-MA`: Western digits and ماي يوليوز غشت شتنبر نونبر دجنبر; plain `ar` has other month names.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time

from services.contracts.api import Provenance

LOCALE = "ar_MA"
HOME = "Africa/Casablanca"  # of the readers of the edition ar-MA: lists of many newspapers keep to it
HOME_ZONE = ZoneInfo(HOME)


@dataclass(frozen=True, slots=True)
class Stamp:
    """`text` is the day; `clock` only where the newspaper gave a minute. `iso` is for `<time datetime>`."""

    iso: str
    text: str
    clock: str | None = None


def long_date(day: date) -> str:
    """«السبت 5 أبريل 2025»"""
    return str(format_date(day, "EEEE d MMMM y", locale=LOCALE))


def short_date(day: date, today: date) -> str:
    """«5 أبريل», with the year only when it is another one than today's."""
    return str(format_date(day, "d MMMM" if day.year == today.year else "d MMMM y", locale=LOCALE))


def clock(moment: datetime, zone: ZoneInfo = HOME_ZONE) -> str:
    """«21:14» in the newspaper's zone; 24 hours, as Moroccan newspapers print it."""
    return str(format_time(moment.astimezone(zone), "HH:mm", locale=LOCALE))


def stamp(day: date | None, at: datetime | None, precision: str, tz: str) -> Stamp | None:
    """The published date as its precision allows; None when the newspaper gave none."""
    if precision == "minute" and at is not None:
        local = at.astimezone(ZoneInfo(tz))
        return Stamp(local.isoformat(timespec="minutes"), long_date(local.date()), clock(at, ZoneInfo(tz)))
    if day is None:
        return None
    return Stamp(day.isoformat(), long_date(day))


def stamp_of(shape: Provenance, zone: str | None = None) -> Stamp | None:
    """The published date of an article as the API has it, in the newspaper's zone or in this one."""
    day, at = shape["published_date"], shape["published_at"]
    return stamp(
        date.fromisoformat(day) if day else None,
        datetime.fromisoformat(at) if at else None,
        shape["published_precision"],
        zone or shape["tz"],
    )


def brief_stamp(
    day: date | None, at: datetime | None, precision: str, tz: str, now: datetime
) -> Stamp | None:
    """For dense lists: the clock of today's news, the short date of older news."""
    full = stamp(day, at, precision, tz)
    if full is None:
        return None
    today = now.astimezone(ZoneInfo(tz)).date()
    day_of = date.fromisoformat(full.iso[:10])
    if full.clock and day_of == today:
        return Stamp(full.iso, full.clock, None)
    return Stamp(full.iso, "اليوم" if day_of == today else short_date(day_of, today))

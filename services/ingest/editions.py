"""How newspapers of a country write dates, unless one says otherwise: zone and family of month names."""

from __future__ import annotations

from urllib.parse import urlsplit

from services.contracts.source import Edition

EDITIONS: dict[str, Edition] = {
    "ma": Edition(tz="Africa/Casablanca", months="maghreb"),
    "mr": Edition(tz="Africa/Nouakchott", months="maghreb"),
    "dz": Edition(tz="Africa/Algiers", months="tunisia"),
    "tn": Edition(tz="Africa/Tunis", months="tunisia"),
    "ly": Edition(tz="Africa/Tripoli", months="egypt"),
    "eg": Edition(tz="Africa/Cairo", months="egypt"),
    "sd": Edition(tz="Africa/Khartoum", months="egypt"),
    "jo": Edition(tz="Asia/Amman", months="levant"),
    "lb": Edition(tz="Asia/Beirut", months="levant"),
    "sy": Edition(tz="Asia/Damascus", months="levant"),
    "ps": Edition(tz="Asia/Gaza", months="levant"),
    "iq": Edition(tz="Asia/Baghdad", months="levant"),
    "sa": Edition(tz="Asia/Riyadh", months="egypt"),
    "ae": Edition(tz="Asia/Dubai", months="egypt"),
    "kw": Edition(tz="Asia/Kuwait", months="egypt"),
    "qa": Edition(tz="Asia/Qatar", months="egypt"),
    "bh": Edition(tz="Asia/Bahrain", months="egypt"),
    "om": Edition(tz="Asia/Muscat", months="egypt"),
    "ye": Edition(tz="Asia/Aden", months="egypt"),
    "gb": Edition(tz="Europe/London", months="egypt"),
    "fr": Edition(tz="Europe/Paris", months="egypt"),
    "de": Edition(tz="Europe/Berlin", months="egypt"),
    "tr": Edition(tz="Europe/Istanbul", months="egypt"),
    "ru": Edition(tz="Europe/Moscow", months="egypt"),
    "us": Edition(tz="America/New_York", months="egypt"),
    "cn": Edition(tz="Asia/Shanghai", months="egypt"),
}


def edition_of(country: str | None) -> Edition:
    """The usual edition of a country; the Moroccan one where nothing is known."""
    return EDITIONS.get(country or "ma", Edition(tz="UTC", months="egypt"))


def country_of(url: str) -> str | None:
    """The country of the top-level domain, where it is one whose press we know."""
    try:
        top = (urlsplit(url).hostname or "").rpartition(".")[2]
    except ValueError:
        return None
    code = {"uk": "gb"}.get(top, top)
    return code if code in EDITIONS else None

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from services.ingest.editions import EDITIONS, edition_of


@pytest.mark.parametrize("country", EDITIONS)
def test_every_zone_exists(country: str) -> None:
    ZoneInfo(edition_of(country).tz)


@pytest.mark.parametrize(
    ("country", "months"),
    [("ma", "maghreb"), ("tn", "tunisia"), ("dz", "tunisia"), ("lb", "levant"), ("eg", "egypt")],
)
def test_months_as_the_country_names_them(country: str, months: str) -> None:
    assert edition_of(country).months == months


def test_without_a_country_we_are_in_morocco_and_an_unknown_one_keeps_utc() -> None:
    assert edition_of(None).tz == "Africa/Casablanca"
    assert edition_of("zz").tz == "UTC"

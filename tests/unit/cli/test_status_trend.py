"""Speed, end and shape of a lag, from readings that are not evenly spaced."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from services.cli.overview import Status
from services.cli.status import Trend, duration
from services.runtime.lag import StageLag

NOW = datetime(2025, 4, 5, 21, tzinfo=UTC)


def reading(second: float, waiting: int, handled: int = 0) -> Status:
    lag = StageLag("nashra-index", "enriched.v1", waiting, 1.0, handled)
    return Status(NOW + timedelta(seconds=second), (lag,), 0, None, None, {}, {})


def test_one_reading_has_no_speed() -> None:
    trend = Trend([reading(0, 10)])
    assert trend.rate(reading(0, 10).lags[0]) is None
    assert trend.eta(reading(0, 10).lags[0]) == "?"
    assert Trend().eta(reading(0, 10).lags[0]) == "?"


def test_the_speed_is_that_of_the_last_twenty_seconds() -> None:
    trend = Trend([reading(0, 9000), reading(40, 500, 1000), reading(50, 300, 1600)])
    now = trend._readings[-1].lags[0]
    assert trend.rate(now) == 60.0
    assert trend.eta(now) == "in 15 s"


def test_a_group_that_was_reset_has_no_negative_speed() -> None:
    trend = Trend([reading(0, 0, 1000), reading(5, 10, 0)])
    assert trend.rate(trend._readings[-1].lags[0]) == 0.0


def test_the_shape_is_blank_where_nothing_waited() -> None:
    trend = Trend([reading(n, waiting) for n, waiting in enumerate([0, 1, 4, 8, 0])])
    assert trend.shape(reading(0, 0).lags[0], 4) == "▁▄█ "
    assert Trend().shape(reading(0, 0).lags[0], 4) == ""


@pytest.mark.parametrize(("seconds", "said"), [(3.4, "3 s"), (600, "10 min"), (7200, "2 h")])
def test_a_duration_has_one_unit(seconds: float, said: str) -> None:
    assert duration(seconds) == said

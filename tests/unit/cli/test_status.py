"""The status as an operator reads it: what needs a look, on a narrow screen and a wide one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from rich.cells import cell_len
from rich.console import Console
from services.cli.overview import Status
from services.cli.status import Trend, render
from services.contracts.health import FeedHealth, SourceHealth
from services.runtime.lag import StageLag
from services.search.results import SourceActivity

NOW = datetime(2025, 4, 5, 21, 14, 3, tzinfo=UTC)
HOUR = timedelta(hours=1)
FEED = "https://www.alalam.ma/feed"


def taken(*feeds: FeedHealth) -> Status:
    health = {"alalam": SourceHealth(source_id="alalam", polled_at=NOW, feeds=feeds)}
    activity = {"alalam": SourceActivity(3, NOW - timedelta(minutes=5))}
    return Status(NOW, (), 0, None, None, activity, health, {"alalam": "العلم"})


def said(status: Status, width: int = 200, height: int = 50, trend: Trend | None = None) -> str:
    console = Console(width=width, height=height, no_color=True)
    with console.capture() as captured:
        console.print(render(status, trend or Trend([status]), console, fitting=True))
    return captured.get()


def failing(read_at: datetime | None) -> FeedHealth:
    return FeedHealth(url=FEED, outcome="timeout", reason="took longer than 20 s", read_at=read_at)


@pytest.mark.parametrize(
    ("read_at", "degraded"),
    [(None, True), (NOW - timedelta(days=2), True), (NOW - 2 * HOUR, False)],
)
def test_a_newspaper_that_is_not_read_for_a_day_needs_a_look(
    read_at: datetime | None, degraded: bool
) -> None:
    assert bool(taken(failing(read_at)).degraded) is degraded


def test_one_feed_that_works_is_enough() -> None:
    assert taken(failing(None), FeedHealth(url=f"{FEED}/2", read_at=NOW)).degraded == []


def test_what_fails_and_what_moved_is_said() -> None:
    told = said(taken(failing(NOW - timedelta(minutes=5))))
    assert f"timeout {FEED} (read 5 min ago)" in told
    told = said(taken(FeedHealth(url=FEED, read_at=NOW, moved_to="https://alalam.ma/rss")))
    assert f"moved {FEED} → https://alalam.ma/rss" in told


def busy(second: int, waiting: int, handled: int) -> Status:
    lag = StageLag("nashra-enrich", "articles.v1", waiting, waiting / 10, handled)
    idle = StageLag("blue-nashra-extract", "blue-pages.v1", 0, 0.0, 900)
    moment = NOW + timedelta(seconds=second)
    dead = {"index.enriched.v1 rejected": 12}
    return replace(
        taken(failing(NOW)),
        taken_at=moment,
        lags=(idle, lag),
        dead_letters=12,
        dead_by_class=dead,
        oldest_dead=NOW - 3 * HOUR,
    )


@pytest.mark.parametrize("width", [80, 120])
def test_it_fits_the_screen(width: int) -> None:
    readings = [busy(n * 2, 1200 - 100 * n, 150 * n) for n in range(10)]
    told = said(readings[-1], width, 24, Trend(readings))
    assert max(cell_len(line) for line in told.splitlines()) <= width
    row = next(line for line in told.splitlines() if line.startswith("enrich"))
    assert row.split()[:7] == ["enrich", "articles.v1", "300", "30", "s", "75.0", "in"]
    assert "6 s" in row
    assert row.rstrip()[-1] in "▂▃"
    extract = next(line for line in told.splitlines() if line.startswith("extract"))
    assert extract.split() == ["extract", "blue-pages.v1", "0", "0", "s", "0.0", "–"]
    assert "index.enriched.v1 rejected" in told
    assert "12 dead letters, the oldest 3 h ago: `nashra dlq groups`" in told.replace("\n", " ")


def test_a_lag_that_grows_is_never_caught_up() -> None:
    readings = [busy(0, 100, 10), busy(2, 140, 30)]
    assert Trend(readings).eta(readings[-1].lags[1]) == "growing"
    assert Trend(readings).rate(readings[-1].lags[1]) == 10.0


def test_many_newspapers_are_cut_with_the_troubled_ones_first() -> None:
    many = {f"n{n}": SourceActivity(n, NOW - n * HOUR) for n in range(60)}
    status = replace(taken(failing(None)), activity={**(taken().activity or {}), **many})
    told = said(status, 80, 24)
    assert len(told.splitlines()) <= 24
    first = next(line for line in told.splitlines() if "alalam" in line)
    assert told.splitlines().index(first) < next(i for i, x in enumerate(told.splitlines()) if " n0 " in x)
    assert "and 48 more" in told


def test_an_arabic_name_does_not_turn_the_rest_of_its_line() -> None:
    line = next(line for line in said(taken()).splitlines() if "العلم" in line)
    assert line.index("العلم\u200e") < line.index("alalam")


def test_what_is_unknown_is_not_zero() -> None:
    status = replace(taken(failing(None)), activity=None, index=None, problem="no Elasticsearch at b:2")
    told = said(status, 100, 24)
    line = next(line for line in told.splitlines() if "alalam" in line)
    count, newest = line.partition("alalam")[2].split()[:2]
    assert (count, newest) == ("?", "?")
    assert "index unknown" in told
    assert "no Elasticsearch at b:2" in told

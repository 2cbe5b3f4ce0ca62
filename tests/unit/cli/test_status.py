from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from rich.console import Console
from services.cli.status import Status, render
from services.contracts.health import FeedHealth, SourceHealth
from services.search.results import SourceActivity

NOW = datetime(2025, 4, 5, 21, 14, 3, tzinfo=UTC)
HOUR = timedelta(hours=1)
FEED = "https://www.alalam.ma/feed"


def taken(*feeds: FeedHealth) -> Status:
    health = {"alalam": SourceHealth(source_id="alalam", polled_at=NOW, feeds=feeds)}
    activity = {"alalam": SourceActivity(3, NOW - timedelta(minutes=5))}
    return Status(NOW, (), 0, None, None, activity, health)


def said(status: Status) -> str:
    console = Console(width=200, no_color=True)
    with console.capture() as captured:
        console.print(render(status, None))
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

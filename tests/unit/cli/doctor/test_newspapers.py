"""Newspapers without an article for a day are named, the longest first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from services.cli.doctor.finding import Grade
from services.cli.doctor.newspapers import addresses, freshness, readable, stand_ins
from services.cli.overview import failing_feeds
from services.contracts.health import FeedHealth, SourceHealth

HOUR = timedelta(hours=1)


def test_newspapers_that_write_are_well() -> None:
    assert freshness({"alalam": HOUR, "assabah": 23 * HOUR}).grade is Grade.OK
    assert freshness({}).grade is Grade.OK


def test_the_longest_silence_comes_first_and_the_fix_tries_it() -> None:
    found = freshness({"alalam": 72 * HOUR, "assabah": None, "hespress": HOUR, "attajdid": 30 * HOUR})
    assert found.grade is Grade.DEGRADED
    assert found.what == "no new article for a day: assabah (never), alalam (3 d ago), attajdid (30 h ago)"
    assert found.fix.startswith("nashra sources test assabah")


def test_a_platform_that_stands_still_names_only_some() -> None:
    found = freshness({f"n{number}": (30 + number) * HOUR for number in range(9)})
    assert found.what.endswith("and 4 more")


def test_newspapers_that_serve_other_pages_are_counted_by_kind() -> None:
    assert stand_ins({"alalam": {}, "assabah": {}}).what.startswith("every newspaper serves")
    few = stand_ins({"alalam": {"not-found": 2}})
    assert (few.grade, few.what) == (
        Grade.OK,
        "a few other pages in place of articles: alalam (not-found 2)",
    )
    many = stand_ins({"alalam": {"not-found": 2}, "assabah": {"consent": 12, "blocked": 1}})
    assert many.grade is Grade.DEGRADED
    assert many.what.endswith("assabah (consent 12, blocked 1), alalam (not-found 2)")
    assert many.fix.startswith("nashra sources test assabah")


NOW = datetime(2026, 11, 29, tzinfo=UTC)


def health_of(*outcomes: str, read: timedelta | None = HOUR) -> dict[str, SourceHealth]:
    feeds = tuple(
        FeedHealth(
            url=f"https://alalam.ma/{number}",
            outcome=outcome,
            reason="surrogates not allowed",
            read_at=NOW if outcome == "ok" else read and NOW - read,
        )
        for number, outcome in enumerate(outcomes)
    )
    return {"alalam": SourceHealth(source_id="alalam", polled_at=NOW, feeds=feeds)}


def test_a_feed_that_fails_beside_a_sound_one_is_told_by_status_and_doctor() -> None:
    health = health_of("ok", "broken")
    found = readable(health, NOW)
    assert found.grade is Grade.DEGRADED
    assert "https://alalam.ma/1 (broken: surrogates not allowed)" in found.what
    assert failing_feeds(health, NOW) == "a feed cannot be read (broken): https://alalam.ma/1"


def test_a_failure_that_passes_is_told_after_a_day() -> None:
    assert readable(health_of("ok", "timeout"), NOW).grade is Grade.OK
    assert failing_feeds(health_of("ok", "timeout"), NOW) is None
    assert readable(health_of("ok", "timeout", read=30 * HOUR), NOW).grade is Grade.DEGRADED


def test_newspapers_whose_articles_share_an_address_are_named() -> None:
    assert addresses(health_of("ok")).grade is Grade.OK
    feed = FeedHealth(url="https://alalam.ma/feed", shared_addresses=3)
    found = addresses({"alalam": SourceHealth(source_id="alalam", polled_at=NOW, feeds=(feed,))})
    assert (found.grade, found.what) == (
        Grade.DEGRADED,
        "articles state the address of another article: alalam (3)",
    )

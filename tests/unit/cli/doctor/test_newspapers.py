"""Newspapers without an article for a day are named, the longest first."""

from __future__ import annotations

from datetime import timedelta

from services.cli.doctor.finding import Grade
from services.cli.doctor.newspapers import freshness, stand_ins

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

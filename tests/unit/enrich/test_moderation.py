"""Votes on an image: who counts, for how long, and what an operator's word is worth."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest
from services.contracts.image import ImageReport, ReportAction
from services.enrich.moderation import Case, Policy, change, consider, weight

POLICY = Policy(threshold=3, window_days=7)
START = datetime(2025, 4, 5, 12, tzinfo=UTC)


def _report(reporter: str, hours: float = 0, action: ReportAction = "report") -> ImageReport:
    at = START + timedelta(hours=hours)
    return ImageReport(image_id="i_1", article_id="a_1", action=action, reporter=reporter, reported_at=at)


def _operator(action: ReportAction, hours: float) -> ImageReport:
    return _report("operator", hours, action)


def _after(reports: Iterable[ImageReport], case: Case | None = None) -> Case:
    case = case or Case()
    for report in reports:
        case = Case.read(json.loads(json.dumps(consider(case, report, POLICY).stored())))
    return case


THREE = [_report("a", 0), _report("b", 1), _report("c", 2)]


def test_three_distinct_reporters_hide_an_image() -> None:
    assert _after(THREE[:2]).state == "visible"
    assert _after(THREE).state == "hidden"


def test_one_reporter_thrice_counts_once() -> None:
    assert _after([_report("a", hour) for hour in range(3)]).state == "visible"


def test_a_replay_changes_nothing() -> None:
    once = _after(THREE[:2])
    assert _after(THREE[:2] * 3, once) == once
    hidden = _after(THREE)
    assert _after(THREE, hidden) == hidden


def test_the_order_of_the_reports_does_not_matter() -> None:
    assert _after(reversed(THREE)).state == "hidden"


def test_reports_older_than_the_window_no_longer_count() -> None:
    week = 7 * 24
    assert _after([_report("a", 0), _report("b", 1), _report("c", week + 0.5)]).state == "visible"
    assert _after([_report("a", 0), _report("b", 1), _report("c", week)]).state == "hidden"


def test_a_restored_image_needs_three_times_as_many_new_reporters() -> None:
    cleared = _after([*THREE, _operator("restore", 3)])
    assert (cleared.state, cleared.revision) == ("cleared", 2)
    eight = _after((_report(f"new{n}", 4 + n / 10) for n in range(8)), cleared)
    assert eight.state == "cleared"
    assert _after([_report("ninth", 6)], eight).state == "hidden"


def test_reporters_whom_the_operator_answered_are_not_new() -> None:
    cleared = _after([*THREE, _operator("restore", 3)])
    again = [_report(who, 4 + n) for n in range(3) for who in "abc"]
    assert _after([*again, *(_report(f"new{n}", 9) for n in range(8))], cleared).state == "cleared"


def test_a_replay_of_the_whole_history_keeps_a_restored_image() -> None:
    history = [*THREE, _operator("restore", 3)]
    cleared = _after(history)
    assert _after(history, cleared) == cleared


def test_reports_from_before_the_restore_that_arrive_late_do_not_count() -> None:
    cleared = _after([*THREE, _operator("restore", 3)])
    assert _after([_report(f"late{n}", 2.5) for n in range(20)], cleared) == cleared


def test_confirm_keeps_an_image_hidden_and_outlives_an_older_restore() -> None:
    history = [*THREE, _operator("restore", 3), _operator("confirm", 4)]
    confirmed = _after(history)
    assert (confirmed.state, confirmed.revision) == ("hidden", 3)
    assert _after(history, confirmed) == confirmed
    assert _after([_operator("restore", 5)], confirmed).state == "cleared"


def test_each_change_is_one_event_with_a_growing_revision() -> None:
    case, told = Case(), []
    for report in [*THREE, _report("d", 2.5), _operator("restore", 3), _operator("confirm", 4)]:
        after = consider(case, report, POLICY)
        event = change(case, after, report)
        if event is not None:
            told.append((event.state, event.revision, event.changed_at))
        case = after
    assert told == [
        ("hidden", 1, THREE[2].reported_at),
        ("cleared", 2, START + timedelta(hours=3)),
        ("hidden", 3, START + timedelta(hours=4)),
    ]


@pytest.mark.parametrize("written", ["0002-01-01T00:00", "9998-12-31T23:59", "9998-12-31T23:59+14:00"])
def test_absurd_times_break_nothing(written: str) -> None:
    at = datetime.fromisoformat(written)
    report = ImageReport(image_id="i_1", article_id="a_1", reporter="x", reported_at=at)
    assert _after([report]).state == "visible"


def _vote(
    who: str, network: str, minutes: float = 0, *, age: timedelta | None = timedelta(days=1), **facts: int
) -> ImageReport:
    at = START + timedelta(minutes=minutes)
    return ImageReport(
        image_id="i_1",
        article_id="a_1",
        reporter=who,
        reported_at=at,
        network=network,
        reader_since=at - age if age is not None else None,
        **facts,
    )


def test_readers_of_three_networks_hide_an_image() -> None:
    votes = [_vote(who, f"net-{who}", age=timedelta(minutes=2)) for who in "abc"]
    assert _after(votes[:2]).state == "visible"
    assert _after(votes).state == "hidden"


def test_strangers_and_fresh_cookies_count_for_nothing() -> None:
    assert _after(_vote(f"r{n}", f"net{n}", age=None) for n in range(50)) == Case()
    assert _after(_vote(f"r{n}", f"net{n}", age=timedelta(seconds=59)) for n in range(50)) == Case()


def test_one_network_adds_a_reader_an_hour() -> None:
    """A thousand old cookies behind one address: the third hour hides what the threshold allows."""
    crowd = [_vote(f"r{n}", "one", minutes=n / 10) for n in range(1000)]
    assert _after(crowd[:600]).state == "visible"
    assert len(_after(crowd[:600]).reporters) == 1
    assert len(_after(crowd).reporters) == 2
    assert _after(_vote(f"r{n}", "one", minutes=60 * n) for n in range(3)).state == "hidden"


def test_a_replay_weighs_the_same() -> None:
    votes = [_vote(f"r{n}", f"net{n % 2}", minutes=25 * n, overturned=n % 2) for n in range(6)]
    once = _after(votes)
    assert _after(votes, once) == once
    assert _after(reversed(votes), once) == once


def test_weight_grows_with_age_and_falls_with_every_report_that_was_overturned() -> None:
    ages = [timedelta(minutes=1), timedelta(days=1), timedelta(days=30), timedelta(days=300)]
    weights = [weight(_vote("a", "n", age=age), POLICY) for age in ages]
    assert weights == sorted(weights)
    assert (round(weights[0], 2), weights[-1]) == (1.0, 1.25)
    assert weight(_vote("a", "n", overturned=2), POLICY) < 0.3


def test_a_picture_of_a_large_newspaper_needs_two_more() -> None:
    votes = [_vote(f"r{n}", f"net{n}", newspaper_daily=80) for n in range(5)]
    assert _after(votes[:4]).state == "visible"
    assert _after(votes).state == "hidden"

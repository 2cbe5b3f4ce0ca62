"""Causes of dead letters, and what a message that was sent back carries."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from services.runtime.dead_letters import Entry, group, redrives
from services.runtime.decisions import sent_back

START = datetime(2025, 4, 5, 9, tzinfo=UTC)


def entry(n: int, message: str, reason: str = "unparsable") -> Entry:
    return Entry(
        id=f"0-{n}",
        topic="pages.v1",
        stage="extract.pages.v1",
        reason=reason,
        message=message,
        key="a_1",
        size=10,
        attempts=1,
        failed_at=START + timedelta(minutes=n),
    )


def test_letters_of_one_cause_are_one_group_with_first_and_last_seen() -> None:
    groups = group(
        [
            entry(5, "no title in «العلم» after 812 bytes"),
            entry(1, "no title in «هسبريس» after 20311 bytes"),
            entry(3, "no article", reason="no-article"),
        ]
    )
    assert [(found.count, found.reason) for found in groups] == [(2, "unparsable"), (1, "no-article")]
    assert groups[0].first_seen == START + timedelta(minutes=1)
    assert groups[0].last_seen == START + timedelta(minutes=5)
    assert groups[0].message == "no title in «العلم» after 812 bytes"


def test_another_stage_is_another_cause() -> None:
    first, second = entry(1, "too large"), entry(1, "too large", reason="rejected")
    assert first.fingerprint != second.fingerprint


def test_a_message_counts_how_often_it_was_sent_back() -> None:
    headers = [("ce_id", b"1"), ("traceparent", b"00-ab-cd-01")]
    once = sent_back(headers, "0-7")
    assert once == [*headers, ("redrives", b"1"), ("dead_letter", b"0-7")]
    assert redrives(sent_back(once, "1-2")) == 2
    assert dict(sent_back(once, "1-2"))["dead_letter"] == b"1-2"
    assert redrives([("redrives", "مرة".encode())]) == 0

"""The headers of a dead letter lead back to the record that died."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from services.contracts.dead_letter import DeadLetter, Origin, Reason

LETTER = DeadLetter(
    origin=Origin(
        topic="blue-pages.v1",
        partition=3,
        offset=12345,
        timestamp_ms=1_743_811_200_123,
        key=b"a_1",
        value=b"\xff\x00{",
        headers=(("ce_id", b"1"), ("traceparent", b"00-ab-cd-01"), ("raw", b"\xff\xfe")),
    ),
    stage="extract.pages.v1",
    reason=Reason.UNPARSABLE,
    message="لا عنوان في الصفحة",
    attempts=2,
    failed_at=datetime(2025, 4, 5, 9, 30, tzinfo=UTC),
    traceback="Traceback …",
)


def read(letter: DeadLetter) -> DeadLetter:
    return DeadLetter.read(letter.origin.key, letter.origin.value, tuple(letter.headers()))


def test_headers_and_reading_are_inverse() -> None:
    assert read(LETTER) == LETTER


def test_a_dead_letter_that_dies_again_tells_only_of_its_last_death() -> None:
    again = DeadLetter(
        origin=Origin("dead-letters.v1", 0, 1, 0, b"a_1", b"", tuple(LETTER.headers())),
        stage="replay",
        reason=Reason.REJECTED,
        message="",
        attempts=1,
        failed_at=LETTER.failed_at,
    )
    names = [name for name, _ in again.headers()]
    assert len(names) == len(set(names))
    assert read(again).stage == "replay"


def test_other_records_are_no_dead_letters() -> None:
    with pytest.raises(ValueError, match="dlq_topic"):
        DeadLetter.read(b"a_1", b"{}", (("ce_id", b"1"),))

"""The headers of a dead letter lead back to the record that died."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from services.contracts.dead_letter import DeadLetter, Origin, Reason, Verdict

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


VERDICT = Verdict("edited", "1-42", "أمينة", datetime(2025, 4, 6, 8, 15, tzinfo=UTC), "run-1")


def test_a_verdict_survives_its_headers() -> None:
    assert Verdict.read(VERDICT.headers()) == VERDICT


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [("dlq_topic", b"pages.v1")],
        [("verdict", b"forgiven"), ("verdict_of", b"1-42")],
        [("verdict", b"redriven"), ("verdict_of", b"1-42"), ("verdict_by", b"amina"), ("verdict_at", b"now")],
    ],
)
def test_other_records_are_no_verdicts(headers: list[tuple[str, bytes]]) -> None:
    assert Verdict.read(headers) is None


def test_an_edited_letter_carries_both_and_its_message_none_of_them() -> None:
    stored = (*LETTER.headers(), *VERDICT.headers())
    read_back = DeadLetter.read(b"a_1", b"{}", stored)
    assert read_back.origin.headers == LETTER.origin.headers
    assert Verdict.read(stored) == VERDICT

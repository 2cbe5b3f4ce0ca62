"""The exit code of all findings together."""

from __future__ import annotations

from services.cli.doctor.finding import degraded, exit_code, failed, ok

WELL = ok("disk", "enough room")
LESS = degraded("secret", "default", "forgery", "set it")
BAD = failed("kafka", "no answer", "nothing moves", "start it")


def test_the_worst_finding_decides() -> None:
    assert exit_code([WELL]) == 0
    assert exit_code([WELL, LESS]) == 3
    assert exit_code([LESS, BAD, WELL]) == 1

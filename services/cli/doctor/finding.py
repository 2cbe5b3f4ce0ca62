"""What a check found: what is so, why it matters, and the exact fix."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from services.cli.output import EXIT_DEGRADED, EXIT_FAILED


class Grade(StrEnum):
    """How bad it is. Degraded: the platform works, but less well or not for long."""

    OK = "ok"
    DEGRADED = "degraded"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Finding:
    """`why` and `fix` are empty when all is well."""

    check: str
    grade: Grade
    what: str
    why: str = ""
    fix: str = ""


def ok(check: str, what: str) -> Finding:
    return Finding(check, Grade.OK, what)


def degraded(check: str, what: str, why: str, fix: str) -> Finding:
    return Finding(check, Grade.DEGRADED, what, why, fix)


def failed(check: str, what: str, why: str, fix: str) -> Finding:
    return Finding(check, Grade.FAILED, what, why, fix)


def exit_code(findings: Iterable[Finding]) -> int:
    """0 when all is well, 1 when something fails, 3 when something is only degraded."""
    grades = {finding.grade for finding in findings}
    if Grade.FAILED in grades:
        return EXIT_FAILED
    return EXIT_DEGRADED if Grade.DEGRADED in grades else 0

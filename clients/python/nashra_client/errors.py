"""What a gateway refuses (RFC 9457), and a gateway that does not answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


class NashraError(Exception):
    """The root of all of them."""


class ConnectionLost(NashraError):
    """The gateway does not answer, or stopped in the middle."""


class Problem(NashraError):
    """`code` is for programs, `user_message` for readers, `retry_after` in seconds where waiting helps."""

    def __init__(self, status: int, problem: Mapping[str, Any], retry_after: float | None = None) -> None:
        self.status = status
        self.problem = problem
        self.code: str = problem.get("code", "")
        self.title: str = problem.get("title", f"HTTP {status}")
        self.detail: str = problem.get("detail", "")
        self.user_message: str = problem.get("user_message", "")
        self.trace_id: str = problem.get("trace_id", "")
        self.errors: list[dict[str, str]] = problem.get("errors", [])
        self.retry_after = retry_after
        super().__init__(f"{self.code or status}: {self.detail or self.title}")


class InvalidRequest(Problem):
    """A parameter is wrong: `errors` says which; another try changes nothing."""


class NotFound(Problem):
    """Nothing is there."""


class Gone(Problem):
    """It was there and was taken down, for legal reasons (451) or others (410)."""


class QuotaExceeded(Problem):
    """Too many requests: wait for `retry_after` seconds."""


class Unavailable(Problem):
    """The gateway, or what is behind it, does not work right now."""


KINDS: Mapping[int, type[Problem]] = {
    **dict.fromkeys((400, 406, 413, 414, 415, 422), InvalidRequest),
    404: NotFound,
    **dict.fromkeys((410, 451), Gone),
    429: QuotaExceeded,
    **dict.fromkeys((502, 503, 504), Unavailable),
}


def problem_of(status: int, headers: Mapping[str, str], body: bytes) -> Problem:
    """Also of an answer that no gateway of ours gave, such as a proxy's page."""
    try:
        told = json.loads(body)
    except ValueError:
        told = None
    wait = headers.get("retry-after", "")
    kind = KINDS.get(status, Problem)
    return kind(status, told if isinstance(told, dict) else {}, float(wait) if wait.isdigit() else None)

"""Why a request gave no document: each kind knows whether the same may work later."""

from __future__ import annotations

from services.contracts.errors import NashraError


class FetchError(NashraError):
    """A request that gave no document. `outcome` labels a metric; `passing`: the same may work later."""

    outcome = "error"
    passing = True
    retry_after: float | None = None

    def __init__(self, message: str, *, outcome: str | None = None, passing: bool | None = None) -> None:
        super().__init__(message)
        self.outcome = outcome or self.outcome
        self.passing = self.passing if passing is None else passing


class NotAllowed(FetchError):
    """An address, port, scheme or redirect that `security.md` forbids; nothing was sent there."""

    outcome = "refused"
    passing = False


class Oversized(FetchError):
    """Over a limit of bytes or of compression; the rest was not read."""

    outcome = "too-large"
    passing = False


class Unreadable(FetchError):
    """The server broke HTTP or its own Content-Encoding."""

    outcome = "unreadable"


class TimedOut(FetchError):
    """The whole exchange took longer than it may."""

    outcome = "timeout"


class NoConnection(FetchError):
    """No name, no connection, or one that broke."""

    outcome = "unreachable"


class HttpStatus(FetchError):
    """Neither a document nor «not modified». `retry_after`: seconds that the server asks to wait."""

    outcome = "status"

    def __init__(self, status: int, url: str, retry_after: float | None = None) -> None:
        super().__init__(f"{url} answered {status}")
        self.status = status
        self.retry_after = retry_after
        self.outcome = "gone" if status == 410 else "status"
        self.passing = status in {408, 425, 429} or status >= 500


class Elsewhere(FetchError):
    """A redirect to another host, for a caller who asked to decide on it; nothing was sent there."""

    outcome = "redirect"

    def __init__(self, url: str) -> None:
        super().__init__(f"a redirect to {url}")
        self.url = url


class TooManyBytes(NashraError):
    """More bytes than a limit allows; the rest was not read."""


class Malformed(NashraError):
    """The bytes are not in the encoding they claim."""


class ForbiddenAddress(NashraError):
    """The request is not allowed, now or later; nothing was sent."""

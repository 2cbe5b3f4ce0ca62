"""What can go wrong between the press and a page."""

from __future__ import annotations

from services.contracts.dead_letter import Reason
from services.contracts.errors import NashraError
from services.ingest.stand_ins import Cause
from services.web.errors import FetchError


class NotAFeed(NashraError):
    """The bytes are none of the documents that this kind of feed may be."""


class NotXml(NashraError):
    """No parser makes anything of it; the message says what the strict one said."""


class UnsafeEntities(NotXml):
    """The document declares entities that are not expanded, by no parser."""


class BadRegistry(NashraError):
    """The file is not a registry; the message names file, line and newspaper."""


class UnreadableFile(NashraError):
    """The file cannot be read at all; the message says why."""


class NotWarc(UnreadableFile):
    """The framing of a web archive is broken: what follows cannot be read. The message says where."""


class Disallowed(FetchError):
    """robots.txt asks us not to fetch this; nothing was sent."""

    outcome = "disallowed"
    passing = False


class Resting(FetchError):
    """The host asked for a rest that is not over; nothing was sent. `retry_after` says how long it lasts."""

    outcome = "resting"

    def __init__(self, host: str, seconds: float) -> None:
        super().__init__(f"{host} asked for a rest of another {seconds:.0f} s")
        self.retry_after = seconds


class StandIn(FetchError):
    """The newspaper served another page in place of the article; the article may come later."""

    outcome = "stand-in"

    def __init__(self, link: str, cause: Cause) -> None:
        super().__init__(f"{link}: a page of the kind {cause} in place of the article")
        self.cause = cause


class Unextractable(NashraError):
    """No article can be made of the page; `reason` and `message` become its dead letter."""

    def __init__(self, reason: Reason, message: str) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message

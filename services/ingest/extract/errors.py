"""The one way in which extraction gives up on a page."""

from __future__ import annotations

from services.contracts.dead_letter import Reason
from services.contracts.errors import NashraError


class Unextractable(NashraError):
    """No article can be made of the page; `reason` and `message` become its dead letter."""

    def __init__(self, reason: Reason, message: str) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message

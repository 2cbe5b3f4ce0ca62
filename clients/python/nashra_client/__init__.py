"""A typed client of a Nashra gateway: `Nashra`, and `AsyncNashra` with the same methods."""

from nashra_client.client import AsyncNashra, Nashra
from nashra_client.errors import (
    ConnectionLost,
    Gone,
    InvalidRequest,
    NashraError,
    NotFound,
    Problem,
    QuotaExceeded,
    Unavailable,
)
from nashra_client.events import Event
from nashra_client.exchange import Limit

__all__ = [
    "AsyncNashra",
    "ConnectionLost",
    "Event",
    "Gone",
    "InvalidRequest",
    "Limit",
    "Nashra",
    "NashraError",
    "NotFound",
    "Problem",
    "QuotaExceeded",
    "Unavailable",
]

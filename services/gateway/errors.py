"""What keeps the gateway from an answer that it has begun, or could not begin."""

from __future__ import annotations

from services.contracts.errors import NashraError


class NoParquet(NashraError):
    """The library that writes Parquet is not installed."""

    def __init__(self) -> None:
        super().__init__(
            "Parquet needs the module arro3, which is not installed: pip install 'nashra[export]'"
        )


class BrokenOff(NashraError):
    """An export cannot go on here; its client may go on elsewhere."""

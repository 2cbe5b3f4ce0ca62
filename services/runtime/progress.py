"""What a worker, its health and its watchdog know of a stage."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field


@dataclass
class Progress:
    """`waiting`: why a transient failure holds the partition. `held`: why the stage stopped itself.

    `oldest`: when the oldest message of the batch in hand, or of the last one, was written (s since 1970).
    """

    name: str
    topic: str
    oldest: float = 0.0
    last_finished: float = field(default_factory=time.monotonic)
    waiting: str | None = None
    held: str | None = None
    idle: asyncio.Event = field(default_factory=asyncio.Event)  # set between batches

    def __post_init__(self) -> None:
        self.idle.set()

    def finished(self) -> None:
        self.last_finished = time.monotonic()

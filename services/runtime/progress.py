"""What a worker, its health and its watchdog know of a stage."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field


@dataclass
class Progress:
    """`waiting`: why a transient failure holds the partition. `held`: why the stage stopped itself."""

    name: str
    topic: str
    last_finished: float = field(default_factory=time.monotonic)
    waiting: str | None = None
    held: str | None = None
    idle: asyncio.Event = field(default_factory=asyncio.Event)  # set between batches

    def __post_init__(self) -> None:
        self.idle.set()

    def finished(self) -> None:
        self.last_finished = time.monotonic()

"""One task for each newspaper that this worker owns."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from services.ingest.poll.newspaper import Newspaper


class Poller:
    """Starts newspapers as they come; each ends by itself when it is disabled or moves to another worker.

    `owned` gives the ids to read, or None while that cannot be said (partitions move, the worker stops).
    """

    def __init__(
        self,
        owned: Callable[[], Sequence[str] | None],
        newspaper: Callable[[str], Newspaper],
        look_every: float = 0.5,
    ) -> None:
        self._owned = owned
        self._newspaper = newspaper
        self._look_every = look_every
        self._running: dict[str, tuple[Newspaper, asyncio.Task[None]]] = {}

    async def run(self) -> None:
        """Until cancelled."""
        try:
            while True:
                self._match(self._owned())
                await asyncio.sleep(self._look_every)
        finally:
            tasks = [task for _, task in self._running.values()]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def wake(self, source_id: str) -> None:
        """The newspaper's registration changed: it looks at once."""
        if source_id in self._running:
            self._running[source_id][0].changed.set()

    def _match(self, owned: Sequence[str] | None) -> None:
        for source_id, (newspaper, task) in list(self._running.items()):
            if task.done():
                del self._running[source_id]
            elif owned is not None and source_id not in owned:
                newspaper.changed.set()
        for source_id in owned or ():
            if source_id not in self._running:
                newspaper = self._newspaper(source_id)
                self._running[source_id] = (newspaper, asyncio.create_task(newspaper.run()))

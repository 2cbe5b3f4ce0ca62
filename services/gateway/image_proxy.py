"""Pictures of newspapers as readers get them: fetched by us through the guarded client, each at most once.

A reader's browser never speaks to the newspaper, and nothing but a raster picture comes through.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Literal

from cachetools import TTLCache

from services.runtime import logs, metrics
from services.web import rasters
from services.web.decoding import Limits
from services.web.errors import FetchError, TimedOut
from services.web.http import Client, GuardedClient

MAX_BYTES = 5_000_000
LIMITS = Limits(wire=MAX_BYTES, decoded=MAX_BYTES)
FETCH_S = 10.0
PATIENCE_S = 15.0  # with the wait for a turn
CACHE_BYTES = 64 * 1024 * 1024
PICTURE_TTL_S = 3600.0  # an address seldom gets another picture
FAILURE_TTL_S = 30.0  # spares a newspaper that is down, and the readers the wait
MAX_FAILURES = 4096
AT_ONCE = 16  # fetches, each at most MAX_BYTES in memory
AT_ONCE_A_NEWSPAPER = 4  # so that a slow one leaves turns to the others
MAX_FLIGHTS = 256

log = logs.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a picture is. `allow`: the endpoints that its newspaper's registration lets through."""

    image_id: str
    url: str
    source_id: str
    allow: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    media_type: str
    etag: str
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Absent:
    """No picture, and why; a `busy` answer says nothing about the newspaper."""

    reason: Literal["unavailable", "timeout", "busy"]


BUSY = Absent("busy")


def image_client(user_agent: str) -> GuardedClient:
    """The guarded client within the bounds of a picture."""
    return GuardedClient(user_agent, LIMITS, FETCH_S, per_host=AT_ONCE_A_NEWSPAPER)


class ImageProxy:
    """Readers who want the same picture share one fetch; the pictures asked for last stay in memory."""

    def __init__(
        self,
        client: Client,
        clock: Callable[[], float] = time.monotonic,
        cache_bytes: int = CACHE_BYTES,
    ) -> None:
        self.client = client
        self._pictures: TTLCache[Place, Picture] = TTLCache(cache_bytes, PICTURE_TTL_S, clock, _size)
        self._failures: TTLCache[Place, Absent] = TTLCache(MAX_FAILURES, FAILURE_TTL_S, clock)
        self._flights: dict[Place, asyncio.Task[Picture | Absent]] = {}
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._turns_of: defaultdict[str, asyncio.Semaphore] = defaultdict(
            lambda: asyncio.Semaphore(AT_ONCE_A_NEWSPAPER)
        )

    async def picture(self, place: Place) -> Picture | Absent:
        """From memory, or from the newspaper within `PATIENCE_S`."""
        cached = self._pictures.get(place) or self._failures.get(place)
        if cached is not None:
            return cached
        flight = self._flights.get(place)
        if flight is None:
            if len(self._flights) >= MAX_FLIGHTS:
                return BUSY
            flight = self._flights[place] = asyncio.create_task(self._fetch(place))
            flight.add_done_callback(lambda _: self._flights.pop(place, None))
        return await asyncio.shield(flight)  # a reader who leaves does not take the picture from the others

    async def close(self) -> None:
        """Ends the fetches under way; those who wait for one are cancelled."""
        flights = list(self._flights.values())
        for flight in flights:
            flight.cancel()
        await asyncio.gather(*flights, return_exceptions=True)

    async def _fetch(self, place: Place) -> Picture | Absent:
        try:
            async with asyncio.timeout(PATIENCE_S), self._turns_of[place.source_id], self._turns:
                found = await self._ask(place)
        except TimeoutError:
            found = BUSY
        if isinstance(found, Picture):
            self._pictures[place] = found
        elif found is not BUSY:
            self._failures[place] = found
        return found

    async def _ask(self, place: Place) -> Picture | Absent:
        try:
            headers = {"Accept": ", ".join(rasters.RASTERS)}
            response = await self.client.get(place.url, allow=place.allow, headers=headers)
        except FetchError as error:
            metrics.FETCHES.labels("image", error.outcome).inc()
            log.info("no picture", image=place.image_id, source=place.source_id, reason=str(error))
            return Absent("timeout" if isinstance(error, TimedOut) else "unavailable")
        media = rasters.media_type(response.body)
        metrics.FETCHES.labels("image", "ok" if media else "not-an-image").inc()
        if media is None:
            said = response.content_type
            log.info("not a raster picture", image=place.image_id, source=place.source_id, said=said)
            return Absent("unavailable")
        digest = blake2b(response.body, digest_size=12).hexdigest()
        return Picture(media, f'"{digest}"', response.body)


def _size(picture: Picture) -> int:
    return len(picture.body)

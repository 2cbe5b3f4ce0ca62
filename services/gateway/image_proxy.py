"""Pictures of newspapers as readers get them: fetched by us through the guarded client, each at most once.

A reader's browser never speaks to the newspaper, and nothing but a raster picture comes through.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Literal

from services.runtime import logs, metrics
from services.web import rasters
from services.web.decoding import Limits
from services.web.errors import FetchError, TimedOut
from services.web.http import Client, GuardedClient

MAX_BYTES = 5_000_000
LIMITS = Limits(wire=MAX_BYTES, decoded=MAX_BYTES)
FETCH_S = 10.0
PATIENCE_S = 15.0  # with the wait for a turn
KEPT_BYTES = 64 * 1024 * 1024
KEPT_S = 3600.0  # an address seldom gets another picture
FAILURE_KEPT_S = 30.0  # spares a newspaper that is down, and the readers the wait
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

    def __init__(self, client: Client, clock: Callable[[], float] = time.monotonic) -> None:
        self.client = client
        self._clock = clock
        self._pictures = Pictures(KEPT_BYTES)
        self._failures: OrderedDict[Place, tuple[float, Absent]] = OrderedDict()
        self._flights: dict[Place, asyncio.Task[Picture | Absent]] = {}
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._turns_of: defaultdict[str, asyncio.Semaphore] = defaultdict(
            lambda: asyncio.Semaphore(AT_ONCE_A_NEWSPAPER)
        )

    async def picture(self, place: Place) -> Picture | Absent:
        """From memory, or from the newspaper within `PATIENCE_S`."""
        now = self._clock()
        kept = self._pictures.recall(place, now) or self._recent_failure(place, now)
        if kept is not None:
            return kept
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
            self._pictures.keep(place, found, self._clock() + KEPT_S)
        elif found is not BUSY:
            self._failures[place] = (self._clock() + FAILURE_KEPT_S, found)
            if len(self._failures) > MAX_FAILURES:
                self._failures.popitem(last=False)
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

    def _recent_failure(self, place: Place, now: float) -> Absent | None:
        until, failure = self._failures.get(place, (0.0, None))
        return failure if until > now else None


class Pictures:
    """At most so many bytes of pictures; the one longest not asked for goes first."""

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._bytes = 0
        self._kept: OrderedDict[Place, tuple[float, Picture]] = OrderedDict()

    def recall(self, place: Place, now: float) -> Picture | None:
        until, picture = self._kept.get(place, (0.0, None))
        if picture is None or until <= now:
            return None
        self._kept.move_to_end(place)
        return picture

    def keep(self, place: Place, picture: Picture, until: float) -> None:
        previous = self._kept.pop(place, None)
        self._kept[place] = (until, picture)
        self._bytes += len(picture.body) - (len(previous[1].body) if previous else 0)
        while self._bytes > self._most:
            _, (_, oldest) = self._kept.popitem(last=False)
            self._bytes -= len(oldest.body)

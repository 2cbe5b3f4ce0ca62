"""One open headline stream: what its client wants, and a bounded queue that a slow one falls out of.

Server-sent events (WHATWG HTML §9.2) are written as bytes once and go to every stream as they are.
"""

from __future__ import annotations

import asyncio
import random
from collections import deque
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

import orjson
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from services.contracts.api import utc, visibility
from services.contracts.headline import Headline
from services.contracts.image import ImageState
from services.gateway.negotiation import EVENT_STREAM
from services.gateway.representations import headline_json, story_event
from services.runtime import metrics

PING = b": ping\n\n"


def frame(event: str, data: dict[str, Any], *, seq: int | None = None, retry_ms: int | None = None) -> bytes:
    """`seq` becomes the id that a client resumes from; without one the client's id stays as it is."""
    lines = [b"event: " + event.encode(), b"data: " + orjson.dumps(data)]
    if seq is not None:
        lines.insert(1, b"id: %d" % seq)
    if retry_ms is not None:
        lines.append(b"retry: %d" % retry_ms)
    return b"\n".join(lines) + b"\n\n"


def member_frame(seq: int, headline: Headline) -> bytes:
    """A headline once more, now that its article has joined a story: its own number is behind already."""
    return frame("headline", dict(headline_json(seq, headline)))


def headline_frame(event: str, seq: int, headline: Headline, replaces: str | None) -> bytes:
    if event == "retract":
        return frame(event, {"seq": seq, "id": headline.article_id}, seq=seq)
    if event == "story":
        return frame(event, story_event(seq, headline), seq=seq)
    return frame(event, dict(headline_json(seq, headline, replaces)), seq=seq)


def image_frame(state: ImageState) -> bytes:
    """A change of an image is no headline and has no seq: after a reconnect the article itself says it."""
    data = {
        "id": state.article_id,
        "image": {"id": state.image_id, "state": visibility(state.state)},
        "changed_at": utc(state.changed_at),
    }
    return frame("update", data)


def gap_frame(after: int, oldest: int, head: int) -> bytes:
    """Events after `after` are missing from this stream; the link has them, as far as they are still held."""
    data = {
        "after_seq": after,
        "oldest_seq": oldest,
        "head_seq": head,
        "refetch": f"/v1/headlines?after_seq={after}",
    }
    return frame("gap", data)


QUEUE = 256  # frames of about 500 bytes that a client may be behind
PING_S = 12.0
RETRY_MS = 3_000
BYE_RETRY_MS = (1_000, 10_000)


@dataclass(frozen=True, slots=True)
class HeadlineFilter:
    """Empty: all of them. `editions`: countries of newspapers. `entities`: every id of what is followed.

    `query`: a search as a test; it costs the most, and is asked last.
    """

    sources: frozenset[str] = frozenset()
    sections: frozenset[str] = frozenset()
    langs: frozenset[str] = frozenset()
    editions: frozenset[str] = frozenset()
    entities: frozenset[str] = frozenset()
    story: str | None = None
    query: Callable[[Headline], bool] | None = None

    def matches(self, headline: Headline, stories: Collection[str | None] = ()) -> bool:
        """`stories`: that the headline tells of."""
        return (
            (not self.sources or headline.source.id in self.sources)
            and (not self.sections or headline.section in self.sections)
            and (not self.langs or headline.lang in self.langs)
            and (not self.editions or headline.source.country in self.editions)
            and (not self.entities or not self.entities.isdisjoint(headline.entities))
            and (self.story is None or self.story in stories)
            and (self.query is None or self.query(headline))
        )


class QueryMemo:
    """A search that is asked once about each revision of a headline."""

    def __init__(self, query: Callable[[Headline], bool]) -> None:
        self._query = query
        self._found: dict[tuple[str, int], bool] = {}

    def __call__(self, headline: Headline) -> bool:
        key = (headline.article_id, headline.revision)
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = self._query(headline)
        return found


class Subscription:
    """The producing side never waits: `push` on a full queue empties it and leaves a gap."""

    def __init__(
        self,
        wanted: HeadlineFilter,
        resumed_from: int | None = None,
        *,
        head_seq: int = -1,
        size: int = QUEUE,
    ) -> None:
        self.wanted = wanted
        self.resumed_from = resumed_from
        self._size = size
        self._queue: deque[bytes] = deque()
        self._queued = head_seq  # seq of the newest event in the queue, or before it
        self._delivered = head_seq if resumed_from is None else resumed_from
        self._client_seq = self._delivered  # it may come from a replica that is ahead
        self._missed_after: int | None = None
        self._awake = asyncio.Event()
        self.closed = False

    @property
    def waiting(self) -> int:
        """Pieces that the client has not been sent."""
        return len(self._queue)

    def replay(self, events: bytes) -> None:
        """What the client asked for on resuming, as one piece: bounded by the ring, not by the queue."""
        if events:
            self._queue.append(events)
            self._awake.set()

    def push(self, seq: int | None, event: bytes) -> None:
        """`seq` None: an event outside the numbering."""
        if seq is not None and seq <= self._client_seq:
            return
        if len(self._queue) >= self._size:
            self._queue.clear()
            self.miss(self._delivered)
            metrics.SSE_DROPPED.inc()
        self._queue.append(event)
        if seq is not None:
            self._queued = seq
        self._awake.set()

    def miss(self, after: int) -> None:
        """Events after `after` will not come on this stream."""
        self._client_seq = min(self._client_seq, after)
        if self._missed_after is None:
            self._missed_after = after
        self._awake.set()

    def close(self) -> None:
        self.closed = True
        self._awake.set()

    async def next(self, timeout_s: float) -> tuple[int | None, bytes]:
        """A gap to tell of first, and all that waits as one piece; empty when nothing came in time."""
        if not self._queue and self._missed_after is None and not self.closed:
            try:
                async with asyncio.timeout(timeout_s):  # `wait_for` would make a task for every wait
                    await self._awake.wait()
            except TimeoutError:
                return None, b""
        self._awake.clear()
        missed, self._missed_after = self._missed_after, None
        waiting = b"".join(self._queue)
        self._queue.clear()
        self._delivered = self._queued
        return missed, waiting


class HeadlineStream(Response):
    """Writes a subscription to its client until either ends it. `bounds`: the oldest and newest seq held."""

    media_type = EVENT_STREAM

    def __init__(
        self,
        subscription: Subscription,
        bounds: Callable[[], tuple[int, int]],
        done: Callable[[], None],
        ping_s: float = PING_S,
    ) -> None:
        super().__init__(headers={"Cache-Control": "no-cache, no-transform", "X-Accel-Buffering": "no"})
        del self.headers["content-length"]
        self._subscription = subscription
        self._bounds = bounds
        self._done = done
        self._ping_s = ping_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 # ASGI
        watching = asyncio.create_task(self._watch(receive))
        try:
            start = {"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers}
            await send(start)
            await self._write(send)
        except OSError:  # the client went away while we wrote
            pass
        finally:
            watching.cancel()
            self._done()

    async def _watch(self, receive: Receive) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        self._done()
        self._subscription.close()

    async def _write(self, send: Send) -> None:
        await send({"type": "http.response.body", "body": self._hello(), "more_body": True})
        while True:
            missed, body = await self._subscription.next(self._ping_s)
            if missed is not None:
                body = gap_frame(missed, *self._bounds()) + body
            if self._subscription.closed:
                await send({"type": "http.response.body", "body": body + _bye(), "more_body": False})
                return
            await send({"type": "http.response.body", "body": body or PING, "more_body": True})

    def _hello(self) -> bytes:
        oldest, head = self._bounds()
        data = {"head_seq": head, "oldest_seq": oldest, "resumed_from": self._subscription.resumed_from}
        return frame("hello", data, retry_ms=RETRY_MS)


def _bye() -> bytes:
    """Spread over seconds, so that the clients of a stopping replica do not all come to another at once."""
    retry = random.randint(*BYE_RETRY_MS)  # noqa: S311 # jitter, not a secret
    return frame("bye", {"reason": "draining"}, retry_ms=retry)

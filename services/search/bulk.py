"""Idempotent bulk writing: external versions, and a verdict for every single item."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from typing import Any

import orjson

from services.runtime.errors import Transient
from services.search.cluster import ApiError, AsyncElasticsearch, TransportError
from services.search.errors import NoIndex
from services.search.settings import SearchSettings

UNACCEPTABLE = frozenset({400, 413})  # what no repetition makes better
DELETIONS = 1000  # of one request
FILTER = ["items.*.status", "items.*.error.reason", "items.*.error.caused_by.reason"]


class Verdict(Enum):
    CREATED = "created"
    UPDATED = "updated"
    KNOWN = "known"  # this version or a newer one is there already: a redelivery, or revisions out of order
    REJECTED = "rejected"  # never to be accepted as it is
    WITHDRAWN = "withdrawn"  # taken down: not written


Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Write:
    """One document under its id. The highest `version` stays, whatever the order of arrival.

    A function is asked for the document when it is sent: while those before it are indexed.
    """

    id: str
    version: int
    document: Document | Callable[[], Document]


@dataclass(frozen=True, slots=True)
class BulkResult:
    verdict: Verdict
    reason: str = ""


class BulkWriter:
    """Writes to one alias or index in requests of bounded size, a few at a time."""

    def __init__(self, client: AsyncElasticsearch, settings: SearchSettings, alias: str) -> None:
        self._client = client.options(request_timeout=settings.bulk_timeout_s)
        self._settings = settings
        self._alias = alias
        self._in_flight = asyncio.Semaphore(settings.bulk_in_flight)

    async def write(self, writes: Sequence[Write]) -> list[BulkResult]:
        """A verdict for each, in order. Raises `Transient` when any of them has to be tried again."""
        requests = split(map(encode, writes), self._settings)
        sent: list[asyncio.Task[list[BulkResult]]] = []
        try:
            # in a thread: the loop sends what is ready while the next documents are made
            while request := await asyncio.to_thread(next, requests, None):
                sent.append(asyncio.create_task(self._send(request)))
        finally:
            answers = await asyncio.gather(*sent, return_exceptions=True)
        written: list[BulkResult] = []
        for answer in answers:
            if isinstance(answer, BaseException):
                raise answer
            written += answer
        return written

    async def _send(self, request: Sequence[bytes]) -> list[BulkResult]:
        try:
            async with self._in_flight:
                answer = await self._client.bulk(
                    index=self._alias,
                    operations=request,  # type: ignore[arg-type] # encoded lines are sent as they are
                    require_alias=True,
                    filter_path=FILTER,
                )
        except TransportError as error:
            raise Transient(f"no Elasticsearch: {error.message}") from error
        except ApiError as error:
            if error.meta.status not in UNACCEPTABLE:
                raise Transient(f"Elasticsearch answers {error.meta.status}: {error.message}") from error
            if len(request) == 1:
                return [BulkResult(Verdict.REJECTED, f"{error.meta.status}: {error.message}")]
            middle = len(request) // 2  # one document spoils the request: halve it until that one is alone
            return [*await self._send(request[:middle]), *await self._send(request[middle:])]
        return [classify(item["index"]) for item in answer["items"]]


async def delete(client: AsyncElasticsearch, indices: Sequence[str], ids: Iterable[str]) -> None:
    """Remove these documents from every index; one that is not there is no failure. Raises `Transient`."""
    actions = [orjson.dumps({"delete": {"_index": index, "_id": id_}}) for id_ in ids for index in indices]
    for start in range(0, len(actions), DELETIONS):
        with waiting_for_elasticsearch():
            answer = await client.bulk(
                operations=actions[start : start + DELETIONS],  # type: ignore[arg-type] # encoded lines
                filter_path=FILTER,
            )
        for item in answer["items"]:
            if item["delete"]["status"] != 404:
                classify(item["delete"])


@contextmanager
def waiting_for_elasticsearch() -> Iterator[None]:
    """Raise `Transient` for every failure of a request that is right in itself."""
    try:
        yield
    except TransportError as error:
        raise Transient(f"no Elasticsearch: {error.message}") from error
    except ApiError as error:
        raise Transient(f"Elasticsearch answers {error.meta.status}: {error.message}") from error


def encode(write: Write) -> bytes:
    """The two lines of a bulk request that index this document."""
    action = {"index": {"_id": write.id, "version": write.version, "version_type": "external"}}
    document = write.document() if callable(write.document) else write.document
    return orjson.dumps(action) + b"\n" + orjson.dumps(document)


def split(encoded: Iterable[bytes], settings: SearchSettings) -> Iterator[list[bytes]]:
    """Requests of at most `bulk_documents` documents and `bulk_bytes` bytes; a larger one goes alone."""
    request: list[bytes] = []
    size = 0
    for document in encoded:
        if request and (
            len(request) == settings.bulk_documents or size + len(document) > settings.bulk_bytes
        ):
            yield request
            request, size = [], 0
        request.append(document)
        size += len(document)
    if request:
        yield request


def classify(item: Mapping[str, Any]) -> BulkResult:
    """What Elasticsearch says of one document.

    Raises `Transient` for what passes: 403 (blocked), 429, 5xx.
    """
    status = item["status"]
    error = item.get("error", {})
    reason = ": ".join(filter(None, (error.get("reason"), error.get("caused_by", {}).get("reason"))))
    match status:
        case 200:
            return BulkResult(Verdict.UPDATED)
        case 201:
            return BulkResult(Verdict.CREATED)
        case 409:
            return BulkResult(Verdict.KNOWN)
        case 400 | 413:
            return BulkResult(Verdict.REJECTED, reason)
        case 404:
            raise NoIndex(reason)
        case _:
            raise Transient(f"Elasticsearch answers {status} for a document: {reason}")

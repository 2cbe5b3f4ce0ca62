"""The one Elasticsearch client, and its errors in our words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from elasticsearch import (
    ApiError,
    AsyncElasticsearch,
    BadRequestError,
    ConnectionTimeout,
    NotFoundError,
    TransportError,
)

from services.runtime.settings import Settings
from services.search.results import IndexUnavailable, SearchTimeout

__all__ = [
    "ApiError",
    "AsyncElasticsearch",
    "BadRequestError",
    "NotFoundError",
    "TransportError",
    "connect",
    "reading",
]

BUSY = frozenset({408, 429, 500, 502, 503, 504})


def connect(settings: Settings, timeout_s: float) -> AsyncElasticsearch:
    """A client that opens its connections at the first request.

    Retries are ours to decide, so it has none.
    """
    return AsyncElasticsearch(
        settings.elasticsearch,
        request_timeout=timeout_s,
        max_retries=0,
        retry_on_timeout=False,
        http_compress=False,
        connections_per_node=32,
    )


@contextmanager
def reading(settings: Settings) -> Iterator[None]:
    """Raise what a reader can act on: `SearchTimeout`, `IndexUnavailable`. Other errors are bugs and pass."""
    try:
        yield
    except ConnectionTimeout as error:
        raise SearchTimeout(f"no answer from {settings.elasticsearch} in time: narrow the search") from error
    except NotFoundError as error:
        raise IndexUnavailable(
            f"no index {settings.named('articles')!r} yet: start the index role, or nashra index apply"
        ) from error
    except TransportError as error:
        raise IndexUnavailable(f"no Elasticsearch at {settings.elasticsearch}: {error.message}") from error
    except ApiError as error:
        if error.meta.status not in BUSY and error.meta.status not in (401, 403):
            raise
        raise IndexUnavailable(
            f"{settings.elasticsearch} answers {error.meta.status}: {error.message}"
        ) from error

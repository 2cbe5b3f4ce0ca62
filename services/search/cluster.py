"""The one Elasticsearch client, and its errors in our words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from elasticsearch import (
    ApiError,
    AsyncElasticsearch,
    BadRequestError,
    ConnectionTimeout,
    NotFoundError,
    SSLError,
    TransportError,
)

from services.runtime.access import ROLES_DOC
from services.runtime.errors import Refused
from services.runtime.settings import Settings
from services.search.errors import IndexUnavailable, SearchTimeout

__all__ = [
    "ApiError",
    "AsyncElasticsearch",
    "BadRequestError",
    "NotFoundError",
    "TransportError",
    "absence",
    "connect",
    "create_missing",
    "denial",
    "reading",
]

ANSWER_S = 2.0
BUSY = frozenset({408, 429, 500, 502, 503, 504})


def connect(settings: Settings, timeout_s: float) -> AsyncElasticsearch:
    """A client that opens its connections at the first request.

    Retries are ours to decide, so it has none.
    """
    trust: dict[str, Any] = {"ca_certs": str(settings.elasticsearch_ca)} if settings.elasticsearch_ca else {}
    return AsyncElasticsearch(
        settings.elasticsearch,
        api_key=settings.elasticsearch_api_key.get_secret_value() or None,
        **trust,
        request_timeout=timeout_s,
        max_retries=0,
        retry_on_timeout=False,
        http_compress=False,
        connections_per_node=32,
    )


async def create_missing(client: AsyncElasticsearch, name: str, **body: Any) -> None:
    """Create an index where there is none of this name; safe to call from any number of workers."""
    try:
        await client.indices.create(index=name, **body)
    except BadRequestError as error:
        if error.error != "resource_already_exists_exception":
            raise


async def absence(client: AsyncElasticsearch, settings: Settings) -> str | None:
    """Why Elasticsearch cannot be written to now; None when it answers."""
    try:
        await client.options(request_timeout=ANSWER_S).indices.exists_alias(name=settings.named("articles"))
    except TransportError as error:
        return f"no Elasticsearch at {settings.elasticsearch}: {error.message}"
    except ApiError as error:
        return f"Elasticsearch at {settings.elasticsearch} answers {error.meta.status}: {error.message}"
    return None


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
    except (TransportError, ApiError) as error:
        if denied := denial(settings, error):
            raise IndexUnavailable(str(denied)) from error
        if isinstance(error, TransportError):
            raise IndexUnavailable(
                f"no Elasticsearch at {settings.elasticsearch}: {error.message}; "
                "start it or set NASHRA_ELASTICSEARCH"
            ) from error
        if error.meta.status not in BUSY:
            raise
        raise IndexUnavailable(
            f"{settings.elasticsearch} answers {error.meta.status}: {error.message}"
        ) from error


def denial(settings: Settings, error: TransportError | ApiError) -> Refused | None:
    """What to change when the error says that Elasticsearch is there and keeps us out."""
    where = f"Elasticsearch at {settings.elasticsearch}"
    if isinstance(error, SSLError) and "CERTIFICATE_VERIFY_FAILED" in error.message:
        return Refused(
            f"the certificate of {where} is not trusted: {error.message}",
            "set NASHRA_ELASTICSEARCH_CA to the PEM file of the authority that signed it, for that host name",
        )
    if not isinstance(error, ApiError):
        return None
    match error.meta.status:
        case 401 if settings.elasticsearch_api_key.get_secret_value():
            return Refused(
                f"{where} does not accept the API key",
                "set NASHRA_ELASTICSEARCH_API_KEY to the `encoded` of a key that was not revoked",
            )
        case 401:
            return Refused(f"{where} answers nobody without an API key", "set NASHRA_ELASTICSEARCH_API_KEY")
        case 403:
            reason = error.body.get("error", {}).get("reason", error.message)
            return Refused(f"{where} forbids it: {reason}", f"give the API key that privilege: {ROLES_DOC}")
        case _:
            return None

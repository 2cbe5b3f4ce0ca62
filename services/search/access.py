"""What an API key has to be allowed, and whether Elasticsearch lets us in: asked once, when a role starts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from services.runtime.access import ROLES_DOC, speaks_tls
from services.runtime.errors import Refused
from services.runtime.settings import Settings
from services.search.cluster import ApiError, AsyncElasticsearch, TransportError, connect, denial
from services.search.generations import ARTICLES, IMAGES, MEMBERSHIPS, STORIES, WITHDRAWALS
from services.search.vectors import VECTORS

ASK_S = 5.0
READER = ("read", "view_index_metadata")
WRITER = (*READER, "index", "delete", "create_index", "manage")

Privileges = dict[str, Any]


def reader(settings: Settings) -> Privileges:
    """Of the gateway, as a role descriptor of Elasticsearch."""
    return {"cluster": ["monitor"], "indices": [_on_ours(settings, READER)]}


def writer(settings: Settings) -> Privileges:
    """Of the index role and of `nashra index`, `reindex`, `withdraw`."""
    return {"cluster": ["monitor", "manage_index_templates"], "indices": [_on_ours(settings, WRITER)]}


def _on_ours(settings: Settings, privileges: tuple[str, ...]) -> dict[str, list[str]]:
    names = [
        settings.named(f"{name}*") for name in (ARTICLES, IMAGES, MEMBERSHIPS, STORIES, VECTORS, WITHDRAWALS)
    ]
    return {"names": names, "privileges": list(privileges)}


async def admitted(settings: Settings, needed: Privileges) -> None:
    """Raises `Refused` when Elasticsearch is there and keeps us out. Where it is absent, waiting helps."""
    client = connect(settings, ASK_S)
    try:
        await client.info()
        if settings.elasticsearch_api_key.get_secret_value():
            await _allowed(client, needed)
    except (TransportError, ApiError) as error:
        if refused := await refusal(settings, error):
            raise refused from error
    finally:
        await client.close()


async def refusal(settings: Settings, error: TransportError | ApiError) -> Refused | None:
    """What to change, when the error means that Elasticsearch is there and keeps us out."""
    if denied := denial(settings, error):
        return denied
    address = urlsplit(settings.elasticsearch)
    if not isinstance(error, TransportError) or not address.hostname:
        return None
    secure = address.scheme == "https"
    found = await speaks_tls(address.hostname, address.port or (443 if secure else 80))
    if found is None or found == secure:
        return None
    does, other = ("speaks", "https") if found else ("does not speak", "http")
    return Refused(
        f"Elasticsearch at {address.netloc} {does} TLS",
        f"set NASHRA_ELASTICSEARCH={other}://{address.netloc}",
    )


async def _allowed(client: AsyncElasticsearch, needed: Privileges) -> None:
    """Raises `Refused` with what the key lacks."""
    answer = await client.security.has_privileges(cluster=needed["cluster"], index=needed["indices"])
    if lacking := ", ".join(_lacking(answer)):
        raise Refused(f"the API key lacks {lacking}", f"create one that has them: {ROLES_DOC}")


def _lacking(answer: Any) -> Iterator[str]:
    yield from (name for name, held in answer["cluster"].items() if not held)
    for index, privileges in answer["index"].items():
        yield from (f"{name} on {index}" for name, held in privileges.items() if not held)

"""Generations of the index behind their aliases: created by code, switched in one step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.runtime.settings import Settings
from services.search.bulk import waiting_for_elasticsearch
from services.search.cluster import AsyncElasticsearch, NotFoundError, create_missing
from services.search.mapping import (
    SCHEMA,
    STATES_SCHEMA,
    article_mapping,
    article_settings,
    image_mapping,
    membership_mapping,
    state_settings,
    story_mapping,
    withdrawal_mapping,
)
from services.search.settings import SearchSettings

ARTICLES = "articles"
BUILDING = "articles-building"
IMAGES = "images"
WITHDRAWALS = "withdrawals"
MEMBERSHIPS = "memberships"
STORIES = "stories"
FIRST = "first"
CHECKPOINT = "filled_to"


@dataclass(frozen=True, slots=True)
class Generation:
    """One concrete index. `live`: readers are answered from it. `building`: live writes go to it as well."""

    name: str
    live: bool
    building: bool
    documents: int
    schema: int


def generation_name(settings: Settings, stamp: datetime | None = None) -> str:
    """`articles-v<schema>-<stamp>`; without a stamp the first, the same for all who race to create it."""
    return settings.named(f"{ARTICLES}-v{SCHEMA}-{stamp.strftime('%Y%m%d%H%M%S') if stamp else FIRST}")


def is_current(settings: Settings, name: str) -> bool:
    """Whether the generation has the mapping of this code."""
    return name.startswith(settings.named(f"{ARTICLES}-v{SCHEMA}-"))


def template(settings: SearchSettings) -> dict[str, Any]:
    """The composable template of every generation of this platform."""
    return {
        "index_patterns": [settings.named(f"{ARTICLES}-v*")],
        "priority": 200,
        "template": {"settings": article_settings(settings), "mappings": article_mapping()},
        "_meta": {"schema": SCHEMA, "owner": "nashra"},
    }


async def provision(client: AsyncElasticsearch, settings: SearchSettings) -> str:
    """Create what is missing; the name of the live generation.

    Safe to call at any time, from any number of workers.
    """
    await provision_states(client, settings)
    if live := await live_generation(client, settings):
        return live
    name = generation_name(settings)
    await create_missing(client, name, aliases={settings.named(ARTICLES): {"is_write_index": True}})
    # a racing worker may have made it without us, and an operator may have left it without its alias
    if not await live_generation(client, settings):
        await switch(client, settings, name)
    return name


async def provision_states(client: AsyncElasticsearch, settings: SearchSettings) -> None:
    """All but a generation: the template, and what stays apart from articles when they are built anew."""
    await client.indices.put_index_template(name=settings.named(ARTICLES), **template(settings))
    for kind, mapping in (
        (IMAGES, image_mapping()),
        (WITHDRAWALS, withdrawal_mapping()),
        (MEMBERSHIPS, membership_mapping()),
        (STORIES, story_mapping()),
    ):
        await create_missing(
            client,
            settings.named(f"{kind}-v{STATES_SCHEMA}"),
            settings=state_settings(settings),
            mappings=mapping,
            aliases={settings.named(kind): {"is_write_index": True}},
        )


async def live_generation(client: AsyncElasticsearch, settings: Settings) -> str | None:
    """The index that readers are answered from."""
    return await _behind(client, settings.named(ARTICLES))


async def building_generation(client: AsyncElasticsearch, settings: Settings) -> str | None:
    """The index that is to become live."""
    return await _behind(client, settings.named(BUILDING))


async def create(client: AsyncElasticsearch, settings: SearchSettings, stamp: datetime) -> str:
    """A new, empty generation beside the live one; from now on live writes go to both."""
    await client.indices.put_index_template(name=settings.named(ARTICLES), **template(settings))
    name = generation_name(settings, stamp)
    await create_missing(client, name)
    await build(client, settings, name)
    return name


async def build(client: AsyncElasticsearch, settings: Settings, name: str) -> None:
    """Let live writes go to this generation too, and to no other but the live one."""
    alias = settings.named(BUILDING)
    await client.indices.update_aliases(
        actions=[
            {"remove": {"index": settings.named(f"{ARTICLES}-v*"), "alias": alias, "must_exist": False}},
            {"add": {"index": name, "alias": alias, "is_write_index": True}},
        ]
    )


async def switch(client: AsyncElasticsearch, settings: Settings, name: str) -> None:
    """Point the alias at `name` and at nothing else, in one step.

    The generation before is kept for the way back.
    """
    await _point(client, settings, name, only_built=False)


async def complete(client: AsyncElasticsearch, settings: Settings, name: str) -> bool:
    """The same for the generation that is being built; False when that is not `name` any more."""
    try:
        await _point(client, settings, name, only_built=True)
    except NotFoundError:
        return False
    return True


async def _point(client: AsyncElasticsearch, settings: Settings, name: str, *, only_built: bool) -> None:
    alias = settings.named(ARTICLES)
    await client.indices.update_aliases(
        actions=[
            {"remove": {"index": settings.named(f"{ARTICLES}-v*"), "alias": alias, "must_exist": False}},
            {"add": {"index": name, "alias": alias, "is_write_index": True}},
            {"remove": {"index": name, "alias": settings.named(BUILDING), "must_exist": only_built}},
        ]
    )


async def names(client: AsyncElasticsearch, settings: Settings) -> list[str]:
    """Every generation: the live one, those kept for the way back, one that is being built."""
    return sorted(await client.indices.get_alias(index=settings.named(f"{ARTICLES}-v*")))


async def generations(client: AsyncElasticsearch, settings: Settings) -> list[Generation]:
    """All of this platform, by name."""
    pattern = settings.named(f"{ARTICLES}-v*")
    indices = await client.indices.get(index=pattern, features=["aliases", "mappings"])
    counts: Any = await client.indices.stats(index=pattern, metric="docs") if indices else {"indices": {}}
    return [
        Generation(
            name=name,
            live=settings.named(ARTICLES) in index["aliases"],
            building=settings.named(BUILDING) in index["aliases"],
            documents=counts["indices"].get(name, {}).get("primaries", {}).get("docs", {}).get("count", 0),
            schema=index["mappings"].get("_meta", {}).get("schema", 0),
        )
        for name, index in sorted(indices.items())
    ]


async def delete(client: AsyncElasticsearch, settings: Settings, name: str) -> None:
    """Remove a generation that is not live. Raises ValueError for the live one."""
    if name == await live_generation(client, settings):
        raise ValueError(f"{name} is live: switch to another generation first")
    await client.indices.delete(index=name)


async def _behind(client: AsyncElasticsearch, alias: str) -> str | None:
    try:
        found = await client.indices.get_alias(name=alias)
    except NotFoundError:
        return None
    return max(found, default=None)


async def checkpoint(client: AsyncElasticsearch, name: str) -> dict[int, int]:
    """How far a generation has been filled from enriched.v1: by partition the offset to go on from.

    It stands in the generation itself, for any machine; empty where no rebuild has filled it.
    """
    with waiting_for_elasticsearch():
        meta = (await client.indices.get_mapping(index=name))[name]["mappings"].get("_meta", {})
    return {int(partition): offset for partition, offset in meta.get(CHECKPOINT, {}).items()}


async def write_checkpoint(client: AsyncElasticsearch, name: str, places: Mapping[int, int]) -> None:
    """Raises `Transient`."""
    with waiting_for_elasticsearch():
        meta = (await client.indices.get_mapping(index=name))[name]["mappings"].get("_meta", {})
        filled = {str(partition): offset for partition, offset in places.items()}
        await client.indices.put_mapping(index=name, meta={**meta, CHECKPOINT: filled})

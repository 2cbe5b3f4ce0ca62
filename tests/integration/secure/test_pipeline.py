"""The whole way of an article on secured engines, with the least privileges, and no secret in sight."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest
from services.contracts.page import Page
from services.contracts.source import SourceRef
from services.embedded.secured import Secured
from services.runtime.provision import plan, provision
from services.runtime.settings import Settings
from services.search.errors import IndexUnavailable
from services.search.reader import Reader
from services.search.results import SearchRequest
from tests.integration.secure.programs import environment, nashra
from tests.workers.process import WorkerProcess, eventually
from tests.workers.topics import publish

TEXT = "افتتح بميناء آسفي رصيف جديد بحضور عدد كبير من المهنيين والصيادين. " * 4
HTML = f"<html><body><article><h1>رصيف جديد بميناء آسفي</h1><p>{TEXT}</p></article></body></html>"
ROLES = ("extract", "enrich", "index")


def page() -> Page:
    return Page(
        article_id="a_port",
        source=SourceRef(id="alalam", name="العلم", country="ma"),
        url="https://alalam.ma/news/port",
        kind="html",
        fetched_at=datetime.now(UTC),
        body=Page.pack(HTML.encode()),
    )


@pytest.fixture(scope="module")
async def workers(
    platform: Settings, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[dict[str, WorkerProcess]]:
    """The roles between a page and the index, as processes of their own."""
    logs: Path = tmp_path_factory.mktemp("logs")
    await provision(platform)
    async with AsyncExitStack() as stack:
        yield {
            role: await stack.enter_async_context(
                WorkerProcess("services.cli", platform, logs / role, "run", role, **environment(platform))
            )
            for role in ROLES
        }


async def test_an_article_is_found_with_the_least_privileges(
    workers: dict[str, WorkerProcess], platform: Settings, reading: Settings, secured: Secured
) -> None:
    await publish(platform, page())
    async with Reader(reading) as reader:
        await reader.admitted()

        async def found() -> bool:
            try:
                result = await reader.search(SearchRequest(text="اسفي", facets=("source",)))
            except IndexUnavailable:
                return False
            return [item.title for item in result.items] == ["رصيف جديد بميناء آسفي"]

        await eventually(found, "the article over TLS", seconds=120)
    secrets = {secured.password, platform.elasticsearch_api_key.get_secret_value()}
    for worker in workers.values():
        assert not any(secret in worker.log for secret in secrets)
        assert await worker.terminate() == 0


async def test_commands_reach_secured_engines_and_print_no_secret(
    workers: dict[str, WorkerProcess], platform: Settings, secured: Secured
) -> None:
    assert await plan(platform) == []
    secrets = {secured.password, platform.elasticsearch_api_key.get_secret_value()}
    for command in (["config", "dump", "--json"], ["search", "آسفي"], ["index", "list"], ["doctor"]):
        code, said = await nashra(platform, *command)
        assert code in {0, 3}, said
        assert not any(secret in said for secret in secrets), command

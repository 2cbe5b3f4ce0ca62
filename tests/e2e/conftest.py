"""A reader's browser against the whole platform: real engines, every role a process, our own press.

One platform and one browser serve all tests; a page, a context or a reader is each test's own.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import urllib.request
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, async_playwright, expect
from pydantic import SecretStr
from services.cli.run import Role
from services.cli.sources import register
from services.cli.supervisor import Supervisor
from services.cli.up import PRESS_PACE, Plan, programs_of
from services.embedded.ports import claim
from services.gateway.settings import GatewaySettings
from services.press.newspaper import Draft
from services.press.server import Press
from tests.conftest import Addresses, delete_indices, delete_topics

READY_S = 150.0
EXPECTED_MS = 20_000  # instead of five seconds: a page may render slowly on a busy machine
QUIET_BROWSER = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@dataclass(frozen=True, slots=True)
class Platform:
    """A running platform with every article of the press in its index. `url` has no final slash."""

    url: str
    press: Press

    def publish(self, title: str, body: str = "وصل الخبر قبل قليل.\n\nالتفاصيل تأتي تباعا.") -> str:
        """A new article of the first newspaper; its name."""
        newspaper = self.press.sources()[0]
        self.press.publish(newspaper.id, Draft(slug=f"news-{uuid.uuid4().hex[:8]}", title=title, body=body))
        return newspaper.name

    async def ask(self, path: str) -> Any:
        """The JSON of an API path."""
        return await asyncio.to_thread(_json, self.url + path)

    async def until(self, met: Callable[[], Awaitable[bool]], seconds: float = 30.0) -> None:
        """Wait until `await met()` is true."""
        async with asyncio.timeout(seconds):
            while not await met():  # noqa: ASYNC110 # another process meets it
                await asyncio.sleep(0.3)


@pytest.fixture(scope="session")
async def platform(engines: Addresses, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Platform]:
    state = tmp_path_factory.mktemp("platform")
    settings = GatewaySettings(
        kafka=engines.kafka,
        elasticsearch=engines.elasticsearch,
        namespace=f"e{uuid.uuid4().hex[:10]}",
        state_dir=state,
        port=claim(0, "the gateway"),
        partitions=2,
        secret=SecretStr("of the browser tests"),
    )
    plan = Plan(settings, tuple(Role), workers=1, press=False, sources=())
    environment = {
        **PRESS_PACE,
        "NASHRA_NAMESPACE": settings.namespace,
        "NASHRA_PARTITIONS": str(settings.partitions),
        "NASHRA_SECRET": settings.secret.get_secret_value(),
        "NASHRA_QUOTA_PER_MINUTE": "100000",
        "NASHRA_TRUSTED_PROXIES": "127.0.0.1",  # readers come from networks of their own
        "NASHRA_REPORT_MIN_AGE_S": "0",
    }
    programs, running = programs_of(plan)
    own = [replace(program, environment={**program.environment, **environment}) for program in programs]
    async with Press() as press:
        await register(settings, press.sources())
        expected = sum(len(press.gold(source.id)) for source in press.sources())
        async with Supervisor(own):
            platform = Platform(running.gateway, press)
            await _ready(platform, expected, state)
            yield platform
    await delete_topics(settings)
    delete_indices(settings)


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("needs Debian's chromium: run tests/e2e/install-chromium")
    expect.set_options(timeout=EXPECTED_MS)
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=chromium, args=QUIET_BROWSER)
        yield launched
        await launched.close()


@pytest.fixture
async def page(platform: Platform, browser: Browser) -> AsyncIterator[Page]:
    """A page of 1280 px in the light scheme; what its scripts throw fails the test."""
    context = await browser.new_context(base_url=platform.url, viewport={"width": 1280, "height": 900})
    opened = await context.new_page()
    thrown: list[str] = []
    opened.on("pageerror", lambda error: thrown.append(str(error)))
    yield opened
    await context.close()
    assert thrown == []


async def _ready(platform: Platform, articles: int, state: Path) -> None:
    """Until every article of the press is searchable; else the test says which log to read."""

    async def indexed() -> bool:
        with suppress(OSError, ValueError):
            found = await platform.ask("/v1/search?limit=0")
            return bool(found["total"]["value"] >= articles)
        return False

    try:
        await platform.until(indexed, READY_S)
    except TimeoutError:
        pytest.fail(f"the press's {articles} articles were not searchable in {READY_S} s: see {state}/logs")


def _json(url: str) -> Any:
    with urllib.request.urlopen(url, timeout=10) as answer:
        return json.load(answer)

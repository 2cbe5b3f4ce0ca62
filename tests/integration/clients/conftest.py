"""A gateway behind a real server with a small archive, for clients."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from services.contracts.article import Image, ImageBlock
from services.gateway.app import create_app
from tests.integration.gateway.conftest import Platform
from tests.integration.gateway.conftest import platform as platform  # noqa: PLC0414 # a fixture
from tests.integration.gateway.serving import served
from tests.integration.search.articles import ALALAM, SABAH, article, on
from tests.unit.gateway.fakes import ALALAM as NEWSPAPER

IMAGE = "i_aaaabbbb"
COUNT = 120
LETTERS = "abcdefghijklmnop"


def article_name(number: int) -> str:
    return f"{LETTERS[number // 16]}{LETTERS[number % 16]}"


async def fill(platform: Platform) -> None:
    """So many articles about a port, two of another newspaper that tell one story, and one with a picture."""
    await platform.register(NEWSPAPER)
    photo = Image(id=IMAGE, url="https://alalam.example/port.jpg", alt="ميناء")
    pictured = article("photo", "صورة من ميناء آسفي", "باخرة في الميناء.", images=(photo,))
    blocks = (*pictured.article.blocks, ImageBlock(image_id=IMAGE))
    pictured = pictured.model_copy(update={"article": pictured.article.model_copy(update={"blocks": blocks})})
    await platform.index(
        [
            *(
                article(
                    article_name(number),
                    f"ميناء آسفي {number}",
                    "بدأت أشغال التوسعة. " * 200,
                    published=on(2025, 4, 1 + number % 28),
                    section="economy",
                )
                for number in range(COUNT)
            ),
            article("cup", "كأس العرش", "تعادل الفريقان.", source=SABAH, story="s_cup", section="sports"),
            article("cupb", "نهائي كأس العرش", "انتهت المباراة.", source=ALALAM, story="s_cup"),
            pictured,
        ]
    )


@asynccontextmanager
async def gateway(platform: Platform, port: int = 0) -> AsyncIterator[str]:
    """A replica behind a server, when it has caught up; its address."""
    app = create_app(platform.gateway_settings)
    async with served(app, port) as url:
        async with asyncio.timeout(30):
            while not app.state.gateway.monitor.caught_up:  # noqa: ASYNC110 # its readers do
                await asyncio.sleep(0.02)
        yield url


@pytest.fixture
async def site(platform: Platform) -> AsyncIterator[str]:
    """The address of the gateway."""
    await fill(platform)
    async with gateway(platform) as url:
        yield url

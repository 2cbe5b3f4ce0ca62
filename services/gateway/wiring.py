"""From settings to a running gateway: connections open in the background, the process serves meanwhile."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from services.contracts.image import ImageState
from services.contracts.source import Source
from services.contracts.topics import (
    ALERTS,
    ENTITIES,
    HEADLINES,
    IMAGE_STATES,
    SOURCES,
    SYNONYMS,
    WITHDRAWALS,
)
from services.gateway.image_proxy import ImageProxy, image_client
from services.gateway.registry import Registry
from services.gateway.saved_searches import SavedSearches
from services.gateway.settings import GatewaySettings
from services.gateway.state import Gateway
from services.gateway.ticker import Ticker
from services.gateway.withdrawals import Withdrawals
from services.runtime import logs
from services.runtime.broadcast import Broadcast
from services.runtime.errors import Unreachable
from services.runtime.producer import EventProducer
from services.search.reader import Reader

RETRY_S = 2.0

log = logs.get_logger(__name__)


@asynccontextmanager
async def assemble(settings: GatewaySettings) -> AsyncIterator[Gateway]:
    """A gateway whose readers catch up and whose producer connects once Kafka answers; /readyz tells."""
    registry, withdrawals, saved_searches = Registry(), Withdrawals(), SavedSearches()
    ticker = Ticker(withdrawals=withdrawals)
    producer = EventProducer(settings, "gateway")
    async with Reader(settings) as reader, image_client(settings.user_agent) as client:

        def take_newspaper(source: Source, offset: int) -> None:
            registry.take(source, offset)
            reader.synonyms.take_newspaper(source, offset)

        def take_image(state: ImageState, offset: int) -> None:
            ticker.take_image(state, offset)
            running.reporters.take(state)

        following: tuple[Broadcast[Any], ...] = (
            Broadcast(settings, HEADLINES, ticker.take, last=ticker.size),
            Broadcast(settings, SOURCES, take_newspaper),
            Broadcast(settings, WITHDRAWALS, withdrawals.take),
            Broadcast(settings, IMAGE_STATES, take_image, last=0),
            Broadcast(settings, SYNONYMS, reader.synonyms.take),
            Broadcast(settings, ENTITIES, reader.entities.take),
            Broadcast(settings, ALERTS, saved_searches.take),
        )
        images = ImageProxy(client)
        running = Gateway(
            settings, reader, ticker, registry, producer, images, following, withdrawals, saved_searches
        )
        starts = [asyncio.create_task(follower.start()) for follower in following]
        starts.append(asyncio.create_task(_connect(producer)))
        starts.append(asyncio.create_task(_warm(reader)))
        try:
            yield running
        finally:
            await images.close()
            for start in starts:
                start.cancel()
            await asyncio.gather(*starts, return_exceptions=True)
            for follower in following:
                await follower.stop()
            await producer.stop()


async def _warm(reader: Reader) -> None:
    """What is loaded stays: without it among them, a collection of all objects took a request 100 ms."""
    await reader.warmed()
    gc.collect()
    gc.freeze()


async def _connect(producer: EventProducer) -> None:
    while True:
        try:
            await producer.start()
        except Unreachable as error:
            log.warning("no reports until Kafka answers", reason=str(error))
            await asyncio.sleep(RETRY_S)
        else:
            return

"""What a running gateway holds, and how a route gets at it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated, Any

from fastapi import Depends, Request

from services.gateway.admission import MAX_EXPORTS, Streams
from services.gateway.cursors import Cursors
from services.gateway.image_proxy import ImageProxy
from services.gateway.monitor import Monitor
from services.gateway.registry import Registry
from services.gateway.reporters import Reporters
from services.gateway.saved_searches import SavedSearches
from services.gateway.settings import GatewaySettings
from services.gateway.ticker import Ticker
from services.gateway.withdrawals import Withdrawals
from services.runtime.broadcast import Broadcast
from services.runtime.cached import Cached
from services.runtime.producer import EventProducer
from services.search.reader import Reader
from services.search.results import TrendRequest, Trends

FRONT_PAGE_TRENDS = TrendRequest(kind="query", limit=8)
TRENDS_CACHED_S = 30.0


@dataclass(frozen=True)
class Gateway:
    """`ticker`: the newest headlines, from headlines.v1. `registry`: the newspapers, from sources.v1.

    `withdrawals`: what was taken down, from withdrawals.v1. `saved_searches`: from alerts.v1.
    `following`: the readers that feed them.
    """

    settings: GatewaySettings
    reader: Reader
    ticker: Ticker
    registry: Registry
    producer: EventProducer
    images: ImageProxy
    following: Sequence[Broadcast[Any]] = ()
    withdrawals: Withdrawals = field(default_factory=Withdrawals)
    saved_searches: SavedSearches = field(default_factory=SavedSearches)

    @cached_property
    def monitor(self) -> Monitor:
        return Monitor(self.settings, self.reader, self.producer, self.following)

    @cached_property
    def trends(self) -> Cached[Trends]:
        """What the front page shows as trending; for half a minute the same for all readers."""
        return Cached(lambda: self.reader.trending(FRONT_PAGE_TRENDS), TRENDS_CACHED_S)

    @cached_property
    def cursors(self) -> Cursors:
        return Cursors(self.settings.secret.get_secret_value())

    @cached_property
    def streams(self) -> Streams:
        return Streams()

    @cached_property
    def exports(self) -> Streams:
        return Streams(MAX_EXPORTS, "exports")

    @cached_property
    def reporters(self) -> Reporters:
        return Reporters(self.settings.secret.get_secret_value())


async def gateway(request: Request) -> Gateway:
    """Dependency: `Annotated[Gateway, Depends(gateway)]`. Not `def`: FastAPI would hand it to a thread."""
    running: Gateway = request.app.state.gateway
    return running


GatewayDep = Annotated[Gateway, Depends(gateway)]

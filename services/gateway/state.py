"""What a running gateway holds, and how a route gets at it."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import Request

from services.gateway.registry import Registry
from services.gateway.settings import GatewaySettings
from services.gateway.ticker import Ticker
from services.runtime.producer import EventProducer
from services.search.reader import Reader


@dataclass(frozen=True, slots=True)
class Gateway:
    """`ticker`: the newest headlines, from headlines.v1. `registry`: the newspapers, from sources.v1."""

    settings: GatewaySettings
    reader: Reader
    ticker: Ticker
    registry: Registry
    producer: EventProducer


def gateway(request: Request) -> Gateway:
    """Dependency: `Annotated[Gateway, Depends(gateway)]`."""
    held: Gateway = request.app.state.gateway
    return held

"""Hubs that tell of a feed's news (W3C WebSub): found in the feed, asked for a lease, believed while it runs.

A push makes the feed be read now, by the same request as ever. So it needs no trust, and a hub that lies or
falls silent costs no more than polls that come a little later.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from services.contracts.push import FeedPush
from services.contracts.source import Source
from services.ingest.politeness import PoliteClient
from services.ingest.poll.links import absolute_url
from services.runtime import metrics
from services.runtime.logs import get_logger
from services.web import websub
from services.web.errors import FetchError

LEASE_S = 10 * 86_400
ASK_AGAIN_S = 6 * 3600.0  # a hub that did not call back, or whose lease runs out
LINK = re.compile(r"<([^<>]{1,2000})>((?:\s*;\s*[\w-]+\s*=\s*(?:\"[^\"]*\"|[^\s\";,]+))*)")
REL = re.compile(r"rel\s*=\s*(?:\"([^\"]*)\"|([^\s\";,]+))", re.IGNORECASE)

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Offer:
    """A feed's hub, the address that the hub knows the feed by, and when we last asked it (Unix seconds)."""

    hub: str
    topic: str
    asked_at: float = 0.0


@dataclass(frozen=True, slots=True)
class Lease:
    """What a hub promised: to tell us `until` (Unix seconds), for so many `seconds` from then it began."""

    until: float
    seconds: float
    told_at: float = 0.0

    def after(self, push: FeedPush, now: float) -> Lease | None:
        """The lease that the hub's call leaves; None ends it."""
        match push.mode:
            case "publish":
                return replace(self, told_at=now)
            case "subscribe":
                seconds = float(push.lease_seconds or LEASE_S)
                return replace(self, until=now + seconds, seconds=seconds)
            case _:
                return None


NO_LEASE = Lease(until=0.0, seconds=0.0)


class Leases(Protocol):
    """Where the leases are kept."""

    def lease(self, source_id: str, token: str) -> Lease: ...


def offer_of(links: Mapping[str, str], said: Mapping[str, str], url: str) -> Offer | None:
    """From the links of the HTTP answer, which count first (W3C WebSub §4), and of the document at `url`."""
    named = {**said, **links}
    hub, topic = absolute_url(url, named.get("hub")), absolute_url(url, named.get("self"))
    return Offer(hub, topic or url) if hub else None


def header_links(value: str | None) -> dict[str, str]:
    """Relation → address, the first of each, of a `Link` header (RFC 8288)."""
    links: dict[str, str] = {}
    for address, parameters in LINK.findall((value or "")[:8000]):
        if rel := REL.search(parameters):
            for relation in (rel[1] or rel[2] or "").lower().split():
                links.setdefault(relation, address)
    return links


class Hubs:
    """Asks hubs on behalf of a worker. `public_url`: where the gateway answers; empty: no hub is asked."""

    def __init__(self, client: PoliteClient, leases: Leases, public_url: str, secret: str) -> None:
        self._client = client
        self._leases = leases
        self._public_url = public_url.rstrip("/")
        self._secret = secret

    def lease(self, source: Source, offer: Offer | None) -> Lease:
        """What the hub of a feed promised; `NO_LEASE` where it promised nothing."""
        if offer is None or not self._public_url:
            return NO_LEASE
        return self._leases.lease(source.id, websub.token_of(self._secret, source.id, offer.topic))

    async def renewed(self, source: Source, offer: Offer | None, now: float) -> Offer | None:
        """Ask for a lease where none runs, or half of it is over. A hub that fails is asked again later."""
        if offer is None or not self._public_url:
            return offer
        lease = self.lease(source, offer)
        running = lease.until > now
        again = min(ASK_AGAIN_S, lease.seconds / 4) if running else ASK_AGAIN_S
        if (running and lease.until - now > lease.seconds / 2) or now - offer.asked_at < again:
            return offer
        await self._ask("subscribe", source, offer)
        return replace(offer, asked_at=now)

    async def end(self, source: Source, offer: Offer | None, now: float) -> None:
        """Ask the hub to stop, where it promised to tell us."""
        if offer is not None and self.lease(source, offer).until > now:
            await self._ask("unsubscribe", source, offer)

    async def _ask(self, mode: str, source: Source, offer: Offer) -> None:
        token = websub.token_of(self._secret, source.id, offer.topic)
        form = {
            "hub.mode": mode,
            "hub.topic": offer.topic,
            "hub.callback": self._public_url + websub.callback_path(source.id, token),
            "hub.lease_seconds": str(LEASE_S),
            "hub.secret": websub.hub_secret(self._secret, source.id, token),
        }
        try:
            await self._client.post(offer.hub, form, allow=source.allow)
        except FetchError as error:
            metrics.FETCHES.labels("hub", error.outcome).inc()
            log.warning("hub not asked", source=source.id, hub=offer.hub, mode=mode, reason=str(error)[:300])
        else:
            metrics.FETCHES.labels("hub", "ok").inc()
            log.info("hub asked", source=source.id, hub=offer.hub, mode=mode)


def followed(offer: Offer | None, known: Offer | None) -> Offer | None:
    """The offer of the newest document, with what is remembered of the same one."""
    if offer is None or known is None or (offer.hub, offer.topic) != (known.hub, known.topic):
        return offer
    return known

"""Hubs of feeds: where they are found, when they are asked, what their word is worth."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime

import pytest
from services.contracts.push import FeedPush, PushMode
from services.contracts.source import Source
from services.ingest.politeness import PoliteClient
from services.ingest.poll.feeds import parse
from services.ingest.poll.hubs import (
    ASK_AGAIN_S,
    NO_LEASE,
    Hubs,
    Lease,
    Offer,
    followed,
    header_links,
    offer_of,
)
from services.web.decoding import Limits
from services.web.errors import FetchError, HttpStatus, NotAllowed
from services.web.http import Response, Trail
from services.web.websub import hub_secret, token_of
from tests.unit.web.forms import NoForms

FEED = "https://annahda.ma/feed"
HUB = "https://pubsubhubbub.appspot.com/"
SOURCE = Source(id="annahda", name="النهضة")
OFFER = Offer(HUB, FEED)
SECRET = "a secret of tests"
TOKEN = token_of(SECRET, "annahda", FEED)
ATOM = 'xmlns:atom="http://www.w3.org/2005/Atom"'
ATOM_LINKS = f'<atom:link rel="self" href="/feed"/><atom:link rel="hub" href="{HUB}"/>'
FEEDS = {
    "rss": f"<rss {ATOM}><channel>{ATOM_LINKS}<title>النهضة</title></channel></rss>",
    "atom": f"<atom:feed {ATOM}><atom:link href='/'/>{ATOM_LINKS}</atom:feed>",
    "broken": f"<rss {ATOM}><channel>{ATOM_LINKS}<item><title>أ & ب</title><link>/1</link></item></channel>",
    "json": f'{{"items": [], "feed_url": "/feed", "hubs": [{{"type": "rssCloud", "url": "x"}}, "x", '
    f'{{"type": "WebSub", "url": "{HUB}"}}]}}',
}  # fmt: skip


@pytest.mark.parametrize("text", FEEDS.values(), ids=FEEDS.keys())
def test_a_feed_names_its_hub(text: str) -> None:
    assert offer_of({}, parse(text.encode(), FEED).links, FEED) == OFFER


@pytest.mark.parametrize(
    ("header", "links"),
    [
        (f'<{HUB}>; rel="hub", <{FEED}>; rel="self"', {"hub": HUB, "self": FEED}),
        (f'<{FEED}>;rel=self,<{HUB}>; title="مركز, أول"; rel=hub', {"hub": HUB, "self": FEED}),
        (f'<{HUB}>; rel="hub alternate", <https://b.example/>; rel=hub', {"hub": HUB, "alternate": HUB}),
        ('</wp-json/>; rel="https://api.w.org/"', {"https://api.w.org/": "/wp-json/"}),
        (None, {}), ("", {}), ("<", {}), ("<>; rel=hub", {}), ("<a>; rel", {}), ("<a" * 5000, {}),
    ],
)  # fmt: skip
def test_links_of_the_http_answer(header: str | None, links: dict[str, str]) -> None:
    assert header_links(header) == links


def test_the_answer_counts_before_the_document_and_a_hub_needs_no_self() -> None:
    assert offer_of({"hub": HUB}, {"hub": "https://b.example/", "self": "/feed"}, FEED) == OFFER
    assert offer_of({}, {"hub": HUB}, FEED) == OFFER
    for links in ({}, {"self": FEED}, {"hub": "javascript:alert(1)"}, {"hub": ""}):
        assert offer_of({}, links, FEED) is None


def test_an_offer_is_remembered_as_long_as_it_is_the_same() -> None:
    asked = Offer(HUB, FEED, asked_at=7)
    assert followed(OFFER, asked) is asked
    assert followed(Offer("https://b.example/", FEED), asked) == Offer("https://b.example/", FEED)
    assert followed(None, asked) is None


class HubWeb(NoForms):
    def __init__(self) -> None:
        self.forms: list[tuple[str, Mapping[str, str]]] = []
        self.refusal: FetchError | None = None

    async def get(
        self,
        url: str,
        *,
        allow: Collection[str] = (),
        headers: Mapping[str, str] | None = None,
        limits: Limits | None = None,
        stay: bool = False,
        trail: Trail | None = None,
    ) -> Response:
        raise HttpStatus(404, url)

    async def post(self, url: str, form: Mapping[str, str], *, allow: Collection[str] = ()) -> Response:
        self.forms.append((url, form))
        if self.refusal:
            raise self.refusal
        return Response(202, url, {}, b"")


class Promises:
    def __init__(self) -> None:
        self.of: dict[str, Lease] = {}

    def lease(self, source_id: str, token: str) -> Lease:
        return self.of.get(token, NO_LEASE)


class Desk:
    def __init__(self, public_url: str = "https://nashra.example/") -> None:
        self.web, self.promises = HubWeb(), Promises()
        self.hubs = Hubs(PoliteClient(self.web, "nashra", 0), self.promises, public_url, SECRET)


async def test_a_hub_is_asked_for_a_lease_at_a_callback_only_we_know() -> None:
    desk = Desk()
    assert await desk.hubs.renewed(SOURCE, OFFER, 100_000) == Offer(HUB, FEED, asked_at=100_000)
    assert desk.web.forms == [
        (
            HUB,
            {
                "hub.mode": "subscribe",
                "hub.topic": FEED,
                "hub.callback": f"https://nashra.example/websub/annahda/{TOKEN}",
                "hub.lease_seconds": "864000",
                "hub.secret": hub_secret(SECRET, "annahda", TOKEN),
            },
        )
    ]


async def test_without_a_public_address_no_hub_is_asked() -> None:
    desk = Desk(public_url="")
    desk.promises.of[TOKEN] = Lease(until=1e12, seconds=1e6, told_at=1e11)
    assert await desk.hubs.renewed(SOURCE, OFFER, 100_000) is OFFER
    assert desk.hubs.lease(SOURCE, OFFER) is NO_LEASE, "nobody could tell us any more"
    assert desk.web.forms == []


@pytest.mark.parametrize("refusal", [None, HttpStatus(400, HUB), NotAllowed("a private address")])
async def test_a_hub_that_does_not_call_back_is_asked_again_hours_later(refusal: FetchError | None) -> None:
    desk = Desk()
    desk.web.refusal = refusal
    offer = await desk.hubs.renewed(SOURCE, OFFER, 100_000)
    offer = await desk.hubs.renewed(SOURCE, offer, 100_000 + ASK_AGAIN_S - 1)
    assert len(desk.web.forms) == 1
    await desk.hubs.renewed(SOURCE, offer, 100_000 + ASK_AGAIN_S)
    assert len(desk.web.forms) == 2


async def test_a_lease_is_renewed_when_half_of_it_is_over() -> None:
    desk = Desk()
    offer: Offer | None = Offer(HUB, FEED, asked_at=100_000)
    desk.promises.of[TOKEN] = Lease(until=100_000 + 864_000, seconds=864_000)
    assert await desk.hubs.renewed(SOURCE, offer, 100_000 + 431_000) is offer
    offer = await desk.hubs.renewed(SOURCE, offer, 100_000 + 433_000)
    assert len(desk.web.forms) == 1
    await desk.hubs.renewed(SOURCE, offer, 100_000 + 434_000)
    assert len(desk.web.forms) == 1, "the hub has time to call back"


async def test_only_a_running_lease_is_ended() -> None:
    desk = Desk()
    await desk.hubs.end(SOURCE, OFFER, 100_000)
    await desk.hubs.end(SOURCE, None, 100_000)
    assert desk.web.forms == []
    desk.promises.of[TOKEN] = Lease(until=100_001, seconds=10)
    await desk.hubs.end(SOURCE, OFFER, 100_000)
    assert desk.web.forms[0][1]["hub.mode"] == "unsubscribe"


def push(mode: PushMode, lease_seconds: int | None = None) -> FeedPush:
    return FeedPush(
        source_id="annahda",
        token=TOKEN,
        mode=mode,
        lease_seconds=lease_seconds,
        received_at=datetime.now(UTC),
    )


def test_what_the_calls_of_a_hub_leave() -> None:
    lease = NO_LEASE.after(push("subscribe", 3600), now=1000)
    assert lease == Lease(until=4600, seconds=3600)
    assert lease.after(push("publish"), now=2000) == Lease(until=4600, seconds=3600, told_at=2000)
    assert lease.after(push("unsubscribe"), now=2000) is None
    assert lease.after(push("denied"), now=2000) is None

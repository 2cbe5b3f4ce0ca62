"""The callback of hubs: it confirms what we asked for, hears what is signed, and answers nobody else."""

from __future__ import annotations

import hmac
from collections.abc import AsyncIterator
from dataclasses import replace
from urllib.parse import quote

import pytest
from pydantic import SecretStr
from services.contracts.push import FeedPush
from services.contracts.source import Source
from services.contracts.topics import SOURCES
from services.gateway.registry import Registry
from services.gateway.settings import GatewaySettings
from services.gateway.state import Gateway
from services.runtime.broadcast import Broadcast
from services.web.websub import callback_path, hub_secret, token_of
from tests.unit.gateway.asgi import Answer, Client
from tests.unit.gateway.conftest import running
from tests.unit.gateway.fakes import ALALAM, FakeProducer, fake_gateway

SECRET = "a secret of tests"
TOPIC = "https://alalam.example/feed?lang=ar"
TOKEN = token_of(SECRET, ALALAM.id, TOPIC)
CALLBACK = callback_path(ALALAM.id, TOKEN)
BODY = "<rss><channel><item><title>خبر عاجل</title></item></channel></rss>".encode()


@pytest.fixture
def gateway() -> Gateway:
    settings = GatewaySettings(
        secret=SecretStr(SECRET), public_url="https://nashra.example", quota_per_minute=100_000
    )
    return fake_gateway(settings)


@pytest.fixture
async def client(gateway: Gateway) -> AsyncIterator[Client]:
    async with running(gateway) as application:
        yield Client(application)


def heard(gateway: Gateway) -> list[FeedPush]:
    assert isinstance(gateway.producer, FakeProducer)
    return [event for event in gateway.producer.published if isinstance(event, FeedPush)]


async def ask(client: Client, path: str = CALLBACK, **said: str) -> Answer:
    usual = {"mode": "subscribe", "topic": TOPIC, "challenge": "<b>٤٢</b>", "lease_seconds": "864000"}
    query = "&".join(f"hub.{name}={quote(value, safe='')}" for name, value in {**usual, **said}.items())
    return await client.get(f"{path}?{query}")


async def push(client: Client, signature: str, body: bytes = BODY) -> Answer:
    return await client.request("POST", CALLBACK, headers={"X-Hub-Signature": signature}, body=body)


def signed(method: str, body: bytes = BODY) -> str:
    key = hub_secret(SECRET, ALALAM.id, TOKEN)
    return f"{method}={hmac.new(key.encode(), body, method).hexdigest()}"


async def test_what_we_asked_for_is_confirmed_and_told(gateway: Gateway, client: Client) -> None:
    answer = await ask(client)
    assert (answer.status, answer.body.decode()) == (200, "<b>٤٢</b>")
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.headers["x-content-type-options"] == "nosniff"
    (told,) = heard(gateway)
    assert (told.source_id, told.token, told.mode, told.lease_seconds) == (
        ALALAM.id,
        TOKEN,
        "subscribe",
        864_000,
    )


@pytest.mark.parametrize("mode", ["unsubscribe", "denied"])
async def test_the_end_of_a_lease_is_told_too(gateway: Gateway, client: Client, mode: str) -> None:
    assert (await ask(client, mode=mode, reason="لا نعرف هذا العنوان")).status == 200
    assert [(told.mode, told.reason) for told in heard(gateway)] == [(mode, "لا نعرف هذا العنوان")]


@pytest.mark.parametrize(
    ("path", "said", "status"),
    [
        (CALLBACK, {"topic": "https://alalam.example/other"}, 404),
        (callback_path("bayane", TOKEN), {}, 404),
        (callback_path(ALALAM.id, "a" * 32), {}, 404),
        (callback_path("nobody", token_of(SECRET, "nobody", TOPIC)), {}, 404),
        (CALLBACK, {"mode": "publish"}, 400),
        (CALLBACK, {"lease_seconds": "-1"}, 400),
    ],
    ids=["another topic", "another newspaper", "a guess", "not registered", "no mode", "no lease"],
)
async def test_what_we_did_not_ask_for_is_refused(
    gateway: Gateway, client: Client, path: str, said: dict[str, str], status: int
) -> None:
    assert (await ask(client, path, **said)).status == status
    assert heard(gateway) == []


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha512"])
async def test_a_signed_push_is_told_without_its_body(gateway: Gateway, client: Client, method: str) -> None:
    answer = await push(client, signed(method))
    assert answer.status == 202
    (told,) = heard(gateway)
    assert (told.mode, told.token) == ("publish", TOKEN)
    assert "خبر" not in told.model_dump_json()


@pytest.mark.parametrize(
    ("signature", "body"), [("", BODY), ("sha256=00", BODY), (signed("sha256"), BODY + b" ")]
)
async def test_a_forged_push_is_answered_alike_and_told_to_nobody(
    gateway: Gateway, client: Client, signature: str, body: bytes
) -> None:
    answer = await push(client, signature, body)
    assert (answer.status, answer.body) == (202, b"")
    assert heard(gateway) == []


async def test_a_push_that_never_ends_is_cut(gateway: Gateway, client: Client) -> None:
    assert (await push(client, "sha256=00", b"x" * 10_000_001)).status == 413
    assert heard(gateway) == []


async def test_a_disabled_newspaper_ends_its_leases(gateway: Gateway, client: Client) -> None:
    gateway.registry.take(ALALAM.model_copy(update={"enabled": False}), 1)
    assert (await push(client, signed("sha256"))).status == 410
    assert (await ask(client)).status == 404
    assert (await ask(client, mode="unsubscribe")).status == 200


async def test_a_gateway_that_does_not_know_the_newspapers_yet_ends_no_lease(gateway: Gateway) -> None:
    starting = replace(
        gateway, registry=Registry(), following=(Broadcast(gateway.settings, SOURCES, _nothing),)
    )
    async with running(starting) as application:
        client = Client(application)
        assert (await push(client, signed("sha256"))).status == 503
        assert (await ask(client)).status == 503
        assert heard(starting) == []


def _nothing(_: Source, __: int) -> None: ...


async def test_without_a_public_address_the_door_is_closed() -> None:
    closed = fake_gateway(GatewaySettings(secret=SecretStr(SECRET)))
    async with running(closed) as application:
        client = Client(application)
        assert (await ask(client)).status == 404
        assert (await push(client, signed("sha256"))).status == 410
        assert heard(closed) == []

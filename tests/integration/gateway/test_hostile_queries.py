"""Searches of ten thousand articles: suggestions as fast as typing, an answer at a bounded price for every
search that is meant to break, stall or cost.

The figures are in docs/search.md; `pytest -s` prints them anew.
"""

from __future__ import annotations

import asyncio
import random
import statistics
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial
from itertools import count
from urllib.parse import urlencode

import pytest
from services.gateway.settings import GatewaySettings
from services.search.cluster import connect
from services.search.settings import SearchSettings
from tests.integration.gateway.attacks import exchange
from tests.integration.gateway.conftest import replica
from tests.integration.gateway.hostile import HOSTILE, WORDS, Hostile, Params
from tests.integration.gateway.process import gateway
from tests.integration.search.crowd import settle
from tests.unit.gateway.asgi import Answer, Client
from tests.workers.process import eventually

DOCUMENTS = 10_000
DEAREST = 8  # times the median of ordinary searches
ORDINARY = 40
SUGGESTED_WITHIN_MS = 20  # the median of what was typed, each at its best
SUGGEST_ROUNDS = 5
ROUNDS = 3
ASKED = (f"x-{number}" for number in count())  # no answer may come from the gateway's memory
LIVEZ = b"GET /livez HTTP/1.1\r\nHost: a\r\n\r\n"
LIVEZ_WITHIN_MS = 100  # 99 of 100 times
ATTACKERS = 20
PROBES = 300
MORE_ROUNDS = 12  # before a request is called too dear: a busy machine stretches single ones


@dataclass(frozen=True)
class Archive:
    """An archive behind a gateway, and what an ordinary search of it takes in milliseconds."""

    client: Client
    median: float


@pytest.fixture(scope="module")
async def archive(crowded: tuple[SearchSettings, GatewaySettings]) -> AsyncIterator[Archive]:
    own, settings = crowded
    elasticsearch = connect(own, 30)
    await settle(elasticsearch, own, DOCUMENTS)
    await elasticsearch.close()
    async with replica(settings, caught_up=False) as app:
        client = Client(app)
        searches = [{"q": text} for text in ordinary(2 * ORDINARY)]
        times = [(await timed(client, Hostile("ordinary"), params))[1] for params in searches]
        yield Archive(client, statistics.median(times[ORDINARY:]))


def ordinary(count: int) -> list[str]:
    """One to three words, neither the most frequent nor unknown: what a reader types."""
    chance = random.Random(3)
    return [" ".join(chance.choices(WORDS[30:1500], k=1 + number % 3)) for number in range(count)]


async def test_suggestions_are_faster_than_typing(archive: Archive) -> None:
    typed = [word[:length] for word in WORDS[20:50] for length in (1, 2, 3)]
    typed += ["hes", "agad", "الدار ال", "أكا"]
    best = dict.fromkeys(typed, float("inf"))
    for _ in range(SUGGEST_ROUNDS):
        for text in typed:
            answer, took = await timed(archive.client, Hostile("typed", suggest=True), {"q": text})
            assert answer.status == 200, text
            best[text] = min(best[text], took)
    print(f"suggestions: {statistics.median(best.values()):.1f} ms")
    assert statistics.median(best.values()) < SUGGESTED_WITHIN_MS


async def timed(client: Client, hostile: Hostile, params: Params) -> tuple[Answer, float]:
    started = time.perf_counter()
    if hostile.post:
        answer = await client.post("/v1/search", params)
    else:
        path = "/v1/search/suggest" if hostile.suggest else "/v1/search"
        text = urlencode(params, doseq=True, errors="surrogatepass")
        answer = await client.get(f"{path}?{text}", **{"accept-language": f"ar, {next(ASKED)}"})
    return answer, (time.perf_counter() - started) * 1000


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda hostile: hostile.name)
async def test_a_hostile_search_is_answered_and_is_not_dear(archive: Archive, hostile: Hostile) -> None:
    statuses: set[int] = set()
    dearest = 0.0
    for params in hostile.requests:
        best = float("inf")
        for attempt in range(MORE_ROUNDS):
            answer, took = await timed(archive.client, hostile, params)
            assert answer.status < 500, (params, answer.body)
            assert answer.status == 200 or answer.json()["code"], params
            statuses.add(answer.status)
            best = min(best, took)
            if attempt >= ROUNDS - 1 and best <= DEAREST * archive.median:
                break
        dearest = max(dearest, best)
        assert best <= DEAREST * archive.median, (params, best, archive.median)
    print(f"| {hostile.name} | {', '.join(map(str, sorted(statuses)))} | {dearest / archive.median:.1f} |")


async def test_livez_answers_within_100_ms_while_twenty_clients_attack(
    crowded: tuple[SearchSettings, GatewaySettings],
) -> None:
    """By the clock, from outside, each time on a new connection; the calmest of some rounds counts."""
    _, settings = crowded
    async with gateway(settings, NASHRA_QUOTA_PER_MINUTE="10000000") as (_, url):
        await eventually(partial(_lives, url), "the gateway to live")
        attackers = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.integration.gateway.attacks", url, str(ATTACKERS)
        )
        try:
            slowest: list[float] = []
            for _ in range(MORE_ROUNDS):
                times = sorted([await _probe(url) for _ in range(PROBES)])
                slowest.append(times[-PROBES // 100])
                print(f"/livez under attack: median {times[PROBES // 2]:.1f}, p99 {slowest[-1]:.1f} ms")
                if slowest[-1] < LIVEZ_WITHIN_MS:
                    break
            assert attackers.returncode is None, "nobody attacked"
        finally:
            attackers.kill()
            await attackers.wait()
    assert min(slowest) < LIVEZ_WITHIN_MS, slowest


async def _probe(url: str) -> float:
    """Milliseconds from the connection to the answer."""
    await asyncio.sleep(0.01)
    started = time.perf_counter()
    status, _ = await exchange(url, LIVEZ)
    assert status == 200
    return (time.perf_counter() - started) * 1000


async def _lives(url: str) -> bool:
    try:
        return (await exchange(url, LIVEZ))[0] == 200
    except OSError:
        return False

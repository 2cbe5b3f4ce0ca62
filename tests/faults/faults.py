"""The faults, by name: those of processes, of Elasticsearch, of Kafka."""

from __future__ import annotations

import asyncio
import random
import signal
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from services.runtime.faust_adapter.worker import SESSION_S
from tests.faults.fleet import Member
from tests.faults.proxy import TcpProxy, Weather
from tests.faults.stand import Stand

PAST_SESSION_S = SESSION_S + 2.0
BROKER_AWAY_S = 10.0  # until it is started; it needs five more until it answers

WEATHERS = {
    "refuses": Weather(refuse=True),
    "hangs": Weather(swallow=True),
    "is half-open": Weather(deaf=True),
    "is slow": Weather(delay_s=0.2),
    "has little bandwidth": Weather(bytes_per_s=100_000),
    "closes in the middle of an answer": Weather(cut_after=40),
}


@dataclass(frozen=True, slots=True)
class Scene:
    """What a fault acts on. `outage_s`: how long an engine misbehaves."""

    stand: Stand
    enrich: Member
    index: Member
    rng: random.Random
    outage_s: float

    @property
    def somebody(self) -> Member:
        return self.rng.choice((self.enrich, self.index))


Fault = Callable[[Scene], Awaitable[None]]


async def kill(scene: Scene) -> None:
    await scene.somebody.kill()


async def terminate(scene: Scene) -> None:
    """Also while it starts, when Python has no handler yet."""
    member = scene.somebody
    code, seconds = await member.terminate()
    assert code in (0, -signal.SIGTERM), f"{member.name} left with {code} after {seconds:.1f} s"


async def stop_past_session(scene: Scene) -> None:
    await asyncio.gather(*(one.pause(PAST_SESSION_S) for one in (scene.enrich, scene.index)))


async def kill_between_index_and_commit(scene: Scene) -> None:
    await scene.stand.answers.next_bulk(scene.index.kill)


async def kill_between_topic_and_commit(scene: Scene) -> None:
    """What enrich sends arrives; that it arrived, enrich never learns."""
    with scene.stand.kafka.during(Weather(deaf=True)):
        await asyncio.sleep(scene.rng.uniform(0.2, 1.0))
        await scene.enrich.kill()


async def reset_connections(scene: Scene) -> None:
    for _ in range(3):
        scene.stand.kafka.reset()
        await asyncio.sleep(scene.rng.uniform(0.1, 1.0))


async def kill_broker(scene: Scene) -> None:
    await scene.stand.broker.kill()
    await asyncio.sleep(max(BROKER_AWAY_S, scene.outage_s))
    await scene.stand.broker.start()


def _kafka(stand: Stand) -> TcpProxy:
    return stand.kafka


def _elasticsearch(stand: Stand) -> TcpProxy:
    return stand.elasticsearch


def _weather(weather: Weather, proxy: Callable[[Stand], TcpProxy]) -> Fault:
    async def play(scene: Scene) -> None:
        with proxy(scene.stand).during(weather):
            await asyncio.sleep(scene.outage_s)

    return play


def _answering(status: int) -> Fault:
    async def play(scene: Scene) -> None:
        with scene.stand.answers.answering(status):
            await asyncio.sleep(scene.outage_s)

    return play


def _refusing(status: int) -> Fault:
    async def play(scene: Scene) -> None:
        with scene.stand.answers.refusing(status, 0.3):
            await asyncio.sleep(scene.outage_s)

    return play


STATUSES = (403, 429, 503)

OF_PROCESSES: dict[str, Fault] = {
    "a process is killed": kill,
    "another process is killed": kill,
    "a process is terminated": terminate,
    "processes are stopped past their session": stop_past_session,
    "index is killed between bulk request and commit": kill_between_index_and_commit,
    "enrich is killed between produce and commit": kill_between_topic_and_commit,
}
OF_ELASTICSEARCH: dict[str, Fault] = {
    **{
        f"Elasticsearch {name}": _weather(it, lambda stand: stand.elasticsearch)
        for name, it in WEATHERS.items()
    },
    **{f"Elasticsearch answers {status}": _answering(status) for status in STATUSES},
    **{f"Elasticsearch answers {status} for some documents": _refusing(status) for status in STATUSES},
}
OF_KAFKA: dict[str, Fault] = {
    **{f"Kafka {name}": _weather(it, _kafka) for name, it in WEATHERS.items()},
    "Kafka's connections are reset": reset_connections,
    "Kafka is killed": kill_broker,
}
ALL = {**OF_PROCESSES, **OF_ELASTICSEARCH, **OF_KAFKA}

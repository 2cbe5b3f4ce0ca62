"""One trace from the fetch of a page to its headline, through real processes, in headers, logs and spans."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, web
from services.contracts.dead_letter import DeadLetter
from services.contracts.topics import ARTICLES, DEAD_LETTERS, ENRICHED, HEADLINES, PAGES, Topic
from services.contracts.trace import Trace
from services.embedded.ports import claim
from services.runtime.provision import provision
from services.runtime.records import origin_of
from services.runtime.scan import scan
from services.runtime.settings import Settings
from tests.integration.ingest.press import LocalPaper
from tests.integration.tracing.collector import Collector
from tests.workers.process import WorkerProcess, eventually
from tests.workers.topics import publish, publish_raw

WAY: tuple[tuple[str, Topic[Any]], ...] = (
    ("poll", PAGES),
    ("extract", ARTICLES),
    ("enrich", ENRICHED),
    ("index", HEADLINES),
)
TEXT = "افتتح بميناء آسفي رصيف جديد بحضور عدد كبير من المهنيين والصيادين. " * 4
GIVEN = Trace.begin()


class Paper(LocalPaper):
    """With articles long enough to be articles."""

    async def _choose(self, request: web.Request) -> web.Response:
        answer = await super()._choose(request)
        if request.path in self.items:
            html = f"<html lang=ar><article><h1>{self.items[request.path]}</h1><p>{TEXT}</p></article></html>"
            return web.Response(text=html, content_type="text/html")
        return answer


@asynccontextmanager
async def platform(settings: Settings, logs: Path, **more: str) -> AsyncIterator[dict[str, WorkerProcess]]:
    """The four stages as processes that tell everything."""
    environment = {
        **settings.access_environment(),
        "NASHRA_STATE_DIR": str(settings.state_dir),
        "NASHRA_LOG_LEVEL": "debug",
        "NASHRA_LOG_FORMAT": "json",
        "NASHRA_POLL_MIN_SECONDS": "0.4",
        "NASHRA_POLL_MAX_SECONDS": "0.5",
        "NASHRA_HOST_PAUSE_SECONDS": "0",
        **more,
    }
    await provision(settings)
    async with AsyncExitStack() as stack:
        yield {
            role: await stack.enter_async_context(
                WorkerProcess("services.cli", settings, logs / role, "run", role, **environment)
            )
            for role, _ in WAY
        }


async def steps(settings: Settings, topic: Topic[Any]) -> list[Trace]:
    """What the records of a topic say of their trace; `span_id` of the step that wrote each."""
    headers = [dict(record.headers) async for record in scan(settings, topic.physical(settings.namespace))]
    texts = [found["traceparent"].decode().split("-") for found in headers]
    return [Trace(trace_id, span_id, flags) for _, trace_id, span_id, flags in texts]


async def test_one_trace_from_the_fetch_to_the_headline(settings: Settings, tmp_path: Path) -> None:
    async with Collector() as collector, Paper() as paper:
        paper.write("/1", "رصيف جديد بميناء آسفي")
        export = {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.url, "OTEL_BSP_SCHEDULE_DELAY": "200"}
        async with platform(settings, tmp_path, **export) as workers:
            await publish(settings, paper.source())

            async def headline() -> bool:
                return bool(await steps(settings, HEADLINES))

            await eventually(headline, "the headline", seconds=120)
            for worker in workers.values():
                assert await worker.terminate(20) == 0
        found = {topic.name: (await steps(settings, topic))[0] for _, topic in WAY}
        (trace_id,) = {step.trace_id for step in found.values()}
        assert len({step.span_id for step in found.values()}) == len(WAY)

        names = ["poll.fetch", "extract.pages.v1", "enrich.articles.v1", "index.enriched.v1"]
        spans = [collector.named(name, trace_id) for name in names]
        assert [span.span_id.hex() for span in spans] == [found[topic.name].span_id for _, topic in WAY]
        assert [span.parent_span_id for span in spans] == [b"", *(span.span_id for span in spans[:-1])]
        assert all(span.start_time_unix_nano < span.end_time_unix_nano for span in spans)
        assert {name for name, _ in collector.spans} == {f"nashra-{role}" for role, _ in WAY}
    for role, worker in workers.items():
        lines = [json.loads(line) for line in worker.log.splitlines() if trace_id in line]
        assert {line["trace_id"] for line in lines} == {trace_id}, role


async def test_a_dead_letter_keeps_the_trace_and_its_line_tells_it(
    settings: Settings, tmp_path: Path
) -> None:
    await provision(settings)
    environment = {**settings.access_environment(), "NASHRA_LOG_FORMAT": "json"}
    async with WorkerProcess(
        "services.cli", settings, tmp_path / "log", "run", "enrich", **environment
    ) as worker:
        topic = ARTICLES.physical(settings.namespace)
        await publish_raw(settings, topic, [(b"a_1", b"{")], traceparent=GIVEN.traceparent.encode())

        async def told() -> bool:
            return GIVEN.trace_id in worker.log

        await eventually(told, "the line about the dead letter", seconds=60)
    (record,) = [record async for record in scan(settings, DEAD_LETTERS.physical(settings.namespace))]
    letter = DeadLetter.read(*_stored(record))
    assert dict(letter.origin.headers)["traceparent"] == GIVEN.traceparent.encode()


def _stored(record: object) -> tuple[bytes | None, bytes | None, Any]:
    origin = origin_of(record)
    return origin.key, origin.value, origin.headers


async def test_an_answer_continues_the_clients_trace(settings: Settings, tmp_path: Path) -> None:
    port = claim(0, "the gateway")
    async with Collector() as collector:
        environment = {
            **settings.access_environment(),
            "NASHRA_PORT": str(port),
            "NASHRA_LOG_LEVEL": "debug",
            "NASHRA_LOG_FORMAT": "json",
            "OTEL_EXPORTER_OTLP_ENDPOINT": collector.url,
        }
        async with (
            WorkerProcess(
                "services.cli", settings, tmp_path / "log", "run", "gateway", **environment
            ) as gateway,
            ClientSession(f"http://127.0.0.1:{port}") as client,
        ):
            for _ in range(600):
                try:
                    async with client.get(
                        "/v1/search?q=x", headers={"traceparent": GIVEN.traceparent}
                    ) as answer:
                        header = answer.headers["traceparent"]
                    break
                except OSError:
                    await asyncio.sleep(0.1)
            assert header.startswith(f"00-{GIVEN.trace_id}-")
            assert await gateway.terminate(20) == 0
        span = collector.named("GET /v1/search", GIVEN.trace_id)
        assert span.parent_span_id.hex() == GIVEN.span_id
        assert span.span_id.hex() in header
    assert any(
        line["trace_id"] == GIVEN.trace_id and line["event"] == "answered"
        for line in map(json.loads, filter(lambda text: GIVEN.trace_id in text, gateway.log.splitlines()))
    )

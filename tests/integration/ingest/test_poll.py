"""The role `poll` on real Kafka, reading newspapers on loopback."""

from __future__ import annotations

import asyncio
import os
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial

from aiokafka import AIOKafkaConsumer
from services.cli import newspapers
from services.contracts.identity import article_id, canonical_url
from services.contracts.page import Page
from services.contracts.topics import PAGES
from services.runtime.groups import GroupState, group_states
from services.runtime.producer import EventProducer
from services.runtime.provision import provision
from services.runtime.settings import Settings
from tests.integration.ingest.press import LocalPaper
from tests.workers.process import eventually

RUN = """
import asyncio, sys
from services.ingest.poll.app import create_app
from services.ingest.settings import IngestSettings
from services.runtime.faust_adapter.worker import run_worker
sys.exit(asyncio.run(run_worker(create_app(IngestSettings()))))
"""
CONTACT = "https://example.org/bot"
QUIET_S = 2.5  # several polls at the shortest interval


def _environment(settings: Settings) -> dict[str, str]:
    own = {
        "NASHRA_KAFKA": settings.kafka,
        "NASHRA_NAMESPACE": settings.namespace,
        "NASHRA_STATE_DIR": str(settings.state_dir),
        "NASHRA_PARTITIONS": str(settings.partitions),
        "NASHRA_POLL_MIN_SECONDS": "0.4",
        "NASHRA_POLL_MAX_SECONDS": "0.5",
        "NASHRA_HOST_PAUSE_SECONDS": "0",
        "NASHRA_LOG_FORMAT": "json",
        "NASHRA_CONTACT": CONTACT,
    }
    return {**os.environ, **own}


@asynccontextmanager
async def polling(
    settings: Settings, more: Mapping[str, str] | None = None
) -> AsyncIterator[asyncio.subprocess.Process]:
    """A worker process; it must stop when told so, with 0."""
    environment = {**_environment(settings), **(more or {})}
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", RUN, env=environment)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        code = await asyncio.wait_for(process.wait(), 15)
    assert code in {0, -9}


class Pages:
    """Reads pages.v1 from its beginning."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._consumer = AIOKafkaConsumer(
            PAGES.physical(settings.namespace),
            bootstrap_servers=settings.kafka,
            auto_offset_reset="earliest",
            fetch_max_wait_ms=100,
        )
        self.read: list[Page] = []

    async def __aenter__(self) -> Pages:
        await provision(self._settings)
        await self._consumer.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._consumer.stop()

    async def until(self, count: int, seconds: float = 60) -> list[Page]:
        """All pages so far, once there are `count`."""
        async with asyncio.timeout(seconds):
            while len(self.read) < count:
                await self._take(500)
        return self.read

    async def after(self, seconds: float) -> list[Page]:
        """All pages so far, after a while."""
        end = asyncio.get_running_loop().time() + seconds
        while asyncio.get_running_loop().time() < end:
            await self._take(200)
        return self.read

    async def _take(self, milliseconds: int) -> None:
        batches = await self._consumer.getmany(timeout_ms=milliseconds)
        for records in batches.values():
            self.read += [Page.model_validate_json(record.value) for record in records]


async def _register(settings: Settings, sources: Sequence[object]) -> None:
    async with EventProducer(settings, "test") as producer:
        await producer.publish(list(sources))  # type: ignore[arg-type]


async def _eventually(holds: Callable[[], bool], seconds: float = 40) -> None:
    for _ in range(int(seconds * 10)):
        if holds():
            return
        await asyncio.sleep(0.1)
    raise AssertionError(f"not within {seconds} s")


async def _divided(settings: Settings) -> bool:
    """Whether two workers have agreed on who reads which newspapers."""
    return GroupState("poll", "Stable", 2) in await group_states(settings)


async def test_each_article_becomes_a_page_once_and_again_when_it_changes(settings: Settings) -> None:
    async with LocalPaper() as paper, Pages(settings) as pages:
        paper.write("/سياسة/الحكومة-تصادق-على-الميزانية", "الحكومة تصادق على الميزانية")
        paper.write("/private/لا-تقرأني", "لا تقرأني")
        await _register(settings, [paper.source()])

        async with polling(settings):
            first = (await pages.until(1))[0]
            assert first.article_id == article_id(
                "annahda", canonical_url(f"{paper.url}/سياسة/الحكومة-تصادق-على-الميزانية")
            )
            assert "نص الخبر".encode() in first.unpack()
            assert first.hints.title == "الحكومة تصادق على الميزانية"
            assert first.hints.section == "سياسة"
            assert first.hints.published == "Sat, 05 Apr 2025 00:00:00 -0000"
            assert first.source.rights == "excerpt"
            await _eventually(lambda: paper.hits["/feed", 304] >= 2)
            assert paper.hits["/feed", 200] == 1
            assert len(await pages.after(0.5)) == 1

            paper.write("/رياضة/فوز-المنتخب", "فوز المنتخب")
            assert (await pages.until(2))[1].hints.title == "فوز المنتخب"

            paper.write("/رياضة/فوز-المنتخب", "فوز المنتخب بهدفين")
            second, third = (await pages.until(3))[1:]
            assert third.hints.title == "فوز المنتخب بهدفين"
            assert third.article_id == second.article_id

        fetched = paper.hits.copy()
        async with polling(settings):
            await _eventually(lambda: paper.hits["/feed", 304] > fetched["/feed", 304] + 2)
            assert len(await pages.after(0.5)) == 3
        assert paper.hits["/feed", 200] == fetched["/feed", 200], "the etag survived the restart"

        private = "/private/لا-تقرأني"
        assert not any(path == private for path, _ in paper.hits), "robots.txt forbids it"
        assert paper.agents == {f"nashra/0.1 (+{CONTACT})"}


async def test_a_kill_in_the_middle_loses_no_article(settings: Settings) -> None:
    async with LocalPaper() as paper, Pages(settings) as pages:
        for number in range(60):
            paper.write(f"/خبر/{number}", f"الخبر رقم {number}")
        await _register(settings, [paper.source(crawl_delay=0.02)])
        async with polling(settings) as process:
            await pages.until(15)
            process.kill()
        async with polling(settings):
            async with asyncio.timeout(40):
                while len({page.article_id for page in await pages.after(0.5)}) < 60:
                    continue
            assert len(await pages.after(1)) <= 60 + 11, "what a kill repeats is bounded"


async def test_a_source_that_is_disabled_or_moved_is_left_alone_within_seconds(settings: Settings) -> None:
    async with LocalPaper() as paper, Pages(settings) as pages:
        paper.write("/خبر/1", "الخبر الأول")
        await _register(settings, [paper.source()])
        async with polling(settings):
            await pages.until(1)
            await _register(settings, [paper.source(enabled=False)])
            await asyncio.sleep(3)
            before = sum(paper.hits.values())
            paper.write("/خبر/2", "الخبر الثاني")
            await asyncio.sleep(QUIET_S)
            assert sum(paper.hits.values()) == before

            await _register(settings, [paper.source(name="النهضة الجديدة")])
            page = (await pages.until(2))[1]
            assert page.hints.title == "الخبر الثاني"
            assert page.source.name == "النهضة الجديدة"


async def test_a_newspaper_that_is_down_delays_no_other_and_is_read_when_it_is_back(
    settings: Settings,
) -> None:
    async with LocalPaper("down") as down, LocalPaper("slow") as slow, LocalPaper("good") as good:
        down.down = True
        down.write("/خبر/1", "خبر الجريدة المعطلة")
        good.write("/خبر/1", "خبر الجريدة السليمة")
        stuck = slow.source(feeds=({"url": f"{slow.url}/slow"},))
        async with Pages(settings) as pages, polling(settings):
            await _register(settings, [down.source(), stuck, good.source()])
            assert (await pages.until(1))[0].source.id == "good"
            assert asyncio.get_running_loop().time() - slow.first_asked < 10, "the slow one hangs for longer"
            await _eventually(lambda: down.hits["/robots.txt", 503] >= 2)
            down.down = False
            assert (await pages.until(2))[1].source.id == "down"


async def test_two_workers_share_the_newspapers(settings: Settings) -> None:
    async with LocalPaper("alpha") as alpha, LocalPaper("beta") as beta, Pages(settings) as pages:
        papers = [alpha, beta]
        for paper in papers:
            paper.write("/خبر/1", "الخبر الأول")
        await _register(settings, [paper.source() for paper in papers])
        async with polling(settings):
            await pages.until(2)
            async with polling(settings):
                await eventually(partial(_divided, settings), "two workers to divide the newspapers")
                for paper in papers:
                    paper.write("/خبر/2", "الخبر الثاني")
                await pages.until(4)
                assert len(await pages.after(QUIET_S)) == 4


async def test_the_newspapers_of_a_killed_worker_are_taken_over(settings: Settings) -> None:
    async with AsyncExitStack() as stack:
        papers = [await stack.enter_async_context(LocalPaper(f"paper{number}")) for number in range(4)]
        pages = await stack.enter_async_context(Pages(settings))

        def print_issue(number: int) -> None:
            for paper in papers:
                paper.write(f"/خبر/{number}", f"الخبر رقم {number}")

        print_issue(1)
        await _register(settings, [paper.source() for paper in papers])
        async with polling(settings) as first, polling(settings):
            await pages.until(4)
            await eventually(partial(_divided, settings), "two workers to divide the newspapers")
            print_issue(2)
            await pages.until(8)
            await pages.after(1)
            first.kill()
            print_issue(3)
            await pages.until(12)
            found = Counter((page.source.id, page.hints.title) for page in await pages.after(QUIET_S))
            assert set(found.values()) == {1}, "what the killed worker had read is not fetched again"
        for paper in papers:
            assert paper.hits["/feed", 200] <= 3 + 1, "a takeover asks at most once for what is known"


async def test_the_operator_sees_which_newspaper_cannot_be_read(settings: Settings) -> None:
    async with LocalPaper("down") as down, LocalPaper("good") as good, Pages(settings) as pages:
        good.write("/خبر/1", "خبر الجريدة السليمة")
        gone = f"{down.url}/gone"
        async with polling(settings):
            await _register(settings, [down.source(feeds=({"url": gone},)), good.source()])
            await pages.until(1)
            async with asyncio.timeout(30):
                while len(told := await newspapers.health(settings)) < 2:
                    await pages.after(0.2)
        assert told["good"].failing == ()
        assert [(feed.url, feed.outcome, feed.reason) for feed in told["down"].failing] == [
            (gone, "status", f"{gone} answered 404")
        ]
        await _register(settings, [down.source(enabled=False)])
        assert set(await newspapers.health(settings)) == {"good"}, "nobody waits for a disabled one"

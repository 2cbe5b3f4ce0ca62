"""Reading without a group: broadcast, dead letters, lag; and the topics themselves."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from services.contracts.dead_letter import DeadLetter, Origin, Reason
from services.contracts.errors import NashraError
from services.contracts.headline import Headline
from services.contracts.source import SourceRef
from services.contracts.topics import ARTICLES, DEAD_LETTERS, HEADLINES, PAGES
from services.runtime.broadcast import Broadcast
from services.runtime.dead_letters import entries, group, show
from services.runtime.decisions import discard, redrive
from services.runtime.errors import NoTopic, Unreachable
from services.runtime.lag import stage_lags
from services.runtime.producer import EventProducer, settle
from services.runtime.provision import plan, provision
from services.runtime.scan import extent
from services.runtime.settings import Settings
from tests.workers.pages import page
from tests.workers.process import WorkerProcess, eventually
from tests.workers.topics import events, publish, publish_raw

ALALAM = SourceRef(id="alalam", name="العلم")


def headline(n: int) -> Headline:
    return Headline(article_id=f"a_{n}", title=f"خبر {n}", source=ALALAM)


@pytest.fixture
async def topics(settings: Settings) -> Settings:
    await provision(settings)
    return settings


async def test_topics_are_created_once_and_as_declared(settings: Settings) -> None:
    missing = await plan(settings)
    assert {difference.kind for difference in missing} == {"missing"}
    assert sorted(await provision(settings)) == sorted(difference.topic for difference in missing)
    assert await provision(settings) == []
    assert await plan(settings) == []


async def test_a_broker_with_other_partitions_is_told(topics: Settings) -> None:
    other = topics.model_copy(update={"partitions": topics.partitions + 1})
    found = {difference.topic: difference for difference in await plan(other)}
    pages = found[PAGES.physical(topics.namespace)]
    assert (pages.kind, pages.found, pages.wanted) == ("partitions", "2", "3")


async def test_no_broker_is_told_with_what_to_do(settings: Settings) -> None:
    with pytest.raises(Unreachable, match="set NASHRA_KAFKA"):
        await provision(settings.model_copy(update={"kafka": "127.0.0.1:1"}))


async def test_a_missing_topic_is_told_long_before_requests_time_out(settings: Settings) -> None:
    started = time.monotonic()
    with pytest.raises(NoTopic, match="nashra topics apply"):
        await extent(settings, PAGES.physical(settings.namespace))
    assert time.monotonic() - started < 5


async def test_a_broadcast_catches_up_then_follows(topics: Settings) -> None:
    await publish(topics, *(headline(n) for n in range(5)))
    await publish_raw(topics, HEADLINES.physical(topics.namespace), [(b"a_9", b"{poison")])
    seen: list[tuple[str, int]] = []
    broadcast = Broadcast(topics, HEADLINES, lambda event, offset: seen.append((event.title, offset)))
    assert not broadcast.ready
    await broadcast.start()
    try:
        assert seen == [(f"خبر {n}", n) for n in range(5)]
        assert broadcast.ready
        await publish(topics, headline(6))

        async def followed() -> bool:
            return seen[-1] == ("خبر 6", 6)

        await eventually(followed, "the new headline", 10)
    finally:
        await broadcast.stop()
    assert not broadcast.ready


async def test_a_broadcast_of_the_last_few_starts_there(topics: Settings) -> None:
    await publish(topics, *(headline(n) for n in range(9)))
    seen: list[int] = []
    broadcast = Broadcast(topics, HEADLINES, lambda _, offset: seen.append(offset), last=3)
    await broadcast.start()
    await broadcast.stop()
    assert seen == [6, 7, 8]


async def test_a_broadcast_of_an_empty_topic_is_ready(topics: Settings) -> None:
    broadcast = Broadcast(topics, HEADLINES, lambda *_: None)
    await broadcast.start()
    assert broadcast.ready
    await broadcast.stop()


async def bury(settings: Settings, *origins: Origin) -> None:
    async with EventProducer(settings, "test") as producer:
        for origin in origins:
            letter = DeadLetter(
                origin, "extract.pages.v1", Reason.UNPARSABLE, "no title", 1, datetime.now(UTC)
            )
            topic = DEAD_LETTERS.physical(settings.namespace)
            await settle(await producer.enqueue_raw(topic, origin.key, origin.value, letter.headers()))


async def test_a_dead_letter_is_read_sent_back_once_and_handled(topics: Settings, tmp_path: Path) -> None:
    topic = PAGES.physical(topics.namespace)
    saved = Origin(topic, 0, 3, 1000, b"a_1", page("a_1").encode(), (("ce_id", b"7"),))
    hopeless = Origin(topic, 1, 4, 1000, b"a_2", b"{poison")
    await bury(topics, saved, hopeless)
    found = {entry.key: entry for entry in await entries(topics)}
    assert [(cause.count, cause.message) for cause in group(found.values())] == [(2, "no title")]
    assert (await show(topics, found["a_1"].id)).letter.origin == saved

    assert await redrive(topics, [found["a_1"]]) == [found["a_1"].id]
    assert await discard(topics, [found["a_2"]]) == [found["a_2"].id]
    again = await entries(topics)
    assert {entry.key: entry.fate for entry in again} == {"a_1": "redriven", "a_2": "discarded"}
    assert await redrive(topics, again) == []

    async with WorkerProcess("tests.workers.pages", topics, tmp_path / "worker.log"):

        async def handled() -> bool:
            return [article.id for article in await events(topics, ARTICLES)] == ["a_1"]

        await eventually(handled, "the article of the redriven page")


async def test_an_unknown_dead_letter_is_told(topics: Settings) -> None:
    for wrong in ("0-99", "latest"):
        with pytest.raises(NashraError, match="nashra dlq list"):
            await show(topics, wrong)


async def test_lag_counts_records_and_seconds_of_each_stage(topics: Settings) -> None:
    await publish(topics, *(page(f"a_{n}") for n in range(7)))
    lags = {(lag.group, lag.topic): lag for lag in await stage_lags(topics)}
    extract = lags[topics.named("nashra-extract"), topics.named("pages.v1")]
    assert extract.records == 7
    assert extract.seconds is not None
    assert 0 <= extract.seconds < 60
    assert lags[topics.named("nashra-enrich"), topics.named("articles.v1")].records == 0

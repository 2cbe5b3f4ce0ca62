"""The safe stage on the real broker: what comes out, what dies, what stays, who takes over."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest
from services.contracts.article import Article
from services.contracts.dead_letter import Reason
from services.contracts.topics import ARTICLES, PAGES
from services.runtime.provision import provision
from services.runtime.settings import Settings
from tests.workers.pages import page
from tests.workers.process import WorkerProcess, eventually
from tests.workers.topics import committed, dead_letters, events, publish, publish_raw

MODULE = "tests.workers.pages"
TRACE = b"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


@pytest.fixture(autouse=True)
async def _topics(settings: Settings) -> None:
    await provision(settings)


async def arrived(settings: Settings, count: int) -> list[Article]:
    async def enough() -> bool:
        return len(await events(settings, ARTICLES)) >= count

    await eventually(enough, f"{count} articles")
    return await events(settings, ARTICLES)


def revisions(articles: list[Article]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for article in articles:
        found[article.id].append(article.revision)
    return dict(found)


async def test_state_survives_a_kill_and_the_order_of_a_key_holds(settings: Settings, tmp_path: Path) -> None:
    keys = [f"a_{n}" for n in range(6)]
    await publish(settings, *(page(key, n) for n in range(4) for key in keys))
    async with WorkerProcess(MODULE, settings, tmp_path / "first.log") as first:
        assert revisions(await arrived(settings, 24)) == {key: [1, 2, 3, 4] for key in keys}

        async def all_committed() -> bool:
            return await committed(settings, settings.named("nashra-extract")) == 24

        await eventually(all_committed, "the offsets of all pages")
        await first.kill()
    await publish(settings, *(page(key, 4) for key in keys))
    async with WorkerProcess(MODULE, settings, tmp_path / "second.log") as second:
        assert revisions(await arrived(settings, 30)) == {key: [1, 2, 3, 4, 5] for key in keys}
        assert await second.terminate() == 0


async def test_a_poison_message_becomes_a_dead_letter_and_the_messages_behind_it_pass(
    settings: Settings, tmp_path: Path
) -> None:
    poison = [
        (b"a_0", '{"title": "خبر"}'.encode()),
        (b"a_0", b"\xff\xfe"),
        (b"a_0", None),
        (b"a_9", page("a_0").encode()),
        (None, b""),
    ]
    topic = PAGES.physical(settings.namespace)
    await publish_raw(settings, topic, poison, ce_source=b"a stranger", traceparent=TRACE)
    await publish(settings, page("a_0"), page("a_1", befall="dead"), page("a_1"))
    async with WorkerProcess(MODULE, settings, tmp_path / "worker.log"):
        assert revisions(await arrived(settings, 2)) == {"a_0": [1], "a_1": [1]}

        async def buried() -> bool:
            return len(await dead_letters(settings)) == 6

        await eventually(buried, "the dead letters")
        letters = await dead_letters(settings)
    found = {(letter.origin.key, letter.origin.value, letter.reason) for letter in letters}
    assert found == {
        (b"a_0", poison[0][1], Reason.UNDECODABLE),
        (b"a_0", poison[1][1], Reason.UNDECODABLE),
        (b"a_0", None, Reason.UNDECODABLE),
        (None, b"", Reason.UNDECODABLE),
        (b"a_9", poison[3][1], Reason.MISPLACED),
        (b"a_1", page("a_1", befall="dead").encode(), Reason.NO_ARTICLE),
    }
    first = next(letter for letter in letters if letter.origin.value == poison[0][1])
    assert dict(first.origin.headers) == {"ce_source": b"a stranger", "traceparent": TRACE}
    assert (first.origin.topic, first.stage) == (topic, "extract.pages.v1")
    assert "article_id: Field required" in first.message


async def test_a_topic_of_poison_holds_the_stage_instead_of_emptying_it(
    settings: Settings, tmp_path: Path
) -> None:
    await publish_raw(settings, PAGES.physical(settings.namespace), [(b"a_0", b"{}")] * 150)
    async with WorkerProcess(MODULE, settings, tmp_path / "worker.log") as worker:

        async def holds() -> bool:
            return "nearly every message is dead" in (await worker.ask("/readyz"))[1]

        await eventually(holds, "the stage to hold")
        assert (await worker.ask("/livez"))[0] == 200
        written = len(await dead_letters(settings))
        assert written <= 100
        assert await committed(settings, settings.named("nashra-extract")) == written
        assert await worker.terminate() == 0


async def test_a_transient_failure_waits_and_nothing_is_lost(settings: Settings, tmp_path: Path) -> None:
    await publish(settings, page("a_0"), page("a_1", befall="transient"), page("a_2"))
    async with WorkerProcess(MODULE, settings, tmp_path / "worker.log") as worker:
        assert revisions(await arrived(settings, 3)) == {"a_0": [1], "a_1": [1], "a_2": [1]}
        assert 'nashra_retries_total{stage="extract.pages.v1"} 1.0' in (await worker.ask("/metrics"))[1]
        assert await dead_letters(settings) == []


async def test_sigterm_finishes_the_batch_in_hand_and_repeats_nothing(
    settings: Settings, tmp_path: Path
) -> None:
    await publish(settings, *(page(f"a_{n}", befall="slow") for n in range(16)))
    async with WorkerProcess(MODULE, settings, tmp_path / "first.log") as first:
        await arrived(settings, 1)
        assert await first.terminate() == 0
    async with WorkerProcess(MODULE, settings, tmp_path / "second.log"):
        articles = await arrived(settings, 16)
    assert sorted(article.id for article in articles) == sorted(f"a_{n}" for n in range(16))


async def test_two_workers_share_the_partitions_and_one_takes_over(
    settings: Settings, tmp_path: Path
) -> None:
    keys = [f"a_{n}" for n in range(12)]
    async with (
        WorkerProcess(MODULE, settings, tmp_path / "first.log") as first,
        WorkerProcess(MODULE, settings, tmp_path / "second.log") as second,
    ):
        await first.ready()
        await second.ready()
        handled = 'nashra_events_total{outcome="done",stage="extract.pages.v1"}'
        sent = 0

        async def both_work() -> bool:
            nonlocal sent
            await publish(settings, *(page(key, sent) for key in keys))
            sent += 1
            metrics = [(await worker.ask("/metrics"))[1] for worker in (first, second)]
            return all(handled in text for text in metrics)

        await eventually(both_work, "both workers to handle pages")
        await first.kill()
        await publish(settings, *(page(key, sent) for key in keys))
        seen = revisions(await arrived(settings, (sent + 1) * len(keys)))
    # what the dead one had counted is known to the other; a kill repeats a batch at most, and loses none
    assert set(seen) == set(keys)
    assert all(set(found) >= set(range(1, sent + 2)) for found in seen.values()), seen

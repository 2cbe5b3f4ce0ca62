"""Dead letters on the real broker: sent back once whatever happens, edited, set aside, and audited."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from services.contracts.audit import Act
from services.contracts.dead_letter import DeadLetter, Origin, Reason
from services.contracts.topics import AUDIT, DEAD_LETTERS, PAGES
from services.runtime import decisions
from services.runtime.dead_letters import Entry, Ledger, entries, show
from services.runtime.decisions import DecisionLog, discard, edit, redrive, sent_back
from services.runtime.producer import EventProducer, settle
from services.runtime.provision import provision
from services.runtime.scan import scan, scan_events
from services.runtime.settings import Settings
from tests.workers.pages import page
from tests.workers.process import eventually


@pytest.fixture
async def letters(settings: Settings) -> list[Entry]:
    """Sixty pages that died."""
    await provision(settings)
    async with EventProducer(settings, "test") as producer:
        for n in range(60):
            origin = Origin(PAGES.physical(settings.namespace), 0, n, 0, b"a_%d" % n, page(f"a_{n}").encode())
            letter = DeadLetter(
                origin, "extract.pages.v1", Reason.UNPARSABLE, "لا عنوان", 1, datetime.now(UTC)
            )
            topic = DEAD_LETTERS.physical(settings.namespace)
            await settle(await producer.enqueue_raw(topic, origin.key, origin.value, letter.headers()))
    return await entries(settings)


async def came_back(settings: Settings) -> Counter[bytes]:
    """How often each key stands on the pages topic."""
    topic = PAGES.physical(settings.namespace)
    return Counter([record.key async for record in scan(settings, topic)])


async def acts(settings: Settings) -> list[Act]:
    return [record.event async for record in scan_events(settings, AUDIT)]


def once(letters: list[Entry]) -> dict[bytes, int]:
    return {(letter.key or "").encode(): 1 for letter in letters}


async def test_a_run_that_is_cancelled_leaves_the_rest_to_the_next(
    settings: Settings, letters: list[Entry]
) -> None:
    run = asyncio.create_task(redrive(settings, letters, rate=20))

    async def began() -> bool:
        return bool(await came_back(settings))

    await eventually(began, "the first letter to go back")
    run.cancel()
    with suppress(asyncio.CancelledError):
        await run

    first = [entry for entry in await entries(settings) if entry.fate == "redriven"]
    assert 0 < len(first) < len(letters)
    started = time.monotonic()
    assert len(await redrive(settings, letters)) == len(letters) - len(first)
    assert time.monotonic() - started < 10  # released, so nobody waited for claims to lapse
    assert await came_back(settings) == once(letters)
    assert [len(act.ids) for act in await acts(settings)] == [len(first), len(letters) - len(first)]


async def test_what_a_killed_run_had_sent_is_not_sent_again(
    settings: Settings, letters: list[Entry], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decisions, "CLAIM_S", 1.0)
    sent, claimed_only = letters[:5], letters[5:9]
    async with EventProducer(settings, "test") as producer:  # as far as a run killed between two steps
        await DecisionLog(settings, producer).decide(
            "claimed", [entry.id for entry in (*sent, *claimed_only)]
        )
        for entry in sent:
            origin = (await show(settings, entry.id)).letter.origin
            await settle(
                await producer.enqueue_raw(
                    origin.topic, origin.key, origin.value, sent_back(origin.headers, entry.id)
                )
            )

    again = await redrive(settings, letters)

    assert len(again) == len(letters) - len(sent)
    assert await came_back(settings) == once(letters)
    assert {entry.fate for entry in await entries(settings)} == {"redriven"}


async def test_two_runs_at_the_same_time_share_the_letters(settings: Settings, letters: list[Entry]) -> None:
    both = await asyncio.gather(redrive(settings, letters), redrive(settings, letters))
    assert sorted(both[0] + both[1]) == sorted(entry.id for entry in letters)
    assert await came_back(settings) == once(letters)


async def test_an_edited_letter_goes_as_edited_and_the_original_stays(
    settings: Settings, letters: list[Entry]
) -> None:
    first = letters[0]
    original = (await show(settings, first.id)).letter
    mended = replace(original, origin=replace(original.origin, value=page("a_0", 7).encode()))
    await edit(settings, [(first.id, mended)], "by hand")

    (edited,) = [entry for entry in await entries(settings) if entry.edited]
    assert (edited.id, edited.fate) == (first.id, None)
    await redrive(settings, [edited])

    topic = PAGES.physical(settings.namespace)
    (record,) = [record async for record in scan(settings, topic)]
    assert record.value == mended.origin.value
    history = await show(settings, first.id)
    assert history.letter == original
    assert [verdict.decision for verdict in history.verdicts] == ["edited", "claimed", "redriven"]


async def test_a_letter_is_decided_on_once(settings: Settings, letters: list[Entry]) -> None:
    assert await discard(settings, letters[:2]) == [entry.id for entry in letters[:2]]
    again = await entries(settings)
    assert await redrive(settings, again[:2]) == []
    assert await discard(settings, again[:2]) == []
    assert [(act.verb, len(act.ids)) for act in await acts(settings)] == [("discard", 2)]


async def test_the_rate_is_kept(settings: Settings, letters: list[Entry]) -> None:
    started = time.monotonic()
    await redrive(settings, letters[:20], rate=20)
    assert time.monotonic() - started >= 0.95


async def test_a_ledger_reads_only_what_is_new(settings: Settings, letters: list[Entry]) -> None:
    ledger = Ledger(settings)
    assert len(await ledger.read()) == 60
    await discard(settings, letters[:1])
    seen = [stored async for stored in ledger._tail.since()]
    assert [dict(stored.headers)["verdict"] for stored in seen] == [b"discarded"]

"""The processes that read pages: limits hold, one bad page costs one answer, the pool goes on."""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import signal
import time
from collections.abc import AsyncIterator

import pytest
from services.contracts.dead_letter import Reason
from services.contracts.page import Page
from services.contracts.source import SourceRef
from services.ingest.extract.sandbox import Sandbox
from services.ingest.settings import IngestSettings

SOURCE = SourceRef(id="alalam", name="العلم")
GOOD = """<html><head><title>افتتاح المعرض - العلم</title></head><body><article><h1>افتتاح المعرض</h1>
<p>افتتح اليوم بمدينة الرباط معرض الكتاب في دورته الجديدة بحضور عدد كبير من الناشرين.</p>
<p>ويستمر المعرض عشرة أيام تعرض خلالها دور النشر آلاف العناوين في الأدب.</p></article></body>"""


def page(html: str) -> Page:
    return Page(
        article_id="a_test",
        source=SOURCE,
        url="https://alalam.ma/a/1",
        fetched_at=dt.datetime(2025, 4, 5, tzinfo=dt.UTC),
        body=Page.pack(html.encode()),
    )


@pytest.fixture(autouse=True)
def _busy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Processor time alone decides here, however long other work makes a process wait for it."""
    monkeypatch.setattr("services.ingest.extract.sandbox.WALL_S", (60.0, 4.0))


@pytest.fixture(scope="module")
async def sandbox() -> AsyncIterator[Sandbox]:
    pool = Sandbox(IngestSettings(extract_processes=1, extract_seconds=1.0, extract_memory_mb=512))
    yield pool
    await pool.close()


async def test_a_page_is_read_in_another_process(sandbox: Sandbox) -> None:
    answer = await sandbox.read(page(GOOD))
    assert answer.article is not None
    assert answer.article.title == "افتتاح المعرض"
    assert sandbox.pids() != [os.getpid()]


async def test_a_page_that_takes_too_long_is_one_answer_and_the_next_page_is_read() -> None:
    paragraphs = (
        f"<p><b>فقرة {n}</b> من صفحة ثقيلة لا يكتبها إلا من يريد بنا شرا</p>" for n in range(14_000)
    )
    heavy = page("<title>صفحة ثقيلة جدا</title><h1>صفحة ثقيلة جدا</h1>" + "".join(paragraphs))
    sandbox = Sandbox(IngestSettings(extract_processes=1, extract_seconds=0.2))
    try:
        slow = await sandbox.read(heavy)
        assert (slow.article, slow.reason) == (None, Reason.TIMEOUT)
        assert "processor time" in slow.message
        assert (await sandbox.read(page(GOOD))).article is not None
    finally:
        await sandbox.close()


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 100_000 + "نص",
        "<p " + " ".join(f"a{n}=1" for n in range(40_000)) + ">نص</p>",
        "<p>" * 200_000,
        "<table><tr><td>" * 50_000,
        "<b><i>" * 40_000 + "نص",
        "<!--" * 100_000,
        "<" * 500_000,
        "<a href='" + "x" * 1_000_000,
    ],
    ids=["depth", "attributes", "nodes", "tables", "inline depth", "comments", "brackets", "attribute value"],
)
async def test_documents_that_break_parsers_cost_an_answer_each(sandbox: Sandbox, html: str) -> None:
    started = time.monotonic()
    answer = await sandbox.read(page(html))
    assert answer.reason in {Reason.TOO_LARGE, Reason.UNPARSABLE, Reason.NO_ARTICLE, Reason.TIMEOUT}
    assert time.monotonic() - started < 30  # a second of processor time on a busy machine
    assert (await sandbox.read(page(GOOD))).article is not None


async def test_memory_is_limited(sandbox: Sandbox) -> None:
    huge = "<p>" + "<b>ن</b>" * 29_000 + "</p>"
    bomb = Page(**{**page("").model_dump(), "body": Page.pack(b"<p>" + b"\xd9\x86" * 3_900_000)})
    for one in (page(huge), bomb):
        answer = await sandbox.read(one)
        assert answer.article is not None or answer.reason is not None
    assert (await sandbox.read(page(GOOD))).article is not None


async def test_a_killed_process_is_replaced_and_no_page_is_lost(sandbox: Sandbox) -> None:
    await sandbox.read(page(GOOD))
    (pid,) = sandbox.pids()
    os.kill(pid, signal.SIGKILL)
    answer = await sandbox.read(page(GOOD))
    assert answer.article is not None
    assert sandbox.pids() != [pid]


async def test_pages_wait_for_a_free_process(sandbox: Sandbox) -> None:
    answers = await asyncio.gather(*(sandbox.read(page(GOOD)) for _ in range(20)))
    assert all(answer.article is not None for answer in answers)
    assert len(sandbox.pids()) == 1


def _wait(monkeypatch: pytest.MonkeyPatch, *seconds: float) -> None:
    """How long the attempts wait, one after the other: the first short, for a process that stands still."""
    waits = iter(seconds)
    monkeypatch.setattr("services.ingest.extract.sandbox.patience", lambda _: next(waits))


async def test_a_page_whose_process_was_stopped_is_read_by_another(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    await sandbox.read(page(GOOD))
    (stopped,) = sandbox.pids()
    os.kill(stopped, signal.SIGSTOP)
    _wait(monkeypatch, 0.5, 60.0)
    answer = await sandbox.read(page(GOOD))
    assert answer.article is not None
    assert sandbox.pids() != [stopped]


async def test_a_page_whose_worker_was_stopped_is_read(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To the worker's clock it is the same as SIGSTOP and SIGCONT: the time is over, no answer was taken."""
    await sandbox.read(page(GOOD))
    _wait(monkeypatch, 0.2, 60.0)
    reading = asyncio.create_task(sandbox.read(page(GOOD)))
    await asyncio.sleep(0)
    time.sleep(0.5)  # noqa: ASYNC251 # the loop stands still
    assert (await reading).article is not None


async def test_a_page_on_which_two_processes_stand_still_is_dead(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    await sandbox.read(page(GOOD))
    (stopped,) = sandbox.pids()
    os.kill(stopped, signal.SIGSTOP)
    _wait(monkeypatch, 0.1, 0.0)
    assert (await sandbox.read(page(GOOD))).reason == Reason.TIMEOUT
    _wait(monkeypatch, 60.0)
    assert (await sandbox.read(page(GOOD))).article is not None

"""Pages go in on the real broker: articles, revisions, headlines and dead letters come out."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from services.contracts.article import Article
from services.contracts.dead_letter import Reason
from services.contracts.page import Page, PageKind
from services.contracts.source import SourceRef
from services.contracts.topics import ARTICLES, HEADLINES, PAGES
from services.runtime.provision import provision
from services.runtime.settings import Settings
from tests.workers.process import WorkerProcess, eventually
from tests.workers.topics import committed, dead_letters, events, publish

MODULE = "tests.workers.extract"
SOURCE = SourceRef(id="alalam", name="العلم", country="ma")
GAP = "\u00a0" * 4


def page(key: str, body: str, kind: PageKind = "html", fetched: int = 1) -> Page:
    return Page(
        article_id=key,
        source=SOURCE,
        url=f"https://alalam.ma/news/{key}",
        kind=kind,
        fetched_at=dt.datetime(2025, 10, fetched, tzinfo=dt.UTC),
        body=Page.pack(body.encode()),
    )


def html(title: str, text: str) -> str:
    return (
        f"<html><head><title>{title} - العلم</title></head><body><a href='/'>الرئيسية</a>"
        f"<article><h1>{title}</h1><time datetime='2025-10-01T08:30:00+01:00'>1 أكتوبر 2025</time>"
        f"<div class='entry-content'><p>{text}</p></div></article></body></html>"
    )


TEXT = "افتتح بمدينة الرباط معرض الكتاب في دورته الجديدة بحضور عدد كبير من الناشرين والقراء. " * 4


@pytest.fixture(autouse=True)
async def _topics(settings: Settings) -> None:
    await provision(settings)


async def finished(settings: Settings, pages: int) -> None:
    async def all_committed() -> bool:
        return await committed(settings, settings.named("nashra-extract")) == pages

    await eventually(all_committed, f"{pages} pages to be finished", seconds=60)


async def test_an_unchanged_page_is_no_event_and_a_changed_one_is_a_revision(
    settings: Settings, tmp_path: Path
) -> None:
    first = html("افتتاح المعرض", TEXT)
    changed = html("افتتاح المعرض", TEXT + "وقررت اللجنة المنظمة تمديد أيامه.")
    async with WorkerProcess(MODULE, settings, tmp_path / "one.log"):
        await publish(settings, page("a_1", first), page("a_1", first, fetched=2))
        await finished(settings, 2)
        await publish(settings, page("a_1", changed, fetched=3), page("a_1", changed, fetched=4))
        await finished(settings, 4)
    async with WorkerProcess(MODULE, settings, tmp_path / "two.log") as again:
        await publish(settings, page("a_1", changed, fetched=5), page("a_1", first, fetched=6))
        await finished(settings, 6)
        assert await again.terminate() == 0
    found: list[Article] = await events(settings, ARTICLES)
    assert [article.revision for article in found] == [1, 2, 3]
    assert {article.id for article in found} == {found[0].id}
    assert found[0].title == "افتتاح المعرض"
    assert str(found[0].published.date) == "2025-10-01"


async def test_bad_pages_are_dead_letters_and_good_ones_behind_them_are_read(
    settings: Settings, tmp_path: Path
) -> None:
    good = [page(f"a_good{n}", html(f"خبر رقم {n} من المدينة", TEXT)) for n in range(5)]
    bad = [
        page("a_deep", "<div>" * 5000 + "نص"),
        page("a_none", "<html><body><p>لا شيء</p></body></html>"),
        page("a_cut", "").model_copy(update={"body": b"not zlib"}),
    ]
    async with WorkerProcess(MODULE, settings, tmp_path / "worker.log") as worker:
        await publish(settings, *bad, *good)
        await finished(settings, 8)
        assert await worker.terminate() == 0
    reasons = {letter.origin.key: letter.reason for letter in await dead_letters(settings)}
    assert reasons == {
        b"a_deep": Reason.TOO_LARGE,
        b"a_none": Reason.NO_ARTICLE,
        b"a_cut": Reason.UNPARSABLE,
    }
    assert len(await events(settings, ARTICLES)) == 5


async def test_a_ticker_gives_headlines_once_and_only_the_new_entries_later(
    settings: Settings, tmp_path: Path
) -> None:
    def aggregator(*ticker: str) -> str:
        return f"{GAP.join(ticker)}\n\nعنوان الخبر الكامل\nنشر في العلم يوم 01 - 10 - 2025\n\n{TEXT}\n"

    pages = [aggregator("خبر أول", "خبر ثان"), aggregator("خبر ثالث", "خبر أول", "خبر ثان")]
    async with WorkerProcess(MODULE, settings, tmp_path / "worker.log"):
        for number, text in enumerate(pages, 1):
            await publish(settings, page("a_hub", text, "aggregator", fetched=number))
            await finished(settings, number)
    titles = [headline.title for headline in await events(settings, HEADLINES)]
    assert titles == ["خبر أول", "خبر ثان", "خبر ثالث"]
    assert len(await events(settings, ARTICLES)) == 1
    assert PAGES.key == "article_id"

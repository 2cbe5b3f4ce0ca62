"""A small worker on the real runtime: `python -m tests.workers.pages`.

Each page becomes an article whose revision counts how often that id was handled; a table keeps the count.
The page says in `content_type` what shall befall it.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

from services.contracts.article import Article
from services.contracts.dead_letter import Reason
from services.contracts.page import Page
from services.contracts.source import SourceRef
from services.contracts.topics import ARTICLES, PAGES
from services.runtime.errors import Transient
from services.runtime.faust_adapter.changelog import Table
from services.runtime.faust_adapter.worker import Worker, run_worker, worker
from services.runtime.outcome import Dead, Done, Outcome, Record
from services.runtime.settings import Settings
from services.runtime.stage import stage
from services.runtime.trial import on_trial

SLOW_S = 0.2
SOURCE = SourceRef(id="alalam", name="العلم", name_latin="Al Alam", country="ma")
WRITTEN = datetime(2025, 4, 5, tzinfo=UTC)


def page(article_id: str, number: int = 0, befall: str | None = None) -> Page:
    """`befall`: slow, hang, dead, kill, "kill a worker" (no trial), crash (while NASHRA_TEST_CRASH is set) or
    transient (once).
    """
    return Page(
        article_id=article_id,
        source=SOURCE,
        url=f"https://alalam.example/{article_id}/{number}",
        content_type=befall,
        fetched_at=WRITTEN,
        body=Page.pack("نص المقال".encode()),
    )


class Counting:
    def __init__(self, counts: Table) -> None:
        self._counts = counts
        self._passed = False

    async def __call__(self, records: Sequence[Record[Page]]) -> Sequence[Outcome]:
        return [await self._handle(record.event) for record in records]

    async def _handle(self, page: Page) -> Outcome:
        match page.content_type:
            case "slow":
                await asyncio.sleep(SLOW_S)
            case "hang":
                await asyncio.Event().wait()
            case "dead":
                return Dead(Reason.NO_ARTICLE, f"no title in {page.url}")
            case "kill":
                os.kill(os.getpid(), signal.SIGKILL)
            case "kill a worker" if not on_trial():
                os.kill(os.getpid(), signal.SIGKILL)
            case "crash" if os.environ.get("NASHRA_TEST_CRASH"):
                raise RuntimeError("a bug in the handler")
            case "transient" if not self._passed:
                self._passed = True
                raise Transient("the index answers 503")
        count = self._counts.get(page.article_id, 0) + 1
        article = Article(
            id=page.article_id,
            revision=count,
            source=page.source,
            url=page.url,
            title="عنوان",
            fetched_at=page.fetched_at,
        )
        return Done((article,), lambda: self._counts.__setitem__(page.article_id, count))


def create_app(settings: Settings) -> Worker:
    app = worker("extract", settings)
    stage(app, settings, PAGES, Counting(app.table("counts")), ARTICLES, batch_size=10)
    return app


if __name__ == "__main__":
    made = create_app(Settings(log_format="json"))  # before there is a loop, as the command line does
    sys.exit(asyncio.run(run_worker(made)))

"""What is new about an extracted page, compared with what was extracted from it before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from services.contracts.article import Article
from services.contracts.event import Event
from services.contracts.headline import Headline


@dataclass(frozen=True, slots=True)
class LastRevision:
    """What a page said last: the article's revision and content, the entries of its ticker.

    `fetched_at`: of the page that first had this content; None in a table of before it was kept.
    """

    revision: int
    content: str
    ticker: tuple[str, ...] = ()
    fetched_at: datetime | None = None

    def stored(self) -> dict[str, Any]:
        """As a value of the table; `restored` is the inverse."""
        stored = {"revision": self.revision, "content": self.content, "ticker": list(self.ticker)}
        return stored | ({"fetched_at": self.fetched_at.isoformat()} if self.fetched_at else {})

    @classmethod
    def restored(cls, value: Mapping[str, Any] | None) -> LastRevision | None:
        if value is None:
            return None
        fetched_at = value.get("fetched_at")
        return cls(
            revision=value["revision"],
            content=value["content"],
            ticker=tuple(value.get("ticker", ())),
            fetched_at=datetime.fromisoformat(fetched_at) if fetched_at else None,
        )


def news(
    article: Article, headlines: tuple[Headline, ...], before: LastRevision | None
) -> tuple[list[Event], LastRevision]:
    """The events that follow and what to remember: a changed article is the next revision, the same one none.

    A page fetched before the one that is known (a replay) is none either: it must not bring old content back.
    Of a ticker, only the entries that were not in it the last time are news.
    """
    fetched_at = article.fetched_at if article.fetched_at.tzinfo else article.fetched_at.replace(tzinfo=UTC)
    if before is not None and before.fetched_at is not None and fetched_at < before.fetched_at:
        return [], before
    content = article.content_hash()
    ticker = tuple(headline.article_id for headline in headlines)
    if before is None:
        return [article, *headlines], LastRevision(article.revision, content, ticker, fetched_at)
    known = set(before.ticker)
    events: list[Event] = [headline for headline in headlines if headline.article_id not in known]
    if content == before.content:
        return events, replace(before, ticker=ticker)
    revised = article.model_copy(update={"revision": before.revision + 1})
    return [revised, *events], LastRevision(revised.revision, content, ticker, fetched_at)

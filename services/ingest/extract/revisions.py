"""What is new about an extracted page, compared with what was extracted from it before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from services.contracts.article import Article
from services.contracts.event import Event
from services.contracts.headline import Headline


@dataclass(frozen=True, slots=True)
class Seen:
    """What a page said last: the article's revision and content, the entries of its ticker."""

    revision: int
    content: str
    ticker: tuple[str, ...] = ()

    def stored(self) -> dict[str, Any]:
        """As a value of the table; `restored` is the inverse."""
        return {"revision": self.revision, "content": self.content, "ticker": list(self.ticker)}

    @classmethod
    def restored(cls, value: Mapping[str, Any] | None) -> Seen | None:
        if value is None:
            return None
        return cls(value["revision"], value["content"], tuple(value.get("ticker", ())))


def news(article: Article, headlines: tuple[Headline, ...], before: Seen | None) -> tuple[list[Event], Seen]:
    """The events that follow and what to remember: a changed article is the next revision, the same one none.

    Of a ticker, only the entries that were not in it the last time are news.
    """
    content = article.content_hash()
    ticker = tuple(headline.article_id for headline in headlines)
    if before is None:
        return [article, *headlines], Seen(article.revision, content, ticker)
    known = set(before.ticker)
    events: list[Event] = [headline for headline in headlines if headline.article_id not in known]
    if content == before.content:
        return events, Seen(before.revision, content, ticker)
    revised = article.model_copy(update={"revision": before.revision + 1})
    return [revised, *events], Seen(revised.revision, content, ticker)

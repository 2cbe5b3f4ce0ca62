"""From what was fetched for an entry to the page that goes on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from urllib.parse import urlsplit

from services.contracts.page import Page, PagePart
from services.contracts.source import Feed, Source
from services.ingest.encodings import text_of
from services.ingest.poll.news import Item
from services.ingest.stand_ins import Served
from services.web.errors import FetchError
from services.web.http import Response

HTML = ("text/html", "application/xhtml", "text/plain", "application/xml", "text/xml")


def no_article(link: str, problem: str) -> FetchError:
    """Something was fetched, but it cannot be an article."""
    return FetchError(f"{link}: {problem}", outcome="no-article", passing=False)


def served(response: Response) -> Served:
    """The page as stand-ins are told; scanned for where it leads, which is work for a thread."""
    seen = Served(text_of(response.body, response.content_type), response.url)
    seen.next_address  # noqa: B018 # cached
    return seen


def require_article(link: str, response: Response) -> None:
    """Raises `FetchError` when the answer to `link` cannot be an article's page."""
    if problem := _no_article(link, response):
        raise no_article(link, problem)


def page_of(
    source: Source, feed: Feed, item: Item, response: Response, others: Sequence[Response] = ()
) -> Page:
    """The page, fetched now, with the `others` on which the article goes on."""
    return Page(
        article_id=item.id,
        source=source.ref(),
        url=response.url,
        content_type=response.content_type,
        last_modified=response.headers.get("last-modified"),
        hints=item.entry.hints(feed.section),
        sections=source.sections,
        recipe=source.recipe,
        fetched_at=datetime.now(UTC),
        body=Page.pack(response.body),
        parts=tuple(
            PagePart(url=other.url, content_type=other.content_type, body=Page.pack(other.body))
            for other in others
        ),
    )


def _no_article(link: str, response: Response) -> str | None:
    """Why the answer is no article page, in words."""
    kind = (response.content_type or "text/html").split(";", 1)[0].strip().lower()
    if not kind.startswith(HTML):
        return f"it is {kind}, not a page"
    if urlsplit(response.url).path in {"", "/"} and not urlsplit(response.url).query and response.url != link:
        return "it leads to the home page"
    return None

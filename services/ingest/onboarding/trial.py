"""One article of a newspaper fetched and read as the platform would, without ingesting it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from services.contracts.article import Article
from services.contracts.source import Feed, Source
from services.ingest.extract import recipes
from services.ingest.extract.sandbox import Sandbox
from services.ingest.politeness import PoliteClient
from services.ingest.poll.entry import Entry
from services.ingest.poll.news import items_of
from services.ingest.poll.pages import page_of, require_article
from services.ingest.poll.pagination import following
from services.web.errors import FetchError
from services.web.http import Response


@dataclass(frozen=True, slots=True)
class Trial:
    """What became of the article at `link`: it, or the `problem`. `recipe`: part → did the recipe give it."""

    link: str
    article: Article | None = None
    parts: int = 1
    problem: str | None = None
    recipe: Mapping[str, bool] = field(default_factory=dict)


async def trial(source: Source, feed: Feed, entry: Entry, client: PoliteClient, sandbox: Sandbox) -> Trial:
    """Fetch the article of an entry with all its pages, and read it in a process with limits."""

    async def get(url: str) -> Response:
        return await client.get(url, allow=source.allow, pause=source.crawl_delay)

    items = items_of(source.id, [entry])
    if not items:
        return Trial(entry.link, problem="its link is no address of an article")
    try:
        first = await get(entry.link)
        require_article(entry.link, first)
        others = [part async for part in following(first, get)]
    except FetchError as error:
        return Trial(entry.link, problem=str(error))
    page = page_of(source, feed, items[0], first, others)
    answer = await sandbox.read(page)
    if answer.article is None:
        return Trial(entry.link, problem=f"{answer.reason}: {answer.message}")
    won: Mapping[str, bool] = {}
    if source.recipe is not None:
        won = recipes.won(source.recipe, first.body, answer.article, first.content_type)
    return Trial(entry.link, answer.article, 1 + len(others), recipe=won)

"""What stories.v1 says of each article and story, in indices of their own and in the articles' documents.

An article's document carries its story, so that lists can filter and fold by it. Whoever writes an article
looks up its membership before and after, and whoever changes memberships writes them before the documents:
whichever comes first, at the end the document says what the membership says.
"""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, cast

from services.contracts.article import EnrichedArticle
from services.contracts.headline import Headline
from services.contracts.identity import story_id
from services.contracts.story import JoinedBy, StoryChange
from services.contracts.topics import STORIES
from services.runtime.scan import scan_events
from services.runtime.settings import Settings
from services.search import generations
from services.search.bulk import BulkResult, BulkWriter, Write, waiting_for_elasticsearch
from services.search.cluster import AsyncElasticsearch
from services.search.documents import article_document, enriched_article
from services.search.errors import NoIndex
from services.search.headline_queries import keys_in
from services.search.results import Membership
from services.search.settings import SearchSettings
from services.search.withdrawals import Withdrawals

ROOM = 1 << 20
"""Versions between two revisions of an article, for changes of its story."""
MANY = 500
ROUNDS = 5  # a membership that changes more often while one batch is written waits for the next attempt

WriteAll = Callable[[Sequence[Write]], Awaitable[list[BulkResult]]]


def article_version(revision: int) -> int:
    """The version of a revision as it is first written; after it come `ROOM` changes of its story."""
    return revision * ROOM


class Stories:
    """Writes memberships, stories, and both into the articles. Every call may raise `Transient`."""

    def __init__(
        self, client: AsyncElasticsearch, settings: SearchSettings, withdrawals: Withdrawals
    ) -> None:
        self._client = client
        self._settings = settings
        self._withdrawals = withdrawals
        self._memberships = BulkWriter(client, settings, settings.named(generations.MEMBERSHIPS))
        self._stories = BulkWriter(client, settings, settings.named(generations.STORIES))
        self._generations = {
            alias: BulkWriter(client, settings, alias)
            for alias in (settings.named(generations.BUILDING), settings.named(generations.ARTICLES))
        }

    async def index(
        self, articles: Sequence[tuple[EnrichedArticle, datetime]], write: WriteAll
    ) -> list[BulkResult]:
        """Let `write` have these articles as of these moments, with their stories; a verdict for each."""
        ids = [enriched.article_id for enriched, _ in articles]
        before = await self.memberships(ids)
        writes = [
            Write(
                enriched.article_id,
                article_version(enriched.article.revision),
                partial(article_document, enriched, indexed_at, before.get(enriched.article_id)),
            )
            for enriched, indexed_at in articles
        ]
        written = await self._withdrawals.admit(writes, write)
        after = await self.memberships(ids)
        await self.reconcile([id_ for id_ in dict.fromkeys(ids) if after.get(id_) != before.get(id_)])
        return written

    async def memberships(self, article_ids: Iterable[str]) -> dict[str, Membership]:
        """By article id, in real time; an article without one is a story of its own. Raises `NoIndex`."""
        ids = sorted(set(article_ids))
        if not ids:
            return {}
        index = self._settings.named(generations.MEMBERSHIPS)
        with waiting_for_elasticsearch():
            found = await self._client.mget(index=index, ids=ids)
        if any("error" in document for document in found["docs"]):
            raise NoIndex(f"no index {index}")
        return {
            document["_id"]: membership(document["_source"])
            for document in found["docs"]
            if document["found"] and document["_source"].get("story")
        }

    async def take(self, changes: Sequence[StoryChange]) -> None:
        """Follow these changes: memberships, then documents, then the stories and where they moved to."""
        await self._write(self._memberships, membership_writes(changes))
        ids = {assigned.article_id for change in changes for assigned in change.assigned}
        await self.reconcile(sorted(ids | {article for change in changes for article in change.left}))
        await self._write(self._stories, [story_write(change) for change in latest(changes)])

    async def take_all(self, changes: AsyncIterable[StoryChange]) -> None:
        """The same without the documents, for a whole topic of changes: before articles are built anew."""
        batch: list[StoryChange] = []
        async for change in changes:
            batch.append(change)
            if len(batch) == MANY:
                await self._restore(batch)
                batch = []
        await self._restore(batch)

    async def reconcile(self, article_ids: Sequence[str]) -> None:
        """Give the documents of these articles, in every generation that is written to, their memberships."""
        for alias, writer in self._generations.items() if article_ids else ():
            with waiting_for_elasticsearch():
                if not await self._client.indices.exists_alias(name=alias):
                    continue
            for start in range(0, len(article_ids), MANY):
                try:
                    await self._reconcile(alias, writer, article_ids[start : start + MANY])
                except NoIndex:
                    if alias == self._settings.named(generations.ARTICLES):
                        raise

    async def headlines(self, changes: Sequence[StoryChange]) -> list[Headline | None]:
        """What the ticker says of each change; None for a story of one article."""
        articles = await self._articles(filter(None, map(_ticker_article, changes)))
        return [_headline(change, articles) for change in changes]

    async def _articles(self, article_ids: Iterable[str]) -> dict[str, EnrichedArticle]:
        """By id, those of these articles that readers see."""
        ids = sorted(set(article_ids))
        if not ids:
            return {}
        with waiting_for_elasticsearch():
            found = await self._client.mget(
                index=self._settings.named(generations.ARTICLES), ids=ids, source=["enriched"]
            )
        return {
            document["_id"]: enriched_article(document["_source"])
            for document in found["docs"]
            if document.get("found")
        }

    async def _reconcile(self, alias: str, writer: BulkWriter, ids: Sequence[str]) -> None:
        """Until documents and memberships agree: either may change meanwhile."""
        for _ in range(ROUNDS):
            memberships = await self.memberships(ids)
            with waiting_for_elasticsearch():
                found = await self._client.mget(
                    index=alias, ids=ids, source=["enriched", "indexed_at", "story", "duplicate_of"]
                )
            differing = [
                document
                for document in found["docs"]
                if document.get("found") and not _agree(document, memberships.get(document["_id"]))
            ]
            if not differing:
                return
            rewritten = [_rewritten(document, memberships.get(document["_id"])) for document in differing]
            await self._withdrawals.admit(rewritten, writer.write)

    async def _restore(self, changes: Sequence[StoryChange]) -> None:
        await self._write(self._memberships, membership_writes(changes))
        await self._write(self._stories, [story_write(change) for change in latest(changes)])

    async def _write(self, writer: BulkWriter, writes: Sequence[Write]) -> None:
        if writes:
            await writer.write(writes)


def membership_writes(changes: Sequence[StoryChange]) -> list[Write]:
    """The last word of these changes on each article."""
    writes: dict[str, Write] = {}
    for change in changes:
        version = change.sequence + 1  # a version is positive, an offset may be 0
        gone = {article: Write(article, version, {}) for article in change.left}
        given = {
            assigned.article_id: Write(
                assigned.article_id,
                version,
                _without_none(
                    story=change.story_id,
                    duplicate_of=assigned.duplicate_of,
                    by=assigned.by,
                    score=assigned.score,
                    words=list(assigned.words) or None,
                ),
            )
            for assigned in change.assigned
        }
        for article, write in {**gone, **given}.items():
            # of one input, the story that takes an article has the last word, not the one that loses it
            before = writes.get(article)
            if before is None or version > before.version or (version == before.version and article in given):
                writes[article] = write
    return list(writes.values())


def latest(changes: Sequence[StoryChange]) -> list[StoryChange]:
    """The last of these changes of each story; what was merged comes after what it was merged into."""
    last: dict[str, StoryChange] = {}
    for change in changes:
        if change.story_id not in last or change.sequence >= last[change.story_id].sequence:
            last[change.story_id] = change
    return sorted(last.values(), key=lambda change: change.merged_into is not None)


def story_write(change: StoryChange) -> Write:
    """A story as a document; one that is empty or merged keeps its id and nothing of its articles."""
    document: dict[str, Any] = {"id": change.story_id, "merged_into": change.merged_into}
    if change.story and not change.merged_into:
        story = change.story.model_dump(mode="json")
        document |= {**story, "source_count": len(change.story.sources)}
    return Write(change.story_id, change.sequence + 1, _without_none(**document))


def membership(source: Mapping[str, Any]) -> Membership:
    """The inverse of `membership_writes`."""
    return Membership(
        story_id=source["story"],
        duplicate_of=source.get("duplicate_of"),
        by=cast("JoinedBy", source["by"]),
        score=source.get("score"),
        words=tuple(source.get("words", ())),
    )


def _ticker_article(change: StoryChange) -> str | None:
    """The article that stands for a change in the ticker; None for what no reader has to be told."""
    return change.story.representative if change.story and change.story.article_count > 1 else None


def _headline(change: StoryChange, articles: Mapping[str, EnrichedArticle]) -> Headline | None:
    representative = articles.get(_ticker_article(change) or "")
    if representative is None or change.story is None:
        return None
    article = representative.article
    return Headline(
        article_id=article.id,
        kind="story",
        revision=article.revision,
        title=article.title,
        source=article.source,
        url=article.url,
        section=representative.section,
        lang=representative.lang,
        published=article.published,
        story_id=change.story_id,
        articles=tuple(assigned.article_id for assigned in change.assigned),
        article_count=change.story.article_count,
        source_count=len(change.story.sources),
        merged_into=change.merged_into,
        entities=tuple(entity.id for entity in representative.entities),
        keys=keys_in(representative),
    )


def _agree(document: Mapping[str, Any], current: Membership | None) -> bool:
    source = document["_source"]
    wanted = (current.story_id, current.duplicate_of) if current else (story_id(document["_id"]), None)
    return (source.get("story"), source.get("duplicate_of")) == wanted


def _rewritten(document: Mapping[str, Any], current: Membership | None) -> Write:
    """The document made anew: its readings are not in its source, so that it cannot be updated in part."""
    source = document["_source"]
    since = datetime.fromisoformat(source["indexed_at"])
    made = partial(article_document, enriched_article(source), since, current)
    return Write(document["_id"], document["_version"] + 1, made)


def _without_none(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


async def story_changes(settings: Settings) -> AsyncIterator[StoryChange]:
    """Every change there ever was, in order. Raises `Unreachable` or `NoTopic`."""
    async for record in scan_events(settings, STORIES):
        yield record.event

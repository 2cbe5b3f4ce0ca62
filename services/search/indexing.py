"""What becomes of a batch: documents into the index, then headlines out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from services.contracts.article import EnrichedArticle
from services.contracts.dead_letter import Reason
from services.contracts.headline import Headline, HeadlineKind
from services.contracts.image import ImageState
from services.runtime import metrics
from services.runtime.outcome import Dead, Done, Outcome, Record, Transient
from services.search import generations
from services.search.bulk import BulkWriter, NoIndex, Verdict, Write, Written
from services.search.cluster import ApiError, AsyncElasticsearch, TransportError
from services.search.documents import article_document, image_document
from services.search.settings import SearchSettings


class Indexer:
    """The handlers of the index role.

    Provisions the index before the first write, and again when it is gone.
    """

    def __init__(self, client: AsyncElasticsearch, settings: SearchSettings) -> None:
        self._client = client
        self._settings = settings
        self._articles = BulkWriter(client, settings, settings.named(generations.ARTICLES))
        self._images = BulkWriter(client, settings, settings.named(generations.IMAGES))
        self._provisioned = False

    async def index_articles(self, records: Sequence[Record[EnrichedArticle]]) -> list[Outcome]:
        """Each article under its id and revision; a headline for each revision that now stands."""
        indexed_at = _now()
        events = [record.event for record in records]
        written = await self._write(
            self._articles,
            [
                Write(event.article_id, event.article.revision, article_document(event, indexed_at))
                for event in events
            ],
        )
        standing = await self._standing(
            [event.article_id for event, item in zip(events, written, strict=True) if _known(item)]
        )
        outcomes: list[Outcome] = []
        for event, item in zip(events, written, strict=True):
            if item.verdict is Verdict.REJECTED:
                outcomes.append(Dead(Reason.REJECTED, item.reason))
            elif not _known(item):
                _measure(event, indexed_at)
                outcomes.append(Done((headline(event, item.verdict, indexed_at),)))
            elif (since := standing.get((event.article_id, event.article.revision))) is not None:
                # the crash came between the index and headlines.v1, or the batch was repeated: say it (again)
                outcomes.append(Done((headline(event, item.verdict, since),)))
            else:
                outcomes.append(Done())
        return outcomes

    async def index_images(self, records: Sequence[Record[ImageState]]) -> list[Outcome]:
        """The newest state of each image, apart from the articles: it may come before its article."""
        written = await self._write(
            self._images,
            [
                Write(record.event.image_id, record.event.revision, image_document(record.event))
                for record in records
            ],
        )
        return [
            Dead(Reason.REJECTED, item.reason) if item.verdict is Verdict.REJECTED else Done()
            for item in written
        ]

    async def _write(self, writer: BulkWriter, writes: Sequence[Write]) -> list[Written]:
        if not self._provisioned:
            await self._provision()
        try:
            return await writer.write(writes)
        except NoIndex:
            self._provisioned = False  # somebody deleted it: the next attempt makes it anew
            raise

    async def _provision(self) -> None:
        try:
            await generations.provision(self._client, self._settings)
        except TransportError as error:
            raise Transient(f"no Elasticsearch at {self._settings.elasticsearch}: {error.message}") from error
        except ApiError as error:
            raise Transient(f"cannot provision the index: {error.message}") from error
        self._provisioned = True

    async def _standing(self, ids: Sequence[str]) -> dict[tuple[str, int], datetime]:
        """(article id, revision) that the index holds of these, and since when."""
        if not ids:
            return {}
        try:
            found = await self._client.mget(
                index=self._settings.named(generations.ARTICLES),
                ids=list(ids),
                source=["revision", "indexed_at"],
            )
        except (ApiError, TransportError) as error:
            raise Transient(f"cannot read back what is indexed: {error.message}") from error
        return {
            (document["_id"], document["_source"]["revision"]): datetime.fromisoformat(
                document["_source"]["indexed_at"]
            )
            for document in found["docs"]
            if document.get("found")
        }


def headline(enriched: EnrichedArticle, verdict: Verdict, indexed_at: datetime) -> Headline:
    """What the ticker shows of an article. A repeated one says `new` again only for a first revision."""
    article = enriched.article
    new = verdict is Verdict.CREATED or (verdict is Verdict.KNOWN and article.revision == 1)
    kind: HeadlineKind = "new" if new else "update"
    return Headline(
        article_id=article.id,
        kind=kind,
        revision=article.revision,
        title=article.title,
        source=article.source,
        url=article.url,
        section=enriched.section,
        lang=enriched.lang,
        published=article.published,
        indexed_at=indexed_at,
    )


def _now() -> datetime:
    """In milliseconds, which is what a date field keeps."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


def _known(item: Written) -> bool:
    return item.verdict is Verdict.KNOWN


def _measure(enriched: EnrichedArticle, indexed_at: datetime) -> None:
    fetched_at = enriched.article.fetched_at
    if fetched_at.tzinfo is not None:
        metrics.END_TO_END.observe(max(0.0, (indexed_at - fetched_at).total_seconds()))
    metrics.NEWEST_ARTICLE.labels(enriched.article.source.id).set(indexed_at.timestamp())

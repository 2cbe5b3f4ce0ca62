"""What becomes of a batch: documents into the index, then headlines out."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from services.arabic.embedding import MODEL
from services.contracts.article import EnrichedArticle
from services.contracts.dead_letter import Reason
from services.contracts.headline import Headline, HeadlineKind
from services.contracts.image import ImageState
from services.contracts.story import StoryChange
from services.contracts.vector import ArticleVector
from services.contracts.withdrawal import Withdrawal
from services.runtime import metrics
from services.runtime.errors import NoTopic, Transient, Unreachable
from services.runtime.logs import get_logger
from services.runtime.outcome import Dead, Done, Outcome, Record
from services.runtime.settings import Settings
from services.search import generations, vectors
from services.search.bulk import BulkResult, BulkWriter, Verdict, Write, waiting_for_elasticsearch
from services.search.cluster import ApiError, AsyncElasticsearch, TransportError
from services.search.documents import image_document
from services.search.errors import NoIndex
from services.search.headline_queries import keys_in
from services.search.settings import SearchSettings
from services.search.stories import Stories
from services.search.withdrawals import Withdrawals, retraction

CLOCK_SKEW = timedelta(seconds=10)

Decisions = Callable[[], AsyncIterator[Withdrawal]]

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class IndexedRevision:
    """The revision that readers see, and since when."""

    revision: int
    indexed_at: datetime


async def no_decisions() -> AsyncIterator[Withdrawal]:
    """Of a platform on which nothing was ever withdrawn."""
    nothing: tuple[Withdrawal, ...] = ()
    for decision in nothing:
        yield decision


class Indexer:
    """The handlers of the index role.

    Provisions the index before the first write, and again when it is gone; `decisions` are all withdrawals
    ever made: an index that lost them gets them back before it gets an article.
    """

    def __init__(
        self, client: AsyncElasticsearch, settings: SearchSettings, decisions: Decisions = no_decisions
    ) -> None:
        self._client = client
        self._settings = settings
        self._decisions = decisions
        self._live = BulkWriter(client, settings, settings.named(generations.ARTICLES))
        self._building = BulkWriter(client, settings, settings.named(generations.BUILDING))
        self._images = BulkWriter(client, settings, settings.named(generations.IMAGES))
        self._vectors = vectors.VectorWriter(client, settings)
        self._withdrawals = Withdrawals(client, settings)
        self._stories = Stories(client, settings, self._withdrawals)
        self._provisioned = False

    async def index_articles(self, records: Sequence[Record[EnrichedArticle]]) -> list[Outcome]:
        """Each article under its id and revision; a headline for each revision that now stands."""
        indexed_at = _now()
        events = [record.event for record in records]
        async with self._index():
            written = await self._stories.index(
                [(event, indexed_at) for event in events], self._write_generations
            )
        known = [event.article_id for event, item in zip(events, written, strict=True) if _is_known(item)]
        held = await indexed_revisions(self._client, self._settings, known)
        outcomes: list[Outcome] = []
        for record, item in zip(records, written, strict=True):
            event = record.event
            if item.verdict is Verdict.REJECTED:
                outcomes.append(Dead(Reason.REJECTED, item.reason))
            elif item.verdict is Verdict.WITHDRAWN:
                outcomes.append(Done())
            elif not _is_known(item):
                _measure(event, indexed_at)
                outcomes.append(Done((headline(event, item.verdict, indexed_at),)))
            elif event.article_id not in held:
                raise _remembered(event.article_id)
            elif _is_repeated(record, held[event.article_id]):
                since = held[event.article_id].indexed_at
                outcomes.append(Done((headline(event, item.verdict, since),)))
            else:
                outcomes.append(Done())
        return outcomes

    async def index_images(self, records: Sequence[Record[ImageState]]) -> list[Outcome]:
        """The newest state of each image, apart from the articles: it may come before its article."""
        writes = [
            Write(record.event.image_id, record.event.revision, image_document(record.event))
            for record in records
        ]
        async with self._index():
            return [_outcome(item) for item in await self._images.write(writes)]

    async def index_vectors(self, records: Sequence[Record[ArticleVector]]) -> list[Outcome]:
        """What articles mean, beside them: it may come before its article. Of another model, nothing."""
        events = [record.event for record in records]
        writes = vectors.writes(events)
        async with self._index():
            written = await self._withdrawals.admit(writes, self._vectors.write)
        known = [write.id for write, item in zip(writes, written, strict=True) if _is_known(item)]
        held = await vectors.with_vectors(self._client, self._settings, known)
        if lost := next((id_ for id_ in known if id_ not in held), None):
            raise _remembered(lost)
        verdicts = iter(written)
        return [_outcome(next(verdicts)) if event.model == MODEL else Done() for event in events]

    async def index_stories(self, records: Sequence[Record[StoryChange]]) -> list[Outcome]:
        """In which story each article is; a headline for each story of several articles that changed."""
        changes = [record.event for record in records]
        async with self._index():
            await self._stories.take(changes)
            return [
                Done((headline,)) if headline else Done()
                for headline in await self._stories.headlines(changes)
            ]

    async def withdraw(self, records: Sequence[Record[Withdrawal]]) -> list[Outcome]:
        """Keep each decision; what is withdrawn now is deleted, and then leaves every ticker."""
        decisions = [record.event for record in records]
        async with self._index():
            written = await self._withdrawals.decide(decisions)
            withdrawn = await self._withdrawals.standing(event.article_id for event in decisions)
        return [
            Done((retraction(event),))
            if event.action == "withdraw" and event.article_id in withdrawn
            else _outcome(item)
            for event, item in zip(decisions, written, strict=True)
        ]

    async def _write_generations(self, writes: Sequence[Write]) -> list[BulkResult]:
        """First into the one that is being built, so that no document is missing when it becomes live."""
        with waiting_for_elasticsearch():
            building = await self._client.indices.exists_alias(
                name=self._settings.named(generations.BUILDING)
            )
        if building:
            try:
                await self._building.write(writes)
            except NoIndex:
                log.info("the building generation is live now, or deleted")
        return await self._live.write(writes)

    @asynccontextmanager
    async def _index(self) -> AsyncIterator[None]:
        """What is needed for writing exists; when somebody deleted it, the next attempt makes it anew."""
        if not self._provisioned:
            await self._provision()
        try:
            yield
        except NoIndex:
            self._provisioned = False
            raise

    async def _provision(self) -> None:
        try:
            live = await generations.provision(self._client, self._settings)
            await self._withdrawals.decide_all(self._decisions())
        except TransportError as error:
            raise Transient(f"no Elasticsearch at {self._settings.elasticsearch}: {error.message}") from error
        except ApiError as error:
            raise Transient(f"cannot provision the index: {error.message}") from error
        except (Unreachable, NoTopic) as error:
            raise Transient(f"cannot read the withdrawals: {error}") from error
        if not generations.is_current(self._settings, live):  # it would refuse every article
            raise Transient(f"{live} has the mapping of another version of the code: run `nashra reindex`")
        self._provisioned = True


async def indexed_revisions(
    client: AsyncElasticsearch, settings: Settings, ids: Iterable[str]
) -> dict[str, IndexedRevision]:
    """By article id, those that the live generation has, read in real time: also before a refresh.

    Raises `Transient`.
    """
    wanted = list(ids)
    if not wanted:
        return {}
    with waiting_for_elasticsearch():
        found = await client.mget(
            index=settings.named(generations.ARTICLES), ids=wanted, source=["revision", "indexed_at"]
        )
    return {
        document["_id"]: IndexedRevision(
            document["_source"]["revision"], datetime.fromisoformat(document["_source"]["indexed_at"])
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
        entities=tuple(entity.id for entity in enriched.entities),
        keys=keys_in(enriched),
    )


def _now() -> datetime:
    """In milliseconds, which is what a date field keeps."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


def _outcome(item: BulkResult) -> Outcome:
    return Dead(Reason.REJECTED, item.reason) if item.verdict is Verdict.REJECTED else Done()


def _remembered(article_id: str) -> Transient:
    return Transient(f"{article_id} was deleted, and Elasticsearch still remembers its version")


def _is_repeated(record: Record[EnrichedArticle], held: IndexedRevision) -> bool:
    """Whether a crash may have come between the index and headlines.v1: then the headline is said (again).

    A record that is younger than its document is a replay: no news to anybody.
    """
    if record.event.article.revision != held.revision:
        return False
    return record.timestamp <= held.indexed_at + CLOCK_SKEW


def _is_known(item: BulkResult) -> bool:
    return item.verdict is Verdict.KNOWN


def _measure(enriched: EnrichedArticle, indexed_at: datetime) -> None:
    fetched_at = enriched.article.fetched_at
    if fetched_at.tzinfo is not None:
        metrics.END_TO_END.observe(max(0.0, (indexed_at - fetched_at).total_seconds()))
    metrics.NEWEST_ARTICLE.labels(enriched.article.source.id).set(indexed_at.timestamp())

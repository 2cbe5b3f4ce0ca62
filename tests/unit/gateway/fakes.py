"""An index and a producer in memory, of the same interface as the real ones, and the articles they hold."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Collection, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import islice

from services.arabic.entities.lexicon import Entry
from services.arabic.normalise import fold
from services.contracts.article import (
    Article,
    EnrichedArticle,
    Heading,
    Image,
    ImageBlock,
    Keyword,
    Paragraph,
    Published,
)
from services.contracts.event import Envelope, Event
from services.contracts.headline import Headline, HeadlineKind
from services.contracts.image import Visibility
from services.contracts.source import RightsMode, Source, SourceRef
from services.gateway.image_proxy import ImageProxy
from services.gateway.registry import Registry
from services.gateway.settings import GatewaySettings
from services.gateway.state import Gateway
from services.gateway.ticker import Ticker
from services.runtime.producer import EventProducer, Position
from services.search.entities import Entities
from services.search.errors import IndexUnavailable, QuerySyntaxError
from services.search.reader import Reader
from services.search.results import (
    Attention,
    AttentionRequest,
    AttentionSeries,
    Bucket,
    EntityCount,
    EntityCoverage,
    EntityList,
    EntityMoved,
    EntityRequest,
    FacetValue,
    Filters,
    IndexState,
    Interpretation,
    Membership,
    Reason,
    Related,
    SearchRequest,
    SearchResult,
    Segment,
    SignificantWord,
    SignificantWords,
    SourceActivity,
    SourceShare,
    StoredArticle,
    StoredImage,
    StoryList,
    StoryMoved,
    StoryRequest,
    StorySummary,
    Suggestion,
    SuggestionKind,
    Summary,
    Total,
    Trend,
    TrendRequest,
    Trends,
)
from services.search.synonyms import Synonyms
from services.web.decoding import Limits
from services.web.errors import FetchError, HttpStatus
from services.web.http import Response, Trail
from tests.unit.web.forms import NoForms

NOW = datetime(2025, 4, 5, 21, 14, 3, tzinfo=UTC)
ALALAM = Source(
    id="alalam", name="العلم", name_latin="Al Alam", country="ma", home_url="https://alalam.example/"
)
BAYANE = Source(id="bayane", name="بيان اليوم", name_latin="Bayane Al Yaoume", country="ma")
IMAGE = "i_aaaa2222"
STORY, MERGED_STORY = "s_aa", "s_bb"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(2000)
TITLES = (
    "ميناء آسفي يستعد لاستقبال أول باخرة",
    "البرلمان يناقش مشروع قانون الإضراب",
    "المنتخب الوطني يفوز في مباراته الأولى",
    "ارتفاع أسعار الخضر في أسواق الجملة",
    "مهرجان فاس للموسيقى يعلن برنامجه",
)


def article_id(number: int) -> str:
    """`a_` and base32 of a running number."""
    letters = "abcdefghijklmnopqrstuvwxyz234567"
    return f"a_{letters[number // 32]}{letters[number % 32]}test"


def article(number: int, *, rights: RightsMode = "full", words: int = 12) -> EnrichedArticle:
    source = (ALALAM, BAYANE)[number % 2].model_copy(update={"rights": rights}).ref()
    written = Article(
        id=article_id(number),
        source=source,
        url=f"https://{source.id}.example/news/{number}",
        title=TITLES[number % len(TITLES)],
        blocks=(
            Paragraph(text="كلمة " * words),
            Heading(text="تفاصيل"),
            ImageBlock(image_id=IMAGE),
            Paragraph(text="فقرة أخيرة."),
        ),
        images=(Image(id=IMAGE, url="https://alalam.example/port.jpg", alt="ميناء آسفي", credit="و.م.ع"),),
        authors=("مريم الإدريسي",),
        published=Published(date=date(2025, 4, 5), precision="day"),
        fetched_at=NOW,
    )
    return EnrichedArticle(
        article=written,
        lang="ar",
        section="economy",
        keywords=(Keyword(text="ميناء", count=2),),
        word_count=words + 3,
        enriched_at=NOW,
    )


class FakeReader(Reader):
    """Newest first, folded substrings as search; `down` makes every call fail as an absent cluster does."""

    def __init__(self, articles: Sequence[EnrichedArticle]) -> None:
        self.articles = list(articles)
        self.states: dict[str, Visibility] = {}
        self.down = False
        self.searches: list[SearchRequest] = []
        self.entities = Entities()
        self.synonyms = Synonyms()
        self.attentions: list[AttentionRequest] = []
        self.trendings: list[TrendRequest] = []

    def _check(self) -> None:
        if self.down:
            raise IndexUnavailable("no Elasticsearch at http://127.0.0.1:9200; start it")

    async def search(self, request: SearchRequest) -> SearchResult:
        self._check()
        self.searches.append(request)
        if request.text.count('"') % 2:
            literal = request.text.replace('"', "")
            raise QuerySyntaxError("a quote is not closed", request.text.index('"'), literal)
        found = [stored for stored in self.articles if self._matches(stored, request)]
        found.sort(key=lambda stored: stored.article_id)
        after = request.page.after
        rest = [stored for stored in found if after is None or stored.article_id > str(after[-1])]
        return SearchResult(
            items=tuple(self.summary(stored, request.text) for stored in rest[: request.page.limit]),
            total=None if request.total == "none" else Total(len(found), "eq"),
            index=await self.state(),
            took_ms=3,
            sort=request.sort,
            interpreted=Interpretation(terms=tuple(request.text.split()), normalised=bool(request.text)),
            facets={field: (FacetValue("alalam", 3), FacetValue("bayane", 2)) for field in request.facets},
            histogram=(Bucket(NOW, len(found), 0.5),) if request.histogram else None,
            as_of=request.page.as_of or NOW,
        )

    async def walk(
        self, request: SearchRequest, as_of: datetime, after: str | None = None
    ) -> AsyncGenerator[list[StoredArticle], None]:
        self._check()
        found = sorted(stored.article_id for stored in self.articles if self._matches(stored, request))
        for id_ in found:
            stored = await self.article(id_)
            if stored and (after is None or id_ > after):
                yield [stored]

    @staticmethod
    def _matches(stored: EnrichedArticle, request: SearchRequest) -> bool:
        wanted = request.filters
        title = fold(stored.article.title)
        return (
            all(fold(word) in title for word in request.text.replace('"', "").split())
            and (not wanted.source or stored.article.source.id in wanted.source)
            and (not wanted.ids or stored.article_id in wanted.ids)
        )

    @staticmethod
    def summary(stored: EnrichedArticle, text: str = "") -> Summary:
        written = stored.article
        return Summary(
            id=written.id,
            revision=written.revision,
            title=written.title,
            lead=written.text[:80],
            url=written.url,
            source_id=written.source.id,
            source_name=written.source.name,
            country=written.source.country,
            lang=stored.lang,
            section=stored.section,
            published_date=written.published.date,
            published_at=written.published.at,
            published_precision=written.published.precision,
            tz=written.source.edition.tz,
            indexed_at=NOW,
            rights=written.source.rights,
            word_count=stored.word_count,
            reading_minutes=stored.reading_minutes,
            story_id=STORY,
            lead_image=IMAGE,
            sort_values=(written.id,),
            highlights={"title": ((Segment(written.title, hit=True),),)} if text else {},
        )

    async def article(self, article_id: str) -> StoredArticle | None:
        self._check()
        for stored in self.articles:
            if stored.article_id == article_id:
                return StoredArticle(stored, NOW, dict(self.states))
        return None

    async def related(
        self, article_id: str, limit: int = 6, reasons: Sequence[Reason] = ("story", "similar")
    ) -> list[Related]:
        self._check()
        if "similar" not in reasons:
            return []
        others = [stored for stored in self.articles if stored.article_id != article_id]
        if len(others) == len(self.articles):
            return []
        return [Related(self.summary(stored), "similar", 1.5) for stored in others[:limit]]

    async def stories(self, request: StoryRequest) -> StoryList:
        """All articles are one story, merged from another one."""
        self._check()
        told = await self.story(STORY)
        items = (told,) if isinstance(told, StorySummary) and request.after is None else ()
        return StoryList(
            items, Total(len(items), "eq"), more=len(items) == request.limit, index=await self.state()
        )

    async def story(self, story_id: str) -> StorySummary | StoryMoved | None:
        self._check()
        if story_id == MERGED_STORY:
            return StoryMoved(STORY)
        if story_id != STORY or not self.articles:
            return None
        members = [self.summary(stored) for stored in self.articles]
        first = {member.source_id: member for member in reversed(members)}
        return StorySummary(
            id=STORY,
            article_count=len(members),
            copy_count=0,
            sources=tuple(first),
            countries=("ma",),
            sections=("economy",),
            langs=("ar",),
            first_at=NOW,
            last_at=NOW,
            headlines=tuple(first.values()),
            sort_values=(1.0, STORY),
        )

    async def members(self, story_ids: Sequence[str], limit: int) -> dict[str, list[Summary]]:
        self._check()
        return {story: [self.summary(stored) for stored in self.articles[:limit]] for story in story_ids}

    async def memberships(self, article_ids: Sequence[str]) -> dict[str, Membership]:
        self._check()
        return {id_: Membership(STORY, by="words", score=0.8, words=("ميناء",)) for id_ in article_ids}

    async def entity_entries(self, ids: Collection[str]) -> dict[str, Entry]:
        self._check()
        return {id_: entry for id_ in ids if (entry := self.entities.lexicon.entity(id_))}

    async def attention(self, request: AttentionRequest) -> Attention:
        """Each query finds two of the five articles in the last bucket, and one of two in the one before."""
        self._check()
        self.attentions.append(request)
        for place, query in enumerate(request.queries):
            if query.text.count('"') % 2:
                message = f"query {place + 1}: a quote is not closed"
                raise QuerySyntaxError(message, 0, query.text.replace('"', ""), place)
        buckets = max(1, len(request.starts))
        counts, articles = ([0] * buckets + [1, 2])[-buckets:], ([0] * buckets + [2, 5])[-buckets:]
        return Attention(
            tuple(
                AttentionSeries(number, group, tuple(counts), tuple(articles))
                for group in (("alalam", "") if request.by else (None,))
                for number in range(len(request.queries))
            ),
            tuple(Interpretation(terms=tuple(query.text.split())) for query in request.queries),
            await self.state(),
        )

    async def significant_words(self, request: AttentionRequest, limit: int = 20) -> SignificantWords:
        self._check()
        words = (SignificantWord("الحاويات", 2, 3, 1, 97, 1.5), SignificantWord("الأرصفة", 1, 3, 0, 97, 0.5))
        queries = range(len(request.queries))
        return SignificantWords(
            tuple(words[:limit] for _ in queries), tuple(3 for _ in queries), await self.state()
        )

    async def trending(self, request: TrendRequest) -> Trends:
        """Each article is what is talked about, as a topic."""
        self._check()
        self.trendings.append(request)
        items = tuple(
            Trend(
                "topic",
                stored.article_id,
                stored.article.title,
                2.5,
                9,
                8,
                4,
                0.5,
                3,
                (self.summary(stored),),
                (6,),
            )
            for stored in self.articles
        )
        until = request.as_of or NOW
        since = until - request.window
        return Trends(items[: request.limit], since, until, 90, 900, await self.state())

    async def image(self, image_id: str) -> StoredImage | None:
        self._check()
        if image_id != IMAGE:
            return None
        state = self.states.get(image_id, "visible")
        return StoredImage(
            image_id, article_id(0), "alalam", state, "https://alalam.example/port.jpg", "ميناء آسفي"
        )

    async def suggest(self, text: str, kinds: Sequence[SuggestionKind], limit: int = 8) -> list[Suggestion]:
        self._check()
        named = [title for title in TITLES if fold(text) in fold(title)]
        both: tuple[SuggestionKind, ...] = ("query", "section")
        return [Suggestion(title, kind) for title in named for kind in both][:limit]

    async def entity(self, entity_id: str) -> Entry | EntityMoved | None:
        self._check()
        standing = self.entities.lexicon.resolve(entity_id)
        return self.entities.lexicon.entity(standing) if standing == entity_id else EntityMoved(standing)

    async def entity_list(self, request: EntityRequest) -> EntityList:
        self._check()
        items = tuple(EntityCount(entry, 3) for entry in islice(self.entities.lexicon, request.limit))
        return EntityList(items, more=False, index=await self.state())

    async def entity_coverage(
        self, entry: Entry, since: datetime | None = None, until: datetime | None = None
    ) -> EntityCoverage:
        """All articles are about every entity, and about Rabat."""
        self._check()
        rabat = self.entities.lexicon.entity("e_rabat")
        return EntityCoverage(
            article_count=len(self.articles),
            articles_24h=2,
            first_at=NOW - timedelta(days=30),
            last_at=NOW,
            count=len(self.articles),
            together=(EntityCount(rabat, 4),) if rabat and rabat != entry else (),
            sources=(SourceShare("alalam", 3, 0.5), SourceShare("bayane", 2, 0.25)),
        )

    async def absent(self, filters: Filters) -> tuple[str, ...]:
        self._check()
        sources = {stored.article.source.id for stored in self.articles}
        named = {
            "source": sources,
            "lang": {"ar"},
            "edition": {"ma"},
            "author": {"مريم الإدريسي"},
            "entity": (),
        }
        return tuple(
            f"{name}:{value}"
            for name, known in named.items()
            for value in getattr(filters, name)
            if value not in known
        )

    async def activity(self) -> dict[str, SourceActivity]:
        self._check()
        return {"alalam": SourceActivity(3, datetime.now(UTC) - timedelta(minutes=5))}

    async def state(self) -> IndexState:
        self._check()
        return IndexState("articles-v1-20250405", NOW)


class FakeProducer(EventProducer):
    """Acknowledges everything at once."""

    def __init__(self) -> None:
        self.published: list[Event] = []
        self.parents: list[Envelope | None] = []

    async def reachable(self) -> bool:
        return True

    async def publish(self, events: Sequence[Event], parent: Envelope | None = None) -> list[Position]:
        self.published += events
        self.parents.append(parent)
        return [("topic", 0, len(self.published)) for _ in events]


def headline(
    number: int,
    *,
    title: str | None = None,
    kind: HeadlineKind = "new",
    revision: int = 1,
    has_article: bool = True,
    source: SourceRef | None = None,
) -> Headline:
    return Headline(
        article_id=article_id(number),
        kind=kind,
        revision=revision,
        title=title or f"{TITLES[number % len(TITLES)]} — {number}",
        source=source or (ALALAM, BAYANE)[number % 2].ref(),
        section="economy",
        published=Published(date=date(2025, 4, 5), precision="day"),
        has_article=has_article,
    )


class FakeWeb(NoForms):
    """The newspapers' web in memory: what each URL answers."""

    def __init__(self) -> None:
        self.answers: dict[str, bytes | FetchError] = {"https://alalam.example/port.jpg": JPEG}
        self.asked: list[tuple[str, tuple[str, ...]]] = []

    async def get(
        self,
        url: str,
        *,
        allow: Collection[str] = (),
        headers: Mapping[str, str] | None = None,
        limits: Limits | None = None,
        stay: bool = False,
        trail: Trail | None = None,
    ) -> Response:
        self.asked.append((url, tuple(allow)))
        answer = self.answers.get(url) or HttpStatus(404, url)
        if isinstance(answer, FetchError):
            raise answer
        return Response(200, url, {"content-type": "image/jpeg"}, answer)


def fake_gateway(settings: GatewaySettings, articles: int = 5) -> Gateway:
    registry = Registry()
    for source in (ALALAM, BAYANE):
        registry.take(source, 0)
    reader = FakeReader([article(number) for number in range(articles)])
    return Gateway(settings, reader, Ticker(), registry, FakeProducer(), ImageProxy(FakeWeb()))

"""What the reader is asked and what it answers: plain values, no Elasticsearch in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal

from services.arabic.entities.lexicon import Entry
from services.contracts.article import EnrichedArticle, Precision
from services.contracts.entity import EntityType
from services.contracts.image import Visibility
from services.contracts.story import JoinedBy

Match = Literal["loose", "standard", "exact"]
Copies = Literal["all", "once"]
Sort = Literal["relevance", "-published_at", "-indexed_at", "indexed_at"]
FilterField = Literal["source", "section", "lang", "edition", "author", "entity"]
FacetField = Literal["source", "section", "lang", "edition", "author", "entity"]
Interval = Literal["hour", "day", "week", "month"]
Ranking = Literal["text", "semantic"]
Reason = Literal["story", "similar", "entity"]
StorySort = Literal["growth", "updated", "size"]
TotalMode = Literal["none", "estimate", "exact"]
SuggestionKind = Literal["query", "entity", "source", "section"]
Split = Literal["source", "section", "edition"]
Subject = Literal["entity", "story", "topic"]
TrendKind = Literal[Subject, "query"]


@dataclass(frozen=True, slots=True)
class Filters:
    """All given must hold; several values of one field are alternatives.

    `edition`: countries of newspapers. `entity`: ids. `since` ≤ published < `until` (instants).
    `copies` once: without the articles that repeat the text of another one.
    """

    source: tuple[str, ...] = ()
    section: tuple[str, ...] = ()
    lang: tuple[str, ...] = ()
    edition: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    entity: tuple[str, ...] = ()
    story: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    indexed_after: datetime | None = None
    ids: tuple[str, ...] = ()
    copies: Copies = "all"


@dataclass(frozen=True, slots=True)
class Page:
    """Where a page starts: after these sort values, among what was indexed by `as_of`.

    `snapshot`: the state of the index that the first page was taken from, as long as it is kept.
    """

    limit: int = 20
    after: tuple[str | int | float | None, ...] | None = None
    as_of: datetime | None = None
    snapshot: str | None = None


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """A search as a caller means it.

    `text` empty: everything that the filters allow. `tz` of days and buckets. `walk`: the pages after the
    first will be asked for, so that their order must not move. `dialect`: find what is
    said in Darija for a word as well.
    """

    text: str = ""
    filters: Filters = Filters()
    fields: tuple[Literal["title", "body"], ...] = ("title", "body")
    match: Match = "loose"
    sort: Sort = "relevance"
    collapse: Literal["none", "story"] = "none"
    facets: tuple[FacetField, ...] = ()
    facet_limit: int = 20
    histogram: Interval | None = None
    tz: str = "Africa/Casablanca"
    highlight: bool = True
    total: TotalMode = "estimate"
    freshness: bool = True
    walk: bool = False
    dialect: bool = True
    page: Page = Page()


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of highlighted text; `hit` covers whole words."""

    t: str
    hit: bool = False


@dataclass(frozen=True, slots=True)
class Summary:
    """An article in a list.

    `sort_values` continue the list after it. `lead_image` is an image id, visible ones only.
    """

    id: str
    revision: int
    title: str
    lead: str
    url: str
    source_id: str
    source_name: str
    country: str | None
    lang: str
    section: str | None
    published_date: date | None
    published_at: datetime | None
    published_precision: Precision
    tz: str
    indexed_at: datetime
    rights: str
    word_count: int
    reading_minutes: int
    story_id: str | None = None
    duplicate_of: str | None = None
    lead_image: str | None = None
    sort_values: tuple[str | int | float | None, ...] = ()
    score: float | None = None
    highlights: dict[str, tuple[tuple[Segment, ...], ...]] = field(default_factory=dict)
    more_in_story: int = 0


@dataclass(frozen=True, slots=True)
class Membership:
    """In which story an article is. `by`, `score` 0-1 and `words` say why; `duplicate_of`: the same text."""

    story_id: str
    duplicate_of: str | None = None
    by: JoinedBy = "first"
    score: float | None = None
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StoryRequest:
    """`since` ≤ last told < `until`. `after`: the `sort_values` that the list goes on from.

    `entity`: an article of the story is about one of these ids.
    """

    since: datetime | None = None
    until: datetime | None = None
    source: tuple[str, ...] = ()
    section: tuple[str, ...] = ()
    edition: tuple[str, ...] = ()
    lang: tuple[str, ...] = ()
    entity: tuple[str, ...] = ()
    min_sources: int = 1
    sort: StorySort = "growth"
    limit: int = 20
    after: tuple[str | int | float | None, ...] | None = None


@dataclass(frozen=True, slots=True)
class StorySummary:
    """A story in a list. `headlines`: its representative, then the first article of each other newspaper.

    `first_at`, `last_at`: when it was told first and last. `copy_count` of `article_count` repeat a text.
    """

    id: str
    article_count: int
    copy_count: int
    sources: tuple[str, ...]
    countries: tuple[str, ...]
    sections: tuple[str, ...]
    langs: tuple[str, ...]
    first_at: datetime
    last_at: datetime
    headlines: tuple[Summary, ...]
    sort_values: tuple[str | int | float | None, ...] = ()

    @property
    def source_count(self) -> int:
        return len(self.sources)


@dataclass(frozen=True, slots=True)
class StoryMoved:
    """The story that answers for the one that was asked for."""

    id: str


@dataclass(frozen=True, slots=True)
class Total:
    value: int
    relation: Literal["eq", "gte"]


@dataclass(frozen=True, slots=True)
class IndexState:
    """`complete_through`: no later write will carry an earlier `indexed_at`."""

    generation: str
    complete_through: datetime
    partial: bool = False


@dataclass(frozen=True, slots=True)
class StoryList:
    """`more`: there may be a page after this one."""

    items: tuple[StorySummary, ...]
    total: Total
    more: bool
    index: IndexState


@dataclass(frozen=True, slots=True)
class EntityRequest:
    """People, places and organisations by how many articles of `since` ≤ published < `until` are about them.

    `text`: a word of a spelling begins like it; then those that nobody wrote about are listed as well.
    `after`: count and id that the list goes on from, among what was indexed by `as_of`.
    """

    text: str = ""
    types: tuple[EntityType, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    limit: int = 20
    after: tuple[int, str] | None = None
    as_of: datetime | None = None


@dataclass(frozen=True, slots=True)
class EntityCandidate:
    """A name that the lexicon lacks, with how many newspapers and articles write it."""

    entity: Entry
    newspaper_count: int
    article_count: int


@dataclass(frozen=True, slots=True)
class EntityCount:
    """In how many articles an entity is."""

    entity: Entry
    count: int


@dataclass(frozen=True, slots=True)
class EntityList:
    """`more`: there is a page after this one."""

    items: tuple[EntityCount, ...]
    more: bool
    index: IndexState


@dataclass(frozen=True, slots=True)
class EntityMoved:
    """The entity that answers for the one that was asked for."""

    id: str


@dataclass(frozen=True, slots=True)
class SourceShare:
    """How much a newspaper writes about it. `share`: of all that the newspaper wrote in the period."""

    id: str
    count: int
    share: float


@dataclass(frozen=True, slots=True)
class EntityCoverage:
    """How an entity is written about: ever, in the last day, and in the period that was asked for.

    `first_at`, `last_at`: when it was published about first and last; None where no article has a date.
    `together`: who is in the same articles more than elsewhere comes first.
    """

    article_count: int
    articles_24h: int
    first_at: datetime | None
    last_at: datetime | None
    count: int
    together: tuple[EntityCount, ...]
    sources: tuple[SourceShare, ...]


@dataclass(frozen=True, slots=True)
class FacetValue:
    value: str
    count: int
    selected: bool = False


@dataclass(frozen=True, slots=True)
class Bucket:
    """`share` of all coverage in the bucket."""

    start: datetime
    count: int
    share: float


@dataclass(frozen=True, slots=True)
class WindowCount:
    """What a search finds of a window of time, copies left out; `sources`: who wrote most, at most 10."""

    count: int
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Interpretation:
    """What the query was taken for.

    `synonyms`: by name as typed, the spellings searched as well. `loosened`: nothing holds all of the words,
    so that these results hold some.
    """

    terms: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    filters: dict[str, tuple[str, ...]] = field(default_factory=dict)
    synonyms: dict[str, tuple[str, ...]] = field(default_factory=dict)
    normalised: bool = False
    dropped: tuple[str, ...] = ()
    loosened: bool = False


@dataclass(frozen=True, slots=True)
class Correction:
    q: str
    score: float


@dataclass(frozen=True, slots=True)
class SearchResult:
    """`sort`: as it was done, for without words nothing is relevant.

    `as_of` and `snapshot`: what the next page has to keep to.
    """

    items: tuple[Summary, ...]
    total: Total | None
    index: IndexState
    took_ms: int
    sort: Sort = "relevance"
    ranking: Ranking = "text"
    interpreted: Interpretation = Interpretation()
    did_you_mean: tuple[Correction, ...] = ()
    facets: dict[str, tuple[FacetValue, ...]] = field(default_factory=dict)
    histogram: tuple[Bucket, ...] | None = None
    as_of: datetime | None = None
    snapshot: str | None = None


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article as indexed, with the state of each of its images (visible where no state is known)."""

    enriched: EnrichedArticle
    indexed_at: datetime
    image_states: dict[str, Visibility] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StoredImage:
    id: str
    article_id: str
    source_id: str
    state: Visibility
    url: str
    alt: str | None = None
    caption: str | None = None
    credit: str | None = None


@dataclass(frozen=True, slots=True)
class Related:
    """`shared`: ids of what both are about, where that is the reason."""

    article: Summary
    reason: Reason
    score: float
    shared: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`type`: of an entity that the lexicon or an article knows."""

    text: str
    kind: SuggestionKind
    id: str | None = None
    highlight: tuple[Segment, ...] = ()
    type: EntityType | None = None


@dataclass(frozen=True, slots=True)
class SourceActivity:
    articles_24h: int
    last_article_at: datetime | None


@dataclass(frozen=True, slots=True)
class AttentionQuery:
    """What is counted: a text of the search grammar, and conditions that belong to it (`filters`)."""

    text: str = ""
    filters: Filters = Filters()


@dataclass(frozen=True, slots=True)
class AttentionRequest:
    """How much each query has of all articles that `filters` allow, which have `since` and `until`.

    `starts`: of the buckets, the oldest first; the last ends at `until`. They are calendar units
    (`interval`) of `tz`. `by`: the same in each of the `groups` values of it that most is found in.
    """

    queries: tuple[AttentionQuery, ...]
    filters: Filters
    interval: Interval = "day"
    starts: tuple[datetime, ...] = ()
    tz: str = "Africa/Casablanca"
    by: Split | None = None
    groups: int = 10
    fields: tuple[Literal["title", "body"], ...] = ("title", "body")
    match: Match = "loose"


@dataclass(frozen=True, slots=True)
class AttentionSeries:
    """Of one query, in one group of `by` (None: in all): by bucket what was found, of how many articles.

    A group of articles that say nothing of `by` is the empty string.
    """

    query: int
    group: str | None
    counts: tuple[int, ...]
    articles: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Attention:
    """`interpreted`: by query. `series`: by group, then by query."""

    series: tuple[AttentionSeries, ...]
    interpreted: tuple[Interpretation, ...]
    index: IndexState


@dataclass(frozen=True, slots=True)
class SignificantWord:
    """A word that articles of a query say more than others, as most of them write it.

    `count` of the `articles` of the query; `elsewhere` of the `other_articles`. `score`: see `significance`.
    """

    word: str
    count: int
    articles: int
    elsewhere: int
    other_articles: int
    score: float


@dataclass(frozen=True, slots=True)
class SignificantWords:
    """By query. `sampled`: of how many articles of each the words were taken."""

    words: tuple[tuple[SignificantWord, ...], ...]
    sampled: tuple[int, ...]
    index: IndexState


@dataclass(frozen=True, slots=True)
class TrendRequest:
    """What is written about in the `window` before `as_of`, against the `baseline` before it."""

    kind: TrendKind = "entity"
    window: timedelta = timedelta(hours=6)
    baseline: timedelta = timedelta(days=14)
    filters: Filters = Filters()
    as_of: datetime | None = None
    limit: int = 10


@dataclass(frozen=True, slots=True)
class Trend:
    """Something that more is written about than before.

    `id`: of the entity or story, the folded text of a topic. `count` articles of
    `newspapers` in the window, without copies; `observed` of them count, since no newspaper counts for more
    than the one after it. `expected`: by what was written before. `before`: articles of the baseline.
    `articles`: the newest of each of its stories, the story that most is written about first; of each story
    so many articles name it (`story_counts`).
    """

    kind: Subject
    id: str
    label: str
    score: float
    count: int
    observed: int
    newspapers: int
    expected: float
    before: int
    articles: tuple[Summary, ...]
    story_counts: tuple[int, ...] = ()
    type: EntityType | None = None


@dataclass(frozen=True, slots=True)
class Trends:
    """`articles` of the window [`since`, `until`), and `before` it of the baseline, without copies."""

    items: tuple[Trend, ...]
    since: datetime
    until: datetime
    articles: int
    before: int
    index: IndexState

"""The shapes of the public API; events and index documents never leave, `representations` maps to these.

The article's own shape is in `contracts.api`.

Typed dictionaries and not models: what we made is written once, by orjson, and not validated again.
Moments are RFC 3339 in UTC; a day is a day in the newspaper's zone.
"""

from __future__ import annotations

from typing import Any, Literal, NotRequired

from typing_extensions import TypedDict  # Pydantic needs this one before Python 3.12

from services.contracts.api import ArticleFacts, Direction, EntityShape, ImageVisibility, Provenance
from services.contracts.article import Precision
from services.contracts.entity import EntityType
from services.contracts.source import RightsMode
from services.search.results import Reason


class IndexShape(TypedDict):
    """`complete_through`: everything indexed until then is in the answer."""

    generation: str
    complete_through: str
    partial: bool


class TotalShape(TypedDict):
    value: int
    relation: Literal["eq", "gte"]


class HeadlineShape(Provenance):
    """`url`: our page, or the newspaper's, or null while nobody knows one.

    `replaces`: the id of the same headline before its article came.
    """

    seq: int
    id: str
    kind: Literal["new", "update", "retract"]
    revision: int
    title: str
    lang: str
    dir: Direction
    section: str | None
    has_article: bool
    url: str | None
    story: StoryCounts | None
    replaces: NotRequired[str]


class SegmentShape(TypedDict):
    """A piece of text; `hit` only where it matched, always whole words."""

    t: str
    hit: NotRequired[bool]


class RightsShort(TypedDict):
    mode: RightsMode


class StoryShort(TypedDict):
    """`more`: further articles of the story that `collapse=story` left out."""

    id: str
    more: int


class StoryCounts(TypedDict):
    """How many articles and newspapers tell a story, as far as this service has heard."""

    id: str
    article_count: int
    source_count: int


class EntityShort(TypedDict):
    id: str
    name: str


class ArticleSummary(Provenance):
    """`reason`, `shared`: why it is related to another, and what both are about."""

    id: str
    revision: int
    url: str
    canonical_url: str | None
    title: str
    lead: str
    lang: str
    dir: Direction
    section: str | None
    indexed_at: str
    rights: RightsShort
    word_count: int
    reading_minutes: int
    lead_image: str | None
    story: StoryShort | None
    duplicate_of: str | None
    score: NotRequired[float]
    highlights: NotRequired[dict[str, list[list[SegmentShape]]]]
    reason: NotRequired[Reason]
    shared: NotRequired[list[EntityShort]]


class Page(TypedDict):
    """`next` is absent on the last page. Addresses are relative to the origin of the request."""

    self: str
    next: NotRequired[str]


class HeadlinePage(Page):
    """`head_seq`, `oldest_seq`: the newest and the oldest headline that this service still holds."""

    items: list[HeadlineShape]
    head_seq: int
    oldest_seq: int


class ArticlePage(Page):
    items: list[ArticleSummary]
    total: NotRequired[TotalShape]
    index: IndexShape


class SourceShort(TypedDict):
    id: str
    name: str


class StoryShape(TypedDict):
    """One event as newspapers tell it.

    `title`, `summary` and `representative` are of one article. `headlines`: the first article of each
    newspaper, the representative's first. `copy_count` of `article_count` repeat another's text.
    """

    id: str
    url: str
    title: str
    summary: str
    lang: str
    dir: Direction
    first_seen_at: str
    last_seen_at: str
    article_count: int
    source_count: int
    copy_count: int
    sources: list[SourceShort]
    sections: list[str]
    editions: list[str]
    langs: list[str]
    representative: str
    image: str | None
    headlines: list[ArticleSummary]
    links: dict[str, str]


class StoryPage(Page):
    items: list[StoryShape]
    total: TotalShape
    index: IndexShape


class TimelineShape(TypedDict):
    """An hour in which somebody told the story: what came in it, earliest first."""

    start: str
    count: int
    articles: list[str]


class ReasonShape(TypedDict):
    """Why an article is in the story.

    `by`: first (nobody told it before), words (it shares `words`), copy (the same text), merge (of two
    stories that were one), operator. `score`: of the decision, 0-1.
    """

    article_id: str
    by: Literal["first", "words", "copy", "merge", "operator"]
    score: float | None
    words: list[str]
    duplicate_of: str | None


class StoryImage(TypedDict):
    src: str
    article_id: str
    source: SourceShort


class StoryDetail(StoryShape):
    """`first`: who told it first. `articles`: the newest hundred; `links.articles` leads to all."""

    first: ArticleSummary
    articles: list[ArticleSummary]
    timeline: list[TimelineShape]
    images: list[StoryImage]
    why: list[ReasonShape]


class EntitySummary(TypedDict):
    """A person, place or organisation. `label`: its kind, in the language of the answer.

    `description` and `country` as far as somebody wrote them down. `article_count`: of the period asked for.
    """

    id: str
    url: str
    name: str
    type: EntityType
    label: str
    description: str
    country: str | None
    article_count: int


class EntityPage(Page):
    items: list[EntitySummary]
    index: IndexShape


class SourceCoverage(TypedDict):
    """`share`: of all that the newspaper published in the period."""

    id: str
    name: str
    article_count: int
    share: float


class EntityDetail(EntitySummary):
    """`article_count`, `histogram`, `together` and `sources` are of the `window`; without one, of ever.

    `total_articles`, `first_seen_at` and `last_seen_at`: ever. `merged`: ids that lead here. `together`: who
    is in the same articles, more than elsewhere first; `article_count` says in how many of them.
    """

    spellings: list[str]
    merged: list[str]
    window: str | None
    total_articles: int
    articles_24h: int
    first_seen_at: str | None
    last_seen_at: str | None
    histogram: HistogramShape
    together: list[EntitySummary]
    sources: list[SourceCoverage]
    articles: list[ArticleSummary]
    links: dict[str, str]


class MentionedEntity(TypedDict):
    """What an article is about, under the name that it has today. `count`: mentions.

    `forms`: as the article writes it. `first`: where, in characters of the block; block -1 is the title.
    """

    id: str
    url: str
    name: str
    type: EntityType
    label: str
    description: str
    count: int
    forms: list[str]
    first: dict[str, int] | None


class RelatedPage(Page):
    items: list[ArticleSummary]


class ArticleShape(ArticleFacts):
    """`blocks`: paragraph, heading, quote, list with their texts; image with `image_id`, `alt` and `state`.

    A visible image also has `src`, `caption` and `credit`.
    """

    updated_at: str
    duplicate_of: str | None
    in_story: NotRequired[StoryShape | None]
    blocks: NotRequired[list[dict[str, Any]]]
    text: NotRequired[str]
    related: NotRequired[list[ArticleSummary]]
    mentions: NotRequired[list[MentionedEntity]]


class ExportRecord(TypedDict):
    """An article as one flat record. `url`: our page. `text`: paragraphs with a blank line between.

    `truncated`: the newspaper's rights cut `text` short; `word_count` is that of the whole article. `rights`
    link_only: no text at all. `story`: the id of its story. `duplicate_of`: it repeats that article's text.
    """

    id: str
    revision: int
    title: str
    text: str
    truncated: bool
    rights: RightsMode
    lang: str
    section: str | None
    source: str
    source_name: str
    edition: str | None
    authors: list[str]
    published_at: str | None
    published_date: str | None
    published_precision: Precision
    tz: str
    ingested_at: str
    updated_at: str
    url: str
    canonical_url: str | None
    word_count: int
    reading_minutes: int
    story: str | None
    duplicate_of: str | None
    keywords: list[str]
    entities: list[EntityShape]


class Interpreted(TypedDict):
    """What the search was taken for.

    `synonyms`: by name as typed, spellings that were searched as well. `dropped`: what was not searched for.
    `loosened`: no article holds all of the words, so that these hold some of them. `unknown`: nothing was
    found, and these values of filters are nothing that is known here, as `source:…`.
    """

    terms: list[str]
    phrases: list[str]
    excluded: list[str]
    synonyms: dict[str, list[str]]
    normalised: bool
    dropped: list[str]
    loosened: bool
    unknown: list[str]


class Suggested(TypedDict):
    q: str
    score: float


class QueryShape(TypedDict):
    """`ranking`: by words alone, or by words and meaning. `did_you_mean` is offered, never applied."""

    q: str
    match: Literal["loose", "standard", "exact"]
    sort: str
    ranking: Literal["text", "semantic"]
    interpreted: Interpreted
    did_you_mean: list[Suggested]
    filters: dict[str, list[str]]


class FacetShape(TypedDict):
    value: str
    label: str
    count: int
    selected: bool


class BucketShape(TypedDict):
    """`start`: a day, or with interval `hour` a moment. `share` of all that was published in it."""

    start: str
    count: int
    share: float


class HistogramShape(TypedDict):
    interval: Literal["hour", "day", "week", "month"]
    tz: str
    buckets: list[BucketShape]


class SearchShape(Page):
    query: QueryShape
    total: NotRequired[TotalShape]
    took_ms: int
    index: IndexShape
    items: list[ArticleSummary]
    facets: NotRequired[dict[str, list[FacetShape]]]
    histogram: NotRequired[HistogramShape]


class AttentionBucket(TypedDict):
    """`start`, `end`: days, or with interval `hour` moments. `articles`: all that were published in it.

    `partial`: a part of it is not in the period, or not in the index yet: today looks like a drop.
    """

    start: str
    end: str
    partial: bool
    articles: int


class AttentionQueryShape(TypedDict):
    """`count` of the articles that were found in the period, `share` of all that were published in it."""

    label: str
    q: str
    entity: list[str]
    count: int
    share: float | None
    interpreted: Interpreted


class AttentionSeriesShape(TypedDict):
    """By bucket, of one query (its place in `queries`) in one `group` of `by`.

    `shares` of the `articles` of the group; null where there were none. `group` null: in all of them, or
    with `by`, articles that say nothing of it.
    """

    query: int
    label: str
    group: str | None
    group_label: str | None
    count: int
    share: float | None
    counts: list[int]
    articles: list[int]
    shares: list[float | None]


# `from` cannot be a name in a class
AttentionPeriod = TypedDict("AttentionPeriod", {"from": str, "to": str, "interval": str, "tz": str})


class AttentionShape(TypedDict):
    """`articles`: all that were published in the period, which every share is of."""

    self: str
    period: AttentionPeriod
    copies: Literal["all", "once"]
    by: Literal["source", "section", "edition"] | None
    articles: int
    queries: list[AttentionQueryShape]
    buckets: list[AttentionBucket]
    series: list[AttentionSeriesShape]
    index: IndexShape
    links: dict[str, str]


class SignificantWordShape(TypedDict):
    """`count` of the articles of the query say the word, `elsewhere` of all others; shares of each.

    `score`: the lower end of the 95 % interval of log2(observed / expected).
    """

    word: str
    count: int
    share: float
    elsewhere: int
    elsewhere_share: float
    score: float


class AttentionWordsQuery(TypedDict):
    """`sampled`: of how many articles the words were read; they are counted in all of them."""

    label: str
    q: str
    entity: list[str]
    sampled: int
    words: list[SignificantWordShape]


class AttentionWordsShape(TypedDict):
    self: str
    period: AttentionPeriod
    copies: Literal["all", "once"]
    queries: list[AttentionWordsQuery]
    index: IndexShape
    links: dict[str, str]


class AttentionSourceCount(TypedDict):
    label: str
    count: int
    share: float


class AttentionSource(TypedDict):
    """What one newspaper wrote: `articles` of the period, and of these, by query, `count` and `share`."""

    source: SourceShort
    articles: int
    queries: list[AttentionSourceCount]


class AttentionSourcesShape(TypedDict):
    self: str
    period: AttentionPeriod
    copies: Literal["all", "once"]
    items: list[AttentionSource]
    index: IndexShape
    links: dict[str, str]


class TrendForeground(TypedDict):
    """`count` of the `articles` of the window, by so many `newspapers`; `observed` of them count.

    No newspaper counts for more than the one after it.
    """

    count: int
    observed: int
    share: float
    newspapers: int


class TrendBackground(TypedDict):
    """`count` articles of the baseline; `expected`: how many of the window that makes likely."""

    count: int
    share: float
    expected: float


class TrendStory(TypedDict):
    id: str | None
    count: int


class TrendShape(TypedDict):
    """Something that more is written about than before. `q`: what finds it with /v1/search.

    `ratio`: observed to expected. `score`: the lower end of the 95 % interval of log2 of it. `stories`: those
    that most of its articles tell; `articles`: the newest of each.
    """

    kind: Literal["entity", "story", "topic"]
    id: str
    label: str
    type: str | None
    q: str
    url: str
    score: float
    ratio: float
    foreground: TrendForeground
    background: TrendBackground
    stories: list[TrendStory]
    articles: list[ArticleSummary]


class TrendingShape(TypedDict):
    """`articles` of the window, `articles_before` of the baseline, copies once."""

    self: str
    kind: Literal["entity", "story", "topic", "query"]
    since: str
    until: str
    articles: int
    articles_before: int
    items: list[TrendShape]
    index: IndexShape


class SuggestionShape(TypedDict):
    """`type`, `label`: of an entity, `label` in the language of the answer."""

    text: str
    kind: Literal["query", "entity", "source", "section"]
    id: str | None
    type: NotRequired[EntityType]
    label: NotRequired[str]
    highlight: list[SegmentShape]


class Suggestions(TypedDict):
    items: list[SuggestionShape]


class SourceShape(TypedDict):
    """`freshness`: fresh with an article in the last day, stale without, unknown while the index is away."""

    id: str
    name: str
    name_latin: str | None
    lang: str
    edition: str | None
    tz: str
    home_url: str | None
    rights: RightsShort
    articles_24h: int | None
    last_article_at: str | None
    freshness: Literal["fresh", "stale", "unknown"]
    url: str


class SourcePage(Page):
    items: list[SourceShape]


class SectionShape(TypedDict):
    """`name`: in the language of the answer; `names`: in all of them."""

    id: str
    name: str
    names: dict[str, str]
    url: str


class SectionPage(Page):
    items: list[SectionShape]


class ImageShape(TypedDict):
    """`src`: where we serve it."""

    id: str
    article_id: str
    state: ImageVisibility
    src: str
    alt: str | None
    caption: str | None
    credit: str | None


class ReportReceipt(TypedDict):
    status: Literal["received", "already_reported"]


class StageShape(TypedDict):
    """One topic that a stage reads. `lag_seconds`: age of its oldest waiting message; null when unknown."""

    name: str
    reads: str
    lag_records: int
    lag_seconds: float | None


class StatusShape(TypedDict):
    """`degraded`: what does not work right now, in slugs."""

    state: Literal["ok", "degraded"]
    complete_through: str | None
    head_seq: int
    stages: list[StageShape]
    sources_stale: list[str]
    degraded: list[str]


class ProblemFault(TypedDict):
    code: str
    parameter: NotRequired[str]
    header: NotRequired[str]
    pointer: NotRequired[str]
    message: NotRequired[str]
    hint: NotRequired[str]


class ProblemShape(TypedDict):
    """RFC 9457. Clients switch on `code`; `detail` is for developers, `user_message` for readers."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    code: str
    user_message: str
    trace_id: str
    errors: NotRequired[list[ProblemFault]]
    first: NotRequired[str]
    position: NotRequired[int]
    literal: NotRequired[str]


class ProblemKindShape(TypedDict):
    code: str
    status: int
    title: str
    meaning: str
    user_message: str


class Links(TypedDict):
    """URI templates (RFC 6570)."""

    links: dict[str, str]


class Limits(TypedDict):
    requests_per_minute: int
    reports_per_minute: int
    exports_per_minute: int
    page: int
    query_characters: int
    headlines_held: int


class MetaShape(TypedDict):
    name: str
    version: str
    api: str
    limits: Limits
    editions: list[str]
    langs: list[str]

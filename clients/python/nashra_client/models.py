"""The shapes of the answers. Written by `make clients`; do not edit."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict


class ArticleLinks(TypedDict):
    related: str
    source: str


class ArticlePage(TypedDict):
    self: str
    next: NotRequired[str]
    items: list[ArticleSummary]
    total: NotRequired[TotalShape]
    index: IndexShape


class ArticleShape(TypedDict):
    """`blocks`: paragraph, heading, quote, list with their texts; image with `image_id`, `alt` and `state`.

    A visible image also has `src`, `caption` and `credit`.
    """

    source: SourceShort
    edition: str | None
    published_at: str | None
    published_date: str | None
    published_precision: Literal["minute", "day", "unknown"]
    tz: str
    id: str
    revision: int
    url: str
    canonical_url: str | None
    via_url: str | None
    title: str
    lang: str
    dir: Literal["rtl", "ltr"]
    section: str | None
    authors: list[str]
    ingested_at: str
    reading_minutes: int
    rights: Rights
    story: StoryLink | None
    keywords: list[KeywordShape]
    entities: list[EntityShape]
    links: ArticleLinks
    updated_at: str
    duplicate_of: str | None
    in_story: NotRequired[StoryShape | None]
    blocks: NotRequired[list[dict[str, Any]]]
    text: NotRequired[str]
    related: NotRequired[list[ArticleSummary]]
    mentions: NotRequired[list[MentionedEntity]]


class ArticleSummary(TypedDict):
    """`reason`, `shared`: why it is related to another, and what both are about."""

    source: SourceShort
    edition: str | None
    published_at: str | None
    published_date: str | None
    published_precision: Literal["minute", "day", "unknown"]
    tz: str
    id: str
    revision: int
    url: str
    canonical_url: str | None
    title: str
    lead: str
    lang: str
    dir: Literal["rtl", "ltr"]
    section: str | None
    indexed_at: str
    rights: RightsShort
    word_count: int
    reading_minutes: int
    lead_image: str | None
    story: StoryShort | None
    duplicate_of: str | None
    score: float
    highlights: dict[str, list[list[SegmentShape]]]
    reason: Literal["story", "similar", "entity"]
    shared: list[EntityShort]


class AttentionBucket(TypedDict):
    """`start`, `end`: days, or with interval `hour` moments. `articles`: all that were published in it.

    `partial`: a part of it is not in the period, or not in the index yet: today looks like a drop.
    """

    start: str
    end: str
    partial: bool
    articles: int


AttentionPeriod = TypedDict("AttentionPeriod", {"from": "str", "to": "str", "interval": "str", "tz": "str"})


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


class AttentionSource(TypedDict):
    """What one newspaper wrote: `articles` of the period, and of these, by query, `count` and `share`."""

    source: SourceShort
    articles: int
    queries: list[AttentionSourceCount]


class AttentionSourceCount(TypedDict):
    label: str
    count: int
    share: float


class AttentionSourcesShape(TypedDict):
    self: str
    period: AttentionPeriod
    copies: Literal["all", "once"]
    items: list[AttentionSource]
    index: IndexShape
    links: dict[str, str]


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


class BucketShape(TypedDict):
    """`start`: a day, or with interval `hour` a moment. `share` of all that was published in it."""

    start: str
    count: int
    share: float


class EntityDetail(TypedDict):
    """`article_count`, `histogram`, `together` and `sources` are of the `window`; without one, of ever.

    `total_articles`, `first_seen_at` and `last_seen_at`: ever. `merged`: ids that lead here. `together`: who
    is in the same articles, more than elsewhere first; `article_count` says in how many of them.
    """

    id: str
    url: str
    name: str
    type: Literal["person", "place", "org"]
    label: str
    description: str
    country: str | None
    article_count: int
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


class EntityPage(TypedDict):
    self: str
    next: NotRequired[str]
    items: list[EntitySummary]
    index: IndexShape


class EntityShape(TypedDict):
    id: str
    name: str
    type: Literal["person", "place", "org"]
    count: int


class EntityShort(TypedDict):
    id: str
    name: str


class EntitySummary(TypedDict):
    """A person, place or organisation. `label`: its kind, in the language of the answer.

    `description` and `country` as far as somebody wrote them down. `article_count`: of the period asked for.
    """

    id: str
    url: str
    name: str
    type: Literal["person", "place", "org"]
    label: str
    description: str
    country: str | None
    article_count: int


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
    rights: Literal["full", "excerpt", "link_only"]
    lang: str
    section: str | None
    source: str
    source_name: str
    edition: str | None
    authors: list[str]
    published_at: str | None
    published_date: str | None
    published_precision: Literal["minute", "day", "unknown"]
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


class FacetShape(TypedDict):
    value: str
    label: str
    count: int
    selected: bool


class HeadlinePage(TypedDict):
    """`head_seq`, `oldest_seq`: the newest and the oldest headline that this service still holds."""

    self: str
    next: NotRequired[str]
    items: list[HeadlineShape]
    head_seq: int
    oldest_seq: int


class HeadlineShape(TypedDict):
    """`url`: our page, or the newspaper's, or null while nobody knows one.

    `replaces`: the id of the same headline before its article came.
    """

    source: SourceShort
    edition: str | None
    published_at: str | None
    published_date: str | None
    published_precision: Literal["minute", "day", "unknown"]
    tz: str
    seq: int
    id: str
    kind: Literal["new", "update", "retract"]
    revision: int
    title: str
    lang: str
    dir: Literal["rtl", "ltr"]
    section: str | None
    has_article: bool
    url: str | None
    story: StoryCounts | None
    replaces: str


class HistogramShape(TypedDict):
    interval: Literal["hour", "day", "week", "month"]
    tz: str
    buckets: list[BucketShape]


class ImageShape(TypedDict):
    """`src`: where we serve it."""

    id: str
    article_id: str
    state: Literal["visible", "hidden"]
    src: str
    alt: str | None
    caption: str | None
    credit: str | None


class IndexShape(TypedDict):
    """`complete_through`: everything indexed until then is in the answer."""

    generation: str
    complete_through: str
    partial: bool


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


class KeywordShape(TypedDict):
    text: str
    count: int


class Limits(TypedDict):
    requests_per_minute: int
    reports_per_minute: int
    exports_per_minute: int
    page: int
    query_characters: int
    headlines_held: int


class Links(TypedDict):
    """URI templates (RFC 6570)."""

    links: dict[str, str]


class MentionedEntity(TypedDict):
    """What an article is about, under the name that it has today. `count`: mentions.

    `forms`: as the article writes it. `first`: where, in characters of the block; block -1 is the title.
    """

    id: str
    url: str
    name: str
    type: Literal["person", "place", "org"]
    label: str
    description: str
    count: int
    forms: list[str]
    first: dict[str, int] | None


class MetaShape(TypedDict):
    name: str
    version: str
    api: str
    limits: Limits
    editions: list[str]
    langs: list[str]


class Problem(TypedDict):
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


class ProblemFault(TypedDict):
    code: str
    parameter: NotRequired[str]
    header: NotRequired[str]
    pointer: NotRequired[str]
    message: NotRequired[str]
    hint: NotRequired[str]


class ProblemKindShape(TypedDict):
    code: str
    status: int
    title: str
    meaning: str
    user_message: str


class QueryShape(TypedDict):
    """`ranking`: by words alone, or by words and meaning. `did_you_mean` is offered, never applied."""

    q: str
    match: Literal["loose", "standard", "exact"]
    sort: str
    ranking: Literal["text", "semantic"]
    interpreted: Interpreted
    did_you_mean: list[Suggested]
    filters: dict[str, list[str]]


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


class RelatedPage(TypedDict):
    self: str
    next: NotRequired[str]
    items: list[ArticleSummary]


class ReportBody(TypedDict):
    """Why a reader wants an image gone."""

    reason: NotRequired[Literal["offensive", "violent", "privacy", "misleading", "unrelated", "other"]]
    note: NotRequired[str | None]


class ReportReceipt(TypedDict):
    status: Literal["received", "already_reported"]


class Rights(TypedDict):
    """`truncated`: the newspaper's rights cut `blocks` short; `word_count` is that of the whole article."""

    mode: Literal["full", "excerpt", "link_only"]
    truncated: bool
    word_count: int


class RightsShort(TypedDict):
    mode: Literal["full", "excerpt", "link_only"]


SearchParameters = TypedDict(
    "SearchParameters",
    {
        "source": "NotRequired[list[str]]",
        "section": "NotRequired[list[str]]",
        "lang": "NotRequired[list[str]]",
        "edition": "NotRequired[list[str]]",
        "entity": "NotRequired[list[str]]",
        "author": "NotRequired[list[str]]",
        "story": "NotRequired[str | None]",
        "from": "NotRequired[str | None]",
        "to": "NotRequired[str | None]",
        "tz": "NotRequired[str]",
        "copies": 'NotRequired[Literal["all", "once"]]',
        "q": "NotRequired[str]",
        "in": 'NotRequired[list[Literal["title", "body"]]]',
        "match": 'NotRequired[Literal["loose", "standard", "exact"]]',
        "dialect": "NotRequired[bool]",
        "sort": 'NotRequired[Literal["relevance", "-published_at", "-indexed_at", "indexed_at", "-seq"] | None]',
        "collapse": 'NotRequired[Literal["none", "story"]]',
        "facets": 'NotRequired[list[Literal["source", "section", "lang", "edition", "author", "entity"]]]',
        "facet_limit": "NotRequired[int]",
        "histogram": 'NotRequired[Literal["hour", "day", "week", "month"] | None]',
        "highlight": "NotRequired[bool]",
        "total": 'NotRequired[Literal["none", "estimate", "exact"]]',
        "fields": 'NotRequired[list[Literal["source", "edition", "published_at", "published_date", "published_precision", "tz", "id", "revision", "url", "canonical_url", "title", "lead", "lang", "dir", "section", "indexed_at", "rights", "word_count", "reading_minutes", "lead_image", "story", "duplicate_of", "score", "highlights", "reason", "shared"]]]',
        "limit": "NotRequired[int]",
        "cursor": "NotRequired[str | None]",
    },
)


class SearchShape(TypedDict):
    self: str
    next: NotRequired[str]
    query: QueryShape
    total: NotRequired[TotalShape]
    took_ms: int
    index: IndexShape
    items: list[ArticleSummary]
    facets: NotRequired[dict[str, list[FacetShape]]]
    histogram: NotRequired[HistogramShape]


class SectionPage(TypedDict):
    self: str
    next: NotRequired[str]
    items: list[SectionShape]


class SectionShape(TypedDict):
    """`name`: in the language of the answer; `names`: in all of them."""

    id: str
    name: str
    names: dict[str, str]
    url: str


class SegmentShape(TypedDict):
    """A piece of text; `hit` only where it matched, always whole words."""

    t: str
    hit: NotRequired[bool]


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


class SourceCoverage(TypedDict):
    """`share`: of all that the newspaper published in the period."""

    id: str
    name: str
    article_count: int
    share: float


class SourcePage(TypedDict):
    self: str
    next: NotRequired[str]
    items: list[SourceShape]


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


class SourceShort(TypedDict):
    id: str
    name: str


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


class StoryCounts(TypedDict):
    """How many articles and newspapers tell a story, as far as this service has heard."""

    id: str
    article_count: int
    source_count: int


class StoryDetail(TypedDict):
    """`first`: who told it first. `articles`: the newest hundred; `links.articles` leads to all."""

    id: str
    url: str
    title: str
    summary: str
    lang: str
    dir: Literal["rtl", "ltr"]
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
    first: ArticleSummary
    articles: list[ArticleSummary]
    timeline: list[TimelineShape]
    images: list[StoryImage]
    why: list[ReasonShape]


class StoryImage(TypedDict):
    src: str
    article_id: str
    source: SourceShort


class StoryLink(TypedDict):
    id: str


class StoryPage(TypedDict):
    self: str
    next: NotRequired[str]
    items: list[StoryShape]
    total: TotalShape
    index: IndexShape


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
    dir: Literal["rtl", "ltr"]
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


class StoryShort(TypedDict):
    """`more`: further articles of the story that `collapse=story` left out."""

    id: str
    more: int


class Suggested(TypedDict):
    q: str
    score: float


class SuggestionShape(TypedDict):
    """`type`, `label`: of an entity, `label` in the language of the answer."""

    text: str
    kind: Literal["query", "entity", "source", "section"]
    id: str | None
    type: NotRequired[Literal["person", "place", "org"]]
    label: NotRequired[str]
    highlight: list[SegmentShape]


class Suggestions(TypedDict):
    items: list[SuggestionShape]


class TimelineShape(TypedDict):
    """An hour in which somebody told the story: what came in it, earliest first."""

    start: str
    count: int
    articles: list[str]


class TotalShape(TypedDict):
    value: int
    relation: Literal["eq", "gte"]


class TrendBackground(TypedDict):
    """`count` articles of the baseline; `expected`: how many of the window that makes likely."""

    count: int
    share: float
    expected: float


class TrendForeground(TypedDict):
    """`count` of the `articles` of the window, by so many `newspapers`; `observed` of them count.

    No newspaper counts for more than the one after it.
    """

    count: int
    observed: int
    share: float
    newspapers: int


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


class TrendStory(TypedDict):
    id: str | None
    count: int


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

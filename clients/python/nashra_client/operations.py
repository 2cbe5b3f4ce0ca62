"""Every operation of the API as a method. Written by `make clients`; do not edit."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Literal, TypedDict, Unpack
from urllib.parse import quote

from nashra_client.models import (
    ArticlePage,
    ArticleShape,
    AttentionShape,
    AttentionSourcesShape,
    AttentionWordsShape,
    EntityDetail,
    EntityPage,
    HeadlinePage,
    ImageShape,
    Links,
    MetaShape,
    ProblemKindShape,
    RelatedPage,
    ReportBody,
    ReportReceipt,
    SearchShape,
    SectionPage,
    SourcePage,
    SourceShape,
    StatusShape,
    StoryDetail,
    StoryPage,
    Suggestions,
    TrendingShape,
)


class ListHeadlinesParams(TypedDict, total=False):
    source: Sequence[str] | str
    section: Sequence[str] | str
    lang: Sequence[str] | str
    edition: Sequence[str] | str
    entity: Sequence[str] | str
    story: str | None
    q: str
    after_seq: int | None
    fields: (
        Sequence[
            Literal[
                "source",
                "edition",
                "published_at",
                "published_date",
                "published_precision",
                "tz",
                "seq",
                "id",
                "kind",
                "revision",
                "title",
                "lang",
                "dir",
                "section",
                "has_article",
                "url",
                "story",
                "replaces",
            ]
        ]
        | Literal[
            "source",
            "edition",
            "published_at",
            "published_date",
            "published_precision",
            "tz",
            "seq",
            "id",
            "kind",
            "revision",
            "title",
            "lang",
            "dir",
            "section",
            "has_article",
            "url",
            "story",
            "replaces",
        ]
    )
    limit: int
    cursor: str | None


class StreamHeadlinesParams(TypedDict, total=False):
    source: Sequence[str] | str
    section: Sequence[str] | str
    lang: Sequence[str] | str
    edition: Sequence[str] | str
    entity: Sequence[str] | str
    story: str | None
    q: str
    last_event_id: int | None


class ExportArticlesParams(TypedDict, total=False):
    source: Sequence[str] | str
    section: Sequence[str] | str
    lang: Sequence[str] | str
    edition: Sequence[str] | str
    entity: Sequence[str] | str
    author: Sequence[str] | str
    story: str | None
    from_: str | date | datetime | None
    to: str | date | datetime | None
    tz: str
    copies: Literal["all", "once"]
    q: str
    in_: Sequence[Literal["title", "body"]] | Literal["title", "body"]
    match: Literal["loose", "standard", "exact"]
    dialect: bool
    ids: Sequence[str] | str
    indexed_after: str | date | datetime | None
    format: Literal["jsonl", "csv", "parquet"] | None
    fields: (
        Sequence[
            Literal[
                "id",
                "revision",
                "title",
                "text",
                "truncated",
                "rights",
                "lang",
                "section",
                "source",
                "source_name",
                "edition",
                "authors",
                "published_at",
                "published_date",
                "published_precision",
                "tz",
                "ingested_at",
                "updated_at",
                "url",
                "canonical_url",
                "word_count",
                "reading_minutes",
                "story",
                "duplicate_of",
                "keywords",
                "entities",
            ]
        ]
        | Literal[
            "id",
            "revision",
            "title",
            "text",
            "truncated",
            "rights",
            "lang",
            "section",
            "source",
            "source_name",
            "edition",
            "authors",
            "published_at",
            "published_date",
            "published_precision",
            "tz",
            "ingested_at",
            "updated_at",
            "url",
            "canonical_url",
            "word_count",
            "reading_minutes",
            "story",
            "duplicate_of",
            "keywords",
            "entities",
        ]
    )
    bom: bool
    after: str | None
    cursor: str | None
    limit: int | None


class ListArticlesParams(TypedDict, total=False):
    source: Sequence[str] | str
    section: Sequence[str] | str
    lang: Sequence[str] | str
    edition: Sequence[str] | str
    entity: Sequence[str] | str
    author: Sequence[str] | str
    story: str | None
    from_: str | date | datetime | None
    to: str | date | datetime | None
    tz: str
    copies: Literal["all", "once"]
    ids: Sequence[str] | str
    indexed_after: str | date | datetime | None
    sort: Literal["-indexed_at", "indexed_at", "-published_at"]
    total: Literal["none", "estimate", "exact"]
    fields: (
        Sequence[
            Literal[
                "source",
                "edition",
                "published_at",
                "published_date",
                "published_precision",
                "tz",
                "id",
                "revision",
                "url",
                "canonical_url",
                "title",
                "lead",
                "lang",
                "dir",
                "section",
                "indexed_at",
                "rights",
                "word_count",
                "reading_minutes",
                "lead_image",
                "story",
                "duplicate_of",
                "score",
                "highlights",
                "reason",
                "shared",
            ]
        ]
        | Literal[
            "source",
            "edition",
            "published_at",
            "published_date",
            "published_precision",
            "tz",
            "id",
            "revision",
            "url",
            "canonical_url",
            "title",
            "lead",
            "lang",
            "dir",
            "section",
            "indexed_at",
            "rights",
            "word_count",
            "reading_minutes",
            "lead_image",
            "story",
            "duplicate_of",
            "score",
            "highlights",
            "reason",
            "shared",
        ]
    )
    limit: int
    cursor: str | None


class GetArticleParams(TypedDict, total=False):
    body: Literal["blocks", "text", "none"]
    include: Sequence[Literal["related", "story", "entities"]] | Literal["related", "story", "entities"]


class ListRelatedParams(TypedDict, total=False):
    kind: Sequence[Literal["story", "similar", "entity"]] | Literal["story", "similar", "entity"]
    limit: int


class SearchParams(TypedDict, total=False):
    source: Sequence[str] | str
    section: Sequence[str] | str
    lang: Sequence[str] | str
    edition: Sequence[str] | str
    entity: Sequence[str] | str
    author: Sequence[str] | str
    story: str | None
    from_: str | date | datetime | None
    to: str | date | datetime | None
    tz: str
    copies: Literal["all", "once"]
    q: str
    in_: Sequence[Literal["title", "body"]] | Literal["title", "body"]
    match: Literal["loose", "standard", "exact"]
    dialect: bool
    sort: Literal["relevance", "-published_at", "-indexed_at", "indexed_at", "-seq"] | None
    collapse: Literal["none", "story"]
    facets: (
        Sequence[Literal["source", "section", "lang", "edition", "author", "entity"]]
        | Literal["source", "section", "lang", "edition", "author", "entity"]
    )
    facet_limit: int
    histogram: Literal["hour", "day", "week", "month"] | None
    highlight: bool
    total: Literal["none", "estimate", "exact"]
    fields: (
        Sequence[
            Literal[
                "source",
                "edition",
                "published_at",
                "published_date",
                "published_precision",
                "tz",
                "id",
                "revision",
                "url",
                "canonical_url",
                "title",
                "lead",
                "lang",
                "dir",
                "section",
                "indexed_at",
                "rights",
                "word_count",
                "reading_minutes",
                "lead_image",
                "story",
                "duplicate_of",
                "score",
                "highlights",
                "reason",
                "shared",
            ]
        ]
        | Literal[
            "source",
            "edition",
            "published_at",
            "published_date",
            "published_precision",
            "tz",
            "id",
            "revision",
            "url",
            "canonical_url",
            "title",
            "lead",
            "lang",
            "dir",
            "section",
            "indexed_at",
            "rights",
            "word_count",
            "reading_minutes",
            "lead_image",
            "story",
            "duplicate_of",
            "score",
            "highlights",
            "reason",
            "shared",
        ]
    )
    limit: int
    cursor: str | None


class SuggestParams(TypedDict, total=False):
    q: str
    kinds: (
        Sequence[Literal["query", "entity", "source", "section"]]
        | Literal["query", "entity", "source", "section"]
    )
    limit: int


class ListStoriesParams(TypedDict, total=False):
    source: Sequence[str] | str
    section: Sequence[str] | str
    lang: Sequence[str] | str
    edition: Sequence[str] | str
    entity: Sequence[str] | str
    window: str | None
    min_sources: int
    sort: Literal["-growth", "-updated", "-size"]
    limit: int
    cursor: str | None


class GetStoryParams(TypedDict, total=False):
    """None."""


class ListStoryArticlesParams(TypedDict, total=False):
    sort: Literal["-published_at", "-indexed_at"]
    fields: (
        Sequence[
            Literal[
                "source",
                "edition",
                "published_at",
                "published_date",
                "published_precision",
                "tz",
                "id",
                "revision",
                "url",
                "canonical_url",
                "title",
                "lead",
                "lang",
                "dir",
                "section",
                "indexed_at",
                "rights",
                "word_count",
                "reading_minutes",
                "lead_image",
                "story",
                "duplicate_of",
                "score",
                "highlights",
                "reason",
                "shared",
            ]
        ]
        | Literal[
            "source",
            "edition",
            "published_at",
            "published_date",
            "published_precision",
            "tz",
            "id",
            "revision",
            "url",
            "canonical_url",
            "title",
            "lead",
            "lang",
            "dir",
            "section",
            "indexed_at",
            "rights",
            "word_count",
            "reading_minutes",
            "lead_image",
            "story",
            "duplicate_of",
            "score",
            "highlights",
            "reason",
            "shared",
        ]
    )
    limit: int
    cursor: str | None


class ListEntitiesParams(TypedDict, total=False):
    q: str
    type: Sequence[Literal["person", "place", "org"]] | Literal["person", "place", "org"]
    window: str | None
    limit: int
    cursor: str | None


class GetEntityParams(TypedDict, total=False):
    window: str | None
    tz: str


class GetAttentionParams(TypedDict, total=False):
    source: Sequence[str] | str
    section: Sequence[str] | str
    lang: Sequence[str] | str
    edition: Sequence[str] | str
    entity: Sequence[str] | str
    author: Sequence[str] | str
    story: str | None
    from_: str | date | datetime | None
    to: str | date | datetime | None
    tz: str
    copies: Literal["all", "once"]
    q: Sequence[str] | str
    label: Sequence[str] | str
    in_: Sequence[Literal["title", "body"]] | Literal["title", "body"]
    match: Literal["loose", "standard", "exact"]
    format: Literal["json", "csv"] | None
    bom: bool
    interval: Literal["hour", "day", "week", "month"] | None
    by: Literal["source", "section", "edition"] | None
    groups: int


class GetAttentionWordsParams(TypedDict, total=False):
    source: Sequence[str] | str
    section: Sequence[str] | str
    lang: Sequence[str] | str
    edition: Sequence[str] | str
    entity: Sequence[str] | str
    author: Sequence[str] | str
    story: str | None
    from_: str | date | datetime | None
    to: str | date | datetime | None
    tz: str
    copies: Literal["all", "once"]
    q: Sequence[str] | str
    label: Sequence[str] | str
    in_: Sequence[Literal["title", "body"]] | Literal["title", "body"]
    match: Literal["loose", "standard", "exact"]
    format: Literal["json", "csv"] | None
    bom: bool
    limit: int


class GetAttentionSourcesParams(TypedDict, total=False):
    source: Sequence[str] | str
    section: Sequence[str] | str
    lang: Sequence[str] | str
    edition: Sequence[str] | str
    entity: Sequence[str] | str
    author: Sequence[str] | str
    story: str | None
    from_: str | date | datetime | None
    to: str | date | datetime | None
    tz: str
    copies: Literal["all", "once"]
    q: Sequence[str] | str
    label: Sequence[str] | str
    in_: Sequence[Literal["title", "body"]] | Literal["title", "body"]
    match: Literal["loose", "standard", "exact"]
    format: Literal["json", "csv"] | None
    bom: bool
    limit: int


class GetTrendingParams(TypedDict, total=False):
    kind: Literal["entity", "story", "topic", "query"]
    window: str
    baseline: str
    section: Sequence[str] | str
    edition: Sequence[str] | str
    lang: Sequence[str] | str
    as_of: str | date | datetime | None
    tz: str
    limit: int


class ListSourcesParams(TypedDict, total=False):
    q: str
    edition: Sequence[str] | str
    lang: Sequence[str] | str


class GetSourceParams(TypedDict, total=False):
    """None."""


class ListSectionsParams(TypedDict, total=False):
    """None."""


class GetImageParams(TypedDict, total=False):
    """None."""


class GetStatusParams(TypedDict, total=False):
    """None."""


class GetIndexParams(TypedDict, total=False):
    """None."""


class GetMetaParams(TypedDict, total=False):
    """None."""


class GetProblemParams(TypedDict, total=False):
    """None."""


class Operations(ABC):
    @abstractmethod
    def _get(self, path: str, params: Mapping[str, object]) -> Any: ...

    @abstractmethod
    def _post(self, path: str, body: Mapping[str, object] | None) -> Any: ...

    def list_headlines(self, **params: Unpack[ListHeadlinesParams]) -> HeadlinePage:
        """The newest headlines, one an article; with `after_seq` what came since, oldest first."""
        found: HeadlinePage = self._get("/v1/headlines", params)
        return found

    def list_articles(self, **params: Unpack[ListArticlesParams]) -> ArticlePage:
        """Articles by filter, newest first.

        As a change feed: `sort=indexed_at&indexed_after=…`, page by `next`, then start again from the
        `index.complete_through` of the first page: nothing is lost.
        """
        found: ArticlePage = self._get("/v1/articles", params)
        return found

    def get_article(self, article_id: str, **params: Unpack[GetArticleParams]) -> ArticleShape:
        """One article as far as its newspaper's rights allow; `rights.truncated` says that it has more.

        451 or 410 when it was withdrawn, for legal or other reasons.
        """
        found: ArticleShape = self._get(f"/v1/articles/{quote(article_id, safe='')}", params)
        return found

    def list_related(self, article_id: str, **params: Unpack[ListRelatedParams]) -> RelatedPage:
        """Other articles of the same story first, then similar ones; each says why.

        With `kind=entity` those about the same people, places and organisations, what is rare first (`shared`).
        """
        found: RelatedPage = self._get(f"/v1/articles/{quote(article_id, safe='')}/related", params)
        return found

    def search(self, **params: Unpack[SearchParams]) -> SearchShape:
        """Ranked articles: spellings that readers take for the same are found, those as written come first."""
        found: SearchShape = self._get("/v1/search", params)
        return found

    def suggest(self, **params: Unpack[SuggestParams]) -> Suggestions:
        """Completions of what is typed: searches, entities with their kind, newspapers, sections.

        As `application/x-suggestions+json` for the search box of a browser: the texts.
        """
        found: Suggestions = self._get("/v1/search/suggest", params)
        return found

    def list_stories(self, **params: Unpack[ListStoriesParams]) -> StoryPage:
        """Stories, those that most newspapers tell lately first. An article that nobody else tells is one too."""
        found: StoryPage = self._get("/v1/stories", params)
        return found

    def get_story(self, story_id: str, **params: Unpack[GetStoryParams]) -> StoryDetail:
        """One story: who told it first, when who told what, its pictures, and why each article is in it."""
        found: StoryDetail = self._get(f"/v1/stories/{quote(story_id, safe='')}", params)
        return found

    def list_story_articles(self, story_id: str, **params: Unpack[ListStoryArticlesParams]) -> ArticlePage:
        """All articles of a story; copies say of which (`duplicate_of`)."""
        found: ArticlePage = self._get(f"/v1/stories/{quote(story_id, safe='')}/articles", params)
        return found

    def list_entities(self, **params: Unpack[ListEntitiesParams]) -> EntityPage:
        """People, places and organisations, those that most articles are about first.

        With `q` also those that nobody wrote about: that is how an id is found by any spelling of a name.
        """
        found: EntityPage = self._get("/v1/entities", params)
        return found

    def get_entity(self, entity_id: str, **params: Unpack[GetEntityParams]) -> EntityDetail:
        """One entity: its spellings, how much is written about it when and by whom, and who appears with it.

        410 when operators blocked it.
        """
        found: EntityDetail = self._get(f"/v1/entities/{quote(entity_id, safe='')}", params)
        return found

    def get_attention(self, **params: Unpack[GetAttentionParams]) -> AttentionShape:
        """How many articles, and which share of all, each of up to five queries has in each hour, day, week or
        month: in all newspapers, or in each newspaper, section or country (`by`). Counts are as they are: where
        they are small, shares jump. Articles without a date are in no bucket.
        """
        found: AttentionShape = self._get("/v1/attention", params)
        return found

    def get_attention_words(self, **params: Unpack[GetAttentionWordsParams]) -> AttentionWordsShape:
        """What is said with each query more than elsewhere in the period, in the form that newspapers write.

        A word stands for its forms, with and without what is written onto it. It is found in a sample of 200
        articles and counted in all of them.
        """
        found: AttentionWordsShape = self._get("/v1/attention/words", params)
        return found

    def get_attention_sources(self, **params: Unpack[GetAttentionSourcesParams]) -> AttentionSourcesShape:
        """Which newspapers wrote of it: how much, and which share of what each published."""
        found: AttentionSourcesShape = self._get("/v1/attention/sources", params)
        return found

    def get_trending(self, **params: Unpack[GetTrendingParams]) -> TrendingShape:
        """Entities, stories or topics that surely more is written about in the window than before, with why.

        Shares of all articles are compared, with the same hours and days of the week; copies count once, and no
        newspaper more than the one after it.
        """
        found: TrendingShape = self._get("/v1/trending", params)
        return found

    def list_sources(self, **params: Unpack[ListSourcesParams]) -> SourcePage:
        """The registered newspapers by their Arabic names, and how fresh each is."""
        found: SourcePage = self._get("/v1/sources", params)
        return found

    def get_source(self, source_id: str, **params: Unpack[GetSourceParams]) -> SourceShape:
        """One newspaper: its edition, its rights and how fresh it is."""
        found: SourceShape = self._get(f"/v1/sources/{quote(source_id, safe='')}", params)
        return found

    def list_sections(self, **params: Unpack[ListSectionsParams]) -> SectionPage:
        """The sections that articles are sorted into."""
        found: SectionPage = self._get("/v1/sections", params)
        return found

    def get_image(self, image_id: str, **params: Unpack[GetImageParams]) -> ImageShape:
        """What is known of it, and where we serve it; 410 when readers had it hidden."""
        found: ImageShape = self._get(f"/v1/images/{quote(image_id, safe='')}", params)
        return found

    def report_image(self, image_id: str, body: ReportBody | None) -> ReportReceipt:
        """Tell that an image should not be shown. Enough distinct readers hide it; their number stays untold."""
        found: ReportReceipt = self._post(f"/v1/images/{quote(image_id, safe='')}/reports", body)
        return found

    def get_status(self, **params: Unpack[GetStatusParams]) -> StatusShape:
        """Whether everything works and how far each stage is behind."""
        found: StatusShape = self._get("/v1/status", params)
        return found

    def get_index(self, **params: Unpack[GetIndexParams]) -> Links:
        """Where everything is."""
        found: Links = self._get("/v1", params)
        return found

    def get_meta(self, **params: Unpack[GetMetaParams]) -> MetaShape:
        """Which version this is, what its limits are, which editions it reads."""
        found: MetaShape = self._get("/v1/meta", params)
        return found

    def get_problem(self, slug: str, **params: Unpack[GetProblemParams]) -> ProblemKindShape:
        """What a problem's `type` means."""
        found: ProblemKindShape = self._get(f"/v1/problems/{quote(slug, safe='')}", params)
        return found


class AsyncOperations(ABC):
    @abstractmethod
    async def _get(self, path: str, params: Mapping[str, object]) -> Any: ...

    @abstractmethod
    async def _post(self, path: str, body: Mapping[str, object] | None) -> Any: ...

    async def list_headlines(self, **params: Unpack[ListHeadlinesParams]) -> HeadlinePage:
        """The newest headlines, one an article; with `after_seq` what came since, oldest first."""
        found: HeadlinePage = await self._get("/v1/headlines", params)
        return found

    async def list_articles(self, **params: Unpack[ListArticlesParams]) -> ArticlePage:
        """Articles by filter, newest first.

        As a change feed: `sort=indexed_at&indexed_after=…`, page by `next`, then start again from the
        `index.complete_through` of the first page: nothing is lost.
        """
        found: ArticlePage = await self._get("/v1/articles", params)
        return found

    async def get_article(self, article_id: str, **params: Unpack[GetArticleParams]) -> ArticleShape:
        """One article as far as its newspaper's rights allow; `rights.truncated` says that it has more.

        451 or 410 when it was withdrawn, for legal or other reasons.
        """
        found: ArticleShape = await self._get(f"/v1/articles/{quote(article_id, safe='')}", params)
        return found

    async def list_related(self, article_id: str, **params: Unpack[ListRelatedParams]) -> RelatedPage:
        """Other articles of the same story first, then similar ones; each says why.

        With `kind=entity` those about the same people, places and organisations, what is rare first (`shared`).
        """
        found: RelatedPage = await self._get(f"/v1/articles/{quote(article_id, safe='')}/related", params)
        return found

    async def search(self, **params: Unpack[SearchParams]) -> SearchShape:
        """Ranked articles: spellings that readers take for the same are found, those as written come first."""
        found: SearchShape = await self._get("/v1/search", params)
        return found

    async def suggest(self, **params: Unpack[SuggestParams]) -> Suggestions:
        """Completions of what is typed: searches, entities with their kind, newspapers, sections.

        As `application/x-suggestions+json` for the search box of a browser: the texts.
        """
        found: Suggestions = await self._get("/v1/search/suggest", params)
        return found

    async def list_stories(self, **params: Unpack[ListStoriesParams]) -> StoryPage:
        """Stories, those that most newspapers tell lately first. An article that nobody else tells is one too."""
        found: StoryPage = await self._get("/v1/stories", params)
        return found

    async def get_story(self, story_id: str, **params: Unpack[GetStoryParams]) -> StoryDetail:
        """One story: who told it first, when who told what, its pictures, and why each article is in it."""
        found: StoryDetail = await self._get(f"/v1/stories/{quote(story_id, safe='')}", params)
        return found

    async def list_story_articles(
        self, story_id: str, **params: Unpack[ListStoryArticlesParams]
    ) -> ArticlePage:
        """All articles of a story; copies say of which (`duplicate_of`)."""
        found: ArticlePage = await self._get(f"/v1/stories/{quote(story_id, safe='')}/articles", params)
        return found

    async def list_entities(self, **params: Unpack[ListEntitiesParams]) -> EntityPage:
        """People, places and organisations, those that most articles are about first.

        With `q` also those that nobody wrote about: that is how an id is found by any spelling of a name.
        """
        found: EntityPage = await self._get("/v1/entities", params)
        return found

    async def get_entity(self, entity_id: str, **params: Unpack[GetEntityParams]) -> EntityDetail:
        """One entity: its spellings, how much is written about it when and by whom, and who appears with it.

        410 when operators blocked it.
        """
        found: EntityDetail = await self._get(f"/v1/entities/{quote(entity_id, safe='')}", params)
        return found

    async def get_attention(self, **params: Unpack[GetAttentionParams]) -> AttentionShape:
        """How many articles, and which share of all, each of up to five queries has in each hour, day, week or
        month: in all newspapers, or in each newspaper, section or country (`by`). Counts are as they are: where
        they are small, shares jump. Articles without a date are in no bucket.
        """
        found: AttentionShape = await self._get("/v1/attention", params)
        return found

    async def get_attention_words(self, **params: Unpack[GetAttentionWordsParams]) -> AttentionWordsShape:
        """What is said with each query more than elsewhere in the period, in the form that newspapers write.

        A word stands for its forms, with and without what is written onto it. It is found in a sample of 200
        articles and counted in all of them.
        """
        found: AttentionWordsShape = await self._get("/v1/attention/words", params)
        return found

    async def get_attention_sources(
        self, **params: Unpack[GetAttentionSourcesParams]
    ) -> AttentionSourcesShape:
        """Which newspapers wrote of it: how much, and which share of what each published."""
        found: AttentionSourcesShape = await self._get("/v1/attention/sources", params)
        return found

    async def get_trending(self, **params: Unpack[GetTrendingParams]) -> TrendingShape:
        """Entities, stories or topics that surely more is written about in the window than before, with why.

        Shares of all articles are compared, with the same hours and days of the week; copies count once, and no
        newspaper more than the one after it.
        """
        found: TrendingShape = await self._get("/v1/trending", params)
        return found

    async def list_sources(self, **params: Unpack[ListSourcesParams]) -> SourcePage:
        """The registered newspapers by their Arabic names, and how fresh each is."""
        found: SourcePage = await self._get("/v1/sources", params)
        return found

    async def get_source(self, source_id: str, **params: Unpack[GetSourceParams]) -> SourceShape:
        """One newspaper: its edition, its rights and how fresh it is."""
        found: SourceShape = await self._get(f"/v1/sources/{quote(source_id, safe='')}", params)
        return found

    async def list_sections(self, **params: Unpack[ListSectionsParams]) -> SectionPage:
        """The sections that articles are sorted into."""
        found: SectionPage = await self._get("/v1/sections", params)
        return found

    async def get_image(self, image_id: str, **params: Unpack[GetImageParams]) -> ImageShape:
        """What is known of it, and where we serve it; 410 when readers had it hidden."""
        found: ImageShape = await self._get(f"/v1/images/{quote(image_id, safe='')}", params)
        return found

    async def report_image(self, image_id: str, body: ReportBody | None) -> ReportReceipt:
        """Tell that an image should not be shown. Enough distinct readers hide it; their number stays untold."""
        found: ReportReceipt = await self._post(f"/v1/images/{quote(image_id, safe='')}/reports", body)
        return found

    async def get_status(self, **params: Unpack[GetStatusParams]) -> StatusShape:
        """Whether everything works and how far each stage is behind."""
        found: StatusShape = await self._get("/v1/status", params)
        return found

    async def get_index(self, **params: Unpack[GetIndexParams]) -> Links:
        """Where everything is."""
        found: Links = await self._get("/v1", params)
        return found

    async def get_meta(self, **params: Unpack[GetMetaParams]) -> MetaShape:
        """Which version this is, what its limits are, which editions it reads."""
        found: MetaShape = await self._get("/v1/meta", params)
        return found

    async def get_problem(self, slug: str, **params: Unpack[GetProblemParams]) -> ProblemKindShape:
        """What a problem's `type` means."""
        found: ProblemKindShape = await self._get(f"/v1/problems/{quote(slug, safe='')}", params)
        return found

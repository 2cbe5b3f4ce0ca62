"""What the endpoints take: each value is checked as it comes in, each in one spelling.

A query string or a JSON body is one model, which refuses what it does not know.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import islice
from typing import Annotated, Any, ClassVar, Literal, LiteralString, Self
from urllib.parse import urlencode
from zoneinfo import ZoneInfo, available_timezones

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError

from services.contracts.entity import EntityType
from services.contracts.image import ReportReason
from services.gateway.export.writers import Format
from services.gateway.models import ArticleSummary, ExportRecord, HeadlineShape
from services.gateway.problems import MOST_ERRORS
from services.search.results import (
    Copies,
    FacetField,
    Filters,
    Interval,
    Match,
    Reason,
    SearchRequest,
    Split,
    SuggestionKind,
    TotalMode,
    TrendKind,
)

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")  # Elasticsearch reserves some of them
MAX_LIMIT = 100
MAX_QUERY = 512
MAX_HEADLINE_QUERY = 200
MAX_SEQ = 2**53 - 1
MOST_QUERIES = 5  # that are compared at once: more lines nobody tells apart
LONGEST_WINDOW = dt.timedelta(days=7)
LONGEST_BASELINE = dt.timedelta(days=60)
YEARS = range(1800, 2200)  # beyond them a zone or the index overflows, and there was no press
UNKNOWN_TO_JAVA = {"EST", "Factory", "HST", "MST", "ROC", "localtime"}
ZONES = available_timezones() - UNKNOWN_TO_JAVA
FIELDS = "only these members of each item, and its id; all when empty"


def listed(value: Any) -> Any:
    """`source=a,b`, `source=a&source=b` and `["a", "b"]` are the same."""
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, Sequence):
        return value
    return [
        part
        for item in value
        for part in (item.split(",") if isinstance(item, str) else [item])
        if part != ""
    ]


def _day_or_instant(value: Any) -> dt.date | dt.datetime:
    moment = value if isinstance(value, dt.date) else _read(value)
    if moment.year not in YEARS:
        raise ValueError(f"the years {YEARS.start} to {YEARS.stop - 1} can be searched")
    if not isinstance(moment, dt.datetime):
        return moment
    if moment.tzinfo is None:
        raise ValueError("an instant needs its zone: 2025-04-05T21:00:00Z")
    return moment.astimezone(dt.UTC)


def _read(text: Any) -> dt.date | dt.datetime:
    try:
        if len(text) == 10:
            return dt.date.fromisoformat(text)
        # an unescaped + of a zone arrives as a blank
        return dt.datetime.fromisoformat(text.strip().replace(" ", "+"))
    except (TypeError, ValueError, AttributeError):
        raise ValueError("give a day (2025-04-05) or an instant (2025-04-05T21:00:00Z)") from None


def _zone(name: str) -> str:
    if name not in ZONES:
        raise ValueError("not a zone of the IANA database, such as Africa/Casablanca")
    return name


def printable(text: str) -> str:
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError("lone surrogates have no UTF-8")
    return CONTROL.sub(" ", text)


def _among(known: Sequence[str], names: list[str]) -> list[str]:
    for name in names:
        if name not in known:
            raise ValueError(f"no field is called {name}; these are: {', '.join(known)}")
    return names


ARTICLE_ID = r"^a_[a-z2-7]{1,32}$"
ENTITY_ID = r"^[\w.:-]{1,128}$"
STORY_ID = r"^s_[a-z2-7]{1,32}$"
IMAGE_ID = r"^i_[a-z2-7]{1,32}$"
Name = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[\w.:-]+$")]
Names = Annotated[list[Name], BeforeValidator(listed), Field(max_length=50)]
Entities = Annotated[
    list[Annotated[str, Field(pattern=ENTITY_ID)]],
    BeforeValidator(listed),
    Field(max_length=50, description="ids of people, places and organisations"),
]
Authors = Annotated[
    list[Annotated[str, Field(min_length=1, max_length=200), AfterValidator(printable)]],
    BeforeValidator(listed),
    Field(max_length=50),
]
HEADLINE_FIELDS, SUMMARY_FIELDS = list(HeadlineShape.__annotations__), list(ArticleSummary.__annotations__)
RECORD_FIELDS = list(ExportRecord.__annotations__)
HeadlineFields = Annotated[
    list[Annotated[str, Field(json_schema_extra={"enum": HEADLINE_FIELDS})]],
    BeforeValidator(listed),
    AfterValidator(partial(_among, HEADLINE_FIELDS)),
    Field(max_length=50, description=FIELDS),
]
SummaryFields = Annotated[
    list[Annotated[str, Field(json_schema_extra={"enum": SUMMARY_FIELDS})]],
    BeforeValidator(listed),
    AfterValidator(partial(_among, SUMMARY_FIELDS)),
    Field(max_length=50, description=FIELDS),
]
Limit = Annotated[
    int,
    Field(ge=0, description=f"items of a page; more than {MAX_LIMIT} is taken as {MAX_LIMIT}"),
    AfterValidator(lambda limit: min(limit, MAX_LIMIT)),
]
CursorText = Annotated[str | None, Field(max_length=2000, description="from `next`; only `limit` may change")]
Seq = Annotated[int, Field(ge=-1, le=MAX_SEQ)]
Text = Annotated[str, Field(max_length=MAX_QUERY), AfterValidator(printable)]
When = Annotated[dt.date | dt.datetime, BeforeValidator(_day_or_instant)]
SortName = Literal["relevance", "-published_at", "-indexed_at", "indexed_at", "-seq"]
Window = Annotated[str, Field(pattern=r"^[1-9][0-9]{0,3}[hd]$")]
Zone = Annotated[str, AfterValidator(_zone), Field(max_length=64, description="zone of days")]


def window_start(window: str | None, end: dt.datetime) -> dt.datetime | None:
    """`6h`, `3d`: when the period of so many hours or days began that ends then; None without one."""
    return None if window is None else end - _length(window)


def _length(window: str) -> dt.timedelta:
    return dt.timedelta(hours=int(window[:-1]) * (24 if window.endswith("d") else 1))


class Parameters(BaseModel):
    """`href`: the address of the same request, in one spelling.

    `repeated`: parameters that are given several times, since a comma may be part of their values.
    """

    repeated: ClassVar[frozenset[str]] = frozenset()

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    @model_validator(mode="before")
    @classmethod
    def _first_unknown(cls, given: Any) -> Any:
        """Of names that nobody knows the first few are refused, and not each of ten thousand."""
        if not isinstance(given, dict):
            return given
        known = {name for field, info in cls.model_fields.items() for name in (field, info.alias)}
        unknown = list(islice((name for name in given if name not in known), MOST_ERRORS))
        return {name: value for name, value in given.items() if name in known} | {
            name: given[name] for name in unknown
        }

    def non_defaults(self, *without: str) -> dict[str, Any]:
        """What differs from the defaults, by public name."""
        return self.model_dump(
            mode="json", by_alias=True, exclude_defaults=True, exclude={"cursor", *without}
        )

    def href(self, path: str, **more: str | int | None) -> str:
        pairs = {**self.non_defaults(), **more}
        text = urlencode(
            [
                (name, _spelled(part))
                for name, value in pairs.items()
                if value is not None
                for part in (value if name in self.repeated else [value])
            ]
        )
        return f"{path}?{text}" if text else path


def _spelled(value: Any) -> str:
    if isinstance(value, list):
        return ",".join(map(str, value))
    return str(value).lower() if isinstance(value, bool) else str(value)


class NoParameters(Parameters):
    """For endpoints that take none: a misspelt filter must not pass unseen."""


class NewsFilters(Parameters):
    """What every list of news can be narrowed by."""

    source: Names = []
    section: Names = []
    lang: Names = []
    edition: Annotated[Names, Field(description="countries of newspapers, such as ma")] = []
    entity: Entities = []

    def selection(self) -> Filters:
        return Filters(
            source=tuple(self.source),
            section=tuple(self.section),
            lang=tuple(self.lang),
            edition=tuple(self.edition),
            entity=tuple(self.entity),
        )


class HeadlineFilters(NewsFilters):
    story: Annotated[str | None, Field(pattern=STORY_ID, description="what is told of it")] = None
    q: Annotated[
        str,
        Field(max_length=MAX_HEADLINE_QUERY, description="a search, matched in memory: all but likeness"),
        AfterValidator(printable),
    ] = ""

    def selection(self) -> Filters:
        return replace(super().selection(), story=self.story)


class HeadlineParameters(HeadlineFilters):
    after_seq: Annotated[Seq | None, Field(description="only newer ones, the oldest of them first")] = None
    fields: HeadlineFields = []
    limit: Limit = 50
    cursor: CursorText = None


class StreamParameters(HeadlineFilters):
    last_event_id: Annotated[
        Seq | None, Field(description="resume after it; the header Last-Event-ID goes first")
    ] = None


class ArticleFilters(NewsFilters):
    author: Annotated[Authors, Field(description="as articles are signed")] = []
    story: Name | None = None
    since: Annotated[
        When | None, Field(alias="from", description="published from this day or instant on")
    ] = None
    until: Annotated[When | None, Field(alias="to", description="published before this day or instant")] = (
        None
    )
    tz: Zone = "Africa/Casablanca"
    copies: Annotated[
        Copies, Field(description="once: without articles that repeat the text of another one")
    ] = "all"

    @model_validator(mode="after")
    def _period(self) -> Self:
        since, until = _instant(self.since, self.tz), _instant(self.until, self.tz)
        if since is None or until is None or since < until:
            return self
        message = "nothing was published between them: `from` is not before `to`, which is not in the period"
        raise _fault(self, "to", "empty_period", message, until.isoformat())

    def filters(self) -> Filters:
        return replace(
            self.selection(),
            author=tuple(self.author),
            story=self.story,
            since=_instant(self.since, self.tz),
            until=_instant(self.until, self.tz),
            copies=self.copies,
        )


def _fault(
    model: BaseModel, parameter: str, code: LiteralString, message: LiteralString, given: Any
) -> ValidationError:
    """What is wrong with a parameter beside the others, as if its own type had refused it."""
    error = InitErrorDetails(type=PydanticCustomError(code, message), loc=(parameter,), input=given)
    return ValidationError.from_exception_data(type(model).__name__, [error])


def _instant(value: dt.date | dt.datetime | None, tz: str) -> dt.datetime | None:
    """A day begins at its midnight in `tz`."""
    if value is None or isinstance(value, dt.datetime):
        return value
    return dt.datetime.combine(value, dt.time(), ZoneInfo(tz)).astimezone(dt.UTC)


class ListFilters(ArticleFilters):
    ids: Annotated[list[Name], BeforeValidator(listed), Field(max_length=100)] = []
    indexed_after: Annotated[
        When | None, Field(description="the change feed: what was indexed since; use with sort=indexed_at")
    ] = None

    def filters(self) -> Filters:
        after = _instant(self.indexed_after, self.tz)
        return replace(super().filters(), ids=tuple(self.ids), indexed_after=after)


class ArticleListParameters(ListFilters):
    sort: Literal["-indexed_at", "indexed_at", "-published_at"] = "-indexed_at"
    total: TotalMode = "none"
    fields: SummaryFields = []
    limit: Limit = 20
    cursor: CursorText = None


class TextQuery(ArticleFilters):
    q: Annotated[Text, Field(description='words, "a phrase", -not, OR, ( ), title:…, source:…')] = ""
    in_: Annotated[
        list[Literal["title", "body"]], BeforeValidator(listed), Field(alias="in", max_length=2)
    ] = ["title", "body"]
    match: Match = "loose"
    dialect: Annotated[
        bool, Field(description="a loose match finds what is said in Darija for a word, of less weight")
    ] = True


class SearchParameters(TextQuery):
    """The same for GET (query string), QUERY and POST (JSON)."""

    sort: Annotated[
        SortName | None, Field(description="relevance with a text, else -published_at; -seq is -indexed_at")
    ] = None
    collapse: Literal["none", "story"] = "none"
    facets: Annotated[list[FacetField], BeforeValidator(listed), Field(max_length=6)] = []
    facet_limit: Annotated[int, Field(ge=1), AfterValidator(lambda limit: min(limit, 50))] = 20
    histogram: Interval | None = None
    highlight: bool = True
    total: TotalMode = "estimate"
    fields: SummaryFields = []
    limit: Limit = 20
    cursor: CursorText = None


class AttentionParameters(ArticleFilters):
    """What is compared: each `q`, or without any each `entity`; `entity` and `author` belong to the queries.

    The other filters say of which articles everything is a share.
    """

    repeated: ClassVar[frozenset[str]] = frozenset({"q", "label"})

    q: Annotated[
        list[Text],
        Field(
            max_length=MOST_QUERIES,
            description=f"as in /v1/search, up to {MOST_QUERIES} times; a comma is part of it",
        ),
    ] = []
    label: Annotated[
        list[Annotated[str, Field(max_length=100), AfterValidator(printable)]],
        Field(max_length=MOST_QUERIES, description="what to call each of them, in their order"),
    ] = []
    in_: Annotated[
        list[Literal["title", "body"]], BeforeValidator(listed), Field(alias="in", max_length=2)
    ] = ["title", "body"]
    match: Match = "loose"
    format: Annotated[Literal["json", "csv"] | None, Field(description="else by Accept, else json")] = None
    bom: Annotated[bool, Field(description="a byte order mark before CSV, which Excel wants for Arabic")] = (
        False
    )

    @model_validator(mode="after")
    def _labels_and_entities(self) -> Self:
        queries = len(self.q) or len(self.entity) or 1
        if queries > MOST_QUERIES:
            raise _fault(
                self, "entity", "too_many", f"{MOST_QUERIES} can be compared at once", len(self.entity)
            )
        if len(self.label) > queries:
            raise _fault(self, "label", "too_many", "there are more labels than queries", len(self.label))
        return self


class AttentionSeriesParameters(AttentionParameters):
    interval: Annotated[Interval | None, Field(description="the shortest that suits the period, if none")] = (
        None
    )
    by: Annotated[Split | None, Field(description="the same in each newspaper, section or country")] = None
    groups: Annotated[
        int,
        Field(ge=1, description="values of `by`, those that most is found in; more than 20 is taken as 20"),
        AfterValidator(lambda groups: min(groups, 20)),
    ] = 10


class AttentionWordsParameters(AttentionParameters):
    limit: Annotated[
        int, Field(ge=1, description="words of each query"), AfterValidator(lambda limit: min(limit, 50))
    ] = 20


class AttentionSourcesParameters(AttentionParameters):
    limit: Annotated[
        int,
        Field(ge=1, description="newspapers, those that write most first"),
        AfterValidator(lambda limit: min(limit, 200)),
    ] = 50


class TrendingParameters(Parameters):
    kind: Annotated[
        TrendKind,
        Field(description="query: entities and topics to search for; what readers search is not recorded"),
    ] = "entity"
    window: Annotated[Window, Field(description="how long lately is, up to 7d")] = "6h"
    baseline: Annotated[Window, Field(description="what it is compared with, before it: up to 60d")] = "14d"
    section: Names = []
    edition: Annotated[Names, Field(description="countries of newspapers, such as ma")] = []
    lang: Names = []
    as_of: Annotated[
        When | None,
        Field(description="as it was at this moment, or at the beginning of this day; now if none"),
    ] = None
    tz: Zone = "Africa/Casablanca"
    limit: Annotated[int, Field(ge=1), AfterValidator(lambda limit: min(limit, 50))] = 10

    @property
    def length(self) -> dt.timedelta:
        return _length(self.window)

    @property
    def before(self) -> dt.timedelta:
        return _length(self.baseline)

    @property
    def moment(self) -> dt.datetime | None:
        return _instant(self.as_of, self.tz)

    @model_validator(mode="after")
    def _lengths(self) -> Self:
        if self.length > LONGEST_WINDOW:
            raise _fault(self, "window", "too_long", "at most 7d", self.window)
        if not self.length <= self.before <= LONGEST_BASELINE:
            message = "at most 60d, and no shorter than the window"
            raise _fault(self, "baseline", "out_of_bounds", message, self.baseline)
        return self


class ExportParameters(ListFilters, TextQuery):
    """`after` and `cursor` go on with an export that broke off."""

    format: Annotated[Format | None, Field(description="else by Accept, else jsonl")] = None
    fields: Annotated[
        list[Annotated[str, Field(json_schema_extra={"enum": RECORD_FIELDS})]],
        BeforeValidator(listed),
        AfterValidator(partial(_among, RECORD_FIELDS)),
        Field(max_length=50, description="only these members, and the id; all when empty"),
    ] = []
    bom: Annotated[bool, Field(description="a byte order mark before CSV, which Excel wants for Arabic")] = (
        False
    )
    after: Annotated[
        str | None, Field(pattern=ARTICLE_ID, description="go on after this id, the last record you have")
    ] = None
    cursor: Annotated[
        str | None,
        Field(
            max_length=2000, description="of the header Export-Cursor; only `after` and `limit` may change"
        ),
    ] = None
    limit: Annotated[int | None, Field(ge=1, description="at most so many records; all without")] = None

    def search(self) -> SearchRequest:
        return SearchRequest(
            text=self.q,
            filters=self.filters(),
            fields=tuple(self.in_) or ("title", "body"),
            match=self.match,
            dialect=self.dialect,
            tz=self.tz,
            highlight=False,
        )


class StoryListParameters(NewsFilters):
    window: Annotated[Window | None, Field(description="told within the last so long: 6h, 3d")] = None
    min_sources: Annotated[int, Field(ge=1, le=1000, description="told by so many newspapers")] = 1
    sort: Annotated[
        Literal["-growth", "-updated", "-size"],
        Field(description="-growth: how many newspapers tell it lately"),
    ] = "-growth"
    limit: Limit = 20
    cursor: CursorText = None


class StoryArticlesParameters(Parameters):
    sort: Literal["-published_at", "-indexed_at"] = "-published_at"
    fields: SummaryFields = []
    limit: Limit = 20
    cursor: CursorText = None


class FeedParameters(Parameters):
    limit: Limit = 50
    cursor: CursorText = None


class SuggestParameters(Parameters):
    q: Annotated[Text, Field(min_length=1)]
    kinds: Annotated[list[SuggestionKind], BeforeValidator(listed), Field(max_length=4)] = [
        "query",
        "entity",
        "source",
        "section",
    ]
    limit: Annotated[int, Field(ge=1), AfterValidator(lambda limit: min(limit, 10))] = 8


class ArticleParameters(Parameters):
    body: Annotated[Literal["blocks", "text", "none"], Field(description="how the text comes")] = "blocks"
    include: Annotated[
        list[Literal["related", "story", "entities"]], BeforeValidator(listed), Field(max_length=3)
    ] = []


class RelatedParameters(Parameters):
    kind: Annotated[
        list[Reason], BeforeValidator(listed), Field(min_length=1, max_length=3, description="only these")
    ] = ["story", "similar"]
    limit: Annotated[int, Field(ge=1), AfterValidator(lambda limit: min(limit, 20))] = 6


class EntityListParameters(Parameters):
    q: Annotated[Text, Field(description="a word of one of its spellings begins like this")] = ""
    type: Annotated[list[EntityType], BeforeValidator(listed), Field(max_length=3)] = []
    window: Annotated[
        Window | None, Field(description="by what was published within the last so long: 6h, 7d")
    ] = None
    limit: Limit = 20
    cursor: CursorText = None


class EntityParameters(Parameters):
    window: Annotated[
        Window | None, Field(description="of what was published within the last so long; without: ever")
    ] = None
    tz: Zone = "Africa/Casablanca"


class SourceListParameters(Parameters):
    q: Annotated[Text, Field(description="part of the name, in Arabic or Latin letters")] = ""
    edition: Names = []
    lang: Names = []


class ReportBody(BaseModel):
    """Why a reader wants an image gone."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    reason: ReportReason = "other"
    note: Annotated[str, Field(max_length=500), AfterValidator(printable)] | None = None

"""The page of attention: what a reader compares, one chart of it, its words and its newspapers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from pydantic import BaseModel, Field

from services.gateway.attention import PAGE, PATH, SOURCES, WORDS
from services.gateway.models import (
    AttentionShape,
    AttentionSource,
    AttentionSourcesShape,
    AttentionWordsQuery,
    AttentionWordsShape,
)
from services.gateway.pages import charts, plurals
from services.gateway.pages.cards import Link, source_link
from services.gateway.pages.charts import Chart, Line, Scale, Timeline
from services.gateway.parameters import (
    MAX_QUERY,
    MOST_QUERIES,
    AttentionSeriesParameters,
    AttentionSourcesParameters,
    AttentionWordsParameters,
    Parameters,
)
from services.gateway.query_params import validated
from services.search.results import Copies, Interval, Split

INTERVALS: Final[dict[str, str]] = {
    "": "حسب المدة",
    "hour": "كل ساعة",
    "day": "كل يوم",
    "week": "كل أسبوع",
    "month": "كل شهر",
}
SPLITS: Final[dict[str, str]] = {
    "": "كل الجرائد معا",
    "source": "كل جريدة على حدة",
    "section": "كل قسم على حدة",
    "edition": "كل بلد على حدة",
}
SCALES: Final[dict[Scale, str]] = {"share": "النسبة من كل ما نُشر", "count": "عدد المقالات"}
COPIES: Final[dict[Copies, str]] = {"all": "كل المقالات", "once": "النص المنقول مرة واحدة"}
SELECTS: Final = (
    ("interval", "التقسيم", INTERVALS),
    ("by", "التفصيل", SPLITS),
    ("copies", "النسخ", COPIES),
)
FEW: Final = 30  # articles: below, one more or less is a large part of any share
SHOWN_WORDS: Final = 15
SHOWN_NEWSPAPERS: Final = 15
DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What the page is asked for; `href` is its one spelling as an address."""

    queries: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    entities: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    section: tuple[str, ...] = ()
    edition: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    interval: Interval | None = None
    by: Split | None = None
    copies: Copies = "all"
    scale: Scale = "share"

    def href(self) -> str:
        pairs = [
            *(("q", text) for text in self.queries),
            *self.others(),
            ("from", self.since.isoformat() if self.since else ""),
            ("to", self.until.isoformat() if self.until else ""),
            ("interval", self.interval or ""),
            ("by", self.by or ""),
            ("copies", self.copies if self.copies != "all" else ""),
            ("scale", self.scale if self.scale != "share" else ""),
        ]
        given = [(name, value) for name, value in pairs if value]
        return PAGE + (f"?{urlencode(given)}" if given else "")

    def others(self) -> list[tuple[str, str]]:
        """What has no field in the form and goes on with it."""
        named = ("label", self.labels), ("entity", self.entities), ("source", self.source)
        return [
            (name, value)
            for name, values in (*named, ("section", self.section), ("edition", self.edition))
            for value in values
        ]

    @property
    def backwards(self) -> bool:
        return bool(self.since and self.until and self.since > self.until)

    @property
    def is_empty(self) -> bool:
        return not (self.queries or self.entities)

    def series(self) -> AttentionSeriesParameters:
        """Raises what `validated` raises, as the others do."""
        more = {"interval": self.interval, "by": self.by, "groups": MOST_QUERIES}
        return validated(AttentionSeriesParameters, {**self._common(), **more}, PAGE)

    def words(self) -> AttentionWordsParameters:
        return validated(AttentionWordsParameters, {**self._common(), "limit": SHOWN_WORDS}, PAGE)

    def sources(self) -> AttentionSourcesParameters:
        return validated(AttentionSourcesParameters, {**self._common(), "limit": SHOWN_NEWSPAPERS}, PAGE)

    def _common(self) -> dict[str, Any]:
        """The last day of the form is in the period; that of the API is not."""
        given = {
            "q": list(self.queries),
            "label": list(self.labels),
            "entity": list(self.entities),
            "source": list(self.source),
            "section": list(self.section),
            "edition": list(self.edition),
            "from": self.since,
            "to": self.until + DAY if self.until and self.until < date.max else self.until,
            "copies": self.copies,
        }
        return {name: value for name, value in given.items() if value}


class AttentionForm(BaseModel):
    """The form as it arrives: empty fields ask for nothing, unknown choices fall back to the default."""

    q: list[str] = Field(default_factory=list)
    label: list[str] = Field(default_factory=list)
    entity: list[str] = Field(default_factory=list)
    source: list[str] = Field(default_factory=list)
    section: list[str] = Field(default_factory=list)
    edition: list[str] = Field(default_factory=list)
    since: str = Field(default="", alias="from")
    until: str = Field(default="", alias="to")
    interval: str = ""
    by: str = ""
    copies: str = "all"
    scale: str = "share"

    def inquiry(self) -> Inquiry:
        texts = [" ".join(text.split())[:MAX_QUERY] for text in self.q]
        queries = tuple(filter(None, texts))[:MOST_QUERIES]
        entities = _values(self.entity)[:MOST_QUERIES]
        return Inquiry(
            queries=queries,
            labels=tuple(label[:100] for label in self.label)[: len(queries) or len(entities)],
            entities=entities,
            source=_values(self.source),
            section=_values(self.section),
            edition=_values(self.edition),
            since=_day(self.since),
            until=_day(self.until),
            interval=_choice(self.interval, INTERVALS),
            by=_choice(self.by, SPLITS),
            copies="once" if self.copies == "once" else "all",
            scale="count" if self.scale == "count" else "share",
        )


def _values(given: Iterable[str]) -> tuple[str, ...]:
    return tuple(part for text in given for part in text.split(",") if part)


def _choice(given: str, choices: Mapping[str, str]) -> Any:
    return given if given in choices and given else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Word:
    """`href`: a search for both. `here`, `elsewhere`: shares of the articles that say it."""

    text: str
    href: str
    here: str
    elsewhere: str


@dataclass(frozen=True, slots=True)
class WordList:
    number: int
    label: str
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Newspaper:
    """A row of the table: a cell for each query."""

    link: Link
    articles: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AttentionView:
    """`fault`: what could not be read, and the same words as a search. `fine`: there are too many buckets."""

    inquiry: Inquiry
    boxes: tuple[str, ...]
    charts: tuple[Chart, ...] = ()
    labels: tuple[str, ...] = ()
    words: tuple[WordList, ...] = ()
    newspapers: tuple[Newspaper, ...] = ()
    downloads: tuple[Link, ...] = ()
    scales: tuple[Link, ...] = ()
    dropped: tuple[str, ...] = ()
    few: bool = False
    partial: bool = False
    fault: Link | None = None
    swapped: str | None = None
    fine: str | None = None


def form_view(inquiry: Inquiry, **fault: Any) -> AttentionView:
    """The form alone: nothing is asked yet, or what is asked has no answer (`fault`)."""
    return AttentionView(inquiry, _boxes(inquiry), **fault)


def view(
    inquiry: Inquiry, shape: AttentionShape, words: AttentionWordsShape, sources: AttentionSourcesShape
) -> AttentionView:
    return AttentionView(
        inquiry=inquiry,
        boxes=_boxes(inquiry),
        charts=_charts(inquiry, shape),
        labels=tuple(query["label"] for query in shape["queries"]),
        words=tuple(_word_list(number, query) for number, query in enumerate(words["queries"], 1)),
        newspapers=tuple(_newspaper(item) for item in sources["items"]),
        downloads=_downloads(inquiry),
        scales=tuple(
            Link("" if scale == inquiry.scale else replace(inquiry, scale=scale).href(), text)
            for scale, text in SCALES.items()
        ),
        dropped=tuple(text for query in shape["queries"] for text in query["interpreted"]["dropped"]),
        few=any(query["count"] < FEW for query in shape["queries"]),
        partial=shape["index"]["partial"],
    )


def syntax_fault(inquiry: Inquiry, place: int, literal: str) -> AttentionView:
    """`place`: of the query that could not be read; with its words alone it can."""
    queries = (*inquiry.queries[:place], literal, *inquiry.queries[place + 1 :])
    return form_view(inquiry, fault=Link(replace(inquiry, queries=queries).href(), literal))


def backwards(inquiry: Inquiry) -> AttentionView:
    return form_view(inquiry, swapped=replace(inquiry, since=inquiry.until, until=inquiry.since).href())


def too_fine(inquiry: Inquiry) -> AttentionView:
    """The same in the interval that suits the period."""
    return form_view(inquiry, fine=replace(inquiry, interval=None, by=None).href())


def _boxes(inquiry: Inquiry) -> tuple[str, ...]:
    return (*inquiry.queries, *[""] * (MOST_QUERIES - len(inquiry.queries)))


def _charts(inquiry: Inquiry, shape: AttentionShape) -> tuple[Chart, ...]:
    """One of all queries; with `by` one of each, with a line for each group."""
    time = timeline(shape)
    title = SCALES[inquiry.scale]
    if not shape["by"]:
        lines = [
            Line(series["label"], series["counts"], series["shares"], _search(inquiry, place))
            for place, series in enumerate(shape["series"])
        ]
        return (charts.line_chart("attention", title, lines, time, scale=inquiry.scale),)
    return tuple(
        charts.line_chart(
            f"attention-{place}",
            f"{query['label']}: {title}",
            [
                Line(series["group_label"] or "غير مصنف", series["counts"], series["shares"])
                for series in shape["series"]
                if series["query"] == place
            ],
            time,
            scale=inquiry.scale,
        )
        for place, query in enumerate(shape["queries"])
    )


def timeline(shape: AttentionShape) -> Timeline:
    return Timeline(
        [_start(bucket["start"], shape) for bucket in shape["buckets"]],
        _interval(shape),
        shape["period"]["tz"],
        frozenset(place for place, bucket in enumerate(shape["buckets"]) if bucket["partial"]),
    )


def _interval(shape: AttentionShape) -> Interval:
    interval: Any = shape["period"]["interval"]
    return interval  # type: ignore[no-any-return] # we wrote it ourselves


def _start(text: str, shape: AttentionShape) -> datetime:
    """A day begins in the zone of the chart."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(shape["period"]["tz"]))


def _search(inquiry: Inquiry, place: int) -> str | None:
    """The articles that were counted, as a list."""
    if place >= len(inquiry.queries):
        return None
    pairs = [
        ("q", inquiry.queries[place]),
        *((name, value) for name, value in inquiry.others() if name in ("source", "section")),
        ("from", inquiry.since.isoformat() if inquiry.since else ""),
        ("to", inquiry.until.isoformat() if inquiry.until else ""),
        ("sort", "-published_at"),
    ]
    return f"/search?{urlencode([(name, value) for name, value in pairs if value])}"


def _word_list(number: int, query: AttentionWordsQuery) -> WordList:
    return WordList(
        number,
        query["label"],
        tuple(
            Word(
                text=word["word"],
                href=f"/search?{urlencode({'q': ' '.join(filter(None, (query['q'], word['word'])))})}",
                here=charts.share_text(word["share"]),
                elsewhere=charts.share_text(word["elsewhere_share"]),
            )
            for word in query["words"]
        ),
    )


def _newspaper(item: AttentionSource) -> Newspaper:
    return Newspaper(
        link=source_link(item["source"]["id"], item["source"]["name"]),
        articles=plurals.number(item["articles"]),
        cells=tuple(
            f"{plurals.number(query['count'])} ({charts.share_text(query['share'])})"
            for query in item["queries"]
        ),
    )


def _downloads(inquiry: Inquiry) -> tuple[Link, ...]:
    """For spreadsheets, which want a byte order mark."""
    wanted: Sequence[tuple[Parameters, str, str]] = (
        (inquiry.series(), PATH, "السلسلة الزمنية"),
        (inquiry.words(), WORDS, "الكلمات"),
        (inquiry.sources(), SOURCES, "الجرائد"),
    )
    return tuple(Link(params.href(path, format="csv", bom="true"), text) for params, path, text in wanted)

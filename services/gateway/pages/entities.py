"""The page of a person, place or organisation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from services.gateway.models import AttentionShape, EntityDetail, EntitySummary, SourceCoverage, StoryShape
from services.gateway.pages import dates, plurals
from services.gateway.pages.attention import timeline
from services.gateway.pages.cards import Card, Link, cards
from services.gateway.pages.charts import Chart, Line, line_chart, share_text
from services.gateway.pages.dates import Stamp
from services.gateway.pages.stories import StoryCard, story_card
from services.gateway.syndication.feeds import MEDIA

WINDOWS = {"": "كل الوقت", "7d": "أسبوع", "30d": "شهر", "365d": "سنة"}
FEEDS = {"rss": "RSS", "atom": "Atom", "json": "JSON"}
SHOWN_SPELLINGS = 8
SHOWN_SOURCES = 12
LEAST_TOLD = 2  # articles of a story that is shown as one; the others are among the articles


@dataclass(frozen=True, slots=True)
class Beside:
    """Somebody in the same articles."""

    link: Link
    kind: str
    articles: str


@dataclass(frozen=True, slots=True)
class Newspaper:
    """`width` of its bar, in percent of the longest."""

    link: Link
    articles: str
    share: str
    width: int


@dataclass(frozen=True, slots=True)
class FeedLink:
    href: str
    name: str
    media: str


@dataclass(frozen=True, slots=True)
class EntityView:
    """`last` None: all in one day. `windows`: periods to look at. `chart` None: nothing to draw."""

    id: str
    name: str
    kind: str
    description: str
    spellings: tuple[str, ...]
    articles: str
    today: str | None
    first: Stamp | None
    last: Stamp | None
    window: str
    windows: tuple[tuple[str, Link], ...]
    stories: tuple[StoryCard, ...]
    cards: tuple[Card, ...]
    all: Link
    chart: Chart | None
    together: tuple[Beside, ...]
    newspapers: tuple[Newspaper, ...]
    feeds: tuple[FeedLink, ...]
    stream: Link


def view(detail: EntityDetail, stories: Iterable[StoryShape], attention: AttentionShape | None) -> EntityView:
    window = detail["window"] or ""
    first, last = _day(detail["first_seen_at"]), _day(detail["last_seen_at"])
    page, feed = detail["links"]["page"], detail["links"]["feed"].removesuffix("rss")
    return EntityView(
        id=detail["id"],
        name=detail["name"],
        kind=detail["label"],
        description=detail["description"],
        spellings=_other_spellings(detail),
        articles=plurals.counted(detail["total_articles"], plurals.ARTICLES),
        today=_today(detail["articles_24h"]),
        first=first,
        last=last if last != first else None,
        window=window,
        windows=tuple(
            (value, Link(f"{page}?window={value}" if value else page, label))
            for value, label in WINDOWS.items()
        ),
        stories=tuple(story_card(story) for story in stories if story["article_count"] >= LEAST_TOLD),
        cards=cards(detail["articles"]),
        all=Link(f"/search?entity={detail['id']}", "كل المقالات"),
        chart=_chart(detail, attention) if attention else None,
        together=tuple(map(_beside, detail["together"])),
        newspapers=_newspapers(detail["id"], detail["sources"][:SHOWN_SOURCES]),
        feeds=tuple(FeedLink(feed + form, name, MEDIA[form]) for form, name in FEEDS.items()),
        stream=Link(detail["links"]["stream"], "بث مباشر"),
    )


def _chart(detail: EntityDetail, attention: AttentionShape) -> Chart | None:
    """None where there is only one point."""
    (series,) = attention["series"]
    if len(series["counts"]) < 2 or not any(series["counts"]):
        return None
    line = Line(detail["name"], series["counts"], series["shares"])
    return line_chart("attention", "عدد المقالات", [line], timeline(attention), scale="count")


def _other_spellings(detail: EntityDetail) -> tuple[str, ...]:
    others = dict.fromkeys(name for name in detail["spellings"] if name != detail["name"])
    return tuple(others)[:SHOWN_SPELLINGS]


def _today(count: int) -> str | None:
    return f"{plurals.counted(count, plurals.ARTICLES)} في آخر 24 ساعة" if count else None


def _day(moment: str | None) -> Stamp | None:
    if moment is None:
        return None
    day = datetime.fromisoformat(moment).astimezone(dates.HOME_ZONE).date()
    return Stamp(day.isoformat(), dates.long_date(day))


def _beside(other: EntitySummary) -> Beside:
    return Beside(
        Link(other["url"], other["name"]),
        other["label"],
        plurals.counted(other["article_count"], plurals.ARTICLES),
    )


def _newspapers(entity_id: str, sources: list[SourceCoverage]) -> tuple[Newspaper, ...]:
    most = max((source["article_count"] for source in sources), default=1)
    return tuple(
        Newspaper(
            link=Link(f"/search?entity={entity_id}&source={source['id']}", source["name"]),
            articles=plurals.counted(source["article_count"], plurals.ARTICLES),
            share=share_text(source["share"]),
            width=max(1, round(100 * source["article_count"] / most)),
        )
        for source in sources
    )

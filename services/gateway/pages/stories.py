"""A story on the front page, and the page of its full coverage."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from services.contracts.api import Direction
from services.gateway.models import ArticleSummary, StoryDetail, StoryShape
from services.gateway.pages import dates, plurals
from services.gateway.pages.cards import Card, Link, card, cards, source_link
from services.gateway.pages.dates import Stamp

OTHERS = 4  # headlines under the one that leads


@dataclass(frozen=True, slots=True)
class StoryCard:
    """`others`: how other newspapers put it. `copied`: who only repeats it. `all`: the way to all of it."""

    id: str
    card: Card
    others: tuple[Card, ...] = ()
    copied: str | None = None
    all: Link | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One article on the timeline."""

    clock: str | None
    source: Link
    href: str
    title: str
    lang: str
    copied: bool


@dataclass(frozen=True, slots=True)
class Day:
    stamp: Stamp
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    src: str
    href: str
    source: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """`latest` None: nothing came after what stands at the top."""

    title: str
    summary: str
    lang: str
    dir: Direction
    reach: str
    copied: str | None
    first: Card
    latest: Card | None
    newspapers: tuple[Card, ...]
    days: tuple[Day, ...]
    pictures: tuple[Picture, ...]
    more: int


def story_card(story: StoryShape) -> StoryCard:
    """A story by its representative, with the first picture that a newspaper of it has.

    What merely repeats a text is counted, not listed.
    """
    first, *rest = story["headlines"]
    others = [article for article in rest if not article["duplicate_of"]]
    return StoryCard(
        id=story["id"],
        card=replace(card(first), image=story["image"]),
        others=cards(others[:OTHERS]),
        copied=_copied(rest),
        all=_all(story) if story["article_count"] > 1 else None,
    )


def coverage(story: StoryDetail) -> Coverage:
    """The page of a story. Its timeline is told from its newest articles; `more` are older."""
    articles = story["articles"]
    newest = next((article for article in articles if not article["duplicate_of"]), articles[0])
    standing = {story["representative"], story["first"]["id"]}
    return Coverage(
        title=story["title"],
        summary=story["summary"],
        lang=story["lang"],
        dir=story["dir"],
        reach=f"{plurals.counted(story['source_count'], plurals.TELL_IT)}"
        f" في {plurals.counted(story['article_count'], plurals.IN_ARTICLES)}",
        copied=_copied(articles),
        first=card(story["first"]),
        latest=card(newest) if newest["id"] not in standing else None,
        newspapers=cards(story["headlines"]),
        days=_days(articles),
        pictures=tuple(
            Picture(image["src"], f"/a/{image['article_id']}", image["source"]["name"])
            for image in story["images"]
        ),
        more=max(0, story["article_count"] - len(articles)),
    )


def _all(story: StoryShape) -> Link:
    told = plurals.counted(story["source_count"], plurals.TELL_IT)
    return Link(story["url"], f"تغطية كاملة: {told}")


def _copied(articles: Iterable[ArticleSummary]) -> str | None:
    newspapers = {article["source"]["id"] for article in articles if article["duplicate_of"]}
    return plurals.counted(len(newspapers), plurals.COPIED_IT) if newspapers else None


def _days(articles: Iterable[ArticleSummary]) -> tuple[Day, ...]:
    """The first day first; within a day by the clock, what has none at its end."""
    lines = sorted(((_moment(article), article) for article in articles), key=lambda line: line[0])
    return tuple(
        Day(
            Stamp(day.isoformat(), dates.long_date(day)),
            tuple(_line(moment, article) for moment, article in group),
        )
        for day, group in groupby(lines, key=lambda line: line[0].date())
    )


def _moment(article: ArticleSummary) -> datetime:
    """When it was told, in the readers' zone: by the minute, or when we saw it."""
    told = article["published_at"] or article["indexed_at"]
    return datetime.fromisoformat(told).astimezone(dates.HOME_ZONE)


def _line(moment: datetime, article: ArticleSummary) -> Line:
    precise = article["published_precision"] == "minute"
    return Line(
        clock=dates.clock(moment) if precise else None,
        source=source_link(**article["source"]),
        href=article["url"],
        title=article["title"],
        lang=article["lang"],
        copied=article["duplicate_of"] is not None,
    )

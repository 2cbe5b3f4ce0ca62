"""An article in a list, and a line of the ticker: what every list on every page is made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from services.contracts.api import article_address, story_address, web_address
from services.contracts.sections import SECTIONS
from services.gateway.models import ArticleSummary, SegmentShape
from services.gateway.pages import dates, plurals
from services.gateway.pages.dates import Stamp
from services.gateway.ticker import Entry
from services.search.results import Segment


@dataclass(frozen=True, slots=True)
class Link:
    href: str
    text: str


@dataclass(frozen=True, slots=True)
class Card:
    """`title` and `lead` are segments, so that search can mark its hits; one plain segment elsewhere.

    `folded`: other articles of the same story, to be opened in place.
    """

    id: str
    href: str
    lang: str
    title: tuple[Segment, ...]
    lead: tuple[Segment, ...]
    source: Link
    section: Link | None
    stamp: Stamp | None
    reading: str
    image: str | None
    more: Link | None
    folded: tuple[Card, ...] = ()


@dataclass(frozen=True, slots=True)
class TickerLine:
    seq: int
    id: str
    href: str
    title: str
    lang: str
    source: str
    stamp: Stamp | None


def section_link(section: str | None) -> Link | None:
    """The section's page under its Arabic name; None for a section that we do not know."""
    if section not in SECTIONS:
        return None
    return Link(f"/sections/{section}", SECTIONS[section]["ar"])


def all_sections() -> tuple[Link, ...]:
    return tuple(Link(f"/sections/{section}", labels["ar"]) for section, labels in SECTIONS.items())


def source_link(id: str, name: str) -> Link:  # noqa: A002 # as the API names it
    return Link(f"/sources/{id}", name)


def card(article: ArticleSummary) -> Card:
    """An article of the API as a list shows it; highlighted where the search highlighted."""
    highlights = article.get("highlights", {})
    lead = article["lead"]
    return Card(
        id=article["id"],
        href=article["url"],
        lang=article["lang"],
        title=_highlighted(highlights, "title") or (Segment(article["title"]),),
        lead=_highlighted(highlights, "body") or ((Segment(lead),) if lead else ()),
        source=source_link(**article["source"]),
        section=section_link(article["section"]),
        stamp=dates.stamp_of(article, dates.HOME),
        reading=plurals.counted(article["reading_minutes"], plurals.READING),
        image=article["lead_image"],
        more=_more(article),
    )


def cards(articles: Iterable[ArticleSummary]) -> tuple[Card, ...]:
    return tuple(card(article) for article in articles)


def ticker_line(entry: Entry, now: datetime) -> TickerLine:
    """A headline without article and address, from an aggregator page, leads to a search for its title."""
    headline = entry.headline
    published = headline.published
    href = article_address(headline.article_id) if headline.has_article else web_address(headline.url)
    return TickerLine(
        seq=entry.seq,
        id=headline.article_id,
        href=href or f"/search?q={quote(headline.title, safe='')}",
        title=headline.title,
        lang=headline.lang,
        source=headline.source.name,
        stamp=dates.brief_stamp(published.date, published.at, published.precision, dates.HOME, now),
    )


def ticker(entries: Iterable[Entry], now: datetime) -> tuple[TickerLine, ...]:
    return tuple(ticker_line(entry, now) for entry in entries)


def _highlighted(highlights: Mapping[str, list[list[SegmentShape]]], field: str) -> tuple[Segment, ...]:
    """The fragments of a field as one run of segments, joined by an ellipsis."""
    run: list[Segment] = []
    for fragment in highlights.get(field, ()):
        if run:
            run.append(Segment(" … "))
        run.extend(Segment(segment["t"], segment.get("hit", False)) for segment in fragment)
    return tuple(run)


def _more(article: ArticleSummary) -> Link | None:
    """The whole story, when the list shows one article for all that tell it."""
    story = article["story"]
    if not story or not story["more"]:
        return None
    others = plurals.counted(story["more"], plurals.ARTICLES)
    return Link(story_address(story["id"]), f"عن القصة نفسها: {others}")

"""An article in a list, and a line of the ticker: what every list on every page is made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from urllib.parse import quote

from services.contracts.sections import SECTIONS
from services.gateway.pages import dates, plurals
from services.gateway.pages.dates import Stamp
from services.gateway.representations import image_address
from services.gateway.ticker import Entry
from services.search.results import Segment, Summary

RTL = frozenset({"ar", "ary", "arz", "fa", "ur", "ckb", "ps", "sd", "ug", "he", "yi", "dv"})
Direction = Literal["rtl", "ltr"]


@dataclass(frozen=True, slots=True)
class Link:
    href: str
    text: str


@dataclass(frozen=True, slots=True)
class Card:
    """`title` and `lead` are segments, so that search can mark its hits; one plain segment elsewhere."""

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


@dataclass(frozen=True, slots=True)
class TickerLine:
    seq: int
    id: str
    href: str
    title: str
    lang: str
    source: str
    stamp: Stamp | None


def direction(lang: str) -> Direction:
    """How text of this language runs; unknown languages run as the page does."""
    return "rtl" if lang in RTL or lang in {"", "und"} else "ltr"


def section_link(section: str | None) -> Link | None:
    """The section's page under its Arabic name; None for a section that we do not know."""
    if section not in SECTIONS:
        return None
    return Link(f"/sections/{section}", SECTIONS[section]["ar"])


def all_sections() -> tuple[Link, ...]:
    return tuple(Link(f"/sections/{section}", labels["ar"]) for section, labels in SECTIONS.items())


def source_link(source_id: str, name: str) -> Link:
    return Link(f"/sources/{source_id}", name)


def image_href(image_id: str | None) -> str | None:
    return image_address(image_id) if image_id else None


def card(summary: Summary) -> Card:
    """A summary as a list shows it; highlighted where the search highlighted."""
    return Card(
        id=summary.id,
        href=f"/a/{summary.id}",
        lang=summary.lang,
        title=_highlighted(summary.highlights, "title") or (Segment(summary.title),),
        lead=_lead(summary),
        source=source_link(summary.source_id, summary.source_name),
        section=section_link(summary.section),
        stamp=dates.stamp(
            summary.published_date, summary.published_at, summary.published_precision, summary.tz
        ),
        reading=plurals.counted(summary.reading_minutes, plurals.READING),
        image=image_href(summary.lead_image) if summary.rights == "full" else None,
        more=_more(summary),
    )


def cards(summaries: Iterable[Summary]) -> tuple[Card, ...]:
    return tuple(card(summary) for summary in summaries)


def ticker_line(entry: Entry, now: datetime) -> TickerLine:
    """A headline without article and address, from an aggregator page, leads to a search for its title."""
    headline = entry.headline
    published = headline.published
    elsewhere = headline.url if headline.url and headline.url.startswith(("https://", "http://")) else None
    href = f"/a/{headline.article_id}" if headline.has_article else elsewhere
    return TickerLine(
        seq=entry.seq,
        id=headline.article_id,
        href=href or f"/search?q={quote(headline.title, safe='')}",
        title=headline.title,
        lang=headline.lang,
        source=headline.source.name,
        stamp=dates.brief_stamp(
            published.date, published.at, published.precision, headline.source.edition.tz, now
        ),
    )


def ticker(entries: Iterable[Entry], now: datetime) -> tuple[TickerLine, ...]:
    return tuple(ticker_line(entry, now) for entry in entries)


def _lead(summary: Summary) -> tuple[Segment, ...]:
    """Where the search hit the text, else its first words; nothing of a text that may not be shown."""
    if summary.rights == "link_only":
        return ()
    return _highlighted(summary.highlights, "body") or ((Segment(summary.lead),) if summary.lead else ())


def _highlighted(
    highlights: Mapping[str, tuple[tuple[Segment, ...], ...]], field: str
) -> tuple[Segment, ...]:
    """The fragments of a field as one run of segments, joined by an ellipsis."""
    run: list[Segment] = []
    for fragment in highlights.get(field, ()):
        if run:
            run.append(Segment(" … "))
        run.extend(fragment)
    return tuple(run)


def _more(summary: Summary) -> Link | None:
    """The other articles of the same story, when the list shows one for all of them."""
    if not summary.more_in_story or not summary.story_id:
        return None
    others = plurals.counted(summary.more_in_story, plurals.ARTICLES)
    return Link(f"/a/{summary.id}#story", f"عن القصة نفسها: {others}")

"""What a document yields, read as the poller reads it, without any request: feed, sitemap, listing, OPML."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from services.contracts.identity import canonical_url
from services.contracts.source import Feed, Source
from services.ingest.editions import country_of, edition_of
from services.ingest.extract.dates import read_date
from services.ingest.onboarding import opml
from services.ingest.onboarding.discovery import id_of
from services.ingest.poll import documents
from services.ingest.poll.entry import Entry
from services.ingest.poll.news import items_of


@dataclass(frozen=True, slots=True)
class Preview:
    """`entries`: one an article; `sitemaps`: what an index leads to; `newspapers`: what a list registers."""

    kind: documents.Kind
    entries: tuple[Entry, ...] = ()
    sitemaps: tuple[str, ...] = ()
    newspapers: tuple[Source, ...] = ()
    problems: tuple[str, ...] = ()

    def as_json(self, url: str) -> dict[str, Any]:
        """As `nashra sources read` prints it; times as RFC 3339."""
        return {
            "kind": self.kind,
            "entries": [_entry(entry, url) for entry in self.entries],
            "sitemaps": list(self.sitemaps),
            "newspapers": [
                {"id": source.id, "name": source.name, "feeds": [feed.url for feed in source.feeds]}
                for source in self.newspapers
            ],
            "problems": list(self.problems),
        }


def preview(raw: bytes, url: str, content_type: str | None = None) -> Preview:
    """What the bytes fetched from `url` yield. Raises `NotAFeed` or `BadRegistry` when that is nothing."""
    kind = documents.kind_of(raw, content_type)
    if kind == "opml":
        subscriptions = opml.read(raw, url)
        return Preview(kind, newspapers=subscriptions.sources, problems=subscriptions.problems)
    document = documents.parse(Feed(url=url, kind=kind), raw, url, content_type)
    entries = tuple(item.entry for item in items_of(id_of(url), document.entries))
    problems = list(document.problems)
    if doubles := len(document.entries) - len(entries):
        problems.append(f"left out, another address of the same article: {doubles}")
    return Preview(kind, entries, document.children, problems=tuple(problems))


def _entry(entry: Entry, url: str) -> dict[str, Any]:
    written = entry.published or entry.modified or ""
    when = read_date(written, edition_of(country_of(url)), datetime.now(UTC))
    return {
        "url": entry.link,
        "canonical_url": canonical_url(entry.link),
        "title": entry.title,
        "published_at": when.at or when.date,
        "published": entry.published,
        "modified": entry.modified,
        "image": entry.image_url,
        "authors": list(entry.authors),
        "section": entry.section,
        "summary": entry.summary,
        "guid": entry.guid,
    }

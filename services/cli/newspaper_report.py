"""What an operator sees of a newspaper: its feeds, their newest entries, one article as it would be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import unquote

from services.cli.output import notices, print_json, print_rows
from services.contracts.article import Article
from services.contracts.source import Source
from services.ingest.onboarding.discovery import Probe
from services.ingest.onboarding.preview import Preview
from services.ingest.onboarding.trial import Trial
from services.ingest.poll.entry import Entry
from services.ingest.sources import dump

MOST_ENTRIES = 5  # entries of a feed
OPENING = 160  # characters of an article
WITNESSES = {"title": "title", "published": "published", "text": "body"}  # what is shown → its evidence
BY_RECIPE = {"title": "title", "published": "date", "authors": "author", "section": "section", "text": "body"}


def show(source: Source, probes: Sequence[Probe], read: Trial | None, as_json: bool) -> None:
    """What each feed brings now, and the first article."""
    if as_json:
        print_json(_json(source, probes, read))
        return
    rows = [_feed_row(found) for found in probes]
    print_rows(f"{source.name}, as its feeds are now", rows, FEED_COLUMNS)
    for found in probes:
        if found.entries:
            rows = [_entry_row(entry) for entry in found.entries[:MOST_ENTRIES]]
            print_rows(f"\n{found.feed.url}", rows, ["published", "title", "url"])
    if read is not None:
        _show_trial(source, read)


def proposal(source: Source, sitemaps: Sequence[str]) -> None:
    """The registration as it would stand in a registry file, and what else the newspaper offers."""
    notices.print("\n" + dump([source]), markup=False, highlight=False, soft_wrap=True)
    for url in sitemaps:
        notices.print(f"not needed: sitemap {url}", markup=False, soft_wrap=True)


def contents(found: Preview) -> None:
    """What a document yields, and what of it was left out."""
    rows = [_entry_row(entry) | {"image": entry.image_url} for entry in found.entries]
    print_rows(f"{found.kind}: {len(rows)} entries", rows, ["published", "title", "url", "image"])
    for url in found.sitemaps:
        notices.print(f"sitemap: {url}", markup=False)
    for source in found.newspapers:
        feeds = ", ".join(feed.url for feed in source.feeds)
        notices.print(f"newspaper {source.id}: {source.name}: {feeds}", markup=False)
    for problem in found.problems:
        notices.print(f"problem: {problem}", markup=False)


FEED_COLUMNS = ["feed", "kind", "entries", "language", "encoding", "problem"]


def _feed_row(found: Probe) -> dict[str, Any]:
    return {
        "feed": found.feed.url,
        "kind": found.feed.kind,
        "entries": len(found.entries),
        "language": found.lang,
        "encoding": found.encoding,
        "problem": found.error,
    }


def _entry_row(entry: Entry) -> dict[str, Any]:
    said = entry.published or entry.modified
    return {"published": said, "title": entry.title, "url": unquote(entry.link)}


def _show_trial(source: Source, read: Trial) -> None:
    title = f"\nas it would be read: {unquote(read.link)}"
    if read.article is None:
        print_rows(title, [{"part": "problem", "value": read.problem}], ["part", "value"])
        return
    rows = [
        {"part": part, "value": value, "from": _witness(part, read.article, read.recipe)}
        for part, value in _parts(read.article, read.parts).items()
    ]
    columns = ["part", "value", "from"]
    print_rows(title, rows, columns)
    if missing := [part for part, given in read.recipe.items() if not given]:
        notices.print(f"the recipe of {source.id} found nothing for: {', '.join(missing)}")


def _parts(article: Article, pages: int) -> dict[str, str | None]:
    """What a reader would see, by part; None where the newspaper says nothing."""
    when = article.published
    text = " ".join(article.text.split())
    opening = text[:OPENING] + ("…" if len(text) > OPENING else "")
    return {
        "title": article.title,
        "published": str(when.at or when.date) if when.precision != "unknown" else None,
        "authors": "، ".join(article.authors) or None,
        "section": article.section_hint,
        "text": opening or None,
        "words": f"{len(text.split())}" + (f" on {pages} pages" if pages > 1 else ""),
        "pictures": str(len(article.images)),
    }


def _witness(part: str, article: Article, recipe: Mapping[str, bool]) -> str | None:
    if recipe.get(BY_RECIPE.get(part, "")):
        return "recipe"
    return article.evidence.get(WITNESSES.get(part, ""))


def _json(source: Source, probes: Sequence[Probe], read: Trial | None) -> dict[str, Any]:
    return {
        "source": source.model_dump(mode="json"),
        "feeds": [
            {"url": found.feed.url, "kind": found.feed.kind, "encoding": found.encoding, "error": found.error}
            | {"entries": [{"title": entry.title, "url": entry.link} for entry in found.entries]}
            for found in probes
        ],
        "article": read
        and {
            "url": read.link,
            "problem": read.problem,
            "recipe": dict(read.recipe),
            "read": read.article and read.article.model_dump(mode="json"),
        },
    }

"""Pages and feeds of the press as the bytes that its newspapers send."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC
from email.utils import format_datetime
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined

from services.press import dates, markup
from services.press.newspaper import Newspaper, Printed

XML_TYPES = {
    "rss-full": "application/rss+xml",
    "rss-teaser": "text/xml",
    "rss-undated": "application/xml",
    "atom": "application/atom+xml",
    "rdf": "application/rdf+xml",
    "sitemap": "application/xml",
}


@dataclass(frozen=True, slots=True)
class Document:
    """What goes over the wire. `content_type` names the encoding as the newspaper's server does."""

    body: bytes
    content_type: str


@dataclass(frozen=True, slots=True)
class Issue:
    """A newspaper and what it has printed, newest first; `home` is its address with a final slash."""

    newspaper: Newspaper
    home: str
    articles: Sequence[Printed]


def article_page(issue: Issue, printed: Printed) -> Document:
    """One article with all the furniture of its newspaper's pages."""
    others = [other for other in issue.articles if other.url != printed.url]
    related = [other for other in others if other.draft.section == printed.draft.section][:3]
    template = f"pages/{issue.newspaper.template}.html"
    return _page(issue, template, printed=printed, others=others, related=related)


def home_page(issue: Issue) -> Document:
    """The list of everything printed."""
    return _page(issue, "pages/home.html")


def feed(issue: Issue) -> Document:
    """The feed in the newspaper's dialect; some newspapers list the oldest first."""
    paper = issue.newspaper
    articles = issue.articles[::-1] if paper.oldest_first else issue.articles
    template = _TEMPLATES.get_template(f"feeds/{paper.feed}.xml")
    text = template.render(issue=issue, paper=paper, articles=articles)
    return Document(_encode(text, paper), XML_TYPES[paper.feed])


def _page(issue: Issue, template: str, **values: object) -> Document:
    paper = issue.newspaper
    text = _TEMPLATES.get_template(template).render(issue=issue, paper=paper, **values)
    declared = "text/html" if paper.template == "tables" else f"text/html; charset={paper.encoding}"
    return Document(_encode(text, paper), declared)


def _encode(text: str, paper: Newspaper) -> bytes:
    """Letters that an old encoding lacks, such as ڭ in windows-1256, become character references."""
    return text.encode(paper.encoding, errors="xmlcharrefreplace")


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("services.press"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "written": lambda at, style: dates.STYLES[style](at),
        "rfc822": format_datetime,
        "utc": lambda at: at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "ascii_url": lambda url: quote(url, safe=":/?=&%"),
        "strong_parts": markup.strong_parts,
        "plain": markup.plain,
    }
    return environment


_TEMPLATES = _environment()

"""One entry of a feed, a sitemap or a listing: the link, and what is said of it as plain text."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from services.contracts.page import FeedHints
from services.ingest.poll.pictures import emoji_of
from services.ingest.poll.xml import combined_references

MAX_TITLE = 500
MAX_SUMMARY = 1_000
MAX_ENTRIES = 1_000
MAX_AUTHORS = 10
MAX_DATE = 100
MAX_SECTION = 100

TAG = re.compile(r"<[a-zA-Z/!?][^<>]{0,2000}>")
IMAGE = re.compile(r"<img\b([^<>]{0,2000})>", re.IGNORECASE)
INLINE = re.compile(  # they part no words (HTML, «phrasing content»)
    r"</?(?:a|abbr|acronym|b|bdi|bdo|big|cite|code|data|del|dfn|em|font|i|ins|kbd|mark|q|s|samp|small|span|strike"
    r"|strong|sub|sup|time|tt|u|var|wbr)(?:\s[^<>]{0,2000})?/?>",
    re.IGNORECASE,
)
TAIL = 900  # characters at the end in which the tail of the software may be
CUES = ("first", "premier", "أول", "أوّل", "اول", "للمرة")  # one of them is in every such tail
LEAD = 5  # characters of it before that
BEGINNINGS = (
    "he post",
    "article",
    "ظهر",
    "نشر",
    "المقال",
    "التدوينة",
    "الموضوع",
    "المشاركة",
)  # and how one begins
# WordPress appends these to every summary, in the language of the site
FIRST = r"(?:أولاً|أولا|اولا|أوّلاً|للمرة الأولى)\s+(?:على|في|عبر)\b.{0,200}"
POST = r"(?:المقالة|المقال|التدوينة|الموضوع|المشاركة|هذا المقال|هذه المقالة)"
BOILERPLATE = re.compile(  # capitals are spelled out: a search that ignores case looks at every sign
    r"(?:"
    r"(?:[Tt]he (?:post|article)|[Ll]['’]article|[Cc]et article)\b.{0,600}?"
    r"(?:[Aa]ppeared first on|[Ff]irst appeared on|est apparu en premier(?: sur)?)\b.{0,200}"
    rf"|(?:ظهرت?|نشرت?|تم نشر)\s+{POST}\s.{{0,600}}?{FIRST}"
    rf"|{POST}\s.{{0,600}}?\s(?:ظهرت?|نشرت?)\s+{FIRST}"
    r")$",
    re.DOTALL,
)
RSS_AUTHOR = re.compile(r"^\S{1,100}@\S{1,100}\s*\(([^()]+)\)$")
MORE = re.compile(
    r"(?:\[\s*(?:…|\.{3})\s*\]|(?:إقرأ|اقرأ|قراءة|أكمل|تابع|متابعة)\s+(?:المزيد|أكثر|القراءة)\s*[»….]*"
    r"|(?:[Rr]ead [Mm]ore|[Cc]ontinue [Rr]eading|[Ll]ire la suite)\s*[»….→]*)\s*$"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """`published` and `modified` are as written; texts are plain."""

    link: str
    title: str | None = None
    published: str | None = None
    modified: str | None = None
    authors: tuple[str, ...] = ()
    section: str | None = None
    summary: str | None = None
    guid: str | None = None
    image_url: str | None = None

    def digest(self) -> str:
        """Equal while the newspaper shows the entry unchanged; its section feeds may differ in the rest."""
        shown = "\n".join(text or "" for text in (self.title, self.summary, self.published, self.modified))
        return hashlib.blake2b(shown.encode("utf-8", "replace"), digest_size=6).hexdigest()

    def hints(self, section: str | None = None) -> FeedHints:
        """What goes with the page; `section` of a section feed beats the entry's category."""
        return FeedHints(
            title=self.title,
            published=self.published,
            author="، ".join(self.authors) or None,
            section=section or self.section,
            summary=self.summary,
            guid=self.guid,
            image_url=self.image_url,
        )


@dataclass(frozen=True, slots=True)
class Document:
    """What a poll found: entries as listed, without two of one link; `children` of a sitemap index to read.

    `others`: further children of one that does not say which of them are new.
    `links`: relation → address, of the document itself (`self`, `hub`). `problems`: what was left out or
    repaired, in words.
    """

    title: str | None = None
    lang: str | None = None
    entries: tuple[Entry, ...] = ()
    children: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    links: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[str, ...] = field(default=(), compare=False)


def document_of(
    found: Sequence[Entry | None],
    *,
    title: str | None = None,
    lang: str | None = None,
    links: Mapping[str, str] | None = None,
    problems: Sequence[str] = (),
) -> Document:
    """The document with the first entry of each link, and with words for those that are left out."""
    entries = [entry for entry in found if entry is not None]
    first = distinct(entries)
    dropped = {
        "without a link of the web": len(found) - len(entries),
        f"beyond the first {MAX_ENTRIES}": max(0, len({entry.link for entry in entries}) - MAX_ENTRIES),
    }
    return Document(
        title=plain(title),
        lang=plain(lang, 20),
        entries=first,
        links=links or {},
        problems=(*problems, *(f"left out, {why}: {number}" for why, number in dropped.items() if number)),
    )


def distinct(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The first of each link, at most `MAX_ENTRIES`."""
    first: dict[str, Entry] = {}
    for entry in entries:
        first.setdefault(entry.link, entry)
    return tuple(first.values())[:MAX_ENTRIES]


def plain(markup: str | None, limit: int = MAX_TITLE) -> str | None:
    """Markup as one line of text without tags, also when it was escaped twice; None when nothing is left."""
    if not markup:
        return None
    text = markup[: limit * 20]
    if "&" in text or "<" in text:
        text = _without_tags(unescape(_without_tags(text)))
        if "&" in text:
            text = unescape(text)
    return " ".join(text.split())[:limit] or None


def unescape(text: str) -> str:
    return html.unescape(combined_references(text)) if "&" in text else text


def _without_tags(text: str) -> str:
    if "<" not in text:
        return text
    if "<img" in text:
        text = IMAGE.sub(lambda found: emoji_of(found[1]) or " ", text)
    return TAG.sub(" ", INLINE.sub("", text))


def summary_of(markup: str | None) -> str | None:
    """A summary without the tail that the newspaper's software adds."""
    text = plain(markup, MAX_SUMMARY * 2)
    if text is None:
        return None
    if any(cue in text[-TAIL:] for cue in CUES):
        places = (text.find(beginning, max(0, len(text) - TAIL)) for beginning in BEGINNINGS)
        if (first := min((place for place in places if place >= 0), default=None)) is not None:
            text = _without(BOILERPLATE, text, len(text) - first + LEAD)
    return _without(MORE, text, 40)[:MAX_SUMMARY] or None


def _without(tail: re.Pattern[str], text: str, within: int) -> str:
    found = tail.search(text, max(0, len(text) - within))
    return text[: found.start()].rstrip() if found else text


def authors_of(written: Iterable[str]) -> tuple[str, ...]:
    """Their names, each once: of `desk@annahda.ma (خديجة بناني)`, as RSS 2.0 writes authors, the name."""
    names = (plain(author, 200) for author in islice(written, MAX_AUTHORS))
    return tuple(dict.fromkeys(RSS_AUTHOR.sub(r"\1", name) for name in names if name))

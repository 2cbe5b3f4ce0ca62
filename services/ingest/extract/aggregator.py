"""Aggregator pages of the Maghress family, as HTML or flattened to text: a ticker and one article.

    <ticker: headlines with runs of no-break spaces between>
    شكرا على الإبلاغ! …                          the notice of the image report
    <title>
    نشر في <newspaper> يوم <DD - MM - YYYY>
    <paragraphs; short ones without a full stop before a longer one are headings>
    انقر هنا لقراءة الخبر من مصدره.              the link to the newspaper

Any part but the title and a text may be missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin

from lxml.html import HtmlElement

from services.arabic.normalise import clean, fold
from services.contracts import identity
from services.contracts.article import Article, Block, Heading, Image, ImageBlock, Paragraph, Published
from services.contracts.dead_letter import Reason
from services.contracts.headline import Headline
from services.contracts.page import Page
from services.contracts.source import SourceRef
from services.ingest.errors import Unextractable
from services.ingest.extract import furniture, images, markup
from services.ingest.extract.conventions import LONGEST_FLAT_HEADING, SHORTEST_HEADED
from services.ingest.extract.dates import UNKNOWN, read_date
from services.ingest.extract.newspapers import Newspapers, registered, unregistered

_NO_BREAK = "\u00a0\u2007\u202f\u2060\ufeff"
_SEPARATOR = re.compile(rf"[ \t]*[{_NO_BREAK}][{_NO_BREAK} \t]*[{_NO_BREAK}][ \t]*|[ \t]{{4,}}")
_PUBLISHED = re.compile(
    r"^\s*نشر(?:ت)?\s+في\s+(?P<name>.{1,80}?)\s+(?:يوم|بتاريخ|في)\s+(?P<date>[^\n]{6,60})$"
)
_NOTICE = re.compile(r"^\W*(?:شكرا\s+علي\s+الابلاغ|سيتم\s+حجب\s+هذه\s+الصوره)")
_LINK_BACK = re.compile(r"^\W*(?:انقر|اضغط)\s+هنا\s+لقراءه\s+(?:الخبر|المقال)")
_SENTENCE_END = re.compile(r"[.؟!?:؛،,…]\W*$")
_DATED = re.compile(r"نشر\s+في\b.{1,300}?\bيوم\s+[\d٠-٩]", re.DOTALL)


def may_name_another(page: Page) -> bool:
    """Whether the page's newspaper is open: an aggregator's page, a file, a host that nobody registered.

    A page fetched for a registered newspaper is that newspaper's, whatever it says.
    """
    return page.source.id in {"maghress", "local"} or page.source == unregistered(page.url)


def recognised(text: str) -> bool:
    """Whether an HTML page is of this family: its date line and one of its two notices are there."""
    noticed = "لقراءة الخبر من مصدره" in text or "شكرا على الإبلاغ" in text
    return noticed and _DATED.search(text) is not None


def read(page: Page, newspapers: Newspapers | None = None) -> tuple[Article, list[Headline]]:
    """The article of an aggregator page and its ticker. Raises Unextractable when there is no article."""
    try:
        raw = page.unpack()
    except ValueError as error:
        raise Unextractable(Reason.UNPARSABLE, str(error)) from error
    text = markup.decode(raw, page.content_type)
    lead: Image | None = None
    if text.lstrip()[:1] == "<":
        root = markup.parse(text)
        markup.drop_scripts(root)
        lines = list(html_lines(root))
        lead = _lead_image(page, root)
    else:
        lines = [Line(line) for line in text.splitlines()]
    return _read_lines(page, lines, newspapers or registered(), lead)


def _read_lines(
    page: Page, lines: Sequence[Line], newspapers: Newspapers, lead: Image | None
) -> tuple[Article, list[Headline]]:
    dated = next((n for n, line in enumerate(lines) if _PUBLISHED.match(line.display_text)), None)
    title_at = _title_at(lines, dated)
    if title_at is None:
        raise Unextractable(Reason.NO_ARTICLE, f"no title on the aggregator page {page.url}")
    title = lines[title_at].display_text
    source, when = _newspaper(page, lines[dated].display_text if dated is not None else "", newspapers)
    body = lines[(dated if dated is not None else title_at) + 1 :]
    blocks = _blocks(body)
    if not any(isinstance(block, Paragraph) for block in blocks):
        raise Unextractable(Reason.NO_ARTICLE, f"a title and no text on the aggregator page {page.url}")
    url = _original(page, body)
    found = [] if lead is None else [lead.model_copy(update={"id": identity.image_id(source.id, lead.url)})]
    article = Article(
        id=identity.article_id(source.id, url) if url else identity.headline_id(source.id, fold(title)),
        source=source,
        url=url,
        via_url=page.url if _is_web(page.url) else None,
        title=title,
        blocks=(*(ImageBlock(image_id=one.id) for one in found), *blocks),
        images=tuple(found),
        published=when,
        lang_hint=page.source.lang,
        evidence={"title": "aggregator", "body": "aggregator", "published": "aggregator"}
        if when.date
        else {"title": "aggregator", "body": "aggregator"},
        fetched_at=page.fetched_at,
    )
    return article, list(_headlines(page, lines[:title_at]))


def _title_at(lines: Sequence[Line], dated: int | None) -> int | None:
    """The line above the date line; without one, the first line that is neither ticker nor notice."""
    if dated is not None:
        places: Sequence[int] = range(dated - 1, -1, -1)
    else:
        notice = max(
            (n for n, line in enumerate(lines) if _NOTICE.match(fold(line.display_text))), default=-1
        )
        places = range(notice + 1, len(lines))
    for place in places:
        line = lines[place]
        if line.display_text and not _SEPARATOR.search(line.text.strip()) and not _is_furniture(line):
            return place
    return None


def _newspaper(page: Page, date_line: str, newspapers: Newspapers) -> tuple[SourceRef, Published]:
    """Whose article it is and when it appeared, from «نشر في العلم يوم 05 - 04 - 2025»."""
    match = _PUBLISHED.match(date_line)
    if match is None:
        return page.source, UNKNOWN
    source = newspapers.named(match["name"], beside=page.source)
    return source, read_date(match["date"], source.edition, page.fetched_at)


def _blocks(body: Sequence[Line]) -> list[Block]:
    """Paragraphs and headings up to the link back; furniture is left out."""
    kept: list[Line] = []
    for line in body:
        if _LINK_BACK.match(fold(line.display_text)):
            break
        if line.display_text and not _is_furniture(line):
            kept.append(line)
    blocks: list[Block] = []
    for place, line in enumerate(kept):
        following = kept[place + 1] if place + 1 < len(kept) else None
        if line.level is not None or _heads(line, following, first=place == 0):
            blocks.append(Heading(text=line.display_text, level=line.level or 2))
        else:
            blocks.append(Paragraph(text=line.display_text))
    while blocks and isinstance(blocks[-1], Heading):
        blocks.pop()
    return blocks


def _heads(line: Line, following: Line | None, *, first: bool) -> bool:
    """Short, not a sentence by its end, and longer text comes next. A first line of two words is a byline."""
    text = line.display_text
    return (
        len(text) <= LONGEST_FLAT_HEADING
        and not _SENTENCE_END.search(text)
        and following is not None
        and following.level is None
        and len(following.display_text) >= max(SHORTEST_HEADED, 2 * len(text))
        and not (first and (len(text.split()) < 3 or re.search(r"\s[-–/]\s|[:/]", text)))
    )


def _is_furniture(line: Line) -> bool:
    folded = fold(line.display_text)
    return bool(_NOTICE.match(folded) or _LINK_BACK.match(folded)) or furniture.appeal(line.display_text)


def _original(page: Page, body: Sequence[Line]) -> str:
    """The article's address at its newspaper, else the aggregator's, else nothing."""
    back = next((line for line in body if _LINK_BACK.match(fold(line.display_text))), None)
    hrefs = [href for _, href in back.links] if back is not None else []
    addresses = (_web_address(page, href) for href in (*hrefs, page.url))
    return next((address for address in addresses if address and _is_web(address)), "")


def _headlines(page: Page, above: Sequence[Line]) -> Iterator[Headline]:
    """One headline for each ticker entry above the article; the newspapers of these are unknown."""
    seen: set[str] = set()
    for line in above:
        if _is_furniture(line) or not _SEPARATOR.search(line.text):
            continue
        links = dict(line.links)
        for entry in _SEPARATOR.split(line.text):
            title = clean(entry)
            if not title:
                continue
            url = _web_address(page, links.get(fold(title)))
            own = identity.headline_id(page.source.id, fold(title))
            article_id = identity.article_id(page.source.id, url) if url else own
            if article_id not in seen:
                seen.add(article_id)
                yield Headline(
                    article_id=article_id,
                    title=title,
                    source=page.source,
                    url=url,
                    lang=page.source.lang,
                    has_article=False,
                )


def _web_address(page: Page, href: str | None) -> str | None:
    if not href:
        return None
    try:
        return identity.canonical_url(urljoin(page.url, href))
    except ValueError:
        return None


def _is_web(url: str) -> bool:
    return url.startswith(("http://", "https://"))


def _lead_image(page: Page, root: HtmlElement) -> Image | None:
    """The picture that the page names as its own."""
    stated = root.xpath("//meta[@property='og:image']/@content")
    url = images.absolute(stated[0], page.url) if stated else None
    return images.image(page.source.id, url) if url else None


_BLOCKS = """
p div section article main header footer h1 h2 h3 h4 h5 h6 li ul ol tr td th table blockquote marquee center
nav aside form figure figcaption hr body
"""
_BLOCK_TAGS = frozenset(_BLOCKS.split())


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the page, no-break spaces kept. `links`: folded text → address of the links in it."""

    text: str
    level: int | None = None
    links: tuple[tuple[str, str], ...] = ()

    @property
    def display_text(self) -> str:
        return clean(self.text)


def html_lines(root: HtmlElement) -> Iterator[Line]:
    """The page flattened to lines as a browser would show them, with heading levels and links."""
    flat = _Flattener()
    body = root.find("body")
    flat.walk(body if body is not None else root, None)
    flat.end()
    yield from flat.lines


class _Flattener:
    def __init__(self) -> None:
        self.lines: list[Line] = []
        self._pieces: list[str] = []
        self._links: list[tuple[str, str]] = []
        self._level: int | None = None

    def walk(self, element: HtmlElement, level: int | None) -> None:
        self._add(element.text, level)
        for child in element:
            if isinstance(child.tag, str):
                self._enter(child, level)
            self._add(child.tail, level)

    def end(self) -> None:
        """Close the line; what was gathered is one."""
        text = "".join(self._pieces)
        if clean(text):
            self.lines.append(Line(text, self._level, tuple(self._links)))
        self._pieces, self._links, self._level = [], [], None

    def _enter(self, child: HtmlElement, level: int | None) -> None:
        if child.tag == "br":
            self.end()
            return
        if child.tag == "a" and child.get("href"):
            self._links.append((fold(clean(child.text_content())), child.get("href")))
        breaks = child.tag in _BLOCK_TAGS
        if breaks:
            self.end()
        inner = int(child.tag[1]) if child.tag in {"h2", "h3", "h4", "h5", "h6"} else level
        self.walk(child, inner)
        if breaks:
            self.end()

    def _add(self, text: str | None, level: int | None) -> None:
        if text:
            self._pieces.append(re.sub(r"[ \t\r\n\f]+", " ", text))
            self._level = level

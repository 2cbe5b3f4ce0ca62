"""From a page to an article: every witness is heard, and `evidence` says whose word was taken."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import chain
from urllib.parse import urljoin

from lxml.html import HtmlElement

from services.arabic.normalise import words
from services.contracts import identity
from services.contracts.article import Article
from services.contracts.dead_letter import Reason
from services.contracts.page import Page
from services.ingest.extract import (
    authors,
    body,
    labels,
    markup,
    published,
    recipes,
    titles,
    wording,
)
from services.ingest.extract.blocks import article_lines, to_blocks
from services.ingest.extract.errors import Unextractable
from services.ingest.extract.images import with_lead_image
from services.ingest.extract.landmarks import drop_unseen, find_landmarks
from services.ingest.extract.lines import Line, read_lines
from services.ingest.extract.metadata import Metadata, article_data, plain, read_metadata
from services.ingest.extract.section import section_label
from services.ingest.extract.surroundings import surroundings
from services.ingest.extract.trafilatura_fallback import general_lines
from services.ingest.extract.trim import SHORTEST_BODY, Known, below_title, trim_head, trim_tail

SHORT_BODY = 250  # characters; below, the general extractor is asked too
LONGEST_LABEL = 120  # what the general extractor may take for text: title, section, date
_PARAGRAPH = re.compile(r"<p[\s>]", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[^.][.!؟?»\")]\s*$")
_CUT = re.compile(r"(?:\[?(?:…|\.\.\.)\]?|(?:اقرأ|قراءة) المزيد)\s*$")


@dataclass(frozen=True, slots=True)
class _Body:
    """The text of an article, who found it, and whether it is only its beginning."""

    lines: list[Line]
    witness: str
    excerpt: bool = False

    @property
    def size(self) -> int:
        return sum(len(line.text) for line in self.lines)

    @property
    def is_thin(self) -> bool:
        """Short, and neither two paragraphs nor a sentence to its end: the article may stand elsewhere."""
        if self.size >= SHORT_BODY:
            return False
        paragraphs = [line.text for line in self.lines if len(line.text) >= SHORTEST_BODY]
        return len(paragraphs) < 2 and not any(_SENTENCE_END.search(text) for text in paragraphs)


def extract(page: Page) -> Article:
    """The article of an HTML page. Raises Unextractable when there is no title or no text in it."""
    try:
        raw = page.unpack()
    except ValueError as error:
        raise Unextractable(Reason.UNPARSABLE, str(error)) from error
    root = markup.parse(markup.decode(raw, page.content_type))
    return read_article(page, root)


def read_article(page: Page, root: HtmlElement) -> Article:
    """The article of a parsed page. Changes the document: scripts are taken out of it."""
    metadata = read_metadata(root)
    if not metadata.article:
        metadata = replace(metadata, article=article_data(root, metadata))
    markup.drop_scripts(root)
    named = find_landmarks(root)
    drop_unseen(named)
    base = _base(page, root)
    site_names = labels.site_names(page, metadata)
    picked = recipes.pick(page.recipe, root) if page.recipe is not None else recipes.Picked()
    title, heading = titles.title_of(page, root, metadata, site_names, picked.title)
    main = picked.body if picked.body is not None else body.main_element(root, heading)
    site_names += wording.outermost(metadata.page_title, title.text)
    near = surroundings(root, heading, main)
    edition, now = page.source.edition, page.fetched_at
    dated = published.date_lines(near, heading, edition, now)
    beside = authors.beside_date(dated, heading)
    found_at = published.witnesses(dated, metadata, page, picked.date)
    when, date_witness = published.published(found_at, edition, now)
    text = _body(page, root, heading, metadata, base, main, "page" if picked.body is None else "recipe")
    text = replace(text, lines=trim_tail(text.lines, edition, now))
    section, section_witness = (
        (picked.section, "recipe")
        if picked.section
        else section_label(page, named, near, metadata, title.text, beside)
    )
    said_by = authors.author_lines(page, named, near, metadata, beside, text.lines)
    by, author_witness = authors.first_named(
        chain([("recipe", [picked.author or ""])], said_by), [*site_names, *([section] if section else [])]
    )
    lines = trim_head(text.lines, Known.of(title.text, [*site_names, *by, section], edition, now))
    blocks, shown = to_blocks(lines)
    shown, blocks = with_lead_image(page, root, near, metadata, base, blocks, shown)
    url = labels.canonical(page, metadata, base)
    changed = published.modified(metadata, edition, now)
    evidence = {
        "title": title.witness,
        "body": text.witness,
        "published": date_witness,
        "authors": author_witness,
        "section": section_witness,
    }
    return Article(
        id=identity.article_id(page.source.id, url) if url else page.article_id,
        source=page.source,
        url=url,
        via_url=page.via_url,
        title=title.text,
        blocks=tuple(blocks),
        images=tuple(shown),
        authors=by,
        section_hint=page.sections.get(section, section) if section else None,
        tags=tuple(labels.tags(named, metadata, section)),
        published=when,
        modified_at=changed if changed and (when.date is None or changed.date() >= when.date) else None,
        lang_hint=labels.lang(metadata, f"{title.text} {lines[0].text if lines else ''}"),
        excerpt=text.excerpt or labels.paywalled(metadata),
        evidence={part: witness for part, witness in evidence.items() if witness},
        fetched_at=page.fetched_at,
    )


def _body(
    page: Page,
    root: HtmlElement,
    heading: HtmlElement | None,
    metadata: Metadata,
    base: str,
    main: HtmlElement | None,
    witness: str,
) -> _Body:
    """The ladder: our reading of the main element, the JSON-LD body, the general extractor, the summary."""
    own = _Body([], witness)
    if main is not None:
        lines = read_lines(main, page.source.id, base, heading)
        own = replace(own, lines=article_lines(below_title(lines)))
    if witness == "page":
        own = _second_opinions(own, page, root, metadata, base)
    if own.size >= SHORTEST_BODY:
        return replace(own, excerpt=bool(_CUT.search(own.lines[-1].text)) and own.size < 800)
    summary = (
        page.hints.summary
        or metadata.linked_text("description")
        or metadata.first("og:description", "description")
    )
    is_article = (
        bool(metadata.article) or metadata.first("og:type") == "article" or page.hints.title is not None
    )
    if summary and len(summary) > own.size and is_article:
        return _Body([Line("paragraph", plain(summary))], "summary", excerpt=True)
    if own.size < 30:
        raise Unextractable(Reason.NO_ARTICLE, f"no text on {page.url}")
    return own


def _second_opinions(own: _Body, page: Page, root: HtmlElement, metadata: Metadata, base: str) -> _Body:
    """Our reading, unless what the page states is another text or the general extractor finds more."""
    stated = _stated(page, metadata, base)
    if stated is not None and _misses(own, stated):
        own = stated
    if own.is_thin:
        general = _Body(article_lines(general_lines(root, page.source.id, base)), "trafilatura")
        if general.size > own.size * 1.3 + LONGEST_LABEL:
            return general
    return own


def _stated(page: Page, metadata: Metadata, base: str) -> _Body | None:
    """The body that JSON-LD, or the data of a script, gives as text or as HTML."""
    written = metadata.article.get("articleBody")
    if isinstance(written, str) and _PARAGRAPH.search(written):
        return _Body(article_lines(read_lines(markup.parse(written), page.source.id, base)), "json-ld")
    stated = metadata.linked_text("articleBody")
    if not stated or len(stated) < SHORT_BODY:
        return None
    return _Body(article_lines([Line("paragraph", text) for text in stated.split("\n") if text]), "json-ld")


def _misses(own: _Body, stated: _Body) -> bool:
    """Our reading lacks a good part of what JSON-LD says the text is: it read something else."""
    said = set(words(" ".join(line.text for line in stated.lines)))
    read = set(words(" ".join(line.text for line in own.lines)))
    return bool(said) and len(said & read) < 0.7 * len(said)


def _base(page: Page, root: HtmlElement) -> str:
    stated = next((element.get("href") for element in root.iter("base") if element.get("href")), None)
    return urljoin(page.url, stated) if stated else page.url

"""From a page to an article: every witness is heard, and `evidence` says whose word was taken."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from lxml.html import HtmlElement

from services.contracts import identity
from services.contracts.article import Article
from services.contracts.dead_letter import Reason
from services.contracts.page import Page
from services.ingest import stand_ins
from services.ingest.extract import labels, markup
from services.ingest.extract.authors import authors_of
from services.ingest.extract.blocks import to_blocks, with_lead_image
from services.ingest.extract.document import Document, read_document
from services.ingest.extract.errors import Unextractable
from services.ingest.extract.published import modified, published
from services.ingest.extract.section import section_of
from services.ingest.extract.text import Text, text_of
from services.ingest.extract.trim import Known, trim_head


def read_article(page: Page, root: HtmlElement) -> Article:
    """The article of a parsed page. Changes the document: scripts are taken out of it.

    A page that stands in for the article gives what the feed said of it, as an excerpt.
    Raises Unextractable where there is no title or no text.
    """
    document = read_document(page, root)
    text = text_of(document)
    if cause := stand_ins.cause_of(_Signs(document, text), page.hints.title, page.hints.summary):
        return _promised(page, cause)
    when = published(document)
    section = section_of(document)
    authors = authors_of(document, text.lines, section.value)
    lines = trim_head(text.lines, Known.of(document, authors.value, section.value))
    images, blocks = with_lead_image(document, *to_blocks(lines))
    url = labels.canonical(document)
    evidence = {
        "title": document.title.witness,
        "body": text.witness,
        "published": when.witness,
        "authors": authors.witness,
        "section": section.witness,
    }
    return Article(
        id=identity.article_id(page.source.id, url) if url and not page.own_address else page.article_id,
        source=page.source,
        url=url,
        via_url=page.via_url,
        title=document.title.value,
        blocks=tuple(blocks),
        images=tuple(images),
        authors=authors.value,
        section_hint=page.sections.get(section.value, section.value) if section.value else None,
        tags=tuple(labels.tags(document, section.value)),
        published=when.value,
        modified_at=modified(document, when.value.date),
        lang_hint=labels.lang(document, f"{document.title.value} {lines[0].text if lines else ''}"),
        excerpt=text.excerpt or document.metadata.paywalled,
        evidence={part: witness for part, witness in evidence.items() if witness},
        fetched_at=page.fetched_at,
    )


@dataclass(frozen=True)
class _Signs:
    """What a document says of itself, for `stand_ins.cause_of`."""

    document: Document
    found: Text

    @cached_property
    def names(self) -> tuple[str, ...]:
        metadata, heading = self.document.metadata, self.document.heading
        stated = (metadata.page_title, metadata.first("og:title"))
        shown = heading.text_content() if heading is not None else None
        return tuple(map(stand_ins.reading, dict.fromkeys(name for name in (*stated, shown) if name)))

    @cached_property
    def text(self) -> str:
        """Nothing where the text is the feed's own summary."""
        if self.found.witness == "summary":
            return ""
        return stand_ins.reading(self.found.text)

    @property
    def states_article(self) -> bool:
        metadata = self.document.metadata
        return bool(metadata.article) or metadata.first("og:type") == "article"

    @property
    def leads_home(self) -> bool:
        stated = (self.document.metadata.canonical, self.document.metadata.first("og:url"))
        return stand_ins.leads_home(self.document.page.url, stated)


def _promised(page: Page, cause: stand_ins.Cause) -> Article:
    """What the feed said of an article for which its page shows something else."""
    if not page.hints.title or not page.hints.summary:
        message = f"a page of the kind {cause} in place of the article on {page.url}"
        raise Unextractable(Reason.NO_ARTICLE, message)
    article = read_article(page, markup.parse("<html><body></body></html>"))
    return article.model_copy(update={"evidence": {**article.evidence, "stand-in": cause.value}})

"""From a page to an article: every witness is heard, and `evidence` says whose word was taken."""

from __future__ import annotations

from lxml.html import HtmlElement

from services.contracts import identity
from services.contracts.article import Article
from services.contracts.page import Page
from services.ingest.extract import labels
from services.ingest.extract.authors import authors_of
from services.ingest.extract.blocks import to_blocks, with_lead_image
from services.ingest.extract.document import read_document
from services.ingest.extract.published import modified, published
from services.ingest.extract.section import section_of
from services.ingest.extract.stand_in import promised_document, stand_in_of
from services.ingest.extract.text import text_of
from services.ingest.extract.trim import PageFacts, trim_head


def read_article(page: Page, root: HtmlElement) -> Article:
    """The article of a parsed page. Changes the document: scripts are taken out of it.

    A page that stands in for the article gives what the feed said of it, as an excerpt.
    Raises Unextractable where there is no title or no text.
    """
    document = read_document(page, root)
    text = text_of(document)
    if cause := stand_in_of(document, text):
        document = promised_document(page, cause)
        text = text_of(document)
    when = published(document)
    section = section_of(document)
    authors = authors_of(document, text.lines, section.value)
    lines = trim_head(text.lines, PageFacts.of(document, authors.value, section.value))
    images, blocks = with_lead_image(document, *to_blocks(lines))
    url = labels.canonical(document)
    evidence = {
        "title": document.title.witness,
        "body": text.witness,
        "published": when.witness,
        "authors": authors.witness,
        "section": section.witness,
        "stand-in": cause and cause.value,
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

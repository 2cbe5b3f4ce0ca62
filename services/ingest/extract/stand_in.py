"""A page that stands in for its article: what the document says of itself, and what is read instead."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from services.contracts.dead_letter import Reason
from services.contracts.page import Page
from services.ingest import stand_ins
from services.ingest.errors import Unextractable
from services.ingest.extract import markup
from services.ingest.extract.document import Document, read_document
from services.ingest.extract.text import Text


def stand_in_of(document: Document, text: Text) -> stand_ins.Cause | None:
    """What the page is instead of an article; None for an article."""
    hints = document.page.hints
    return stand_ins.cause_of(_Signs(document, text), hints.title, hints.summary)


def promised_document(page: Page, cause: stand_ins.Cause) -> Document:
    """A document of nothing but what the feed said. Raises Unextractable where it did not say enough."""
    if not page.hints.title or not page.hints.summary:
        message = f"a page of the kind {cause} in place of the article on {page.url}"
        raise Unextractable(Reason.NO_ARTICLE, message)
    return read_document(page, markup.parse("<html><body></body></html>"))


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

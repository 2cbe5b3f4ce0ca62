"""The text of an article: our reading of the page, unless another witness of the text knows more."""

from __future__ import annotations

import re
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, replace

from lxml.etree import _Element

from services.arabic.normalise import clean, words
from services.contracts.dead_letter import Reason
from services.ingest import stand_ins
from services.ingest.errors import Unextractable
from services.ingest.extract import images, markup
from services.ingest.extract.blocks import article_lines
from services.ingest.extract.conventions import (
    LONGEST_CUT,
    LONGEST_LABELS,
    SHORT_BODY,
    SHORTEST_LEAD,
    SHORTEST_TEXT,
)
from services.ingest.extract.document import Document
from services.ingest.extract.gallery import gallery
from services.ingest.extract.lines import Line, read_lines
from services.ingest.extract.metadata import plain
from services.ingest.extract.trim import below_title, trim_tail

_PARAGRAPH = re.compile(r"<p[\s>]", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[^.][.!؟?»\")]\s*$")
_CUT = re.compile(r"(?:\[?(?:…|\.\.\.)\]?|(?:اقرأ|قراءة) المزيد)\s*$")


@dataclass(frozen=True, slots=True)
class Text:
    """The lines of an article's text, the witness who gave them, and whether they are only its beginning."""

    lines: list[Line]
    witness: str
    excerpt: bool = False

    @property
    def text(self) -> str:
        """A block a line."""
        return "\n".join(line.text for line in self.lines)

    @property
    def size(self) -> int:
        return sum(len(line.text) for line in self.lines)

    @property
    def is_thin(self) -> bool:
        """Short, and neither two paragraphs nor a sentence to its end: the article may stand elsewhere."""
        if self.size >= SHORT_BODY:
            return False
        paragraphs = [line.text for line in self.lines if len(line.text) >= SHORTEST_LEAD]
        return len(paragraphs) < 2 and not any(_SENTENCE_END.search(text) for text in paragraphs)


def text_of(document: Document) -> Text:
    """The text without what stands below it. Raises Unextractable where no witness has any."""
    text = _read(document)
    return replace(text, lines=trim_tail(text.lines, document.edition, document.now))


def _read(document: Document) -> Text:
    """The ladder: our reading of the main element, the data of the page, trafilatura, the summary."""
    by_recipe = document.recipe.body is not None
    own = Text(_main_lines(document), "recipe" if by_recipe else "page")
    if not by_recipe and own.size < SHORT_BODY and (pictures := _gallery_lines(document)):
        return _with_gallery(own, pictures, _summary(document))
    if not by_recipe:
        own = _second_opinions(own, document)
    if not by_recipe and _is_stand_in(own):
        own = Text([], own.witness)
    if own.size >= SHORTEST_LEAD:
        return replace(own, excerpt=bool(_CUT.search(own.lines[-1].text)) and own.size < LONGEST_CUT)
    summary = _summary(document)
    if summary and len(summary) > own.size:
        return Text([Line("paragraph", summary)], "summary", excerpt=True)
    if own.size < SHORTEST_TEXT:
        raise Unextractable(Reason.NO_ARTICLE, f"no text on {document.page.url}")
    return own


def _is_stand_in(own: Text) -> bool:
    """The pitch of a paywall, a log-in form or a consent wall under the article's own title."""
    return own.size < stand_ins.LONGEST and stand_ins.cause_of_text(own.text) is not None


def _main_lines(document: Document) -> list[Line]:
    if document.main is None:
        return []
    lines = read_lines(document.main, document.page.source.id, document.base, document.heading)
    return article_lines(below_title(lines))


def _summary(document: Document) -> str | None:
    """What feed or page say the article is about; nothing where neither says that this is an article."""
    metadata, hints = document.metadata, document.page.hints
    if not metadata.article and metadata.first("og:type") != "article" and hints.title is None:
        return None
    stated = metadata.linked_text("description") or metadata.first("og:description", "description")
    return plain(hints.summary or "") or plain(stated or "") or None


def _gallery_lines(document: Document) -> list[Line]:
    """The pictures of an article that is a gallery; none on other pages."""
    box = gallery(document.root, document.heading, document.base)
    if box is None:
        return []
    lines = read_lines(box, document.page.source.id, document.base, document.heading)
    return [line for line in lines if line.image is not None and not line.linked]


def _with_gallery(own: Text, pictures: Sequence[Line], summary: str | None) -> Text:
    """The text, or else what the article is said to show, and every picture once."""
    texts = [line for line in own.lines if line.text]
    own_text = sum(len(line.text) for line in texts)
    if own_text < SHORTEST_LEAD and summary and len(summary) > own_text:
        return Text([Line("paragraph", plain(summary)), *pictures], "summary", excerpt=True)
    shown = {line.image.id for line in own.lines if line.image is not None}
    more = [line for line in pictures if line.image is not None and line.image.id not in shown]
    return replace(own, lines=[*own.lines, *more])


def _second_opinions(own: Text, document: Document) -> Text:
    """Our reading, unless what the page states is another text or trafilatura finds more."""
    stated = _stated_body(document)
    if stated is not None and _misses(own, stated):
        own = stated
    if own.is_thin:
        fallback = Text(article_lines(_trafilatura_lines(document)), "trafilatura")
        if fallback.size > own.size * 1.3 + LONGEST_LABELS:
            return fallback
    return own


def _stated_body(document: Document) -> Text | None:
    """The body that JSON-LD, or the data of a script, gives as text or as HTML."""
    written = document.metadata.article.get("articleBody")
    if isinstance(written, str) and _PARAGRAPH.search(written):
        lines = read_lines(markup.parse(written), document.page.source.id, document.base)
        return Text(article_lines(lines), "json-ld")
    stated = document.metadata.linked_text("articleBody")
    if not stated or len(stated) < SHORT_BODY:
        return None
    return Text(article_lines([Line("paragraph", text) for text in stated.split("\n") if text]), "json-ld")


def _misses(own: Text, stated: Text) -> bool:
    """Our reading lacks a good part of what JSON-LD says the text is: it read something else."""
    said = set(words(" ".join(line.text for line in stated.lines)))
    read = set(words(" ".join(line.text for line in own.lines)))
    return bool(said) and len(said & read) < 0.7 * len(said)


def _trafilatura_lines(document: Document) -> list[Line]:
    """The lines that trafilatura finds; none where it finds no article."""
    from trafilatura import bare_extraction  # 0.3 s to import, and most pages never need it

    links = {clean(link.text_content()) for link in document.root.iter("a")}
    tree = bare_extraction(
        deepcopy(document.root), include_comments=False, include_images=True, include_tables=True, fast=True
    )
    if tree is None or isinstance(tree, dict):
        return []
    lines: list[Line] = []
    for element in tree.body.iter("p", "head", "list", "quote", "graphic", "ab"):
        if element.tag == "graphic":
            url = images.absolute(element.get("src"), document.base)
            found = images.image(document.page.source.id, url, element.get("alt")) if url else None
            if found:
                lines.append(Line("image", "", image=found))
            continue
        if any(parent.tag in {"list", "quote"} for parent in element.iterancestors()):
            continue
        for line_break in element.iter("lb"):
            line_break.tail = "\n" + (line_break.tail or "")
        text = clean(_string(element))
        if not text or text in links:
            continue
        if element.tag == "list":
            items = tuple(clean(_string(item)).replace("\n", " ") for item in element.iter("item"))
            lines.append(Line("list", text, items=tuple(item for item in items if item)))
        else:
            kind = {"head": "heading", "quote": "quote"}.get(element.tag, "paragraph")
            lines.append(Line(kind, text))
    return lines


def _string(element: _Element) -> str:
    return str(element.xpath("string()"))

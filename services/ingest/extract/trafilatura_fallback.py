"""The general extractor (trafilatura) as a second opinion, its tree read into the same lines as ours."""

from __future__ import annotations

from copy import deepcopy

from lxml.etree import _Element
from lxml.html import HtmlElement

from services.arabic.normalise import clean
from services.ingest.extract import images
from services.ingest.extract.lines import Line


def general_lines(root: HtmlElement, source_id: str, base: str) -> list[Line]:
    """The lines that trafilatura finds; none where it finds no article."""
    from trafilatura import bare_extraction  # 0.3 s to import, and most pages never need it

    links = {clean(link.text_content()) for link in root.iter("a")}
    document = bare_extraction(
        deepcopy(root), include_comments=False, include_images=True, include_tables=True, fast=True
    )
    if document is None or isinstance(document, dict):
        return []
    lines: list[Line] = []
    for element in document.body.iter("p", "head", "list", "quote", "graphic", "ab"):
        if element.tag == "graphic":
            url = images.absolute(element.get("src"), base)
            found = images.image(source_id, url, element.get("alt")) if url else None
            if found:
                lines.append(Line("image", "", image=found))
            continue
        if any(parent.tag in {"list", "quote"} for parent in element.iterancestors()):
            continue
        for line_break in element.iter("lb"):
            line_break.tail = "\n" + (line_break.tail or "")
        text = clean(_text(element))
        if not text or text in links:
            continue
        if element.tag == "list":
            items = tuple(clean(_text(item)).replace("\n", " ") for item in element.iter("item"))
            lines.append(Line("list", text, items=tuple(item for item in items if item)))
        else:
            kind = {"head": "heading", "quote": "quote"}.get(element.tag, "paragraph")
            lines.append(Line(kind, text))
    return lines


def _text(element: _Element) -> str:
    return str(element.xpath("string()"))

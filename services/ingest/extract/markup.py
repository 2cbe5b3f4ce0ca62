"""From the bytes of a page to a document that is safe to walk: right encoding, bounded size, one parse."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import cast

from lxml import etree, html

from services.contracts.dead_letter import Reason
from services.ingest import encodings
from services.ingest.extract.errors import Unextractable

MAX_NODES = 60_000
MAX_DEPTH = 250  # real pages stay below 60; the walk over a document recurses
MAX_ATTRIBUTES = 400  # of one tag; libxml2 compares each with each
_ELEMENTS = etree.ElementDefaultClassLookup(element=html.HtmlElement)  # lxml.html's own asks Python each time

_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_ARABIC = re.compile(r"[\u0621-\u064a\u067e\u0686\u06af]")
_DAMAGE = re.compile(r"[\ufffd\u0080-\u009f\u00a4-\u00ff]")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)([^<>]*)")
_SKIPPED = re.compile(r"<(?:!--|(script|style|textarea|title)\b[^<>]*>?)", re.IGNORECASE)
_END = {None: re.compile("-->")} | {
    name: re.compile(f"</{name}", re.IGNORECASE) for name in ("script", "style", "textarea", "title")
}
_UNCOUNTED = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
        "p",
        "li",
        "dt",
        "dd",
        "option",
        "tr",
        "td",
        "th",
        "thead",
        "tbody",
        "tfoot",
        "colgroup",
        "html",
        "head",
        "body",
    ]
)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def decode(raw: bytes, content_type: str | None = None) -> str:
    """The text of a page. What is declared counts only as far as the bytes agree.

    Bytes that are UTF-8 are UTF-8 whatever the header says; otherwise the candidate wins in which the most
    letters are Arabic and the fewest are damaged (windows-1256 pages that say iso-8859-1, truncated UTF-8 …).
    """
    if proven := encodings.proven(raw):
        return raw.decode(proven, "replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        pass
    candidates = dict.fromkeys([*_declared(raw, content_type), "utf-8", "windows-1256", "iso-8859-6"])
    sample = raw[:200_000]
    best = max(candidates, key=lambda encoding: _likeness(sample.decode(encoding, "replace")))
    return raw.decode(best, "replace").replace("\ufffd", "")


def _declared(raw: bytes, content_type: str | None) -> list[str]:
    found = [
        match.group(1)
        for match in (_CHARSET.search((content_type or "").encode()), _CHARSET.search(raw[:4096]))
        if match
    ]
    names = (encodings.known(name.decode("ascii")) for name in found)
    return [name for name in names if name]


def _likeness(text: str) -> int:
    return len(_ARABIC.findall(text)) - 3 * len(_DAMAGE.findall(text))


def check(text: str) -> None:
    """A linear scan before any parser sees the page: parsers go quadratic on depth and attributes.

    Raises Unextractable(TOO_LARGE).
    """
    if text.count("<") > MAX_NODES * 2:
        raise Unextractable(Reason.TOO_LARGE, f"more than {MAX_NODES} tags")
    depth = 0
    for start, end in _marked_up(text):
        for closing, name, attributes in _TAG.findall(text, start, end):
            if len(attributes) > 2 * MAX_ATTRIBUTES and len(attributes.split()) > MAX_ATTRIBUTES:
                raise Unextractable(
                    Reason.TOO_LARGE, f"more than {MAX_ATTRIBUTES} attributes on one <{name}>"
                )
            if closing:
                depth -= depth > 0 and name.lower() not in _UNCOUNTED
            elif name.lower() not in _UNCOUNTED and not attributes.endswith("/"):
                depth += 1
                if depth > MAX_DEPTH:
                    raise Unextractable(Reason.TOO_LARGE, f"nested deeper than {MAX_DEPTH} elements")


def _marked_up(text: str) -> Iterator[tuple[int, int]]:
    """The stretches of a page outside comments and scripts; the rest is inside one that never ends."""
    place = 0
    while opened := _SKIPPED.search(text, place):
        yield place, opened.end()
        name = opened.group(1)
        closed = _END[name and name.lower()].search(text, opened.end())
        if closed is None:
            return
        place = closed.start() if name else closed.end()
    yield place, len(text)


def parse(text: str) -> html.HtmlElement:
    """The document. Raises Unextractable when there is none, or when it exceeds a limit."""
    check(text)
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    parser.set_element_class_lookup(_ELEMENTS)
    try:
        root = etree.fromstring(_CONTROLS.sub("", text).encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError) as error:
        raise Unextractable(Reason.UNPARSABLE, f"not an HTML document: {error}") from error
    if root is None:
        raise Unextractable(Reason.UNPARSABLE, "not an HTML document: it is empty")
    return cast("html.HtmlElement", root)


def finder(path: str) -> Callable[[html.HtmlElement], list[html.HtmlElement]]:
    """The elements at an XPath, compiled once: compiling costs as much as finding."""
    return cast("Callable[[html.HtmlElement], list[html.HtmlElement]]", etree.XPath(path))


def drop_scripts(root: html.HtmlElement) -> None:
    """Empty what no reader sees, so that the text of an element is its text."""
    for element in list(root.iter("script", "style", "noscript", "template")):
        element.clear(keep_tail=True)

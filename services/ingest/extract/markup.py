"""From the bytes of a page to a document that is safe to walk: right encoding, bounded size, one parse."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import cast

from lxml import etree, html

from services.contracts.dead_letter import Reason
from services.ingest import encodings
from services.ingest.errors import Unextractable

MAX_NODES = 60_000
MAX_DEPTH = 250  # real pages stay below 60; the walk over a document recurses
MAX_ATTRIBUTES = 400  # of one tag; libxml2 compares each with each
_ELEMENTS = etree.ElementDefaultClassLookup(element=html.HtmlElement)  # lxml.html's own asks Python each time

_NAME_VALUE = r"""[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>]*+))?+"""
_ATTRIBUTE = re.compile(_NAME_VALUE)
_RAW = "script|style|textarea|title|iframe|noembed|noframes|xmp"  # their text ends at their own end tag only
_TOKEN = re.compile(  # with the comment or the raw text behind it, which nobody may take for tags
    r"<(?:!--(?:-?>|(?:[^-]++|-(?!-!?>))*+(?:--!?>)?+)|(?:[!?]|/(?![a-zA-Z]))[^>]*+"
    rf"|((?=[sStTiInNxX])(?=(?ai:{_RAW})(?![^\s/>])))?+"
    rf"(/?)([a-zA-Z][^\s/>]*+)((?:\s++|/(?!>)|{_NAME_VALUE})*+)(/?)"
    r"(?(1)[^<]*+(?:<(?!/(?ai:\3)[\s/>])[^<]*+)*+))"
)
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
_CONTROLS = bytes(code for code in range(0x20) if code not in b"\t\n\r")


def decode(raw: bytes, content_type: str | None = None) -> str:
    """The text of a page, without what is damaged in it."""
    return encodings.text_of(raw, content_type).replace("\ufffd", "")


def check(text: str) -> None:
    """A linear scan before any parser sees the page: parsers go quadratic on depth and attributes.

    Tokens end where the standard (and libxml2 since 2.14) ends them: a quoted value may hold blanks and
    brackets. Raises Unextractable(TOO_LARGE).
    """
    if text.count("<") > MAX_NODES * 2:
        raise Unextractable(Reason.TOO_LARGE, f"more than {MAX_NODES} tags")
    depth = 0
    for _, closing, tag, attributes, closed in _TOKEN.findall(text):
        name = tag.lower()
        if len(attributes) > 2 * MAX_ATTRIBUTES and _attribute_count(attributes) > MAX_ATTRIBUTES:
            raise Unextractable(
                Reason.TOO_LARGE, f"more than {MAX_ATTRIBUTES} attributes on one <{name[:40]}>"
            )
        if name in _UNCOUNTED or not name:
            continue
        if closing:
            depth -= depth > 0
        elif not closed:
            depth += 1
            if depth > MAX_DEPTH:
                raise Unextractable(Reason.TOO_LARGE, f"nested deeper than {MAX_DEPTH} elements")


def _attribute_count(attributes: str) -> int:
    """How many names stand in what follows a tag's own name, the same name twice counted twice."""
    return sum(1 for _ in _ATTRIBUTE.finditer(attributes))


def parse(text: str) -> html.HtmlElement:
    """The document. Raises Unextractable when there is none, or when it exceeds a limit."""
    encoded = text.encode("utf-8", "replace")
    if len(visible := encoded.translate(None, _CONTROLS)) != len(encoded):
        text = visible.decode("utf-8")  # one inside a tag would hide it from the scan
    check(text)
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    parser.set_element_class_lookup(_ELEMENTS)
    try:
        root = etree.fromstring(visible, parser)
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

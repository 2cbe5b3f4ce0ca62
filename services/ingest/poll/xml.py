"""XML as newspapers write it: well-formed first, then repaired, then what a recovering parser saves of it.

No parser here ever sees a URL to open, a DTD or an entity that is more than a few characters.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from html import escape, unescape
from html.entities import html5
from typing import Any, Final

from lxml import etree

from services.ingest.errors import NotXml, UnsafeEntities

MAX_CHARACTERS = 15_000_000
MAX_TEXT = 1_000_000  # characters of one text of a large document; the parser ends at ten million
LARGE = 5_000_000
MAX_JUNK = 100_000  # characters before a document: warnings of PHP, a page's header
MAX_SUBSET = 100_000
MAX_VALUE = 8  # characters that an entity of the document may stand for
ROOTS = r"(?:rss|(?:\w+:)?RDF|feed|urlset|sitemapindex|opml)[\s>]"
START = re.compile(rf"<\?xml[\s?]|<!DOCTYPE\s+(?:rss|rdf|feed|opml|urlset)\b|<{ROOTS}", re.IGNORECASE)
ROOT = re.compile(rf"<{ROOTS}", re.IGNORECASE)
PROLOG = re.compile(r"^\s*<\?xml.*?\?>", re.DOTALL)
DOCTYPE = re.compile(r"<!DOCTYPE\s[^<>\[\]]{0,1000}(\[)?", re.IGNORECASE)
SUBSET_END = re.compile(r"\]\s*>")
ENTITY = re.compile(r"""<!ENTITY\s+([A-Za-z_][\w.-]{0,40})\s+(?:"([^"]{0,100})"|'([^']{0,100})')\s*>""")
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # XML 1.0 forbids them
REFERENCE = re.compile(r"&(?:#(x[0-9a-fA-F]{1,8}|[0-9]{1,10});|([A-Za-z][\w.-]{0,40});)?")
BARE_SIGN = re.compile(r"<(?![A-Za-z/!?_])")
SURROGATE = re.compile("[\ud800-\udfff]")
SURROGATE_REFERENCE = re.compile(r"&#(5[5-7]\d{3}|x[dD][89a-fA-F][0-9a-fA-F]{2});")
LONG_RUN = re.compile(rf"([^<]{{{MAX_TEXT}}})[^<]+")
# nothing is fetched, nothing unfolds, and a tree keeps to libxml2's own bounds
SAFE_PARSER: Final[Mapping[str, Any]] = {
    "encoding": "utf-8",
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "dtd_validation": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}
OPENED = re.compile(r"<([\w:.-]{1,40})(?:\s[^<>]*)?>\s*\Z")
PREDEFINED = {"amp", "lt", "gt", "quot", "apos"}


def document_text(text: str) -> str:
    """Without what stands before the document: blanks, marks, warnings of the newspaper's software."""
    text = text.lstrip("\ufeff \t\r\n")
    found = None if text.startswith("{") else START.search(text, 0, MAX_JUNK)
    return text[found.start() :] if found else text


def readings(text: str) -> Iterator[tuple[etree._Element, str | None]]:
    """The roots that parsers make of it, the strictest first, each with what was wrong. Raises `NotXml`."""
    text = without_doctype(text)
    problem = ""
    try:
        yield _parsed(text, recover=False), None
    except etree.XMLSyntaxError as error:
        problem = f"not well-formed: {error.msg}"
    text = mended(from_root(text))
    try:
        yield _parsed(text, recover=False), problem
    except etree.XMLSyntaxError as error:
        problem = problem or f"not well-formed: {error.msg}"
    try:
        root = _parsed(text, recover=True)
    except etree.XMLSyntaxError as error:
        raise NotXml(problem) from error
    if root is None:
        raise NotXml(problem)
    yield root, problem


@lru_cache(4096)
def local(tag: object) -> str:
    """The name of an element without its namespace, also where its prefix is not declared."""
    return tag.rpartition("}")[2].rpartition(":")[2] if isinstance(tag, str) else ""


def without_doctype(text: str) -> str:
    """The document without the type that declares entities, and these expanded. Raises `UnsafeEntities`."""
    found = DOCTYPE.search(text, 0, 5_000)
    if found is None or not found[1]:
        return text
    end = SUBSET_END.search(text, found.end(), found.end() + MAX_SUBSET)
    if end is None:
        raise UnsafeEntities("its document type has no end")
    subset = text[found.end() : end.start()]
    entities = {name: unescape(double or single) for name, double, single in ENTITY.findall(subset)}
    entities = {
        name: unescape(value) if value.startswith("&#") else value for name, value in entities.items()
    }
    if len(ENTITY.findall(subset)) < subset.count("<!ENTITY") or any(
        len(value) > MAX_VALUE or ("&" in value and value != "&") for value in entities.values()
    ):
        raise UnsafeEntities(
            "its entities are external, nested or longer than a few characters: they are not expanded"
        )
    body = text[: found.start()] + text[end.end() :]
    return _outside_cdata(body, lambda piece: _expanded(piece, entities)) if entities else body


def from_root(text: str) -> str:
    """The document without what stands before its root: a second declaration, a page's header."""
    root = ROOT.search(text, 0, MAX_JUNK)
    return text[root.start() :] if root else PROLOG.sub("", text, count=1)


def mended(text: str) -> str:
    """Text of a document, or of a part of it, without what breaks a strict parser.

    Forbidden characters, bare signs, HTML's entities, halves of characters; never in a CDATA section.
    """
    text = CONTROL.sub("", text)
    if len(text) > LARGE:
        text = LONG_RUN.sub(r"\1", text)
    return combined(_outside_cdata(text, _mended))


def combined(text: str) -> str:
    """Surrogates that make one character together are that character; single ones are dropped."""
    if not SURROGATE.search(text):
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\ufffd", "")


def combined_references(text: str) -> str:
    """References to surrogates, as JavaScript and Java write an emoji (kurtmckee/feedparser#590)."""
    if "&#" not in text:
        return text
    return combined(SURROGATE_REFERENCE.sub(lambda found: _character(found[1]), text))


def _parsed(text: str, *, recover: bool) -> etree._Element:
    parser = etree.XMLParser(**SAFE_PARSER, recover=recover)
    return etree.fromstring(PROLOG.sub("", text, count=1).encode("utf-8", "replace"), parser)


def _outside_cdata(text: str, change: Callable[[str], str]) -> str:
    """The text with every piece changed that is not in a CDATA section; of a large section the beginning."""
    pieces: list[str] = []
    at = 0
    while (start := text.find("<![CDATA[", at)) >= 0:
        end, after = _section_end(text, start)
        pieces += [change(text[at:start]), text[start : min(end, start + MAX_TEXT)], "]]>"]
        at = after
    pieces.append(change(text[at:]))
    return "".join(pieces)


def _section_end(text: str, start: int) -> tuple[int, int]:
    """Where a CDATA section ends, and where the document goes on.

    One that nobody closed ends before the end tag of its element, not with the next one that is closed.
    """
    end = text.find("]]>", start)
    if end >= 0 and (next_ := text.find("<![CDATA[", start + 9, end)) < 0:
        return end, end + 3
    opened = OPENED.search(text, max(0, start - 200), start)
    closed = text.find(f"</{opened[1]}>", start, end if end >= 0 else len(text)) if opened else -1
    if closed >= 0 and (end < 0 or closed < next_):
        return closed, closed
    return (end, end + 3) if end >= 0 else (len(text), len(text))


def _expanded(text: str, entities: dict[str, str]) -> str:
    return REFERENCE.sub(lambda found: escape(entities[found[2]]) if found[2] in entities else found[0], text)


def _mended(text: str) -> str:
    if "&" in text:
        text = REFERENCE.sub(_reference, text)
    return BARE_SIGN.sub("&lt;", text) if "<" in text else text


def _reference(found: re.Match[str]) -> str:
    number, name = found[1], found[2]
    if number:
        return escape(CONTROL.sub("", _character(number)))
    if name and (name in PREDEFINED or f"{name};" in html5):
        return found[0] if name in PREDEFINED else escape(html5[f"{name};"])
    return "&amp;" + found[0][1:]


def _character(number: str) -> str:
    """The character of a reference, also a surrogate; none where there is none."""
    code = int(number[1:], 16) if number.startswith(("x", "X")) else int(number)
    return chr(code) if 0 < code < 0x110000 else ""

"""XML out of plain values, well-formed whatever they hold."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.sax.saxutils import escape, quoteattr

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
ILLEGAL = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0 §2.2

Attributes = Mapping[str, str | None]


def element(name: str, *inside: str, attributes: Attributes | None = None) -> str:
    """`inside`: elements, already written. Attributes that are None are left out."""
    pairs = "".join(f" {key}={quoteattr(legal(value))}" for key, value in (attributes or {}).items() if value)
    return f"<{name}{pairs}>{''.join(inside)}</{name}>" if inside else f"<{name}{pairs}/>"


def text(name: str, content: str | None, attributes: Attributes | None = None) -> str:
    """An element with text; nothing at all when there is none."""
    return element(name, escape(legal(content)), attributes=attributes) if content else ""


def html(name: str, content: str | None, attributes: Attributes | None = None) -> str:
    """An element whose text readers parse as HTML, as all do in RSS: plain text is escaped twice."""
    return text(name, escape(content) if content else None, attributes)


def legal(value: str) -> str:
    return ILLEGAL.sub("", value)


def document(root: str) -> bytes:
    return (DECLARATION + root).encode()

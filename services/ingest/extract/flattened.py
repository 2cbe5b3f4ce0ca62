"""A page flattened to the lines that a browser would show, no-break spaces kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml.html import HtmlElement

from services.arabic.normalise import clean, fold

_BLOCKS = """
p div section article main header footer h1 h2 h3 h4 h5 h6 li ul ol tr td th table blockquote marquee center
nav aside form figure figcaption hr body
"""
_BLOCK_TAGS = frozenset(_BLOCKS.split())


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the page, no-break spaces kept. `links`: folded text → address of the links in it."""

    text: str
    level: int | None = None
    links: tuple[tuple[str, str], ...] = ()

    @property
    def shown(self) -> str:
        return clean(self.text)


def html_lines(root: HtmlElement) -> Iterator[Line]:
    """The page flattened to lines as a browser would show them, with heading levels and links."""
    flat = _Flattener()
    body = root.find("body")
    flat.walk(body if body is not None else root, None)
    flat.end()
    yield from flat.lines


class _Flattener:
    def __init__(self) -> None:
        self.lines: list[Line] = []
        self._pieces: list[str] = []
        self._links: list[tuple[str, str]] = []
        self._level: int | None = None

    def walk(self, element: HtmlElement, level: int | None) -> None:
        self._add(element.text, level)
        for child in element:
            if isinstance(child.tag, str):
                self._enter(child, level)
            self._add(child.tail, level)

    def end(self) -> None:
        """Close the line; what was gathered is one."""
        text = "".join(self._pieces)
        if clean(text):
            self.lines.append(Line(text, self._level, tuple(self._links)))
        self._pieces, self._links, self._level = [], [], None

    def _enter(self, child: HtmlElement, level: int | None) -> None:
        if child.tag == "br":
            self.end()
            return
        if child.tag == "a" and child.get("href"):
            self._links.append((fold(clean(child.text_content())), child.get("href")))
        breaks = child.tag in _BLOCK_TAGS
        if breaks:
            self.end()
        inner = int(child.tag[1]) if child.tag in {"h2", "h3", "h4", "h5", "h6"} else level
        self.walk(child, inner)
        if breaks:
            self.end()

    def _add(self, text: str | None, level: int | None) -> None:
        if text:
            self._pieces.append(re.sub(r"[ \t\r\n\f]+", " ", text))
            self._level = level

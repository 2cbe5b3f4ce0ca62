"""The plain markup in which the press writes its articles, and the blocks that it means."""

from __future__ import annotations

import re
from dataclasses import dataclass

from services.contracts.article import Heading, ListBlock, Paragraph, Quote

_PICTURE = re.compile(r"!\[(?P<alt>[^\]]*)\]\((?P<name>[\w-]+)\)\s*(?P<caption>.*)", re.DOTALL)
_STRONG = re.compile(r"\*\*(.+?)\*\*")


@dataclass(frozen=True, slots=True)
class Picture:
    """An image of the press: `name` seeds its pattern and names its file."""

    name: str
    alt: str
    caption: str
    type: str = "picture"


PressBlock = Paragraph | Heading | Quote | ListBlock | Picture


def blocks(text: str) -> tuple[PressBlock, ...]:
    """Blank lines part blocks: `## heading`, `> quote`, `- item`s, `![alt](name) caption`, or a paragraph."""
    return tuple(_block(raw.strip()) for raw in re.split(r"\n\s*\n", text) if raw.strip())


def plain(text: str) -> str:
    """The text without `**` marks, on one line."""
    return " ".join(_STRONG.sub(r"\1", text).split())


def strong_parts(text: str) -> list[tuple[bool, str]]:
    """The text in pieces, each with whether it is strong."""
    pieces = _STRONG.split(" ".join(text.split()))
    return [(index % 2 == 1, piece) for index, piece in enumerate(pieces) if piece]


def _block(raw: str) -> PressBlock:
    if raw.startswith("## "):
        return Heading(text=plain(raw[3:]))
    if raw.startswith("> "):
        return Quote(text=plain(raw.replace("\n> ", " ")[2:]))
    if raw.startswith("- "):
        return ListBlock(items=tuple(plain(item) for item in raw[2:].split("\n- ")))
    if found := _PICTURE.fullmatch(raw):
        return Picture(name=found["name"], alt=found["alt"], caption=plain(found["caption"]))
    return Paragraph(text=" ".join(raw.split()))

"""From the element that holds an article to its blocks: paragraphs, headings, quotes, lists, images."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from services.arabic.normalise import clean
from services.contracts.article import Block, Heading, Image, ImageBlock, ListBlock, Paragraph, Quote
from services.ingest.extract import furniture, images

LONGEST_HEADING = 120
LONGEST_CAPTION = 90
_HEADINGS = {"h1": 2, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_BOLD = frozenset({"b", "strong"})
_BLOCK_TAGS = """
p div section article main header center table tbody thead tr td th dl dt dd pre address details summary hr
fieldset li ul ol body figure
"""
_BREAKING = frozenset(_BLOCK_TAGS.split())
_SENTENCE_END = re.compile(r"[.!؟?:؛…»\"”]\s*$")
_SPACES = re.compile(r"[ \t\r\n\f\v\u00a0]+")
_ENDS_LIKE_TEXT = re.compile(r"[.،,؛:…]\s*$")


@dataclass(slots=True)
class Line:
    """A block on its way: what it would be, how much of it is linked or bold."""

    kind: str
    text: str
    linked: float = 0.0
    bold: bool = False
    level: int = 2
    items: tuple[str, ...] = ()
    ordered: bool = False
    image: Image | None = None


@dataclass(slots=True)
class _Run:
    """Inline text being gathered."""

    pieces: list[str] = field(default_factory=list)
    length: int = 0
    linked: int = 0
    bold: int = 0

    def add(self, text: str | None, in_link: bool, in_bold: bool) -> None:
        if not text:
            return
        text = _SPACES.sub(" ", text)
        self.pieces.append(text)
        size = len(text.strip())
        self.length += size
        self.linked += size if in_link else 0
        self.bold += size if in_bold else 0


class _Reader:
    """Walks the element once; what was gathered so far is flushed at the border of each block."""

    def __init__(self, source_id: str, base: str, prune: Callable[[HtmlElement], bool]) -> None:
        self.lines: list[Line] = []
        self._source_id = source_id
        self._base = base
        self._prune = prune
        self._run = _Run()

    def walk(self, element: HtmlElement, in_link: bool = False, in_bold: bool = False) -> None:
        self._run.add(element.text, in_link, in_bold)
        for child in element:
            if isinstance(child.tag, str):
                self._child(child, in_link, in_bold)
            self._run.add(child.tail, in_link, in_bold)

    def _child(self, child: HtmlElement, in_link: bool, in_bold: bool) -> None:
        tag = child.tag
        if tag == "br":
            self._run.pieces.append("\n")
        elif tag == "img":
            self._image(child, None, in_link)
        elif tag == "figure" or "wp-caption" in (child.get("class") or "").split():
            self._figure(child, in_link, in_bold)
        elif tag in furniture.DROPPED_TAGS or self._prune(child):
            if tag in _BREAKING:
                self.flush()
        elif tag in _HEADINGS:
            self._whole(child, Line("heading", "", level=_HEADINGS[tag]))
        elif tag == "blockquote":
            self._whole(child, Line("quote", ""))
        elif tag in {"ul", "ol"}:
            self._list(child)
        elif tag in _BREAKING:
            self._apart(child, in_link, in_bold)
        else:
            self.walk(child, in_link or tag == "a", in_bold or tag in _BOLD)

    def _apart(self, element: HtmlElement, in_link: bool, in_bold: bool) -> None:
        self.flush()
        self.walk(element, in_link, in_bold)
        self.flush()

    def _figure(self, figure: HtmlElement, in_link: bool, in_bold: bool) -> None:
        pictures = list(figure.iter("img"))
        if not pictures:
            self._apart(figure, in_link, in_bold)
            return
        captions = figure.xpath(".//figcaption|.//*[contains(@class,'caption')]")
        caption = captions[0].text_content() if captions else None
        for picture in pictures:
            self._image(picture, caption, in_link)

    def _image(self, element: HtmlElement, caption: str | None, in_link: bool) -> None:
        url = images.image_url(element, self._base)
        found = images.image(self._source_id, url, element.get("alt"), caption) if url else None
        if found is not None:
            self.flush()
            self.lines.append(Line("image", "", linked=float(in_link), image=found))

    def _whole(self, element: HtmlElement, line: Line) -> None:
        """A block whose inner blocks are one: a heading, a quote."""
        self.flush()
        inner = _Reader(self._source_id, self._base, self._prune)
        inner.walk(element)
        inner.flush()
        self.lines.extend(found for found in inner.lines if found.kind == "image")
        texts = [found for found in inner.lines if found.text]
        line.text = "\n".join(found.text for found in texts)
        if line.kind == "heading":
            line.text = line.text.replace("\n", " ")
            if len(line.text) > 2 * LONGEST_HEADING:
                line.kind = "paragraph"
        line.linked = min((found.linked for found in texts), default=0.0)
        if line.text:
            self.lines.append(line)

    def _list(self, element: HtmlElement) -> None:
        self.flush()
        inner = _Reader(self._source_id, self._base, self._prune)
        items: list[Line] = []
        for child in element:
            if child.tag == "li" and not self._prune(child):
                inner.lines.clear()
                inner.walk(child)
                inner.flush()
                texts = [found for found in inner.lines if found.text]
                self.lines.extend(found for found in inner.lines if found.kind == "image")
                if texts:
                    share = sum(found.linked * len(found.text) for found in texts)
                    joined = " ".join(found.text.replace("\n", " ") for found in texts)
                    items.append(Line("item", joined, linked=share / len(joined)))
        if items:
            linked = sum(item.linked for item in items) / len(items)
            texts_of = tuple(item.text for item in items)
            self.lines.append(
                Line("list", "\n".join(texts_of), linked, items=texts_of, ordered=element.tag == "ol")
            )

    def flush(self) -> None:
        run, self._run = self._run, _Run()
        if not run.length:
            return
        linked = run.linked / run.length
        bold = run.bold >= run.length
        for text in _paragraphs("".join(run.pieces)):
            self.lines.append(Line("paragraph", text, linked, bold))


def _paragraphs(text: str) -> list[str]:
    """Text with line breaks as paragraphs: an empty line ends one, and so does a break after a full stop."""
    found: list[str] = []
    for part in re.split(r"\n(?:\s*\n)+", text):
        lines: list[str] = []
        for raw in part.split("\n"):
            line = clean(raw)
            if not line:
                continue
            lines.append(line)
            if _SENTENCE_END.search(line) or len(line) > LONGEST_HEADING:
                found.append("\n".join(lines))
                lines = []
        if lines:
            found.append("\n".join(lines))
    return found


def read_lines(element: HtmlElement, source_id: str, base: str) -> list[Line]:
    """The lines of the main element, without what is furniture by name."""
    whole = len(element.text_content())

    def prune(child: HtmlElement) -> bool:
        return furniture.named_furniture(child) and len(child.text_content()) < whole * 0.5

    reader = _Reader(source_id, base, prune)
    reader.walk(element)
    reader.flush()
    return reader.lines


def article_lines(lines: Sequence[Line]) -> list[Line]:
    """Without what is furniture by its words, what leads elsewhere and what is said twice."""
    kept: list[Line] = []
    seen: set[str] = set()
    texts = sum(line.kind == "paragraph" and line.linked < 0.5 for line in lines)
    elsewhere = False  # under «مواضيع ذات صلة», links are dropped until the article goes on
    for line in lines:
        if line.kind == "image":
            if not elsewhere:
                kept.append(line)
            continue
        if furniture.appeal(line.text):
            elsewhere = furniture.opens_section(line.text)
            continue
        leads_away = line.linked > (0.3 if elsewhere or line.kind == "list" else 0.85)
        if leads_away and texts > 2:
            continue
        if line.kind == "paragraph" and not line.linked:
            elsewhere = False
        if len(line.text) > 50 and line.text in seen:
            continue
        seen.add(line.text)
        kept.append(line)
    return _without_loose_headings(_with_captions(kept))


def _with_captions(lines: list[Line]) -> list[Line]:
    """A short line that is no sentence, right below the picture that opens the text, is its caption."""
    for place, line in enumerate(lines[:-1]):
        below = lines[place + 1]
        if line.text:
            return lines
        if line.image is None or line.image.caption or below.kind != "paragraph" or below.bold:
            continue
        if len(below.text) <= LONGEST_CAPTION and not re.search(r"[.:،؟!]", below.text):
            line.image = line.image.model_copy(update={"caption": below.text})
            return [*lines[: place + 1], *lines[place + 2 :]]
    return lines


def _without_loose_headings(lines: list[Line]) -> list[Line]:
    """A heading with no text under it headed furniture, and so did a linked image."""
    kept: list[Line] = []
    text_follows = False
    for line in reversed(lines):
        if not text_follows and (line.kind == "heading" or (line.kind == "image" and line.linked)):
            continue
        text_follows = text_follows or line.kind != "image"
        kept.append(line)
    return kept[::-1]


def to_blocks(lines: Sequence[Line]) -> tuple[list[Block], list[Image]]:
    """The blocks in order and the images that they show. A short bold paragraph before text is a heading."""
    blocks: list[Block] = []
    shown: dict[str, Image] = {}
    for position, line in enumerate(lines):
        if line.image is not None:
            if line.image.id not in shown:
                shown[line.image.id] = line.image
                blocks.append(ImageBlock(image_id=line.image.id))
        elif line.kind == "list":
            blocks.append(ListBlock(items=line.items, ordered=line.ordered))
        elif line.kind == "quote":
            blocks.append(Quote(text=line.text))
        elif line.kind == "heading":
            blocks.append(Heading(text=line.text, level=line.level))
        elif (
            line.bold
            and _heads(line, lines[position + 1 :])
            and any(isinstance(b, Paragraph) for b in blocks)
        ):
            blocks.append(Heading(text=line.text.replace("\n", " "), level=3))
        else:
            blocks.append(Paragraph(text=line.text))
    return blocks, list(shown.values())


def _heads(line: Line, following: Sequence[Line]) -> bool:
    """Short, no sentence by its end, and text that is not bold comes next."""
    after = next((later for later in following if later.kind != "image"), None)
    return (
        len(line.text) <= LONGEST_HEADING
        and not _ENDS_LIKE_TEXT.search(line.text)
        and after is not None
        and after.kind in {"paragraph", "list", "quote"}
        and not after.bold
    )

"""From the element that holds an article to its lines: one walk, what is furniture by name left out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from lxml.html import HtmlElement

from services.arabic.normalise import clean, fold
from services.contracts.article import Image
from services.ingest.extract import furniture, images
from services.ingest.extract.conventions import (
    BREAKING_TAGS,
    DROPPED_TAGS,
    LARGEST_FURNITURE,
    LINKED_AWAY,
    LONGEST_CELL,
    LONGEST_HEADING,
    LONGEST_LOOSE_CAPTION,
    LONGEST_WRAPPED,
    POST_FURNITURE,
    SHORTEST_PROMOTION,
)
from services.ingest.extract.surroundings import flowing_text

_SENTENCE_END = re.compile(r"[.!؟?:؛…»\"”]\s*$")


@dataclass(slots=True)
class Row:
    """Inline text up to a line break, and how much of it is linked or bold."""

    text: str = ""
    size: int = 0
    linked: int = 0
    bold: int = 0

    def add(self, text: str, in_link: bool, in_bold: bool) -> None:
        self.text += text
        size = len(text.strip())
        self.size += size
        self.linked += size if in_link else 0
        self.bold += size if in_bold else 0

    @property
    def is_bold(self) -> bool:
        return self.bold >= self.size


@dataclass(slots=True)
class Run:
    """Inline text being gathered, row by row."""

    rows: list[Row] = field(default_factory=lambda: [Row()])

    def add(self, text: str | None, in_link: bool, in_bold: bool) -> None:
        if text:
            self.rows[-1].add(_on_one_line(text), in_link, in_bold)

    def new_row(self) -> None:
        self.rows.append(Row())


def _on_one_line(text: str) -> str:
    """Blanks and line ends of the source as single blanks, also at the ends, where they part words."""
    inner = " ".join(text.split())
    return f"{' ' if text[0].isspace() else ''}{inner}{' ' if inner and text[-1].isspace() else ''}"


def _parted(one: Row, following: Row) -> bool:
    longer = len(following.text) > max(2 * len(one.text), LONGEST_WRAPPED)
    return longer or len(following.text) > LONGEST_HEADING or one.is_bold != following.is_bold


def paragraphs(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Rows as paragraphs; an empty row ends one, so does a full stop, a long row, the end of bold text.

    A row before one twice its length is no line of wrapped text: it stands alone.
    """
    gathered: list[Row] = []
    for row in rows:
        blank = not row.size
        if gathered and (blank or _parted(gathered[-1], row)):
            yield gathered
            gathered = []
        if blank:
            continue
        gathered.append(row)
        if _SENTENCE_END.search(row.text) or len(row.text) > LONGEST_HEADING:
            yield gathered
            gathered = []
    if gathered:
        yield gathered


_HEADINGS = {"h1": 2, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_SENTENCE = re.compile(r"[.:،؟!]")
_CREDIT = re.compile(r"\([^()]{1,40}\)\s*$")
_POST_DATE = re.compile(r"\b20\d\d\b|٢٠[٠-٩]{2}|pic\.twitter|t\.co/")
_POST_PICTURE = re.compile(r"(?:https?://)?(?:pic\.twitter\.com|t\.co)/\S+")
_BOLD = frozenset({"b", "strong"})
_CELLS = frozenset({"td", "th"})
_NOT_IN_RECORDS = BREAKING_TAGS | {"a", "img", "br"}


@dataclass(slots=True)
class Line:
    """A block on its way: what it would be, how much is linked or bold. `title` marks the title's place."""

    kind: str
    text: str
    linked: float = 0.0
    bold: bool = False
    level: int = 2
    items: tuple[str, ...] = ()
    ordered: bool = False
    image: Image | None = None


def read_lines(
    element: HtmlElement, source_id: str, base: str, title: HtmlElement | None = None
) -> list[Line]:
    """The lines of the main element, without what is furniture by name.

    Where it holds the `title`, a line of that kind stands in its place.
    """
    whole = len(element.text_content())

    def prune(child: HtmlElement) -> bool:
        if not (furniture.named_furniture(child) or _promotes(child)) or _frames_picture(child):
            return False
        return len(child.text_content()) < whole * LARGEST_FURNITURE

    reader = _Reader(source_id, base, prune, title)
    reader.walk(element)
    reader.flush()
    return reader.lines


class _Reader:
    """Walks the element once; what was gathered so far is flushed at the border of each block."""

    def __init__(
        self,
        source_id: str,
        base: str,
        prune: Callable[[HtmlElement], bool],
        title: HtmlElement | None = None,
    ) -> None:
        self.lines: list[Line] = []
        self._source_id = source_id
        self._base = base
        self._prune = prune
        self._title = title
        self._run = Run()

    def walk(self, element: HtmlElement, in_link: bool = False, in_bold: bool = False) -> None:
        self._run.add(element.text, in_link, in_bold)
        for child in element:
            if isinstance(child.tag, str):
                self._child(child, in_link, in_bold)
            self._run.add(child.tail, in_link, in_bold)

    def _child(self, child: HtmlElement, in_link: bool, in_bold: bool) -> None:
        tag = child.tag
        if child is self._title:
            self._mark_title(child)
        elif tag == "br":
            self._run.new_row()
        elif tag == "img":
            self._image(child, images.caption_of(child), in_link)
        elif tag == "figure" or "wp-caption" in (child.get("class") or "").split():
            self._figure(child, in_link, in_bold)
        elif furniture.quotes_post(child):
            self._post(child)
        elif tag in DROPPED_TAGS or self._prune(child):
            if tag in BREAKING_TAGS:
                self.flush()
        else:
            self._content(child, in_link, in_bold)

    def _content(self, child: HtmlElement, in_link: bool, in_bold: bool) -> None:
        tag = child.tag
        if tag in _HEADINGS:
            self._whole(child, Line("heading", "", level=_HEADINGS[tag]))
        elif tag == "blockquote":
            self._whole(child, Line("quote", ""))
        elif tag in {"ul", "ol"}:
            self._list(child)
        elif tag == "tr" and _is_record(child):
            self._record(child)
        elif tag in BREAKING_TAGS:
            self._apart(child, in_link, in_bold)
        else:
            self.walk(child, in_link or tag == "a", in_bold or tag in _BOLD)

    def _mark_title(self, element: HtmlElement) -> None:
        """Only what the title is not is read of it: broken HTML may have put the article inside."""
        self.flush()
        self.lines.append(Line("title", ""))
        for child in element:
            if child.tag in BREAKING_TAGS or child.tag in _HEADINGS:
                self._child(child, False, False)
        self.flush()

    def _apart(self, element: HtmlElement, in_link: bool, in_bold: bool) -> None:
        self.flush()
        place = len(self.lines)
        self.walk(element, in_link, in_bold)
        self.flush()
        if len(self.lines) == place + 2:
            self.lines[place:] = _captioned(*self.lines[place:])
        _link_pictures(self.lines[place:])

    def _figure(self, figure: HtmlElement, in_link: bool, in_bold: bool) -> None:
        pictures = list(figure.iter("img"))
        if not pictures:
            self._apart(figure, in_link, in_bold)
            return
        whole = images.caption_in(figure) if len(pictures) == 1 else images.NO_CAPTION
        for picture in pictures:
            own = images.caption_of(picture) if whole == images.NO_CAPTION else whole
            self._image(picture, own, in_link)

    def _post(self, element: HtmlElement) -> None:
        """A post of a network is a quote of its text and its author; a frame that a script fills is none."""
        self.flush()
        for link in element.iter("a"):
            if _POST_DATE.search(link.text_content()):
                link.clear(keep_tail=True)
        reader = _Reader(self._source_id, self._base, lambda _: False, self._title)
        for child in element if element.tag != "blockquote" else (element,):
            reader.walk(child)
            reader.flush()
        rows = [row for line in reader.lines for row in line.text.split("\n")]
        rows = [
            bare for row in rows if (bare := clean(_POST_PICTURE.sub("", row))) and not _is_of_network(bare)
        ]
        if any(not row.startswith(("—", "–", "@")) for row in rows):
            self.lines.append(Line("quote", "\n".join(rows)))

    def _image(self, element: HtmlElement, caption: images.Caption, in_link: bool) -> None:
        url = images.image_url(element, self._base)
        found = images.image(self._source_id, url, element.get("alt"), *caption) if url else None
        if found is not None:
            self.flush()
            away = in_link and found.caption is None and images.leads_elsewhere(element)
            self.lines.append(Line("image", "", linked=float(away), image=found))

    def _inside(self, element: HtmlElement) -> list[Line]:
        inner = _Reader(self._source_id, self._base, self._prune, self._title)
        inner.walk(element)
        inner.flush()
        _link_pictures(inner.lines)
        self.lines.extend(found for found in inner.lines if found.kind in {"image", "title"})
        return [found for found in inner.lines if found.text]

    def _whole(self, element: HtmlElement, line: Line) -> None:
        """A block whose inner blocks are one: a heading, a quote."""
        self.flush()
        texts = self._inside(element)
        if line.kind == "heading" and sum(len(found.text) for found in texts) > 2 * LONGEST_HEADING:
            self.lines.extend(texts)
            return
        line.text = "\n".join(found.text for found in texts)
        if line.kind == "heading":
            line.text = line.text.replace("\n", " ")
        line.linked = min((found.linked for found in texts), default=0.0)
        if line.text:
            self.lines.append(line)

    def _list(self, element: HtmlElement) -> None:
        self.flush()
        items: list[Line] = []
        for child in element:
            if child.tag != "li" or self._prune(child):
                continue
            if texts := self._inside(child):
                share = sum(found.linked * len(found.text) for found in texts)
                joined = " ".join(found.text.replace("\n", " ") for found in texts)
                items.append(Line("item", joined, linked=share / len(joined)))
        if items:
            linked = sum(item.linked for item in items) / len(items)
            texts_of = tuple(item.text for item in items)
            self.lines.append(
                Line("list", "\n".join(texts_of), linked, items=texts_of, ordered=element.tag == "ol")
            )

    def _record(self, row: HtmlElement) -> None:
        """A row of a table of figures: its cells on one line."""
        self.flush()
        cells = [flowing_text(cell) for cell in row if cell.tag in _CELLS]
        self.lines.append(Line("paragraph", " | ".join(cell for cell in cells if cell)))

    def flush(self) -> None:
        run, self._run = self._run, Run()
        for rows in paragraphs(run.rows):
            text = "\n".join(clean(row.text) for row in rows)
            size = sum(row.size for row in rows)
            linked = sum(row.linked for row in rows) / size
            self.lines.append(Line("paragraph", text, linked, all(row.is_bold for row in rows)))


def _link_pictures(lines: Sequence[Line]) -> None:
    """The pictures of a box whose whole text is a link belong to another story."""
    texts = [line for line in lines if line.text]
    if texts and all(line.linked > LINKED_AWAY for line in texts):
        for line in lines:
            if line.image is not None and line.image.caption is None:
                line.linked = 1.0


def _frames_picture(child: HtmlElement) -> bool:
    if not child.get("class") or child.tag == "form" or not furniture.frames_picture(child):
        return False
    return not any(images.leads_elsewhere(picture) for picture in child.iter("img"))


def _is_of_network(row: str) -> bool:
    return POST_FURNITURE.match(fold(row)) is not None


def _captioned(picture: Line, text: Line) -> list[Line]:
    """What a box holds: a picture and a short text that is no sentence are a picture with its caption."""
    if picture.image is None or text.kind != "paragraph" or not may_caption(text, picture.image):
        return [picture, text]
    return [replace(picture, image=picture.image.model_copy(update={"caption": text.text}))]


def may_caption(line: Line, picture: Image) -> bool:
    """A line beside a picture may be its caption: short and no sentence, but for a credit in brackets."""
    return (
        picture.caption is None
        and not line.bold
        and line.linked <= LINKED_AWAY
        and len(line.text) <= LONGEST_LOOSE_CAPTION
        and not _SENTENCE.search(_CREDIT.sub("", line.text))
    )


def _promotes(box: HtmlElement) -> bool:
    """A small box in the text that opens with a line of link, and says what is behind it."""
    if box.tag != "div" or not 1 < len(box) <= 3 or box[0].tag != "a":
        return False
    loose = (box.text or "").strip() or (box[0].tail or "").strip()
    return not loose and len(clean(box[0].text_content())) >= SHORTEST_PROMOTION


def _is_record(row: HtmlElement) -> bool:
    """Two short cells or more with nothing but text in them: a table of figures, not of the page's parts."""
    cells = [cell for cell in row if cell.tag in _CELLS]
    return len(cells) > 1 and all(
        not any(inner.tag in _NOT_IN_RECORDS for inner in cell.iterdescendants("*"))
        and 0 < len(cell.text_content()) <= LONGEST_CELL
        for cell in cells
    )

"""From lines to blocks: what is furniture by its words goes, what remains is the article."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from services.contracts.article import Block, Heading, Image, ImageBlock, ListBlock, Paragraph, Quote
from services.ingest.extract import furniture, images
from services.ingest.extract.conventions import LINKED_AWAY, LONGEST_HEADING, SHORTEST_LEAD, SHORTEST_REPEAT
from services.ingest.extract.document import Document
from services.ingest.extract.lines import Line, may_caption
from services.ingest.extract.surroundings import Nearby
from services.ingest.extract.trim import is_time_of_day

_ENDS_LIKE_TEXT = re.compile(r"[.،,؛:…]\s*$")


def article_lines(lines: Sequence[Line]) -> list[Line]:
    """Without what is furniture by its words, what leads elsewhere and what is said twice."""
    kept: list[Line] = []
    seen: set[str] = set()
    texts = sum(line.kind == "paragraph" and line.linked < 0.5 for line in lines)
    said = False
    elsewhere = False  # under «مواضيع ذات صلة», links are dropped until the article goes on
    for line in lines:
        if line.kind == "image":
            if not elsewhere and not (line.linked and texts > 2):
                kept.append(line)
            continue
        if said and furniture.opens_comments(line.text):
            break  # what follows is written by readers
        if furniture.appeal(line.text) or is_time_of_day(line):
            elsewhere = furniture.opens_section(line.text)
            continue
        if line.kind in {"paragraph", "list"} and furniture.is_counter(line.text):
            continue
        leads_away = line.linked > (0.3 if elsewhere or line.kind == "list" else LINKED_AWAY)
        if leads_away and texts > 2:
            continue
        if line.kind == "paragraph" and not line.linked:
            elsewhere = False
        if len(line.text) > SHORTEST_REPEAT and line.text in seen:
            continue
        seen.add(line.text)
        said = said or len(line.text) >= SHORTEST_LEAD
        kept.append(line)
    return _without_loose_headings(_with_captions(kept))


def _with_captions(lines: list[Line]) -> list[Line]:
    """A caption is no paragraph: the one that a picture has, a short line right under the first one."""
    kept: list[Line] = []
    for line in lines:
        picture = next((one for one in reversed(kept[-2:]) if one.image is not None), None)
        if line.kind == "paragraph" and picture is not None and picture.image is not None:
            if line.text == picture.image.caption:
                continue
            if kept[-1] is picture and not any(one.text for one in kept) and may_caption(line, picture.image):
                picture.image = picture.image.model_copy(update={"caption": line.text})
                continue
        kept.append(line)
    return kept


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
        elif line.kind == "heading" and len(line.text) <= LONGEST_HEADING:
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


def with_lead_image(
    document: Document, blocks: list[Block], shown: list[Image]
) -> tuple[list[Image], list[Block]]:
    """The lead image first, unless the text shows it already."""
    metadata, base = document.metadata, document.base
    stated = [metadata.first("og:image", "og:image:url", "twitter:image", "twitter:image:src")]
    stated += [*_image_urls(metadata.article.get("image")), document.page.hints.image_url]
    url = next((found for one in stated if (found := images.absolute(one, base))), None)
    if url is None and not shown:
        pictures = (
            images.image_url(one.element, base) for one in document.nearby if _may_lead(one, document)
        )
        url = next((found for found in pictures if found), None)
    if url is None or any(_same_picture(url, one.url) for one in shown):
        return shown, blocks
    alt, caption = _described(document.root, url, base)
    lead = images.image(document.page.source.id, url, alt, *caption)
    if lead is None:
        return shown, blocks
    return [lead, *shown], [ImageBlock(image_id=lead.id), *blocks]


def _may_lead(one: Nearby, document: Document) -> bool:
    """A picture between title and text, or one right above the title in a figure: a logo stands in none.

    One inside the text was read with it, and one that leads to another page is another story's.
    """
    if one.element.tag != "img" or one.place == "below" or images.leads_elsewhere(one.element):
        return False
    if document.main is not None and document.main in one.element.iterancestors():
        return False
    frames = islice(one.element.iterancestors(), 3)
    return one.place == "after" or any(frame.tag == "figure" for frame in frames)


def _described(root: HtmlElement, url: str, base: str) -> tuple[str | None, images.Caption]:
    """The alternative text and caption of a picture of the page outside the text."""
    name = _file_name(url)
    for element in root.iter("img"):
        if not any(name in value for value in element.values()):
            continue
        found = images.image_url(element, base)
        if found is None or not _same_picture(found, url):
            continue
        return element.get("alt"), images.caption_of(element)
    return None, images.NO_CAPTION


def _same_picture(one: str, other: str) -> bool:
    """The same file, perhaps in another size (`photo-300x200.jpg`)."""
    name = _file_name(one)
    return one == other or (len(name) > 2 and name == _file_name(other) and _type(one) == _type(other))


def _file_name(url: str) -> str:
    """The name of a picture's file without size and type."""
    name = urlsplit(url).path.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    return re.sub(r"[-_]\d{2,4}x\d{2,4}$", "", name)


def _type(url: str) -> str:
    return urlsplit(url).path.rsplit(".", 1)[-1]


def _image_urls(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case list():
            for item in value:
                yield from _image_urls(item)
        case dict():
            yield from _image_urls(value.get("url") or value.get("contentUrl"))

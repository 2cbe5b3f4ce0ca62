"""From lines to blocks: what is furniture by its words goes, what remains is the article."""

from __future__ import annotations

import re
from collections.abc import Sequence

from services.contracts.article import Block, Heading, Image, ImageBlock, ListBlock, Paragraph, Quote
from services.ingest.extract import furniture
from services.ingest.extract.conventions import LONGEST_HEADING, SHORTEST_LEAD, SHORTEST_REPEAT
from services.ingest.extract.lines import Line, may_caption
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
            if not elsewhere:
                kept.append(line)
            continue
        if said and furniture.opens_comments(line.text):
            break  # what follows is written by readers
        if furniture.appeal(line.text) or is_time_of_day(line):
            elsewhere = furniture.opens_section(line.text)
            continue
        leads_away = line.linked > (0.3 if elsewhere or line.kind == "list" else 0.85)
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

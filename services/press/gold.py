"""What a reader finds on a page of the press: the answer that extraction is measured against."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from services.contracts.article import Heading, ListBlock, Paragraph, Precision, Quote
from services.press import dates, markup
from services.press.newspaper import Newspaper, Printed

TextBlock = Paragraph | Heading | Quote | ListBlock


@dataclass(frozen=True, slots=True)
class GoldImage:
    url: str
    alt: str
    caption: str


@dataclass(frozen=True, slots=True)
class Gold:
    """`blocks` without images, in order; `at` only where the page or its metadata tell the minute."""

    url: str
    title: str
    blocks: tuple[TextBlock, ...]
    images: tuple[GoldImage, ...]
    author: str | None
    section: str | None
    date: date
    at: datetime | None
    precision: Precision
    event: str | None

    @property
    def text(self) -> str:
        """The body as plain text, one block or item a line."""
        return "\n".join(
            line
            for block in self.blocks
            for line in (block.items if isinstance(block, ListBlock) else (block.text,))
        )


def gold(paper: Newspaper, home: str, printed: Printed) -> Gold:
    """The gold of one page. `section` is an id of `contracts.sections`."""
    draft = printed.draft
    section = paper.section(draft)
    minute = paper.dates not in dates.DAY_ONLY
    return Gold(
        url=printed.url,
        title=draft.title,
        blocks=tuple(_text_block(block) for block in draft.blocks if not isinstance(block, markup.Picture)),
        images=tuple(
            GoldImage(f"{home}pictures/{picture.name}.png", picture.alt, picture.caption)
            for picture in draft.pictures
        ),
        author=draft.author,
        section=section.id if section else None,
        date=printed.published.date(),
        at=printed.published.replace(second=0, microsecond=0) if minute else None,
        precision="minute" if minute else "day",
        event=draft.event,
    )


def _text_block(block: TextBlock) -> TextBlock:
    """As a reader sees it: without the marks of strong text."""
    match block:
        case Paragraph(text=text):
            return Paragraph(text=markup.plain(text))
        case _:
            return block

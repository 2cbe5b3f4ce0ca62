"""Short articles of our own for the tests of the index."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from services.contracts.article import (
    Article,
    EnrichedArticle,
    Entity,
    Heading,
    Image,
    Keyword,
    Paragraph,
    Published,
)
from services.contracts.source import SourceRef

ALALAM = SourceRef(id="alalam", name="العلم", name_latin="Al Alam", country="ma")
SABAH = SourceRef(id="assabah", name="الصباح", name_latin="Assabah", country="ma")


def article(
    name: str,
    title: str,
    *paragraphs: str,
    source: SourceRef = ALALAM,
    revision: int = 1,
    published: Published | None = None,
    section: str | None = None,
    images: tuple[Image, ...] = (),
    story: str | None = None,
    **more: Any,
) -> EnrichedArticle:
    """An article that enrichment has seen. Its id is `a_<name>`."""
    return EnrichedArticle(
        article=Article(
            id=f"a_{name}",
            revision=revision,
            source=source,
            url=f"https://{source.id}.example/{name}",
            title=title,
            blocks=(Heading(text="تفاصيل"), *(Paragraph(text=text) for text in paragraphs)),
            images=images,
            published=published or on(2025, 4, 5),
            fetched_at=datetime(2025, 4, 5, 12, tzinfo=UTC),
        ),
        lang=more.pop("lang", "ar"),
        section=section,
        word_count=sum(len(text.split()) for text in paragraphs),
        story_id=story,
        keywords=tuple(Keyword(text=text, count=1) for text in more.pop("keywords", ())),
        entities=tuple(
            Entity(id=f"e_{number}", name=text, type="place", count=1)
            for number, text in enumerate(more.pop("places", ()))
        ),
        enriched_at=datetime(2025, 4, 5, 12, tzinfo=UTC),
        **more,
    )


def on(year: int, month: int, day: int) -> Published:
    return Published(date=date(year, month, day), precision="day")


def at(moment: datetime) -> Published:
    return Published(date=moment.date(), at=moment, precision="minute")

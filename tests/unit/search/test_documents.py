"""From an event to the document that is indexed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from services.contracts.article import (
    Article,
    Block,
    EnrichedArticle,
    Heading,
    Image,
    ImageBlock,
    Keyword,
    ListBlock,
    Paragraph,
    Published,
)
from services.contracts.identity import story_id
from services.contracts.source import Edition, SourceRef
from services.search.documents import LEAD_LENGTH, article_document, enriched_article, lead
from services.search.mapping import article_mapping
from services.search.results import Membership

NOW = datetime(2025, 4, 5, 21, 14, 3, 123456, tzinfo=UTC)


def enriched(*blocks: Block, **article: Any) -> EnrichedArticle:
    return EnrichedArticle(
        article=Article(
            **{
                "id": "a_1",
                "source": SourceRef(id="alalam", name="العلم", country="ma"),
                "url": "https://alalam.example/1",
                "title": "ميناء آسفي",
                "blocks": blocks or (Paragraph(text="رست الباخرة."),),
                "fetched_at": datetime(2025, 4, 5, 12, tzinfo=UTC),
            }
            | article
        ),
        lang="ar",
        keywords=(Keyword(text="ميناء", count=2),),
        enriched_at=NOW,
    )


def test_the_mapping_has_a_place_for_every_field() -> None:
    event = enriched(
        Paragraph(text="نص."),
        authors=("كاتب",),
        tags=("وسم",),
        images=(Image(id="i_1", url="https://x.example/1.jpg"),),
        published=Published(date=date(2025, 4, 5), precision="day"),
    ).model_copy(update={"section": "economy"})
    assert set(article_document(event, NOW, Membership("s_1", duplicate_of="a_0"))) <= set(
        article_mapping()["properties"]
    )


def test_the_event_comes_back_whole() -> None:
    event = enriched(Heading(text="تفاصيل"), ListBlock(items=("أولا", "ثانيا")))
    told = event.model_copy(update={"story_id": "s_1", "duplicate_of": "a_0"})
    assert enriched_article(article_document(event, NOW, Membership("s_1", duplicate_of="a_0"))) == told


def test_an_article_that_nobody_else_tells_is_a_story_of_its_own() -> None:
    event = enriched()
    assert article_document(event, NOW)["story"] == story_id(event.article_id)


def test_a_change_of_story_leaves_the_event_as_it_was() -> None:
    told = enriched().model_copy(update={"story_id": "s_1"})
    assert "story_id" not in article_document(told, NOW, Membership("s_2"))["enriched"]


def test_what_is_not_known_is_not_there() -> None:
    document = article_document(enriched(), NOW)
    assert not {"section", "published_at", "published_date", "tags", "duplicate_of"} & document.keys()
    assert document["published_precision"] == "unknown"


@pytest.mark.parametrize(
    ("fetched", "ordered"),
    [
        ("2025-04-05T12:00:00+00:00", "2025-04-05T12:00:00.000+00:00"),  # seen on the day: when it was seen
        ("2025-04-09T12:00:00+00:00", "2025-04-05T23:59:59.999+00:00"),  # seen later: the end of its day
        ("2025-04-04T12:00:00+00:00", "2025-04-05T00:00:00.000+00:00"),  # dated ahead: the start of its day
    ],
)
def test_a_day_without_a_clock_is_ordered_by_when_it_was_seen(fetched: str, ordered: str) -> None:
    day = Published(date=date(2025, 4, 5), precision="day")
    event = enriched(published=day, fetched_at=datetime.fromisoformat(fetched))
    assert article_document(event, NOW)["published_at"] == ordered


def test_a_zone_that_nobody_knows_is_utc() -> None:
    source = SourceRef(id="x", name="س", edition=Edition(tz="Africa/Nowhere"))
    event = enriched(source=source, published=Published(date=date(2025, 4, 4), precision="day"))
    assert article_document(event, NOW)["published_at"] == "2025-04-04T23:59:59.999+00:00"


def test_the_lead_is_the_first_text_without_headings_or_images() -> None:
    article = enriched(
        ImageBlock(image_id="i_1"),
        Heading(text="عنوان فرعي"),
        Paragraph(text="أول\nالكلام."),
        ListBlock(items=("بند",)),
    ).article
    assert lead(article) == "أول الكلام. بند"


def test_a_long_lead_ends_with_a_whole_word() -> None:
    text = lead(enriched(Paragraph(text="كلمة " * 100)).article)
    assert len(text) <= LEAD_LENGTH + 1
    assert text.endswith("كلمة…")


def test_nothing_indexed_can_be_taken_for_a_hit_mark() -> None:
    document = article_document(enriched(Paragraph(text="نص \ue000زائف\ue001"), title="\ue000عنوان"), NOW)
    assert document["title"] == "عنوان"
    assert document["body"] == "نص زائف"

from __future__ import annotations

from typing import Any

from services.contracts.article import (
    Heading,
    Image,
    ImageBlock,
    Keyword,
    ListBlock,
    Paragraph,
    Published,
    Quote,
)
from services.gateway.models import MentionedEntity
from services.gateway.pages import article
from services.gateway.pages.article import Reading
from services.gateway.pages.cards import Link
from services.search.results import Related, StoredArticle
from tests.unit.gateway.pages.made import indexed_summary, stored

PORT = Image(
    id="i_port", url="https://alalam.example/port.jpg", alt="ميناء آسفي", caption="الميناء صباح اليوم"
)
FIRST = Paragraph(text="تستعد العاصمة الرباط لاستقبال وزير الداخلية الفرنسي.")


def read(found: StoredArticle) -> Reading:
    return article.reading(found)


def test_every_kind_of_block_is_shown_in_order() -> None:
    found = stored(
        FIRST,
        Heading(text="الهجرة... رهان مشترك"),
        Quote(text="شراكة لا غنى عنها"),
        ListBlock(items=("الأمن", "الهجرة"), ordered=True),
        ImageBlock(image_id="i_port"),
        images=(PORT,),
    )
    passages = read(found).passages
    assert [passage.kind for passage in passages] == ["paragraph", "heading", "quote", "list", "image"]
    assert (passages[1].text, passages[1].level) == ("الهجرة... رهان مشترك", 2)
    assert (passages[3].items, passages[3].ordered) == (("الأمن", "الهجرة"), True)
    assert passages[4].figure == article.Figure(
        "i_port", "/images/i_port", "ميناء آسفي", "الميناء صباح اليوم", None
    )


def test_headings_skip_no_level() -> None:
    """Newspapers write <h3> for its size: under the title it is the second level (axe: heading-order)."""
    written = (3, 4, 3, 6, 2, 4)
    found = stored(FIRST, *(Heading(text="ثمن يرتفع ووسطاء يتناقصون", level=level) for level in written))
    shown = [passage.level for passage in read(found).passages if passage.kind == "heading"]
    assert shown == [2, 3, 3, 4, 2, 3]


def test_a_hidden_image_keeps_its_place_and_loses_its_address() -> None:
    found = stored(FIRST, ImageBlock(image_id="i_port"), images=(PORT,), states={"i_port": "hidden"})
    (figure,) = read(found).figures
    assert figure.src is None


def test_a_cleared_image_is_shown() -> None:
    found = stored(FIRST, ImageBlock(image_id="i_port"), images=(PORT,), states={"i_port": "cleared"})
    assert read(found).figures[0].src == "/images/i_port"


def test_an_image_that_no_block_places_opens_the_article() -> None:
    view = read(stored(FIRST, images=(PORT,)))
    assert view.cover is not None
    assert view.cover.id == "i_port"


def test_images_of_an_excerpt_stay_with_the_newspaper() -> None:
    assert read(stored(FIRST, images=(PORT,), rights="excerpt")).figures == ()


def test_only_a_full_text_is_for_search_engines() -> None:
    assert read(stored(FIRST)).indexable
    assert not read(stored(FIRST, excerpt=True)).indexable
    assert not read(stored(FIRST, rights="link_only")).indexable


def test_the_description_is_the_first_paragraph() -> None:
    assert read(stored(Heading(text="عنوان"), FIRST)).description == FIRST.text


def test_an_unknown_date_is_not_invented() -> None:
    assert read(stored(FIRST, published=Published())).stamp is None


def test_keywords_lead_to_a_search() -> None:
    view = read(stored(FIRST, keywords=(Keyword(text="ميناء آسفي", count=3),)))
    assert view.tags[0].href == "/search?q=%D9%85%D9%8A%D9%86%D8%A7%D8%A1%20%D8%A2%D8%B3%D9%81%D9%8A"


def test_the_same_story_counts_newspapers_and_not_articles() -> None:
    def other(id_: str, source: str, reason: Any) -> Related:
        return Related(indexed_summary(id_, source_id=source), reason, 1.0)

    found = article.around(
        [
            other("a_1", "alalam", "story"),
            other("a_2", "alalam", "story"),
            other("a_3", "bayane", "story"),
            other("a_4", "atlas", "similar"),
        ],
        "s_1",
    )
    assert found.story_title == "كيف روته جرائد أخرى: القصة في جريدتين"
    assert found.coverage == Link("/s/s_1", "تغطية كاملة")
    assert [card.id for card in found.story] == ["a_1", "a_2", "a_3"]
    assert [card.id for card in found.similar] == ["a_4"]


def mention(id_: str, block: int, start: int, end: int) -> MentionedEntity:
    return {
        "id": id_,
        "url": f"/e/{id_}",
        "name": "أكادير",
        "type": "place",
        "label": "مكان",
        "description": "",
        "count": 1,
        "forms": [],
        "first": {"block": block, "start": start, "end": end},
    }


def test_the_first_mention_of_a_name_is_a_link() -> None:
    port = Paragraph(text="يستعد ميناء أكادير لاستقبال وفد من الرباط.")
    title, rabat = mention("e_port", -1, 0, 5), mention("e_rabat", 1, 35, 41)
    view = article.reading(
        stored(Heading(text="الميناء"), port), [rabat, mention("e_agadir", 1, 12, 18), title]
    )
    (_, paragraph) = view.passages
    assert [(piece.text, piece.href) for piece in paragraph.pieces] == [
        ("يستعد ميناء ", None),
        ("أكادير", "/e/e_agadir"),
        (" لاستقبال وفد من ", None),
        ("الرباط", "/e/e_rabat"),
        (".", None),
    ]
    assert [name.href for name in view.names] == ["/e/e_rabat", "/e/e_agadir", "/e/e_port"]


def test_a_place_that_is_not_in_the_text_is_no_link() -> None:
    port = Paragraph(text="يستعد ميناء أكادير.")
    wrong = [
        mention("e_a", 0, 12, 99),
        mention("e_b", 0, 12, 18),
        mention("e_c", 0, 14, 18),
        mention("e_d", 7, 0, 3),
    ]
    (paragraph,) = article.reading(stored(port), wrong).passages
    assert [piece.href for piece in paragraph.pieces if piece.href] == ["/e/e_b"]


def test_the_words_that_an_excerpt_cuts_have_no_links() -> None:
    long = Paragraph(text="كلمة " * 200 + "أكادير")
    (paragraph,) = article.reading(stored(long, rights="excerpt"), [mention("e_agadir", 0, 0, 4)]).passages
    assert [piece.href for piece in paragraph.pieces] == [None]

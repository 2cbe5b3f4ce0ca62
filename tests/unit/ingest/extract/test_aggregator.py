"""Aggregator pages of the Maghress family: one article, its ticker, and no furniture."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from services.arabic.normalise import fold
from services.contracts import identity
from services.contracts.article import Heading, Paragraph
from services.contracts.dead_letter import Reason
from services.contracts.page import Page
from services.contracts.source import Edition, Source, SourceRef
from services.ingest.errors import Unextractable
from services.ingest.extract.aggregator import read
from services.ingest.extract.newspapers import Newspapers

HUB = SourceRef(id="hub", name="المجمع", country="ma", rights="excerpt")
KNOWN = Newspapers([Source(id="alalam", name="العلم", country="ma"), Source(id="alyaoum", name="اليوم 24")])
GAP = "\u00a0" * 4
NOTICE = "شكرا على الإبلاغ!\nسيتم حجب هذه الصورة تلقائيا عندما يتم الإبلاغ عنها من طرف عدة أشخاص.\n"
TITLE = "ورشات لترميم المدينة العتيقة"
TEXT = (
    "تنطلق مع بداية الربيع المقبل ورشات لترميم المدينة العتيقة، يشرف عليها حرفيون من أبناء المدينة.\n\n"
    "أسوار وأبواب\n\n"
    "تشمل المرحلة الأولى ترميم الأسوار والأبواب التاريخية، مع الحفاظ على مواد البناء الأصلية وتقنياتها.\n\n"
)
LINK = "\nانقر هنا لقراءة الخبر من مصدره."


def page(text: str, url: str = "file:///page.txt") -> Page:
    return Page(
        article_id="a_page",
        source=HUB,
        url=url,
        kind="aggregator",
        fetched_at=dt.datetime(2025, 10, 23, tzinfo=dt.UTC),
        body=Page.pack(text.encode()),
    )


def flat(ticker: str = "", notice: str = NOTICE, dated: str = "نشر في العلم يوم 05 - 04 - 2025\n") -> str:
    return f"{ticker}\n\n\n{notice}\n\n\n{TITLE}\n{dated}\n{TEXT}{LINK}"


def test_the_reference_page(shared_data: Path) -> None:
    raw = (shared_data / "reference_page.txt").read_bytes()
    article, headlines = read(Page(**{**page("").model_dump(), "body": Page.pack(raw)}), KNOWN)
    assert article.title == (
        "المغرب وفرنسا على خط التعاون الأمني مجددًا: زيارة مرتقبة لوزير الداخلية الفرنسي إلى الرباط"
    )
    assert (article.source.id, article.source.name) == ("alalam", "العلم")
    assert (article.published.date, article.published.at) == (dt.date(2025, 4, 5), None)
    assert article.published.precision == "day"
    assert [block.text for block in article.blocks if isinstance(block, Heading)] == [
        "عودة إلى مسار التعاون الأمني",
        "الهجرة... رهان مشترك",
        "تعاون يتجاوز الأمن",
        "رسائل سياسية ودبلوماسية",
    ]
    assert sum(isinstance(block, Paragraph) for block in article.blocks) == 8
    assert len(headlines) == len({headline.article_id for headline in headlines}) == 57
    assert headlines[0].title.startswith("في الذكرى الخامس للتطبيع..")
    assert headlines[-1].title.startswith("الرسالة الملكية توحّد العلماء الأفارقة")
    for furniture in ("شكرا على الإبلاغ", "سيتم حجب", "انقر هنا", "ناسا تفقد", "نشر في"):
        assert furniture not in article.text


def test_every_ticker_entry_is_a_headline_of_the_aggregator() -> None:
    article, headlines = read(page(flat(f"خبر أول{GAP}خبر\u00a0ثان{GAP}{GAP}خبر ثالث{GAP}")), KNOWN)
    assert [headline.title for headline in headlines] == ["خبر أول", "خبر ثان", "خبر ثالث"]
    assert {headline.source.id for headline in headlines} == {"hub"}
    assert not any(headline.has_article for headline in headlines)
    assert headlines[0].article_id == identity.headline_id("hub", fold("خبر أول"))
    assert article.title == TITLE


@pytest.mark.parametrize("gap", ["\u00a0\u00a0", "\u202f\u202f\u202f", " \u00a0 \u00a0 \u00a0 ", "      "])
def test_separators_come_in_other_blanks_too(gap: str) -> None:
    _, headlines = read(page(flat(f"خبر أول{gap}خبر ثان{gap}خبر ثالث")), KNOWN)
    assert [headline.title for headline in headlines] == ["خبر أول", "خبر ثان", "خبر ثالث"]


@pytest.mark.parametrize(
    ("dated", "source", "name", "day"),
    [
        ("نشر في العلم يوم 05 - 04 - 2025\n", "alalam", "العلم", "2025-04-05"),
        ("نشر في جريدة العلم يوم ٠٥ - ٠٤ - ٢٠٢٥\n", "alalam", "العلم", "2025-04-05"),
        ("نشر في اليوم 24 يوم 31 - 12 - 2010\n", "alyaoum", "اليوم 24", "2010-12-31"),
        ("نشر في Hespress يوم 01/02/2024\n", "hespress", "Hespress", "2024-02-01"),
        ("نشر في بيان اليوم يوم 12 غشت 2014\n", "n-", "بيان اليوم", "2014-08-12"),
    ],
)
def test_newspaper_and_day_are_in_the_date_line(dated: str, source: str, name: str, day: str) -> None:
    article, _ = read(page(flat(dated=dated)), KNOWN)
    assert article.source.id.startswith(source)
    assert article.source.name == name
    assert str(article.published.date) == day


def test_an_unknown_newspaper_keeps_one_id_and_is_a_neighbour_of_the_aggregator() -> None:
    first, _ = read(page(flat(dated="نشر في بيان اليوم يوم 12 - 08 - 2014\n")), KNOWN)
    second, _ = read(page(flat(dated="نشر في بَيان اليوم يوم 13 - 08 - 2014\n")), KNOWN)
    assert first.source.id == second.source.id
    assert (first.source.country, first.source.rights, first.source.edition) == ("ma", "excerpt", Edition())


def test_without_an_address_the_title_is_the_identity() -> None:
    article, _ = read(page(flat()), KNOWN)
    assert article.id == identity.headline_id("alalam", fold(TITLE))
    assert (article.url, article.via_url) == ("", None)


def test_a_page_from_the_web_is_the_via_of_its_article() -> None:
    article, _ = read(page(flat(), "https://hub.example/alalam/123"), KNOWN)
    assert article.via_url == "https://hub.example/alalam/123"
    assert article.id == identity.article_id("alalam", "https://hub.example/alalam/123")


@pytest.mark.parametrize(
    "text",
    [
        flat("خبر أول" + GAP + "خبر ثان").replace("\n", "\r\n"),
        flat(),
        flat(notice=""),
        flat("خبر أول" + GAP, notice=""),
        flat().replace(LINK, ""),
        flat().replace("\n\n", "\n"),
        "\ufeff" + flat(),
    ],
    ids=["CRLF", "no ticker", "no notice", "ticker, no notice", "no link", "no empty lines", "BOM"],
)
def test_missing_pieces_change_nothing_about_the_article(text: str) -> None:
    article, _ = read(page(text), KNOWN)
    assert article.title == TITLE
    assert article.text == TEXT.strip().replace("\n\n", "\n")
    assert [block.text for block in article.blocks if isinstance(block, Heading)] == ["أسوار وأبواب"]


def test_without_a_date_line_the_date_is_unknown_and_the_article_is_the_aggregators() -> None:
    article, _ = read(page(flat(dated="")), KNOWN)
    assert article.title == TITLE
    assert article.published.precision == "unknown"
    assert article.source == HUB


def test_a_text_without_headings_has_none() -> None:
    plain = f"{TITLE}\nنشر في العلم يوم 05 - 04 - 2025\n\n" + "\n\n".join(
        ["فقرة أولى طويلة بما يكفي لتكون خبرا كاملا عن حدث وقع في المدينة صباح اليوم."] * 3
    )
    article, _ = read(page(plain), KNOWN)
    assert not any(isinstance(block, Heading) for block in article.blocks)


@pytest.mark.parametrize("text", ["", "\n\n", NOTICE, f"خبر{GAP}خبر ثان", TITLE])
def test_a_page_without_an_article_says_so(text: str) -> None:
    with pytest.raises(Unextractable) as caught:
        read(page(text), KNOWN)
    assert caught.value.reason == Reason.NO_ARTICLE

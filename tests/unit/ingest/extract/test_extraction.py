"""An article on three pages of a newspaper is one article."""

from __future__ import annotations

import datetime as dt

from services.contracts.article import ImageBlock
from services.contracts.page import Page, PagePart
from services.contracts.source import SourceRef
from services.ingest.extract.extraction import extraction

URL = "https://annahda.ma/investigations/water"
TITLE = "أزمة الماء في القرى: تحقيق من ثلاثة أقاليم"
TEXTS = [
    "قطعنا أربعين كيلومترا في طريق غير معبدة قبل أن نصل إلى أول بئر يشرب منها سكان الدوار منذ ثلاث سنوات.",
    "يقول رئيس الجماعة إن الاعتمادات رصدت، وإن الصفقة تعثرت مرتين لأن المقاولات لم تتقدم إلى طلب العروض.",
    "في الإقليم الثاني تغير كل شيء بعد بناء السد الصغير، إذ عاد الفلاحون إلى زراعة الزيتون واللوز من جديد.",
    "وتختم الجمعية تقريرها بتوصيات منها إصلاح الشبكات القديمة التي تضيع فيها المياه قبل وصولها إلى البيوت.",
]
WARNING = "هذا التحقيق أنجز بدعم من شبكة صحافيين من أجل البيئة، ونشر أول مرة في النسخة الورقية من الجريدة."


def page(texts: list[str], picture: str, heading: str | None = None) -> bytes:
    paragraphs = "".join(f"<p>{text}</p>" for text in texts)
    return f"""<html lang="ar"><head><title>{TITLE} | النهضة</title>
    <meta property="og:image" content="https://annahda.ma/well.jpg">
    <script type="application/ld+json">{{"@type": "NewsArticle", "headline": "{TITLE}",
    "datePublished": "2025-04-05T10:00:00+01:00"}}</script></head>
    <body><nav><a href="/">الرئيسية</a></nav><article><h1>{TITLE}</h1>
    <div class="entry-content"><p>{WARNING}</p>{f"<h2>{heading}</h2>" if heading else ""}
    <p><img src="/{picture}.jpg" alt="بئر"></p>{paragraphs}
    <div class="page-links">الصفحات: <a href="{URL}">1</a> <a href="{URL}/2/">2</a></div></div></article>
    <footer>جميع الحقوق محفوظة</footer></body></html>""".encode()


def read(*pages: bytes) -> Page:
    first, *others = pages
    return Page(
        article_id="a_test",
        source=SourceRef(id="annahda", name="النهضة"),
        url=URL,
        content_type="text/html; charset=utf-8",
        fetched_at=dt.datetime(2025, 4, 6, tzinfo=dt.UTC),
        body=Page.pack(first),
        parts=tuple(
            PagePart(url=f"{URL}/{number}/", content_type="text/html", body=Page.pack(other))
            for number, other in enumerate(others, 2)
        ),
    )


def test_all_parts_are_one_article_without_what_each_page_repeats() -> None:
    event = read(page(TEXTS[:2], "well"), page(TEXTS[2:3], "dam", "الإقليم الثاني"), page(TEXTS[3:], "net"))
    article = extraction(Page.model_validate_json(event.encode())).article
    assert article.url == URL
    assert article.title == TITLE
    texts = [line for line in article.text.split("\n") if line != WARNING]
    assert texts == [*TEXTS[:2], "الإقليم الثاني", *TEXTS[2:]]
    assert article.text.count(WARNING) == 1
    shown = [block.image_id for block in article.blocks if isinstance(block, ImageBlock)]
    assert len(shown) == len(set(shown))
    assert set(shown) <= {image.id for image in article.images}
    assert [image.url.rpartition("/")[2] for image in article.images] == ["well.jpg", "dam.jpg", "net.jpg"]


def test_a_part_that_cannot_be_read_costs_only_itself() -> None:
    article = extraction(read(page(TEXTS[:2], "well"), b"", page(TEXTS[3:], "net"))).article
    assert TEXTS[3] in article.text


def test_a_comment_pager_taken_for_a_second_page_changes_nothing() -> None:
    whole = page(TEXTS, "well")
    assert extraction(read(whole, whole)).article == extraction(read(whole)).article

# ruff: noqa: E501 # markup stands on one line, as newspapers send it
"""Authors by what a page says and where it stands: people stay, everything else goes."""

from __future__ import annotations

import datetime as dt

import pytest
from services.contracts.article import Article
from services.contracts.page import Page
from services.contracts.source import SourceRef
from services.ingest.extract.authors import first_named, looks_like_name, names
from services.ingest.extract.extraction import extraction
from tests.unit.ingest.extract.reading import article_of, page_around

LONG = "صادق المجلس على الميزانية بعد نقاش طويل دام ساعات في جلسة مفتوحة أمام العموم، وفق بلاغ رسمي."
BODY = f"<p>{LONG}</p><p>{LONG[::-1]}</p>"


def read(head: str = "", tail: str = "") -> Article:
    html = f"<html><body><h1>المجلس يصادق على الميزانية</h1>{head}<div>{BODY}{tail}</div></body></html>"
    page = Page(
        article_id="a_test",
        source=SourceRef(id="x", name="الجريدة"),
        url="https://x.example.ma/n/1",
        fetched_at=dt.datetime(2025, 10, 23, tzinfo=dt.UTC),
        body=Page.pack(html.encode()),
    )
    return extraction(page).article


@pytest.mark.parametrize(
    ("line", "people"),
    [
        ("محمد الراجي", ("محمد الراجي",)),
        ("بقلم: د. ليلى بنسعيد", ("د. ليلى بنسعيد",)),
        ("كتبت: منى عبد الحميد", ("منى عبد الحميد",)),
        ("لندن: رنيم حنوش", ("رنيم حنوش",)),
        ("هسبريس - محمد الراجي", ("محمد الراجي",)),
        ("محمد الراجي، سعيد بنحمو", ("محمد الراجي", "سعيد بنحمو")),
        ("محمد الراجي / و.م.ع", ("محمد الراجي",)),
        ("مرسلة بواسطة إبراهيم أوعلي", ("إبراهيم أوعلي",)),
        ("هسبريس", ()),
        ("و م ع", ()),
        ("الرباط - وكالات", ()),
        ("لندن: «الشرق الأوسط أونلاين»", ()),
        ("(أبوظبي - البيان)", ()),
        ("المدينة نيوز", ()),
        ("admin", ()),
        ("contact@hespress.com", ()),
        ("انسخ الرابط", ()),
        ("نسخ الرابط", ()),
        ("شارك المقال", ()),
        ("أضف تعليق", ()),
        ("عرض كل المقالات", ()),
        ("View all posts", ()),
        ("Copy Link", ()),
        ("Developed By Oasis Web Studio", ()),
        ("Powered by Oasis CMS", ()),
        ("تصميم وتطوير شركة الواحة", ()),
        ("Réalisé par Studio Oasis", ()),
        ("120 مشاهدة", ()),
        ("عدسة: كمال بدري", ()),
        ("تصوير كمال بدري", ()),
        ("المصور: كمال بدري", ()),
        ("بعدسة كمال بدري", ()),
        ("مونتاج: كمال بدري", ()),
        ("Photo: Kamal Badri", ()),
        ("© Kamal Badri", ()),
        ("محمد الراجي - عدسة: كمال بدري", ("محمد الراجي",)),
        ("نص وتصوير: كمال بدري", ("كمال بدري",)),
        ("", ()),
    ],
)
def test_people_in_an_author_line(line: str, people: tuple[str, ...]) -> None:
    assert names([line], ["هسبريس", "Hespress"]) == people


def test_the_first_witness_who_names_somebody_is_believed() -> None:
    said = [("json-ld", ["هسبريس"]), ("meta author", []), ("byline", ["محمد الراجي"]), ("feed", ["شخص آخر"])]
    assert first_named(said, ["هسبريس"]) == (("محمد الراجي",), "byline")
    assert first_named(said[:2], ["هسبريس"]) == ((), None)


@pytest.mark.parametrize(
    ("head", "tail"),
    [
        ("<div><i></i> 23 أكتوبر 2025 <i></i> منى العلوي <i></i> 120 مشاهدة</div>", ""),
        ("<div><span>منى العلوي</span><span>23 أكتوبر 2025</span></div>", ""),
        ("<p>منى العلوي | 23 أكتوبر 2025</p>", ""),
        ("<p>تحقيق: منى العلوي</p>", ""),
        ("<p><b>الرباط - منى العلوي</b></p>", ""),
        ('<p class="writer">منى العلوي</p>', ""),
        ("", "<p>منى العلوي</p>"),
    ],
)
def test_a_byline_is_an_author_and_no_text(head: str, tail: str) -> None:
    article = read(head, tail)
    assert article.authors == ("منى العلوي",)
    assert "العلوي" not in article.text


@pytest.mark.parametrize("head", ["<p>وكالات | 23 أكتوبر 2025</p>", "<p>هيئة التحرير - 23 أكتوبر 2025</p>"])
def test_an_agency_is_neither_author_nor_text(head: str) -> None:
    article = read(head)
    assert article.authors == ()
    assert article.text.startswith("صادق المجلس")


@pytest.mark.parametrize(
    "text",
    [
        "أضف تعليقا",
        "120 مشاهدة",
        "حجم الخط",
        "آخر تحديث",
        "وكالة الأنباء",
        "الرباط",
        "قال إن المجلس صادق على",
    ],
)
def test_furniture_does_not_look_like_a_name(text: str) -> None:
    assert not looks_like_name(text)


@pytest.mark.parametrize(
    "figure",
    [
        "<figcaption>نخيل الواحة <span class='credit'>عدسة: كمال بدري</span></figcaption>",
        "<figcaption>نخيل الواحة <span class='author'>كمال بدري</span></figcaption>",
        "<figcaption>الواحة - كمال بدري</figcaption>",
        "<p class='wp-caption-text'>بعدسة: كمال بدري</p>",
    ],
)
def test_who_made_the_picture_is_no_author(figure: str) -> None:
    picture = f'<figure><img src="/up/palm.jpg">{figure}</figure>'
    assert article_of(page_around("", below_title=picture)).authors == ()
    assert article_of(page_around(picture)).authors == ()


@pytest.mark.parametrize(
    "button", ["انسخ الرابط", "Developed By Oasis Web", "كل مقالات الكاتب", "متابعة الكاتب"]
)
def test_a_button_in_the_author_box_is_no_author(button: str) -> None:
    box = f'<div class="author"><span class="author-name">منى العلوي</span><a class="author-link" href="#">{button}</a></div>'
    assert article_of(page_around("", below_title=box)).authors == ("منى العلوي",)
    assert article_of(page_around("", below_title=f'<p class="author">{button}</p>')).authors == ()
    assert article_of(page_around("", head=f'<meta name="author" content="{button}">')).authors == ()

"""Authors by where a line stands and what form it has; no line of furniture is a name."""

from __future__ import annotations

import datetime as dt

import pytest
from services.contracts.article import Article
from services.contracts.page import Page
from services.contracts.source import SourceRef
from services.ingest.extract.authors import looks_like_name
from services.ingest.extract.extraction import extraction

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

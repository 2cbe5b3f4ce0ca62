"""The section of an article, by every way in which newspapers show it."""

from __future__ import annotations

import datetime as dt

import pytest
from services.contracts.page import FeedHints, Page
from services.contracts.source import SourceRef
from services.ingest.extract.extraction import extraction

TEXT = "<p>" + "صادق المجلس على الميزانية بعد نقاش طويل دام ساعات في جلسة مفتوحة أمام العموم. " * 3 + "</p>"
MENU = '<nav><a href="/">الرئيسية</a><a href="/eco">مال وأعمال</a><a href="/sport">رياضة</a></nav>'


def section(
    before: str = "", after: str = "", url: str = "https://x.example.ma/n/1", **fields: object
) -> str | None:
    html = (
        f"<html><body>{MENU}{before}<h1>المجلس يصادق على الميزانية</h1>{after}<div>{TEXT}</div></body></html>"
    )
    page = Page(
        article_id="a_test",
        source=SourceRef(id="x", name="الجريدة"),
        url=url,
        fetched_at=dt.datetime(2025, 10, 23, tzinfo=dt.UTC),
        body=Page.pack(html.encode()),
        **fields,
    )
    return extraction(page).article.section_hint


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('<div class="breadcrumb"><a href="/">الرئيسية</a> » <a href="/eco">مال وأعمال</a></div>', ""),
        ('<span class="cat">مال وأعمال</span>', ""),
        ("<font>مال وأعمال</font>", ""),
        ("", "<p>23 أكتوبر 2025 | مال وأعمال</p>"),
        ("", '<p><a rel="category tag" href="/c/1">مال وأعمال</a></p>'),
        ("", '<p>نشر في: <a href="/c/1">مال وأعمال</a></p>'),
    ],
)
def test_what_a_reader_sees_near_the_title(before: str, after: str) -> None:
    assert section(before, after) == "مال وأعمال"


def test_the_address_lies_below_an_entry_of_the_menu() -> None:
    assert section(url="https://x.example.ma/eco/991.html") == "مال وأعمال"


def test_the_menu_alone_says_nothing() -> None:
    assert section() is None


def test_the_registry_maps_the_name_and_prefers_names_it_knows() -> None:
    hints = FeedHints(section="مال وأعمال")
    assert (
        section('<span class="cat">ملفات</span>', hints=hints, sections={"مال وأعمال": "economy"})
        == "economy"
    )

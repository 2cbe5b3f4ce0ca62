"""Which of a page's dates is the one of publication, when they disagree."""

from __future__ import annotations

import datetime as dt

import pytest
from services.contracts.article import Article
from services.contracts.page import Page
from services.contracts.source import SourceRef
from services.ingest.extract.extraction import extraction

TEXT = "<p>" + "صادق المجلس على الميزانية بعد نقاش طويل دام ساعات في جلسة مفتوحة أمام العموم. " * 3 + "</p>"
TITLE = "المجلس يصادق على الميزانية"


def read(
    head: str = "", before: str = "", after: str = "", below: str = "", path: str = "/news/1.html"
) -> Article:
    html = f"""<html><head><title>{TITLE}</title>{head}</head><body>{before}<h1>{TITLE}</h1>{after}
        <div class="entry-content">{TEXT}{TEXT.replace("الميزانية", "القانون")}</div>{below}</body></html>"""
    return extraction(
        Page(
            article_id="a_test",
            source=SourceRef(id="x", name="الجريدة"),
            url=f"https://x.example.ma{path}",
            fetched_at=dt.datetime(2025, 10, 23, tzinfo=dt.UTC),
            body=Page.pack(html.encode()),
        )
    ).article


def linked(stated: str) -> str:
    return (
        '<script type="application/ld+json">'
        f'{{"@type": "NewsArticle", "headline": "{TITLE}", "datePublished": "{stated}"}}</script>'
    )


def test_what_data_call_utc_is_local_time_where_readers_see_the_same_digits() -> None:
    shown = '<p class="date">الأحد 12 أكتوبر 2025 - 23:40</p>'
    article = read(linked("2025-10-12T23:40:00+00:00"), after=shown)
    assert str(article.published.at) == "2025-10-12 23:40:00+01:00"


def test_what_data_call_utc_is_utc_where_readers_see_the_hour_of_their_zone() -> None:
    shown = '<p class="date">الاثنين 13 أكتوبر 2025 - 00:40</p>'
    article = read(linked("2025-10-12T23:40:00+00:00"), after=shown)
    assert str(article.published.at) == "2025-10-13 00:40:00+01:00"


def test_the_constant_of_a_template_loses_to_page_and_url_together() -> None:
    article = read(
        linked("2015-02-05T08:00:00+08:00"), after="<time>12 أكتوبر 2025</time>", path="/2025/10/12/x"
    )
    assert str(article.published.date) == "2025-10-12"


@pytest.mark.parametrize(
    "update",
    [
        '<time class="updated" datetime="2025-10-15T10:00:00+01:00">15 أكتوبر 2025</time>',
        '<time class="modified-date" datetime="2025-10-15T10:00:00+01:00">15 أكتوبر 2025</time>',
        "<span>آخر تحديث: 15 أكتوبر 2025 - 10:00</span>",
    ],
)
def test_an_update_is_no_publication(update: str) -> None:
    article = read(after=f'{update}<span class="post-date">12 أكتوبر 2025 - 09:10</span>')
    assert str(article.published.at) == "2025-10-12 09:10:00+01:00"


def test_the_clock_of_an_update_belongs_to_the_update() -> None:
    article = read(after='<p class="time">نشر بتاريخ: 14/09/2025 ( آخر تحديث: 15/09/2025 الساعة: 10:31 )</p>')
    assert (str(article.published.date), article.published.precision) == ("2025-09-14", "day")


def test_dates_of_other_stories_lose_to_the_url() -> None:
    others = "".join(
        f'<div class="card"><a href="/{n}">خبر آخر</a><span>2{n}-10-2025</span></div>' for n in range(3)
    )
    assert str(read(below=others, path="/2025/09/17/88").published.date) == "2025-09-17"


def test_the_day_of_the_header_is_not_the_article_s() -> None:
    today = '<time class="now" datetime="2025-10-23T12:30">الخميس 23 أكتوبر 2025</time>'
    assert str(read(before=today, path="/2025/09/17/88").published.date) == "2025-09-17"


def test_no_date_is_no_date() -> None:
    article = read(below="<footer>© 2019-2025 الجريدة</footer>")
    assert article.published.precision == "unknown"
    assert "published" not in article.evidence


def changed(stated: str, meta: str = "", published: str = "2025-10-20T10:00:00+01:00") -> Article:
    data = f'{{"@type": "NewsArticle", "datePublished": "{published}", "dateModified": "{stated}"}}'
    return read(head=f'<script type="application/ld+json">{data}</script>{meta}')


def modified_meta(stated: str) -> str:
    return f'<meta property="article:modified_time" content="{stated}">'


@pytest.mark.parametrize(
    ("stated", "meta", "at"),
    [
        ("2025-10-20T15:00:00+01:00", "", "2025-10-20T14:00:00Z"),
        ("2025-10-20T15:00:00Z", modified_meta("2025-10-20T14:00:00+01:00"), "2025-10-20T13:00:00Z"),
        ("2025-10-20T16:00:00+01:00", modified_meta("2025-10-20T14:00:00+01:00"), "2025-10-20T13:00:00Z"),
        ("2025-10-23T09:00:00Z", modified_meta("2025-10-22T09:00:00Z"), "2025-10-22T09:00:00Z"),  # to come
    ],
)
def test_an_update_that_is_hours_late_has_a_better_witness(stated: str, meta: str, at: str) -> None:
    assert changed(stated, meta).modified_at == dt.datetime.fromisoformat(at)


def test_an_update_is_heard_with_the_clock_that_readers_see() -> None:
    line = '<p class="date">نشر في 20 أكتوبر 2025 - 10:00 | آخر تحديث 20 أكتوبر 2025 - 12:00</p>'
    update = '<span class="updated">آخر تحديث: 20 أكتوبر 2025 - 12:00</span>'
    data = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2025-10-20T10:00:00Z",'
        ' "dateModified": "2025-10-20T12:00:00Z"}</script>'
    )
    article = read(head=data, after=line + update)
    assert (
        read(head=data, after='<p class="date">20 أكتوبر 2025 - 10:00</p>').modified_at == article.modified_at
    )
    assert article.published.at == dt.datetime.fromisoformat("2025-10-20T10:00:00+01:00")
    assert article.modified_at == dt.datetime.fromisoformat("2025-10-20T12:00:00+01:00")


def test_no_update_before_publication() -> None:
    assert changed("2025-10-19T10:00:00+01:00").modified_at is None

"""What belongs to the article of a page, and what only stands beside it."""

from __future__ import annotations

import datetime as dt

import pytest
from services.contracts.article import Article
from services.contracts.page import Page
from services.contracts.source import SourceRef
from services.ingest.extract.extraction import extraction

TITLE = "المجلس يصادق على الميزانية"
FIRST = "صادق المجلس على الميزانية بعد نقاش طويل دام ساعات في جلسة مفتوحة أمام العموم والصحافة."
SECOND = "وقال الرئيس إن الأولوية في السنة المقبلة ستكون للطرق والمدارس في الأحياء الجديدة للمدينة."
OTHER = "أعلنت إدارة المطار استئناف الرحلات الجوية بعد توقف دام عشر ساعات بسبب سوء الأحوال الجوية."


def read(body: str, head: str = f"<title>{TITLE}</title>") -> Article:
    return extraction(
        Page(
            article_id="a_test",
            source=SourceRef(id="x", name="الجريدة"),
            url="https://x.example.ma/news/1.html",
            fetched_at=dt.datetime(2025, 10, 23, tzinfo=dt.UTC),
            body=Page.pack(f"<html><head>{head}</head><body>{body}</body></html>".encode()),
        )
    ).article


def test_below_the_next_title_another_article_begins() -> None:
    def item(title: str, *lines: str) -> str:
        text = "".join(f"<p>{line}</p>" for line in lines)
        return f'<article class="item"><h1 class="t">{title}</h1><div class="b">{text}</div></article>'

    page = item(TITLE, FIRST, SECOND) + item("استئناف الرحلات الجوية", *[f"{OTHER} {n}" for n in range(9)])
    assert read(f"<main>{page}</main>").text == f"{FIRST}\n{SECOND}"


def test_headings_inside_the_text_open_no_other_article() -> None:
    page = f"<header><h1>{TITLE}</h1></header><div><p>{FIRST}</p><h1>الأولويات</h1><p>{SECOND}</p></div>"
    assert read(page).text == f"{FIRST}\nالأولويات\n{SECOND}"


@pytest.mark.parametrize(
    "opening", ["<h3><a href='/x'>خبر آخر من اليوم</a></h3>", "<a href='/x'>خبر آخر</a>"]
)
def test_a_brief_wins_over_teasers_of_other_stories(opening: str) -> None:
    teasers = "".join(f"<div class='card'>{opening}<p>{OTHER} {n}</p></div>" for n in range(6))
    assert read(f"<div><h1>{TITLE}</h1><div><p>{FIRST}</p></div></div><div>{teasers}</div>").text == FIRST


def test_a_form_may_hold_the_whole_page() -> None:
    page = f"<form><div><h1>{TITLE}</h1><div id='body'><p>{FIRST}</p><p>{SECOND}</p></div></div></form>"
    assert read(page).text == f"{FIRST}\n{SECOND}"


def test_a_row_of_figures_is_one_line() -> None:
    rows = "<tr><th>الفريق</th><th>نقاط</th></tr><tr><td>الاتحاد</td><td>19</td></tr>"
    page = f"<h1>{TITLE}</h1><div><p>{FIRST}</p><table>{rows}</table><p>{SECOND}</p></div>"
    assert read(page).text == f"{FIRST}\nالفريق | نقاط\nالاتحاد | 19\n{SECOND}"


def test_what_screen_readers_hear_is_not_read() -> None:
    hidden = "<span class='visually-hidden'>صدر النص، </span>"
    page = f"<h1>{TITLE}</h1><div><p>{hidden}{FIRST}</p><p>{SECOND}</p></div>"
    assert read(page).text == f"{FIRST}\n{SECOND}"


@pytest.mark.parametrize(
    "last", ["المصدر: وكالات", "تابعونا على واتساب", "للتوصل بآخر الأخبار حملوا تطبيقنا", "مقالات ذات صلة"]
)
def test_the_line_under_the_text_is_not_the_text(last: str) -> None:
    assert read(f"<h1>{TITLE}</h1><div><p>{FIRST}</p><p>{SECOND}</p><p>{last}</p></div>").text == (
        f"{FIRST}\n{SECOND}"
    )


def test_a_short_opening_sentence_is_no_dateline() -> None:
    opening = "القرار نهائي - لا رجعة فيه"
    assert read(f"<h1>{TITLE}</h1><div><p>{opening}</p><p>{FIRST}</p><p>{SECOND}</p></div>").text.startswith(
        opening
    )


@pytest.mark.parametrize(
    "shown",
    [
        f'<font size="5">{TITLE}</font>',
        f'<div class="t"><b>{TITLE}</b></div>',
        f'<span style="font-size: 20pt">{TITLE}</span>',
        f'<div id="news-title">{TITLE}</div>',
    ],
)
def test_the_line_that_stands_out_is_the_title_where_the_page_names_only_itself(shown: str) -> None:
    page = f'<p><a href="/s">سياسة</a></p><div>{shown}</div><div>{FIRST}<br><br>{SECOND}</div>'
    assert read(page, "<title>جريدة الراية</title>").title == TITLE


@pytest.mark.parametrize(
    "stated", ["جريدة الراية : {} - سياسة", "سياسة | {} | الراية", "{} - الراية - سياسة - 2025"]
)
def test_the_title_stands_between_what_a_newspaper_puts_around_it(stated: str) -> None:
    page = f"<div><h2>{TITLE}</h2><div><p>{FIRST}</p><p>{SECOND}</p></div></div>"
    assert read(page, f"<title>{stated.format(TITLE)}</title>").title == TITLE

"""A page of our own words around what a test is about, read as the extract stage reads it."""

from __future__ import annotations

import datetime as dt

from services.contracts.article import Article, block_lines
from services.contracts.page import FeedHints, Page
from services.contracts.source import SourceRef
from services.ingest.extract.extraction import extraction

NOW = dt.datetime(2025, 10, 23, 12, 0, tzinfo=dt.UTC)
TITLE = "الواحة تستعيد نخيلها بعد موسمين"
FIRST = (
    "استعادت الواحة نخيلها بعد موسمين من الجفاف، وعاد الفلاحون إلى حقولهم التي هجروها، وفق ما عاينته الجريدة."
)
SECOND = "وقال رئيس تعاونية الفلاحين إن حفر بئرين جديدتين أنقذ ما يناهز أربعة آلاف نخلة من العطش هذا الصيف."
THIRD = "وينتظر الفلاحون أن تبدأ مديرية الفلاحة توزيع الفسائل الجديدة عليهم قبل نهاية شهر نونبر المقبل."
PARAGRAPHS = [FIRST, SECOND, THIRD]


def article_of(html: str, hints: FeedHints | None = None) -> Article:
    page = Page(
        article_id="a_test",
        source=SourceRef(id="alwaha", name="جريدة الواحة"),
        url="https://alwaha.example/news/77",
        fetched_at=NOW,
        hints=hints or FeedHints(),
        body=Page.pack(html.encode()),
    )
    return extraction(page).article


def page_around(inside: str, head: str = "", below_title: str = "") -> str:
    """A page whose text has `inside` between its first and its second paragraph."""
    return (
        f'<!DOCTYPE html><html lang="ar"><head><title>{TITLE} - جريدة الواحة</title>{head}</head><body>'
        f"<header><a href='/'>جريدة الواحة</a></header><main><article><h1>{TITLE}</h1>{below_title}"
        f'<div class="entry-content"><p>{FIRST}</p>{inside}<p>{SECOND}</p><p>{THIRD}</p></div>'
        "</article></main><footer>جميع الحقوق محفوظة</footer></body></html>"
    )


def lines_of(article: Article) -> list[str]:
    return [line for block in article.blocks for line in block_lines(block)]


def added(inside: str) -> list[str]:
    """What the markup adds to the three paragraphs of the text around it."""
    return [line for line in lines_of(article_of(page_around(inside))) if line not in PARAGRAPHS]


def pictures(inside: str) -> list[str]:
    """The names of the files of the pictures that the markup gives."""
    return [image.url.rsplit("/", 1)[-1] for image in article_of(page_around(inside)).images]

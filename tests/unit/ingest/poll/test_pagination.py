"""The next page of an article: found where newspapers put it, never another story or comments."""

from __future__ import annotations

import time

import pytest
from services.ingest.poll.pagination import MAX_PARTS, following, next_part
from services.web.http import Response

FIRST = "https://annahda.ma/تحقيقات/أزمة-الماء"
ENCODED = "https://annahda.ma/%D8%AA%D8%AD%D9%82%D9%8A%D9%82%D8%A7%D8%AA/%D8%A3%D8%B2%D9%85%D8%A9-%D8%A7%D9%84%D9%85%D8%A7%D8%A1"


def found(markup: str, first: str = FIRST, here: str | None = None, number: int = 2) -> str | None:
    return next_part(f"<html><body>{markup}</body></html>", first, here or first, number)


@pytest.mark.parametrize(
    ("markup", "first", "link"),
    [
        ("<link rel='next' href='?page=2'>", FIRST, f"{FIRST}?page=2"),
        (f"<a class=x href={FIRST}?page=2 rel='nofollow next'><b>»</b></a>", FIRST, f"{FIRST}?page=2"),
        (f'<a href="{FIRST}/2/">الصفحة التالية</a>', FIRST, f"{FIRST}/2/"),
        (f'<a href="{FIRST}/2/">الصفحة التالية</a>', ENCODED, f"{FIRST}/2/"),
        (f'<a href="{ENCODED}/2/"><span class="page">٢</span></a>', FIRST, f"{ENCODED}/2/"),
        (f'<p>1 <a href="{FIRST}/page/2#top">[2]</a></p>', FIRST, f"{FIRST}/page/2"),
        ('<a href="/a.php?id=7&amp;page=2">التالي »</a>', "https://annahda.ma/a.php?id=7", "https://annahda.ma/a.php?id=7&page=2"),
        ('<a href="//www.annahda.ma/n/7?pg=2">2</a>', "https://annahda.ma/n/7", "https://www.annahda.ma/n/7?pg=2"),
        ('<a href="/n/7/2">Next page</a>', "https://annahda.ma/n/7/?utm_source=rss", "https://annahda.ma/n/7/2"),
        ('<a href="/n/7/2">Page suivante</a>', "https://annahda.ma/n/7.html/", None),
    ],
)  # fmt: skip
def test_the_next_page_is_found(markup: str, first: str, link: str | None) -> None:
    assert found(markup, first) == link


@pytest.mark.parametrize(
    "markup",
    [
        "<link rel='next' title='خبر آخر' href='https://annahda.ma/تحقيقات/خبر-آخر-2'>",
        "<a rel=next href='/تحقيقات/خبر-2/'>المقال التالي</a>",
        f"<a href='{FIRST}?page=1'>2</a>",
        f"<a href='{FIRST}/comment-page-2'>التعليقات الأقدم، التالي</a>",
        f"<a href='{FIRST}/2/'>خبر عاجل: انقطاع الماء</a>",
        f"<a href='{FIRST}?page=3'>التالي</a>",
        f"<a href='{FIRST}?replytocom=2'>2</a>",
        f"<a href='https://other.ma/{FIRST.partition('/تح')[2]}/2/'>التالي</a>",
        "<a href='javascript:go(2)'>التالي</a><a href='http://[2'>2</a><a href>2</a>",
        "<a href='/تحقيقات?page=2'>2</a>",
    ],
)
def test_what_is_not_the_next_page_is_left_alone(markup: str) -> None:
    assert found(markup) is None


def test_the_third_page_is_linked_from_the_second() -> None:
    pager = f"<a href='{FIRST}'>1</a> 2 <a href='{FIRST}/3/'>3</a> <a href='{FIRST}/3/'>التالي</a>"
    assert found(pager, here=f"{FIRST}/2/", number=3) == f"{FIRST}/3/"


PIECES = ["<a href=2 ", "<a href='?page=2'>2", "<a rel=next href='/2'>", f"<a href={'2' * 2900}>"]


@pytest.mark.parametrize("piece", PIECES)
def test_the_scan_is_linear(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    started = time.process_time()
    next_part(text, FIRST, FIRST, 2)
    assert time.process_time() - started < 3


class Site:
    """A story without end; `size` bytes a page."""

    def __init__(self, size: int = 0) -> None:
        self.asked: list[str] = []
        self.size = size

    def page(self, number: int, url: str) -> Response:
        body = f"<a href='?page={number + 1}'>التالي</a>".encode() + b" " * self.size
        return Response(200, url, {"content-type": "text/html; charset=utf-8"}, body)

    async def get(self, url: str) -> Response:
        self.asked.append(url)
        return self.page(len(self.asked) + 1, url)


async def test_at_most_ten_pages_are_read() -> None:
    site = Site()
    parts = [part async for part in following(site.page(1, FIRST), site.get)]
    assert len(parts) == MAX_PARTS - 1
    assert site.asked == [f"{FIRST}?page={number}" for number in range(2, 11)]


async def test_all_pages_together_are_no_larger_than_one_may_be() -> None:
    site = Site(size=2_000_000)
    assert len([part async for part in following(site.page(1, FIRST), site.get)]) == 1


async def test_a_next_page_that_leads_elsewhere_ends_the_article() -> None:
    site = Site()

    async def home(url: str) -> Response:
        return site.page(2, "https://annahda.ma/")

    assert [part async for part in following(site.page(1, FIRST), home)] == []

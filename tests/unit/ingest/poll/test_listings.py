from __future__ import annotations

import time

import pytest
from services.ingest.errors import NotAFeed
from services.ingest.poll.links import with_query_in
from services.ingest.poll.listings import parse, shape

URL = "https://annahda.ma/"
TITLES = [
    "الحكومة تصادق على مشروع قانون المالية",
    "المنتخب الوطني يفوز بثلاثية نظيفة",
    "أمطار قوية مرتقبة بعدة مناطق",
]
PAGE = f"""<html><head><base href="https://annahda.ma/"></head><body>
<a href="http://[broken">رابط مكسور لا يقود إلى أي مكان كان</a>
<a href="/contact">اتصل بنا</a><a href="/section/politics">سياسة</a><a href="https://www.facebook.com/annahda/1234567">
صفحتنا الرسمية على موقع فيسبوك</a><a href="/about-the-newspaper">عن الجريدة وهيئة تحريرها وطاقمها</a>
<a href="2025/04/05/101.html"><img src="x.jpg"></a><a href="/2025/04/05/101.html#comments"> {TITLES[0]} </a>
<a href="https://www.annahda.ma/2025/04/05/102.html">{TITLES[1]}</a>
<a href="/2025/04/04/99.html" title="x"><h2>{TITLES[2]}</h2></a><a href="/2025/04/04/98.html">قصير</a>
</body></html>"""


def test_the_shape_of_article_links_is_learned() -> None:
    entries = parse(PAGE.encode(), URL).entries
    assert [(entry.link, entry.title) for entry in entries] == [
        ("https://annahda.ma/2025/04/05/101.html", TITLES[0]),
        ("https://www.annahda.ma/2025/04/05/102.html", TITLES[1]),
        ("https://annahda.ma/2025/04/04/99.html", TITLES[2]),
    ]


def test_articles_of_all_sections_are_learned_together() -> None:
    links = "".join(
        f"<a href='/{section}/2025/{title.replace(' ', '-')}'>{title}</a>"
        for section, title in zip(["سياسة", "رياضة", "مجتمع"], TITLES, strict=True)
    )
    menu = "<a href='/سياسة'>كل أخبار السياسة في العالم</a><a href='/2025/archive'>أرشيف سنة كاملة</a>"
    assert [entry.title for entry in parse((menu + links).encode(), URL).entries] == TITLES


def test_a_given_pattern_decides() -> None:
    entries = parse(PAGE.encode(), URL, pattern="/2025/04/04/*.html").entries
    assert [entry.link[-7:] for entry in entries] == ["99.html", "98.html"]


@pytest.mark.parametrize(
    "selector", ["a:has(img), h2", "//a[img] | //h2", "a[href$='/99.html'], a[href*='/101']:not([href*='#'])"]
)
def test_a_selector_says_where_the_links_stand(selector: str) -> None:
    page = PAGE.replace("<h2>", "</a><h2><a href='/2025/04/04/99.html'>")
    entries = parse(page.encode(), URL, selector=selector).entries
    assert [entry.link[-8:] for entry in entries] == ["101.html", "/99.html"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://a.ma/2025/04/05/101.html", "https://a.ma/2024/11/30/7.html", True),
        ("https://a.ma/الحكومة-تصادق-على-قانون-جديد", "https://a.ma/فوز-المنتخب-في-مباراة-اليوم-1", True),
        ("https://a.ma/?p=1&x=2", "https://a.ma/?x=3&p=4", True),
        ("https://a.ma/news123", "https://a.ma/news9", True),
        ("https://a.ma/politics/1", "https://a.ma/sports/1", False),
        ("https://a.ma/contact", "https://a.ma/2025", False),
    ],
)
def test_shapes(one: str, other: str, same: bool) -> None:
    assert (shape(one) == shape(other)) is same


@pytest.mark.parametrize(
    "text", ["", "  ", "<p>لا روابط</p>", "<a href='/1'>خبر واحد طويل العنوان لا يكفي</a>"]
)
def test_a_page_without_articles_is_no_listing(text: str) -> None:
    with pytest.raises(NotAFeed):
        parse(text.encode(), URL)


def test_a_hostile_page_costs_little() -> None:
    started = time.process_time()
    with pytest.raises(NotAFeed):
        parse(("<div>" * 100_000 + "<a href=x>" * 20_000).encode(), URL)
    assert time.process_time() - started < 3


def test_a_query_in_the_encoding_of_its_page_is_asked_for_as_a_browser_asks() -> None:
    """Letters of a query are bytes of the page; what is percent-encoded stays; a path is UTF-8 anywhere."""
    links = "".join(
        f"<a href='{href}'>{title}</a>"
        for href, title in zip(["/n/101?t=خبر", "/n/102?t=%C7%E1%E3", "/n/103?t=%D8%AE"], TITLES, strict=True)
    )
    page = f"<meta charset=windows-1256><p>{'ثلاثة أخبار من الرباط ' * 5}</p>{links}".encode("cp1256")
    assert [entry.link for entry in parse(page, URL).entries] == [
        "https://annahda.ma/n/101?t=%CE%C8%D1",
        "https://annahda.ma/n/102?t=%C7%E1%E3",
        "https://annahda.ma/n/103?t=%D8%AE",
    ]
    assert with_query_in("utf-8", "https://annahda.ma/خبر?t=خبر") == "https://annahda.ma/خبر?t=خبر"
    assert with_query_in("cp1256", "https://annahda.ma/خبر?t=خ😀") == "https://annahda.ma/خبر?t=%CE"

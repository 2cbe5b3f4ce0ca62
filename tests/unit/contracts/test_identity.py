"""One document, one URL, one id."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from services.contracts.identity import article_id, article_url, canonical_url, headline_id, image_id

PLAIN = "https://alalam.ma/أخبار/قانون-المالية"


@pytest.mark.parametrize(
    "spelling",
    [
        PLAIN,
        "https://ALALAM.ma/أخبار/قانون-المالية/",
        "HTTPS://alalam.ma:443/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1/%D9%82%D8%A7%D9%86%D9%88%D9%86-%D8%A7%D9%84%D9%85%D8%A7%D9%84%D9%8A%D8%A9",
        PLAIN + "?utm_source=facebook&fbclid=IwAR0#comments",
        PLAIN + "/amp/",
        f"  {PLAIN}\n",
    ],
)
def test_spellings_of_one_url_are_one_document(spelling: str) -> None:
    assert canonical_url(spelling) == PLAIN


def test_what_distinguishes_documents_stays() -> None:
    assert canonical_url("http://a.ma/?p=2&id=1") == "http://a.ma/?id=1&p=2"
    assert canonical_url("http://a.ma/?p=2") != canonical_url("http://a.ma/?p=3")
    assert canonical_url("http://a.ma:8080/x") == "http://a.ma:8080/x"
    assert canonical_url("http://a.ma/100%25") == "http://a.ma/100%25"


@pytest.mark.parametrize("wrong", ["", "/أخبار", "ftp://a.ma/x", "javascript:alert(1)", "https:///x"])
def test_what_is_no_web_address_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="not an absolute http"):
        canonical_url(wrong)


@given(st.text(st.characters(codec="utf-8"), max_size=40))
def test_a_canonical_url_is_its_own_canonical_url(path: str) -> None:
    once = canonical_url("https://alalam.ma/" + path.replace("?", "").replace("#", ""))
    assert canonical_url(once) == once


def test_ids_are_short_and_differ_by_source_and_kind() -> None:
    ids = {
        article_id("alalam", PLAIN),
        article_id("hespress", PLAIN),
        image_id("alalam", PLAIN),
        headline_id("alalam", PLAIN),
    }
    assert len(ids) == 4
    assert all(len(one) == 18 for one in ids)
    assert article_id("alalam", PLAIN) == article_id("alalam", canonical_url(PLAIN + "#x"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/show.asp?t=%C7%E1%E3", "/show.asp?t=%C8%CA%CF"),
        ("/show.asp?%C7=1", "/show.asp?%C8=1"),
        ("/show.asp?id=5&t=%E1", "/show.asp?id=5&t=%E3"),
        ("/%C7%E1%E3", "/%C8%CA%CF"),
        ("/article.php?ref=101", "/article.php?ref=102"),
        ("/article.php?source=101", "/article.php?source=102"),
        ("/view?share=9", "/view?share=10"),
        ("/print.php?print=33", "/print.php?print=34"),
        ("/show.aspx?output=7", "/show.aspx?output=8"),
        ("/story?ref=mizaniya-2025", "/story?ref=intikhabat-2025"),
        ("/article.php?cat=3&ref=101", "/article.php?cat=3&ref=102"),
        ("/2026/11/27?ref=101", "/2026/11/27?ref=102"),
        ("/category/5?ref=101", "/category/5?ref=102"),
        ("/news.php?source=budget.html", "/news.php?source=bridge.html"),
        ("/news.php?from=101", "/news.php?from=102"),
        ("/news?m=202504", "/news?m=202505"),
        ("/news.php?via=bridge-opens", "/news.php?via=budget-passes"),
    ],
)
def test_parameters_that_name_an_article_part_documents(one: str, other: str) -> None:
    first, second = canonical_url("https://a.ma" + one), canonical_url("https://a.ma" + other)
    assert first != second
    assert canonical_url(first) == first


@pytest.mark.parametrize("query", ["t=%C7%E1%E3", "t=%c7%e1%e3", "id=5&t=%E1+%E3", "%C7=%E1"])
def test_a_query_in_another_encoding_stays_as_written(query: str) -> None:
    assert canonical_url(f"https://a.ma/show.asp?{query}&utm_source=rss") == f"https://a.ma/show.asp?{query}"


@pytest.mark.parametrize(
    "spelling",
    [
        "/article.php?id=5&ref=rss",
        "/article.php?id=5&ref=7",
        "/article.php?id=5&ref=annahda.ma",
        "/article.php?id=5&source=home-top&share=facebook&print=1",
        "/article.php?id=5&output=amp&amp",
        "/article.php?source=feed_rss&id=5",
        "/article.php?id=5&ref=https%3A%2F%2Fannahda.ma%2F",
        "/article.php?id=5&at_medium=RSS&at_campaign=KARANGA&xtor=RSS-3208",
        "/article.php?id=5&gbraid=0AAA&wbraid=1&srsltid=AfmB&twclid=2&ttclid=3&__twitter_impression=true",
        "/article.php?id=5&_hsenc=p2AN&_hsmi=77&cmpid=rss&PHPSESSID=9b1c2f0a4d",
        "/article.php;jsessionid=1A530637289A03B07199A44E8D531427?id=5",
        "/article.php?id=5&m=1&outputType=amp&from=rss&via=twitter",
    ],
)
def test_parameters_that_say_where_a_reader_came_from_are_dropped(spelling: str) -> None:
    assert canonical_url("https://a.ma" + spelling) == "https://a.ma/article.php?id=5"


def test_a_number_that_an_address_can_do_without_is_tracking() -> None:
    assert canonical_url("https://a.ma/news/5?ref=7") == "https://a.ma/news/5"
    assert canonical_url("https://a.ma/افتتاح-جسر-جديد?source=12") == "https://a.ma/افتتاح-جسر-جديد"


OWN = "https://a.ma/news/2026/11/27/افتتاح-جسر-جديد-فوق-الوادي"


@pytest.mark.parametrize(
    "shared",
    [
        "https://a.ma/",
        "https://a.ma/ar",
        "https://a.ma/ar-ma",
        "https://a.ma/fr/index.html",
        "https://a.ma/index.php",
        "https://a.ma/news",
        "https://a.ma/news/2026/11/27",
        "https://a.ma/news/2026",
        "https://a.ma/404",
        "https://a.ma/سياسة",
        "https://a.ma/category/سياسة-و-مجتمع-و-ثقافة",
        "https://a.ma/tag/bridge-over-the-river",
        "https://a.ma/author/khadija-bennani-2",
        "https://a.ma/section/5",
        "https://a.ma/cat-12",
        "https://a.ma/search?q=جسر",
        "https://a.ma/?s=جسر",
        "https://a.ma/page/2",
        "https://a.ma/article.php",
        "https://a.ma/index.php?id=3&option=com_content&view=category",
        "https://other.ma/news/2026/11/27/افتتاح-جسر-جديد-فوق-الوادي",
    ],
)
def test_an_address_that_several_articles_share_identifies_none(shared: str) -> None:
    assert article_url(OWN, [shared]) == OWN


@pytest.mark.parametrize(
    ("own", "stated"),
    [
        ("https://a.ma/?p=77", "https://a.ma/سياسة/افتتاح-جسر-جديد"),
        ("https://m.a.ma/news/5", "https://a.ma/news/5"),
        ("https://a.ma/amp/bridge", "https://a.ma/bridge"),
        ("https://a.ma/news/12345/bridge", "https://a.ma/news/12345"),
        ("https://a.ma/node/12", "https://a.ma/رياضة/فوز-المنتخب-على-ضيفه"),
        ("https://a.ma/article.php?id=5&lang=ar", "https://a.ma/article.php?id=5"),
        ("https://a.ma/news/12", "https://a.ma/news/12-bridge"),
        ("https://a.ma/category/politics/12", "https://a.ma/category/politics/opening-a-new-bridge"),
    ],
)
def test_the_address_that_an_article_states_is_its_own(own: str, stated: str) -> None:
    assert article_url(own, [stated]) == stated

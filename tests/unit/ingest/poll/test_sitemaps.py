from __future__ import annotations

import gzip

import pytest
from services.ingest.errors import NotAFeed
from services.ingest.poll.entry import Entry
from services.ingest.poll.sitemaps import MAX_URLS, parse

URL = "https://annahda.ma/sitemap.xml"
NEWS = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
 xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc>https://annahda.ma/سياسة/1</loc><lastmod>2025-04-05T11:00:00Z</lastmod>
<image:image><image:loc>https://annahda.ma/1.jpg</image:loc><image:title>صورة</image:title></image:image>
<news:news><news:publication><news:name>النهضة</news:name><news:language>ar</news:language></news:publication>
<news:publication_date>2025-04-05T10:00:00Z</news:publication_date>
<news:title>الحكومة &amp; الميزانية</news:title>
</news:news></url>
<url><loc> /2 </loc></url><url><lastmod>2025</lastmod></url></urlset>"""


@pytest.mark.parametrize("raw", [NEWS.encode(), gzip.compress(NEWS.encode())], ids=["xml", "gz"])
def test_a_news_sitemap(raw: bytes) -> None:
    assert parse(raw, URL).entries == (
        Entry(
            link="https://annahda.ma/سياسة/1",
            title="الحكومة & الميزانية",
            published="2025-04-05T10:00:00Z",
            modified="2025-04-05T11:00:00Z",
            image_url="https://annahda.ma/1.jpg",
        ),
        Entry(link="https://annahda.ma/2"),
    )


def test_an_index_gives_news_first_then_the_newest() -> None:
    dates = ["2023-01-01", "2025-04-05", "2024-01-01", "2025-04-01"]
    below = "".join(
        f"<sitemap><loc>https://annahda.ma/s{n}.xml</loc><lastmod>{date}</lastmod></sitemap>"
        for n, date in enumerate(dates)
    )
    text = f"<sitemapindex>{below}<sitemap><loc>https://annahda.ma/news.xml.gz</loc></sitemap></sitemapindex>"
    assert parse(text.encode(), URL).children == (
        "https://annahda.ma/news.xml.gz",
        "https://annahda.ma/s1.xml",
        "https://annahda.ma/s3.xml",
    )


def test_of_a_sitemap_of_ten_years_the_newest_are_taken() -> None:
    urls = "".join(
        f"<url><loc>https://annahda.ma/{n}</loc><lastmod>20{n // 500:02}-01-01</lastmod></url>"
        for n in range(10_000)
    )
    entries = parse(f"<urlset>{urls}</urlset>".encode(), URL).entries
    assert len(entries) == MAX_URLS
    assert all(int(entry.link.rpartition("/")[2]) >= 9500 for entry in entries)


def test_a_sitemap_of_text() -> None:
    text = "https://annahda.ma/1\nhttps://annahda.ma/2\n\nnonsense:x\n"
    assert [entry.link for entry in parse(text.encode(), URL).entries] == [
        "https://annahda.ma/1",
        "https://annahda.ma/2",
    ]


@pytest.mark.parametrize(
    "raw", [b"", b"<html></html>", b"<urlset>", b"\x1f\x8bxx", gzip.compress(b"\0" * 50_000_000)]
)
def test_what_is_no_sitemap_is_refused(raw: bytes) -> None:
    with pytest.raises(NotAFeed):
        parse(raw, URL)


def test_an_arabic_version_that_is_named_beside_another_language_is_an_article_too() -> None:
    """Where it is listed itself, with a title, it is that entry; a page for small screens is none."""
    text = """<urlset xmlns:xhtml="http://www.w3.org/1999/xhtml">
    <url><loc>https://annahda.ma/fr/1</loc><lastmod>2025-04-05</lastmod>
      <xhtml:link rel="alternate" hreflang="fr" href="https://annahda.ma/fr/1"/>
      <xhtml:link rel="alternate" hreflang="x-default" href="https://annahda.ma/1"/>
      <xhtml:link rel="alternate" hreflang="ar-MA" href="https://annahda.ma/ar/1"/></url>
    <url><loc>https://annahda.ma/fr/2</loc>
      <xhtml:link rel="alternate" hreflang="ar" href="/ar/2"/></url>
    <url><loc>https://annahda.ma/ar/2</loc><title>خبر من الرباط</title>
      <xhtml:link rel="alternate" media="only screen and (max-width: 640px)" href="https://m.annahda.ma/2"/>
      <xhtml:link rel="alternate" hreflang="ar" href="https://annahda.ma/ar/2"/></url></urlset>"""
    assert parse(text.encode(), URL).entries == (
        Entry(link="https://annahda.ma/fr/1", modified="2025-04-05"),
        Entry(link="https://annahda.ma/fr/2"),
        Entry(link="https://annahda.ma/ar/2", title="خبر من الرباط"),
        Entry(link="https://annahda.ma/ar/1", modified="2025-04-05"),
    )


def test_an_index_without_dates_names_the_others_too() -> None:
    below = "".join(f"<sitemap><loc>https://annahda.ma/s{n}.xml</loc></sitemap>" for n in range(1, 13))
    found = parse(f"<sitemapindex>{below}</sitemapindex>".encode(), URL)
    assert found.children == tuple(f"https://annahda.ma/s{n}.xml" for n in (12, 11, 10))
    assert found.others == tuple(f"https://annahda.ma/s{n}.xml" for n in range(9, 0, -1))

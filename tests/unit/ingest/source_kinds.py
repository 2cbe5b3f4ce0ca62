"""The same two articles of a newspaper in every kind of source that is read, and what comes out of each.

`test_source_kinds` holds what must come out; `docs/source_kinds.py` writes docs/sources.md from it.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from services.contracts.article import Article
from services.contracts.identity import canonical_url
from services.contracts.page import Page
from services.ingest.extract.extraction import extraction
from services.ingest.importing.files import pages_of
from services.ingest.poll import feeds, listings, sitemaps
from services.ingest.poll.entry import Document, Entry

HOME = "https://annahda.ma/"
TITLES = ("ميناء آسفي يستعد لاستقبال أول باخرة", "المنتخب الوطني يفوز في مباراته الأولى")
PATHS = (
    "اقتصاد/2025/ميناء-آسفي-يستعد-لاستقبال-أول-باخرة",
    "رياضة/2025/المنتخب-الوطني-يفوز-في-مباراته-الأولى",
)
LINKS = tuple(HOME + quote(path) for path in PATHS)
TEXT = "يستعد ميناء آسفي الجديد لاستقبال أول باخرة محملة بالفوسفاط، في انتظار ربطه بالسكة الحديدية."
MORE = "وأفاد مصدر من إدارة الميناء أن الأرصفة جاهزة، وأن طاقم القيادة أتم تدريبه على الرافعات الجديدة."
WHEN = "2025-04-05T10:00:00+01:00"
RFC822 = "Sat, 05 Apr 2025 10:00:00 +0100"
PARTS = ("title", "link", "date", "author", "section", "summary or text", "image")
COMPLETE = frozenset(PARTS)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of source. `lacks`: parts that it has no place for. `read` gives what came out, by article."""

    name: str
    read: Callable[[Path], list[Mapping[str, object]]]
    lacks: frozenset[str] = field(default_factory=frozenset)


def of_entry(entry: Entry) -> Mapping[str, object]:
    return {
        "title": entry.title,
        "link": canonical_url(entry.link),
        "date": entry.published or entry.modified,
        "author": next(iter(entry.authors), None),
        "section": entry.section,
        "summary or text": entry.summary,
        "image": entry.image_url,
    }


def of_article(article: Article) -> Mapping[str, object]:
    return {
        "title": article.title,
        "link": article.url if article.url.startswith("http") else None,
        "date": article.published.at or article.published.date,
        "author": next(iter(article.authors), None),
        "section": article.section_hint,
        "summary or text": article.text,
        "image": next((image.url for image in article.images), None),
    }


def document(made: Document) -> Callable[[Path], list[Mapping[str, object]]]:
    return lambda _: [of_entry(entry) for entry in made.entries]


def stored(name: str, content: bytes, url: str | None = None) -> Callable[[Path], list[Mapping[str, object]]]:
    """A file of this name in a folder."""

    def read(folder: Path) -> list[Mapping[str, object]]:
        (folder / name).write_bytes(content)
        return [of_article(extraction(page).article) for page in _pages(folder, name, url)]

    return read


def _pages(folder: Path, name: str, url: str | None) -> Iterator[Page]:
    return pages_of(folder / name, url=url)


def folder(folder: Path) -> list[Mapping[str, object]]:
    for number in (0, 1):
        (folder / f"{number}.html").write_text(web_page(number), encoding="utf-8")
    return [of_article(extraction(page).article) for page in pages_of(folder)]


def web_page(number: int) -> str:
    """An article as the newspaper shows it."""
    title, section = TITLES[number], PATHS[number].partition("/")[0]
    data = {"@type": "NewsArticle", "headline": title, "datePublished": WHEN, "articleSection": section}
    return f"""<html lang="ar"><head><title>{title} | النهضة</title>
    <link rel="canonical" href="{LINKS[number]}"><meta property="og:image" content="{HOME}{number}.jpg">
    <script type="application/ld+json">{json.dumps(data)}</script></head>
    <body><article><h1>{title}</h1><span class="author">بقلم: خديجة بناني</span>
    <div class="entry-content"><p>{TEXT}</p><p>{MORE}</p></div></article></body></html>"""


def rss(number: int, **names: str) -> str:
    """An item; `names` of elements differ between versions."""
    date, author = names.get("date", "pubDate"), names.get("author", "dc:creator")
    return (
        f"<item><title>{TITLES[number]}</title><link>{LINKS[number]}</link>"
        f"<description>&lt;p&gt;{TEXT}&lt;/p&gt;</description>"
        f"<{date}>{WHEN if date == 'dc:date' else RFC822}</{date}><{author}>خديجة بناني</{author}>"
        f"<{names.get('section', 'category')}>اقتصاد</{names.get('section', 'category')}>"
        f"<media:content url='{HOME}{number}.jpg' medium='image'/></item>"
    )


NAMESPACES = "xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:media='http://search.yahoo.com/mrss/'"
OLD = "".join(
    f"<item><title>{title}</title><link>{link}</link><description>{TEXT}</description></item>"
    for title, link in zip(TITLES, LINKS, strict=True)
)
RDF = "xmlns='http://purl.org/rss/1.0/' xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'"
RDF_ITEMS = "".join(rss(n, date="dc:date", section="dc:subject") for n in (0, 1))
ENTRIES = "".join(
    f"<entry><title>{TITLES[n]}</title><link href='{LINKS[n]}'/><id>tag:annahda.ma,2025:{n}</id>"
    f"<published>{WHEN}</published><updated>{WHEN}</updated><author><name>خديجة بناني</name></author>"
    f"<category term='economy' label='اقتصاد'/><summary>{TEXT}</summary>"
    f"<link rel='enclosure' type='image/jpeg' href='{HOME}{n}.jpg'/></entry>"
    for n in (0, 1)
)
JSON_FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "items": [
        {
            "id": str(n), "url": LINKS[n], "title": TITLES[n], "date_published": WHEN, "summary": TEXT,
            "authors": [{"name": "خديجة بناني"}], "tags": ["اقتصاد"], "image": f"{HOME}{n}.jpg",
        }
        for n in (0, 1)
    ],
}  # fmt: skip
NEWS = "xmlns:news='http://www.google.com/schemas/sitemap-news/0.9' "
NEWS += "xmlns:image='http://www.google.com/schemas/sitemap-image/1.1'"
NEWS_URLS = "".join(
    f"<url><loc>{LINKS[n]}</loc><image:image><image:loc>{HOME}{n}.jpg</image:loc></image:image><news:news>"
    f"<news:publication_date>{WHEN}</news:publication_date><news:title>{TITLES[n]}</news:title></news:news></url>"
    for n in (0, 1)
)
SITEMAP = f"<urlset {NEWS}>{NEWS_URLS}</urlset>".encode()
LISTING = "".join(
    f"<div class='latest'><h3><a href='/{path}'>{title}</a></h3></div>"
    for path, title in [
        *zip(PATHS, TITLES, strict=True),
        (PATHS[1] + "-بهدفين", TITLES[1] + " بهدفين دون رد"),
    ]
)
GAP = "\u00a0" * 4
NOTICE = "شكرا على الإبلاغ!\nسيتم حجب هذه الصورة تلقائيا عندما يتم الإبلاغ عنها من طرف عدة أشخاص."
TICKER = f"انقطاع الكهرباء عن أحياء واسعة{GAP}معرض الكتاب يمدد أيامه{GAP}"
FLAT = (
    f"{TICKER}\n\n\n{NOTICE}\n\n\n\n{TITLES[0]}\nنشر في العلم يوم 05 - 04 - 2025\n"
    f"{TEXT}\n\n{MORE}\n\n\nانقر هنا لقراءة الخبر من مصدره."
)
AGGREGATED = f"""<html lang="ar" dir="rtl"><head><title>مغرس : {TITLES[0]}</title>
<meta property="og:image" content="https://www.maghress.com/images/1.jpg"></head><body>
<div id="ticker"><marquee>{TICKER}</marquee></div>
<div class="image"><img src="/images/1.jpg"><div>{NOTICE}</div></div><h1>{TITLES[0]}</h1>
<div class="source">نشر في <a href="/alalam">العلم</a> يوم 05 - 04 - 2025</div>
<div class="text"><p>{TEXT}</p><p>{MORE}</p></div>
<div><a href="{LINKS[0]}">انقر هنا</a> لقراءة الخبر من مصدره.</div>
</body></html>"""
RECORDS = "\n".join(
    json.dumps(
        {
            "source": "النهضة", "url": LINKS[n], "date_extracted": "2025-04-06 02:51:32", "title": TITLES[n],
            "author": "خديجة بناني", "content": f"{TEXT}\n\n{MORE}",
        },
        ensure_ascii=False,
    )
    for n in (0, 1)
)  # fmt: skip
TAGGED = json.dumps(
    {
        "section": "economy", "name": "ANN-1.txt",
        "raw": f"<DOC><URL>{LINKS[0]}</URL><SRC>النهضة</SRC><CAT>اقتصاد</CAT><TITLE>{TITLES[0]}</TITLE>"
        f"<TIME>05/04/2025</TIME><AUTHOR>خديجة بناني</AUTHOR><TEXT>\n{TEXT}\n{MORE}\n</TEXT></DOC>",
    },
    ensure_ascii=False,
)  # fmt: skip


def capture(number: int) -> bytes:
    """A response record of an archive."""
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + web_page(number).encode()
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {LINKS[number]}\r\n"
        "WARC-Date: 2025-04-06T21:14:03Z\r\n"
        f"Content-Type: application/http\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def _feed(text: str) -> Callable[[Path], list[Mapping[str, object]]]:
    return document(feeds.parse(text.encode(), HOME + "feed"))


BARE = frozenset({"date", "author", "section", "image"})
KINDS = [
    Kind("RSS 0.91", _feed(f"<rss version='0.91'><channel>{OLD}</channel></rss>"), BARE),
    Kind("RSS 0.92", _feed(f"<rss version='0.92'><channel>{OLD}</channel></rss>"), BARE),
    Kind("RSS 1.0 (RDF)", _feed(f"<rdf:RDF {RDF} {NAMESPACES}><channel/>{RDF_ITEMS}</rdf:RDF>")),
    Kind("RSS 2.0", _feed(f"<rss version='2.0' {NAMESPACES}><channel>{rss(0)}{rss(1)}</channel></rss>")),
    Kind("Atom 1.0", _feed(f"<feed xmlns='http://www.w3.org/2005/Atom'>{ENTRIES}</feed>")),
    Kind("JSON Feed 1.1", _feed(json.dumps(JSON_FEED))),
    Kind(
        "news sitemap",
        document(sitemaps.parse(SITEMAP, HOME)),
        frozenset({"author", "section", "summary or text"}),
    ),
    Kind(
        "news sitemap, gzip",
        document(sitemaps.parse(gzip.compress(SITEMAP), HOME)),
        frozenset({"author", "section", "summary or text"}),
    ),
    Kind(
        "HTML listing, learned pattern",
        document(listings.parse(LISTING.encode(), HOME)),
        BARE | {"summary or text"},
    ),
    Kind(
        "HTML listing, selector",
        document(listings.parse(LISTING.encode(), HOME, selector=".latest h3")),
        BARE | {"summary or text"},
    ),
    Kind("HTML file", stored("page.html", web_page(0).encode())),
    Kind("folder of HTML files", folder),
    Kind("aggregator page, HTML", stored("page.html", AGGREGATED.encode(), url="https://www.maghress.com/alalam/1"),
         frozenset({"author", "section"})),
    Kind("aggregator page, flattened", stored("page.txt", FLAT.encode()),
         frozenset({"link", "author", "section", "image"})),
    Kind("JSON Lines, plain fields", stored("a.jsonl", RECORDS.encode()),
         frozenset({"date", "section", "image"})),
    Kind("JSON Lines, tagged, gzip", stored("a.jsonl.gz", gzip.compress(TAGGED.encode())),
         frozenset({"image"})),
    Kind("WARC", stored("a.warc", capture(0) + capture(1))),
    Kind("WARC, gzip by record", stored("a.warc.gz", gzip.compress(capture(0)) + gzip.compress(capture(1)))),
]  # fmt: skip

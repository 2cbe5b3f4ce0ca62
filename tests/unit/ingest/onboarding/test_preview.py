# ruff: noqa: E501 # what newspapers send stands on one line
"""What documents yield that newspapers really send, one class of faults a group."""

from __future__ import annotations

import gzip
import json
import re
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from services.contracts.errors import NashraError
from services.ingest.onboarding.preview import preview

URL = "https://newspaper.example/feed"
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    ' xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>الصحيفة</title>'
    "<link>https://newspaper.example/</link>"
)
TAIL = "</channel></rss>"


def rss(*items: str) -> str:
    return HEAD + "".join(f"<item>{item}</item>" for item in items) + TAIL


def urls(text: str | bytes) -> list[str]:
    raw = text if isinstance(text, bytes) else text.encode()
    return [entry.link for entry in preview(raw, URL).entries]


def title(written: str) -> str | None:
    (entry,) = preview(
        rss(f"<title>{written}</title><link>https://newspaper.example/1</link>").encode(), URL
    ).entries
    return entry.title


def picture(markup: str) -> str | None:
    (entry,) = preview(rss(f"<title>خبر</title><link>/1</link>{markup}").encode(), URL).entries
    return entry.image_url


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("عاجل &#55357;&#56628; زلزال", "عاجل 🔴 زلزال"),
        ("عاجل &#xD83D;&#xDD34; زلزال", "عاجل 🔴 زلزال"),
        ("عاجل &#55357; زلزال", "عاجل زلزال"),
        ("عاجل &amp;#55357;&amp;#56628; زلزال", "عاجل 🔴 زلزال"),
        ("<![CDATA[عاجل &#55357;&#56628; زلزال]]>", "عاجل 🔴 زلزال"),
        ("عاجل &#0;&#x1F;&#65535;&#99999999; زلزال", "عاجل زلزال"),
        ("رأي & تحليل", "رأي & تحليل"),
        ("رأي &nbsp;&laquo;جديد&raquo;", "رأي «جديد»"),
        ("رأي &unknown; جديد", "رأي &unknown; جديد"),
        ("5 < 6", "5 < 6"),
        ("<![CDATA[ارتفاع CO<sub>2</sub> في ال<em>مغرب</em>]]>", "ارتفاع CO2 في المغرب"),
        ("&lt;b&gt;ال&lt;/b&gt;مغرب", "المغرب"),
        ("<![CDATA[سطر<br>آخر<p>وثالث</p>]]>", "سطر آخر وثالث"),
        ("<![CDATA[<img class='emoji' alt='🔴' src='/e.png'> عاجل]]>", "🔴 عاجل"),
    ],
)
def test_titles(written: str, read: str) -> None:
    assert title(written) == read


def test_one_bad_character_costs_no_other_entry() -> None:
    bad = "<title>عاجل &#55357;</title><link>https://newspaper.example/1</link>"
    good = "<title>سوق</title><link>https://newspaper.example/2</link>"
    assert urls(rss(bad, good)) == ["https://newspaper.example/1", "https://newspaper.example/2"]


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("https://newspaper.example/n.php?id=5&amp;amp;cat=2", "https://newspaper.example/n.php?id=5&cat=2"),
        ("<![CDATA[https://newspaper.example/n.php?id=5&amp;cat=2]]>", "https://newspaper.example/n.php?id=5&cat=2"),
        ("<![CDATA[https://newspaper.example/n.php?id=5&#038;cat=2]]>", "https://newspaper.example/n.php?id=5&cat=2"),
        ("https://newspaper.example/n.php?id=5&lang=ar&copy=1", "https://newspaper.example/n.php?id=5&lang=ar&copy=1"),
        ("https://newspaper.example/n.php?a=1&para=2&reg=3&times=4&not=5", "https://newspaper.example/n.php?a=1&para=2&reg=3&times=4&not=5"),
        ("www.newspaper.example/news/1", "https://www.newspaper.example/news/1"),
        ("newspaper.example/news/1", "https://newspaper.example/news/1"),
        ("news/show.php?id=1", "https://newspaper.example/news/show.php?id=1"),
        ("show.php", "https://newspaper.example/show.php"),
        ("//newspaper.example/1", "https://newspaper.example/1"),
        ("http:/newspaper.example/1", "http://newspaper.example/1"),
        ("https//newspaper.example/1", "https://newspaper.example/1"),
        ("http://https://newspaper.example/1", "https://newspaper.example/1"),
        ("http:\\\\newspaper.example/1", "http://newspaper.example/1"),
        ("HTTPS://newspaper.example/1", "https://newspaper.example/1"),
        ("\n  https://newspaper.example/\u200f1 \u200b", "https://newspaper.example/1"),
        ("https://newspaper.example/خبر جديد", "https://newspaper.example/خبر%20جديد"),
        ("<![CDATA[<a href='https://newspaper.example/1'>الخبر</a>]]>", "https://newspaper.example/1"),
    ],
)  # fmt: skip
def test_links(written: str, url: str) -> None:
    assert urls(rss(f"<title>خبر</title><link>{written}</link>")) == [url]


ALTERNATES = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ar"><entry><title>خبر</title>
<link rel="alternate" type="application/pdf" hreflang="ar" href="https://newspaper.example/1.pdf"/>
<link rel="alternate" type="text/html" hreflang="en" href="https://newspaper.example/en/1"/>
<link rel="alternate" type="text/html" hreflang="ar-MA" href="https://newspaper.example/ar/1"/>
<link rel="self" href="https://newspaper.example/1.xml"/><id>tag:1</id></entry></feed>"""


def test_of_alternates_the_page_in_the_feeds_language_is_the_link() -> None:
    assert urls(ALTERNATES) == ["https://newspaper.example/ar/1"]
    assert urls(ALTERNATES.replace('xml:lang="ar"', 'xml:lang="en"')) == ["https://newspaper.example/en/1"]
    assert urls(re.sub("<link[^>]*html[^>]*>", "", ALTERNATES)) == ["https://newspaper.example/1.pdf"]


def test_a_home_page_that_stands_as_the_link_of_every_item_is_none_of_theirs() -> None:
    items = [
        f"<link>https://newspaper.example/</link><guid>https://newspaper.example/{n}</guid>" for n in (1, 2)
    ]
    assert urls(rss(*items)) == ["https://newspaper.example/1", "https://newspaper.example/2"]


@pytest.mark.parametrize(
    "junk",
    [
        "Notice: Undefined index: page in /var/www/feed.php on line 12\n",
        "<br />\n<b>Warning</b>: mysql_connect() in <b>/var/www/db.php</b> on line <b>3</b><br />\n",
        "\ufeff\n\n ",
        "<!-- cached page -->",
        '<?xml version="1.0"?>\n',
        "\x00\x1b[0m",
    ],
)
def test_what_stands_before_a_feed_is_dropped(junk: str) -> None:
    assert urls(junk + rss("<title>خبر</title><link>/1</link>")) == ["https://newspaper.example/1"]


def with_entities(subset: str, text: str) -> str:
    return rss(f"<title>{text}</title><link>/1</link>").replace("<rss", f"<!DOCTYPE rss [{subset}]><rss", 1)


def test_entities_of_one_character_are_read_and_others_are_not() -> None:
    text = with_entities('<!ENTITY nbsp "&#160;"><!ENTITY laquo "«">', "ثلاثة&nbsp;قتلى &laquo;")
    (entry,) = preview(text.encode(), URL).entries
    assert entry.title == "ثلاثة قتلى «"
    for subset in (
        '<!ENTITY a "aaaaaaaaaaaaaaaaaaaaaaaa">',
        '<!ENTITY a "b"><!ENTITY c "&a;&a;">',
        '<!ENTITY a SYSTEM "file:///etc/passwd">',
        '<!ENTITY % a "b">',
    ):
        with pytest.raises(NashraError, match="entities"):
            preview(with_entities(subset, "خبر &a;").encode(), URL)


@pytest.mark.parametrize("declared", ["ISO-8859-6", "ISO-8859-1", "UTF-8", "windows-1252"])
def test_a_declared_charset_that_the_bytes_contradict(declared: str) -> None:
    text = rss("<title>افتتاح جسر فوق الوادي</title><link>/1</link>").replace("UTF-8", declared, 1)
    (entry,) = preview(text.encode("windows-1256"), URL).entries
    assert entry.title == "افتتاح جسر فوق الوادي"


def test_french_in_latin_1_is_no_arabic() -> None:
    text = rss("<title>ÉLECTIONS : le député réélu</title><link>/1</link>").replace("الصحيفة", "Le Journal")
    raw = text.replace("UTF-8", "ISO-8859-1", 1).encode("latin-1")
    assert preview(raw, URL).entries[0].title == "ÉLECTIONS : le député réélu"


@pytest.mark.parametrize(
    ("markup", "url"),
    [
        ("<description><![CDATA[<img src='https://s.w.org/images/core/emoji/1f534.png' class='wp-smiley'>"
         "<img src='/bridge.jpg'>]]></description>", "/bridge.jpg"),
        ("<description><![CDATA[<img src='/e.png' class='emoji'>]]></description>", None),
        ("<description><![CDATA[<img src='/placeholder.gif' data-src='/real.jpg'>]]></description>",
         "/real.jpg"),
        ("<description><![CDATA[<img src='data:image/gif;R0' data-lazy-src='/real.jpg'>]]></description>",
         "/real.jpg"),
        ("<description><![CDATA[<img src='/t.jpg' srcset='/300.jpg 300w, /1200.jpg 1200w'>]]></description>",
         "/1200.jpg"),
        ("<description><![CDATA[<picture><source data-srcset='/1600.webp'></picture>]]></description>",
         "/1600.webp"),
        ("<description><![CDATA[<amp-img src='/bridge.jpg' width='16'></amp-img>]]></description>", "/bridge.jpg"),
        ("<description><![CDATA[<noscript><img src='/bridge.jpg'></noscript>]]></description>", "/bridge.jpg"),
        ("<description><![CDATA[<video><source src='/film.mp4'></video><img src='/1.jpg'>]]></description>", "/1.jpg"),
        ("<media:thumbnail url='/thumb.jpg'/>", "/thumb.jpg"),
        ("<media:content url='/film.mp4' type='video/mp4'><media:thumbnail url='/film.jpg'/></media:content>",
         "/film.jpg"),
        ("<media:group><media:content url='/s.jpg' width='150'/><media:content url='/l.jpg' width='1200'/>"
         "</media:group>", "/l.jpg"),
        ("<media:group><media:content url='/f.mp4' medium='video'><media:thumbnail url='/g.jpg'/></media:content>"
         "</media:group>", "/g.jpg"),
        ("<media:content url='https://2.gravatar.com/avatar/x' medium='image'/>"
         "<media:content url='/1.jpg' medium='image'/>", "/1.jpg"),
    ],
)  # fmt: skip
def test_pictures(markup: str, url: str | None) -> None:
    assert picture(markup) == (url and f"https://newspaper.example{url}")


SITEMAP = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</urlset>'


@pytest.mark.parametrize(
    "text",
    [
        SITEMAP.format("<url><loc>https://newspaper.example/5</loc></url><url><loc>https://newspaper.example/n?a=1&b=2</loc></url>"),
        SITEMAP.format("<url><loc>https://newspaper.example/5</loc><t>&nbsp;&unknown;</t></url><url><loc>https://newspaper.example/n?a=1&amp;b=2</loc>"),
        "<br>Warning\n" + SITEMAP.format("<url><loc>https://newspaper.example/5</loc></url><url><loc><![CDATA[https://newspaper.example/n?a=1&b=2]]></loc></url>"),
        "https://newspaper.example/5\nhttps://newspaper.example/n?a=1&b=2\n",
        rss("<link>https://newspaper.example/5</link>", "<link>https://newspaper.example/n?a=1&amp;b=2</link>"),
    ],
    ids=["raw ampersand", "cut", "junk", "text", "feed"],
)  # fmt: skip
def test_sitemaps_as_they_come(text: str) -> None:
    assert urls(text) == ["https://newspaper.example/5", "https://newspaper.example/n?a=1&b=2"]


def test_of_a_large_sitemap_the_newest_entries_are_read_and_the_rest_is_named() -> None:
    records = "".join(
        f"<url><loc>https://newspaper.example/{n}</loc><lastmod>2026-01-01T00:00:{n % 60:02d}+01:00</lastmod></url>"
        for n in range(30_000)
    )
    found = preview(gzip.compress(SITEMAP.format(records).encode()), URL)
    assert len(found.entries) == 300
    assert {entry.modified for entry in found.entries} == {"2026-01-01T00:00:59+01:00"}
    assert found.problems == ("30000 addresses: the newest 300 are read",)


@pytest.mark.parametrize(("first", "step"), [(1, 1), (2_000, -1)], ids=["oldest first", "newest first"])
def test_of_an_undated_sitemap_the_end_that_counts_up_is_read(first: int, step: int) -> None:
    numbers = [first + step * n for n in range(2_000)]
    records = "".join(f"<url><loc>https://newspaper.example/{n}.html</loc></url>" for n in numbers)
    found = urls(SITEMAP.format(records))
    assert found[0] == "https://newspaper.example/2000.html"
    assert len(found) == 300


@pytest.mark.parametrize(
    ("names", "first"),
    [
        ([f"post-sitemap{n}.xml" for n in range(1, 13)], "post-sitemap12.xml"),
        ([f"sitemap-2026-{n:02d}.xml" for n in (3, 1, 2)], "sitemap-2026-03.xml"),
        (["a.xml", "b.xml", "c.xml"], "c.xml"),
        (["post-sitemap.xml", "category-sitemap.xml", "post_tag-sitemap2.xml"], "post-sitemap.xml"),
        (["post-sitemap9.xml", "news.xml"], "news.xml"),
    ],
)
def test_an_undated_index_is_read_from_its_newest_end(names: list[str], first: str) -> None:
    below = "".join(f"<sitemap><loc>https://newspaper.example/{name}</loc></sitemap>" for name in names)
    found = preview(f"<sitemapindex>{below}</sitemapindex>".encode(), URL)
    assert found.sitemaps[0] == f"https://newspaper.example/{first}"
    assert len(found.sitemaps) == min(3, len(names))


def opml(*outlines: tuple[str, str]) -> str:
    below = "".join(f'<outline text="{name}" xmlUrl="{url}"/>' for name, url in outlines)
    return f'<opml version="2.0"><head/><body>{below}</body></opml>'


@pytest.mark.parametrize(
    "addresses",
    [
        ("https://alakhbar.ma/feed", "https://www.alakhbar.dz/rss"),
        ("https://madina.wordpress.com/feed/", "https://riyada.wordpress.com/feed/"),
        ("https://alakhbar.com.eg/rss", "https://alakhbar.com/rss"),
        ("https://feeds.feedburner.com/madina", "https://feeds.feedburner.com/riyada"),
        ("https://akhbar.co.uk/rss.php?a=1&b=2", "https://akhbar.ma/rss"),
    ],
)
def test_two_sites_are_two_newspapers(addresses: tuple[str, str]) -> None:
    found = preview(opml(*((f"جريدة {n}", url) for n, url in enumerate(addresses))).encode(), URL)
    assert len({source.id for source in found.newspapers}) == 2
    assert [source.feeds[0].url for source in found.newspapers] == list(addresses)


def test_sections_of_one_site_are_one_newspaper_with_the_id_it_always_had() -> None:
    (source,) = preview(
        opml(
            ("هسبريس", "https://www.hespress.com/feed"), ("رياضة", "https://sport.hespress.com/feed")
        ).encode(),
        URL,
    ).newspapers
    assert (source.id, len(source.feeds)) == ("hespress", 2)


def test_a_list_names_what_it_leaves_out() -> None:
    text = opml(("جريدة", "https://a.ma/feed"), ("ملف", "file:///etc/passwd")).replace("</opml>", "")
    found = preview(text.encode(), URL)
    assert [source.id for source in found.newspapers] == ["a"]
    assert len(found.problems) == 2


def test_a_feed_of_six_megabytes_gives_its_entries() -> None:
    long = f"<title>طويل</title><link>/1</link><description>{'نص ' * 2_000_000}</description>"
    assert len(urls(rss(long, "<title>قصير</title><link>/2</link>"))) == 2


@pytest.mark.parametrize(
    "raw", [b"", b"\x1f\x8b", b"{}", b"<a/>", b"<html></html>", "مرحبا".encode(), b"<opml/"]
)
def test_what_is_nothing_is_one_error_that_says_so(raw: bytes) -> None:
    with pytest.raises(NashraError):
        preview(raw, URL)


JSON_FEED = json.dumps({"items": [{"url": "/1", "title": "عاجل \ud83d", "authors": [{"name": "منى"}]}]})
LISTING = "<html><body>" + "".join(f"<a href='/news/{n}'>عنوان خبر طويل بما يكفي {n}</a>" for n in range(5))
SAMPLES = [
    rss(
        "<title>خبر</title><link>/1?a=1&amp;b=2</link><media:content url='/1.jpg' width='9'/>",
        "<guid>/2</guid>",
    ),
    ALTERNATES,
    with_entities('<!ENTITY nbsp "&#160;">', "ثلاثة&nbsp;قتلى"),
    SITEMAP.format("<url><loc>https://newspaper.example/5</loc><lastmod>2026-01-01</lastmod></url>"),
    "<sitemapindex><sitemap><loc>https://newspaper.example/s1.xml</loc></sitemap></sitemapindex>",
    opml(("جريدة", "https://a.ma/feed")),
    JSON_FEED,
    LISTING,
]
NASTY = [
    "&", "<", ">", "]]>", "<![CDATA[", "&#55357;", "&#xDFFF;", "&#0;", "\x00", "\ud83d", "<!ENTITY a 'b'>", "http://[",
    "<!DOCTYPE x [", "</item>", "<item>", "<url>", "</urlset>", "\ufeff", "9" * 400, '"', "'", "http://a:99999/", "<?xml",
    "https://" + "a." * 200 + "ma/", "xml:base='http://['", "\u202e", "{", "[", "null", "1e999", "<outline xmlUrl='x'/>",
]  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A document with pieces cut, doubled, or nasty ones put in; sometimes in another encoding, or packed."""
    text = draw(st.sampled_from(SAMPLES))
    for _ in range(draw(st.integers(1, 5))):
        at = draw(st.integers(0, len(text)))
        to = min(len(text), at + draw(st.integers(0, 40)))
        put = draw(st.one_of(st.sampled_from([*NASTY, "", text[at:to] * 3]), st.text(max_size=4)))
        text = text[:at] + put + text[to:]
    encoding = draw(st.sampled_from(["utf-8", "utf-8", "utf-16", "cp1256"]))
    raw = text.encode(encoding, "surrogatepass" if encoding.startswith("utf") else "replace")
    return gzip.compress(raw) if draw(st.integers(0, 9)) == 0 else raw


@settings(max_examples=400, deadline=None)
@given(mutated())
def test_a_damaged_document_is_read_or_refused_with_an_error_of_ours(raw: bytes) -> None:
    with suppress(NashraError):
        found = preview(raw, URL)
        assert json.dumps(found.as_json(URL), default=str, ensure_ascii=False).encode()
        for entry in found.entries:
            assert entry.hints().model_dump_json()

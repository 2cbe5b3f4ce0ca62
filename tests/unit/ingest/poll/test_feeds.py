from __future__ import annotations

import codecs
import time
from contextlib import suppress

import pytest
from services.ingest.errors import NotAFeed
from services.ingest.poll.entry import Document, Entry
from services.ingest.poll.feeds import parse

URL = "https://annahda.ma/feed/"
RSS2 = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:media="http://search.yahoo.com/mrss/"
 xmlns:atom="http://www.w3.org/2005/Atom">
<channel><title>النهضة</title><language>ar-MA</language>
<atom:link href="https://annahda.ma/feed/" rel="self"/>
<item>
  <title><![CDATA[الحكومة تصادق على &#8220;ميزانية&#8221; 2025]]></title>
  <link> https://annahda.ma/%D8%B3%D9%8A%D8%A7%D8%B3%D8%A9/1?utm_source=rss&amp;p=2 </link>
  <guid isPermaLink="false">https://annahda.ma/?p=77</guid>
  <pubDate>Sat, 05 Apr 2025 10:00:00 +0000</pubDate>
  <dc:creator><![CDATA[خديجة بناني]]></dc:creator>
  <category><![CDATA[سياسة]]></category><category>الرباط</category>
  <description><![CDATA[<p>صادق مجلس الحكومة يوم الخميس.</p>
<p>The post <a href="x">الحكومة</a> appeared first on <a href="y">النهضة</a>.</p>]]></description>
  <content:encoded><![CDATA[<p><img class="a" src="/img/1.jpg?a=1&amp;b=2"> نص طويل</p>]]></content:encoded>
</item>
<item><title>بلا رابط</title></item>
<item><title>رابطه في guid</title><guid>https://annahda.ma/2</guid>
<enclosure url="https://annahda.ma/2.jpg" type="image/jpeg"/></item>
<item><title>رابط نسبي</title><link>/3</link><media:content url="https://annahda.ma/3.mp4" type="video/mp4"/>
<media:group><media:content medium="image" url="https://annahda.ma/3.jpg"/></media:group></item>
<item><title>مكرر</title><link>/3</link></item>
</channel></rss>"""
RSS1 = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>النهضة</title></channel>
<item rdf:about="https://annahda.ma/1"><title>خبر</title><dc:date>2025-04-05T10:00:00Z</dc:date></item></rdf:RDF>"""
RSS09 = """<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN"
 "http://my.netscape.com/publish/formats/rss-0.91.dtd"><rss version="0.91"><channel><title>النهضة</title>
<item><title>خبر</title><link>https://annahda.ma/1</link><description>موجز</description></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ar" xml:base="https://annahda.ma/base/">
<title>النهضة</title>
<entry><title type="html">خبر &lt;b&gt;عاجل&lt;/b&gt;</title><link rel="replies" href="https://annahda.ma/c"/>
<link href="1"/><id>tag:annahda.ma,2025:1</id><published>2025-04-05T10:00:00Z</published>
<updated>2025-04-05T12:00:00Z</updated><author><name>منى</name></author>
<category term="sport" label="رياضة"/>
<summary type="xhtml">
<div xmlns="http://www.w3.org/1999/xhtml">موجز <b>الخبر</b></div></summary></entry></feed>"""
JSON = """{"version": "https://jsonfeed.org/version/1.1", "title": "النهضة", "language": "ar", "items": [
 {"id": "77", "url": "https://annahda.ma/1", "title": "خبر", "content_html": "<p>نص</p><img src='/1.jpg'>",
  "date_published": "2025-04-05T10:00:00Z", "authors": [{"name": "منى"}], "tags": ["رياضة"]},
 {"id": "https://annahda.ma/2", "content_text": "بلا عنوان"}, {"id": "3"}, "نص", null]}"""


def read(text: str, content_type: str | None = None) -> Document:
    return parse(text.encode(), URL, content_type)


def test_rss_2_gives_every_hint_as_plain_text() -> None:
    document = read(RSS2)
    first, second, third = document.entries
    assert (document.title, document.lang) == ("النهضة", "ar-MA")
    assert document.problems == ("left out, without a link of the web: 1",)
    assert first == Entry(
        link="https://annahda.ma/%D8%B3%D9%8A%D8%A7%D8%B3%D8%A9/1?utm_source=rss&p=2",
        title="الحكومة تصادق على “ميزانية” 2025",
        published="Sat, 05 Apr 2025 10:00:00 +0000",
        authors=("خديجة بناني",),
        section="سياسة",
        summary="صادق مجلس الحكومة يوم الخميس.",
        guid="https://annahda.ma/?p=77",
        image_url="https://annahda.ma/img/1.jpg?a=1&b=2",
    )
    assert (second.link, second.image_url) == ("https://annahda.ma/2", "https://annahda.ma/2.jpg")
    assert (third.link, third.title, third.image_url) == (
        "https://annahda.ma/3",
        "رابط نسبي",
        "https://annahda.ma/3.jpg",
    )


def test_rss_1_and_0_91() -> None:
    assert read(RSS1).entries == (
        Entry("https://annahda.ma/1", "خبر", "2025-04-05T10:00:00Z", "2025-04-05T10:00:00Z"),
    )
    old = read(RSS09)
    assert old.entries == (Entry("https://annahda.ma/1", "خبر", summary="موجز"),)
    assert not old.problems, "a DOCTYPE alone is no reason for the slow parser"


def test_atom() -> None:
    assert read(ATOM).entries == (
        Entry(
            link="https://annahda.ma/base/1",
            title="خبر عاجل",
            published="2025-04-05T10:00:00Z",
            modified="2025-04-05T12:00:00Z",
            authors=("منى",),
            section="رياضة",
            summary="موجز الخبر",
            guid="tag:annahda.ma,2025:1",
        ),
    )


def test_json_feed() -> None:
    first, second = read(JSON).entries
    assert (first.link, first.image_url, first.authors, first.section) == (
        "https://annahda.ma/1",
        "https://annahda.ma/1.jpg",
        ("منى",),
        "رياضة",
    )
    assert (second.link, second.summary) == ("https://annahda.ma/2", "بلا عنوان")


def test_the_link_behind_a_redirecting_service_is_preferred() -> None:
    text = RSS09.replace("<description>", "<origLink>https://annahda.ma/real</origLink><description>")
    assert read(text).entries[0].link == "https://annahda.ma/real"


@pytest.mark.parametrize(
    ("encoding", "declared", "header"),
    [
        ("utf-8", "utf-8", None),
        ("utf-8", "windows-1256", None),
        ("utf-8", "iso-8859-1", "text/xml; charset=windows-1252"),
        ("windows-1256", "windows-1256", None),
        ("windows-1256", "utf-8", "text/xml; charset=utf-8"),
        ("windows-1256", "iso-8859-1", None),
        ("windows-1256", "nonsense-99", "text/xml; charset=windows-1256"),
        ("iso-8859-6", "iso-8859-6", None),
        ("utf-16", "utf-16", None),
        ("utf-8-sig", "utf-8", None),
    ],
)
def test_the_text_is_read_whatever_is_declared(encoding: str, declared: str, header: str | None) -> None:
    text = f'<?xml version="1.0" encoding="{declared}"?>' + RSS09.partition("?>")[2]
    raw = text.encode(encoding)
    assert parse(raw, URL, header).entries[0].title == "خبر"


def test_a_cut_character_does_not_change_the_encoding() -> None:
    raw = RSS09.replace("موجز", "موجز الخبر الطويل عن السياسة").encode().replace("ياسة".encode(), b"\xd9")
    entry = parse(raw, URL).entries[0]
    assert entry.title == "خبر"
    assert (entry.summary or "").startswith("موجز الخبر الطويل")


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: "\n\n  " + text,
        lambda text: text.replace("خبر", "خبر\x0b\x01"),
        lambda text: text.replace("خبر", "خبر &nbsp; &laquo;جديد&raquo;"),
        lambda text: text.replace("موجز", "موجز & بعد < قبل"),
        lambda text: text.replace("</channel></rss>", ""),
        lambda text: text.replace("<description>", "<itunes:x>1</itunes:x><description>"),
        lambda text: text + "<!-- cached --><script>1</script>",
    ],
    ids=["space first", "control characters", "html entities", "bare signs", "cut", "prefix", "rest behind"],
)
def test_a_broken_feed_still_gives_its_entries(damage: object) -> None:
    assert callable(damage)
    entry = read(damage(RSS09)).entries[0]
    assert entry.link == "https://annahda.ma/1"
    assert (entry.title or "").startswith("خبر")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "مرحبا",
        "<html><body>404</body></html>",
        "{}",
        '{"items": 1}',
        "{",
        "<?xml version='1.0'?><a/>",
        "\x00\x01",
    ],
)
def test_what_is_no_feed_is_refused(text: str) -> None:
    with pytest.raises(NotAFeed):
        read(text)


def test_entities_are_never_expanded() -> None:
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    for subset in (f'<!ENTITY a0 "ha">{laughs}', '<!ENTITY a9 SYSTEM "file:///etc/passwd">'):
        text = f"<!DOCTYPE rss [{subset}]>{RSS09[RSS09.index('<rss') :]}".replace("خبر", "&a9;")
        started = time.process_time()
        with pytest.raises(NotAFeed):
            read(text)
        assert time.process_time() - started < 0.5


@pytest.mark.parametrize(
    "text",
    [
        "<a>" * 100_000,
        "<item " + " ".join(f'a{n}="1"' for n in range(40_000)) + "/>",
        "<![CDATA[" * 60_000,
        "<item><title>" + "&" * 300_000 + "</title></item>",
    ],
    ids=["nesting", "attributes", "sections", "signs"],
)
def test_a_hostile_feed_costs_little(text: str) -> None:
    started = time.process_time()
    with suppress(NotAFeed):
        read(f"<rss><channel>{text}")
    assert time.process_time() - started < 3


@pytest.mark.parametrize("bom", [codecs.BOM_UTF8, b""])
def test_the_same_entry_has_the_same_digest_and_a_changed_one_another(bom: bytes) -> None:
    entry = parse(bom + RSS09.encode(), URL).entries[0]
    assert entry.digest() == read(RSS09).entries[0].digest()
    assert entry.digest() != read(RSS09.replace("خبر", "خبر معدل")).entries[0].digest()

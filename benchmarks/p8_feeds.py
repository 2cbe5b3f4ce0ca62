"""P8: feeds a second, same entries out, against feedparser."""

from __future__ import annotations

import io
import time

import feedparser
from services.ingest.poll.feeds import parse

from benchmarks.figure import Figure, interleaved

URL = "https://annahda.ma/feed/"
ENTRIES = 20
SUMMARY = "<p>" + "صادق مجلس الحكومة على مشروع المرسوم المتعلق بالميزانية. " * 6 + "</p>"
TAIL = '<p>The post <a href="x">الحكومة</a> appeared first on <a href="y">النهضة</a>.</p>'
BODY = (
    '<p><img src="https://annahda.ma/1.jpg">'
    + "فقرة من نص الخبر كما كتبته الجريدة على موقعها. " * 40
    + "</p>"
)
NAMESPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
)


def rss(number: int) -> str:
    return (
        f"<item><title><![CDATA[الحكومة تصادق على الميزانية {number}]]></title><link>{URL}{number}</link>"
        f'<guid isPermaLink="false">{number}</guid><pubDate>Sat, 05 Apr 2025 10:00:00 +0000</pubDate>'
        f"<dc:creator><![CDATA[منى]]></dc:creator><category><![CDATA[سياسة]]></category>"
        f"<description><![CDATA[{SUMMARY}{TAIL}]]></description>"
        f"<content:encoded><![CDATA[{BODY}]]></content:encoded></item>"
    )


def atom(number: int) -> str:
    return (
        f'<entry><title>الخبر {number}</title><link href="{URL}{number}"/><id>tag:annahda.ma:{number}</id>'
        f"<updated>2025-04-05T10:00:00Z</updated><author><name>منى</name></author>"
        f'<summary type="html"><![CDATA[{SUMMARY}]]></summary></entry>'
    )


ITEMS = "".join(map(rss, range(ENTRIES)))
RSS = f'<rss version="2.0" {NAMESPACES}><channel><title>النهضة</title>{ITEMS}</channel></rss>'
ATOM = f'<feed xmlns="http://www.w3.org/2005/Atom">{"".join(map(atom, range(ENTRIES)))}</feed>'
DECLARATION = '<?xml version="1.0" encoding="{}"?>\n'
FEEDS = [
    (DECLARATION.format("UTF-8") + RSS).encode(),
    (DECLARATION.format("windows-1256") + RSS).encode("windows-1256"),
    (DECLARATION.format("UTF-8") + ATOM).encode(),
]


def ours() -> float:
    return _rate(lambda raw: [entry.link for entry in parse(raw, URL).entries], times=20)


def peer() -> float:
    return _rate(lambda raw: [entry.link for entry in feedparser.parse(io.BytesIO(raw)).entries], times=3)


def _rate(links: object, times: int) -> float:
    """Feeds a second; each must give every entry."""
    assert callable(links)
    started = time.perf_counter()
    for _ in range(times):
        for raw in FEEDS:
            assert len(links(raw)) == ENTRIES
    return times * len(FEEDS) / (time.perf_counter() - started)


if __name__ == "__main__":
    rate, other = interleaved(ours, peer)
    print(
        Figure(
            id="P8",
            what="feed parsing, same entries out, against feedparser",
            unit="feeds/s",
            ours=round(rate, 1),
            peer=round(other, 1),
            goal=10,
            stretch=15,
            better="higher",
            rounds=5,
            notes=f"{ENTRIES} entries a feed: RSS 2.0, the same in windows-1256, Atom; one process",
        ).line()
    )

"""How browsers and search engines find their way: OpenSearch, OPML, robots.txt, sitemaps."""

from __future__ import annotations

from collections.abc import Sequence

from services.contracts.api import web_address
from services.contracts.source import Source
from services.gateway.models import ArticleSummary
from services.gateway.negotiation import SUGGESTIONS
from services.gateway.syndication.feeds import LANGUAGE, MEDIA
from services.gateway.syndication.xml import document, element, text

NAME = "نشرة"
OPENSEARCH = "http://a9.com/-/spec/opensearch/1.1/"
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"


def opensearch(base: str) -> bytes:
    """The search box that a browser can take over; `ShortName` has at most 16 characters."""
    root = element(
        "OpenSearchDescription",
        text("ShortName", NAME),
        text("Description", "ابحث في أخبار الجرائد"),
        text("InputEncoding", "UTF-8"),
        text("Language", LANGUAGE),
        _template(f"{base}/search?q={{searchTerms}}", "text/html"),
        _template(f"{base}/v1/search/suggest?q={{searchTerms}}", SUGGESTIONS),
        _template(f"{base}/feeds/search.rss?q={{searchTerms}}", MEDIA["rss"]),
        attributes={"xmlns": OPENSEARCH},
    )
    return document(root)


def _template(template: str, media: str) -> str:
    return element("Url", attributes={"type": media, "method": "get", "template": template})


def opml(sources: Sequence[Source], base: str) -> bytes:
    """One feed of ours for each newspaper."""
    outlines = [
        element(
            "outline",
            attributes={
                "type": "rss",
                "text": source.name,
                "title": source.name,
                "xmlUrl": f"{base}/feeds/sources/{source.id}.rss",
                "htmlUrl": web_address(source.home_url),
            },
        )
        for source in sources
    ]
    head = element("head", text("title", NAME))
    return document(element("opml", head, element("body", *outlines), attributes={"version": "2.0"}))


def robots(base: str) -> str:
    """Articles may be indexed; searches, images and the API lead a crawler nowhere."""
    hidden = ("/search", "/images/", "/v1/", "/feeds/search")
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in hidden)]
    return "\n".join([*lines, f"Sitemap: {base}/sitemap.xml", f"Sitemap: {base}/sitemap-news.xml", ""])


def sitemap(paths: Sequence[str], base: str) -> bytes:
    urls = [element("url", text("loc", base + path)) for path in paths]
    return document(element("urlset", *urls, attributes={"xmlns": SITEMAP}))


def news_sitemap(items: Sequence[ArticleSummary], base: str) -> bytes:
    """Only what may be shown in full: of the rest, the newspaper's own page is the one to index."""
    urls = [_news(item, base) for item in items if item["rights"]["mode"] == "full"]
    return document(element("urlset", *urls, attributes={"xmlns": SITEMAP, "xmlns:news": NEWS}))


def _news(item: ArticleSummary, base: str) -> str:
    publication = element(
        "news:publication", text("news:name", item["source"]["name"]), text("news:language", item["lang"])
    )
    return element(
        "url",
        text("loc", base + item["url"]),
        element(
            "news:news",
            publication,
            text("news:publication_date", item["published_at"] or item["published_date"]),
            text("news:title", item["title"]),
        ),
    )

"""From the address of a newspaper to its registration: feeds, sitemaps, name, language, country.

Everything is proposed with what it brought, so that an operator sees what would be ingested before it is.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from urllib.parse import parse_qsl, urljoin, urlsplit

from lxml import etree, html

from services.contracts.source import Feed, Source
from services.ingest.editions import EDITIONS, country_of, edition_of
from services.ingest.encodings import decoded, text_of
from services.ingest.errors import NotAFeed
from services.ingest.politeness import PoliteClient
from services.ingest.poll import documents
from services.ingest.poll.entry import Entry
from services.ingest.poll.links import absolute_url
from services.web.errors import FetchError
from services.web.http import Response

FEED_TYPES = {"application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml"}
USUAL_FEEDS = ("feed", "rss", "rss.xml", "feed.xml", "atom.xml", "index.rss", "feeds/posts/default")
USUAL_SITEMAPS = ("news-sitemap.xml", "sitemap-news.xml", "sitemap_news.xml", "sitemap.xml")
MAX_FEEDS = 10
ARABIC = re.compile(r"[\u0621-\u064a]")
SEPARATOR = re.compile(r"\s+[|–—:-]\s+|\s*[|»«]\s*")
SECOND_LEVEL = {"com", "co", "org", "net", "press", "gov", "info", "ac"}
# a blog's name is before the host's, or behind it
HOSTS_OF_BLOGS = {
    "blogspot.com",
    "canalblog.com",
    "github.io",
    "hautetfort.com",
    "over-blog.com",
    "substack.com",
    "tumblr.com",
    "weebly.com",
    "wixsite.com",
    "wordpress.com",
}
HOSTS_OF_FEEDS = {
    "feedproxy.google.com",
    "feeds.feedburner.com",
    "fetchrss.com",
    "medium.com",
    "news.google.com",
    "rss.app",
    "rsshub.app",
    "sites.google.com",
    "youtube.com",
}
FOLDERS_OF_ALL = {"feed", "feeds", "rss", "channel", "c", "user"}  # of such a host, before what is one's own


@dataclass(frozen=True, slots=True)
class Probe:
    """What one feed brings now: its entries, what it says of itself, or why there is nothing."""

    feed: Feed
    entries: tuple[Entry, ...] = ()
    title: str | None = None
    lang: str | None = None
    encoding: str | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Discovery:
    """A proposed registration, and what its feeds bring. `sitemaps`: of its robots.txt, not needed."""

    source: Source
    probes: tuple[Probe, ...]
    sitemaps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Home:
    """What a home page says of its newspaper."""

    name: str | None
    lang: str | None
    feeds: tuple[str, ...]


async def discover(url: str, client: PoliteClient, allow: Collection[str] = ()) -> Discovery:
    """The newspaper at `url` (its home page, or a feed itself). Raises `FetchError` or `NotAFeed`."""
    response = await client.get(url, allow=allow, limits=documents.LIMITS["feed"])
    home = read_home(response)
    probes = await _probes(response, home, client, allow)
    if not probes:
        raise NotAFeed(f"{url}: neither feed nor sitemap nor a list of articles; name a feed's address")
    name = _first(home.name, *(found.title for found in probes))
    base = Source(id=id_of(response.url), name=name or id_of(response.url))
    country = country_of(response.url) or _region(home.lang)
    source = base.model_copy(
        update={
            "name_latin": base.id.title() if ARABIC.search(base.name) else None,
            "country": country,
            "lang": _language(_first(home.lang, *(p.lang for p in probes))),
            "edition": edition_of(country),
            "home_url": response.url,
            "feeds": tuple(probe.feed for probe in probes),
            "rights": "excerpt",
            "allow": tuple(allow),
        }
    )
    taken = {found.feed.url for found in probes}
    sitemaps = (await client.rules_of(response.url, allow)).sitemaps
    return Discovery(source, tuple(probes), tuple(url for url in sitemaps if url not in taken))


async def probe(feed: Feed, client: PoliteClient, allow: Collection[str] = ()) -> Probe:
    """Read one feed as the poller would, without remembering anything; of an index, its newest sitemap."""
    try:
        limits = documents.LIMITS[feed.kind]
        response = await client.get(feed.url, allow=allow, limits=limits)
        document = await documents.read(feed, response)
        if document.children:
            child = await client.get(document.children[0], allow=allow, limits=limits)
            document = await documents.read(feed, child)
    except (FetchError, NotAFeed) as error:
        return Probe(feed, error=str(error))
    encoding = decoded(response.body, response.content_type)[1]
    return Probe(feed, document.entries, document.title, document.lang, encoding)


async def _probes(
    response: Response, home: Home, client: PoliteClient, allow: Collection[str]
) -> list[Probe]:
    """The feeds that the page names; else the usual addresses, sitemaps, and last the page as a listing."""
    as_feed = await _worth([Feed(url=response.url)], client, allow) if not home.name else []
    named = as_feed or await _worth([Feed(url=link) for link in home.feeds], client, allow)
    if named:
        return named
    usual = [Feed(url=urljoin(response.url, f"/{path}")) for path in USUAL_FEEDS]
    rules = await client.rules_of(response.url, allow)
    addresses = [*rules.sitemaps, *(urljoin(response.url, f"/{path}") for path in USUAL_SITEMAPS)]
    addresses.sort(key=lambda address: "news" not in address)
    sitemaps = [Feed(url=address, kind="sitemap") for address in dict.fromkeys(addresses)]
    listing = [Feed(url=response.url, kind="listing")]
    for candidates in (usual, sitemaps, listing):
        if found := await _worth(candidates, client, allow, enough=1):
            return found
    return []


async def _worth(
    candidates: list[Feed], client: PoliteClient, allow: Collection[str], enough: int = MAX_FEEDS
) -> list[Probe]:
    """Those that bring entries which none before them brought."""
    found: list[Probe] = []
    seen: set[str] = set()
    for candidate in candidates[: MAX_FEEDS * 2]:
        tried = await probe(candidate, client, allow)
        links = {entry.link for entry in tried.entries}
        if links - seen:
            found.append(tried)
            seen |= links
        if len(found) == enough:
            break
    return found


def read_home(response: Response) -> Home:
    """Name, language and feeds of a page; all unknown when it is none."""
    text = text_of(response.body, response.content_type)
    if not text.strip() or text.lstrip().startswith(("<?xml", "<rss", "<feed", "{")):
        return Home(None, None, ())
    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return Home(None, None, ())
    meta = {
        str(tag.get("property") or tag.get("name") or ""): str(tag.get("content") or "")
        for tag in root.iter("meta")
    }
    title = next(("".join(map(str, tag.itertext())) for tag in root.iter("title")), "")
    feeds = [
        absolute_url(response.url, str(tag.get("href") or ""))
        for tag in root.iter("link")
        if "alternate" in str(tag.get("rel") or "").lower()
        and str(tag.get("type") or "").lower() in FEED_TYPES
    ]
    return Home(
        name=meta.get("og:site_name", "").strip() or _name_in(title),
        lang=str(root.get("lang") or meta.get("og:locale") or "") or None,
        feeds=tuple(link for link in dict.fromkeys(feeds) if link and "comments" not in link),
    )


def _name_in(title: str) -> str | None:
    """The shortest part of a title such as «هسبريس - جريدة إلكترونية مغربية»."""
    parts = [part.strip() for part in SEPARATOR.split(title) if part.strip()]
    return min(parts, key=len)[:100] if parts else None


def _language(written: str | None) -> str:
    """`ar-MA`, `ar_AR` → `ar`; Arabic where nothing is said."""
    code = re.match(r"[a-z]{2,3}", (written or "").lower())
    return code[0] if code else "ar"


def _region(written: str | None) -> str | None:
    """`ar-MA`, `ar_MA` → `ma`, where we know how its press writes."""
    region = re.match(r"[a-z]{2,3}[-_]([a-z]{2})\b", (written or "").lower())
    return region[1] if region and region[1] in EDITIONS else None


def _first(*found: str | None) -> str | None:
    return next((text for text in found if text), None)


def id_of(url: str) -> str:
    """`https://www.al-akhbar.com/` → `al-akhbar`; the label that a reader knows the site by."""
    labels = _host(url).split(".")
    if labels[-1].isdigit():  # an address: its first folder says more than a number
        labels = [*_folders(url)[:1], ""]
    known = [label for label in labels[:-1] if label not in SECOND_LEVEL] or labels
    if ".".join(labels[-2:]) in HOSTS_OF_BLOGS and len(labels) > 2:
        return slug("-".join(known[-2:])) or "newspaper"
    return slug(known[-1]) or "newspaper"


def site_of(url: str) -> str:
    """Whose address it is: the registered domain; of a host of many blogs the blog's own host or folder."""
    host = _host(url)
    labels = host.split(".")
    if labels[-1].isdigit() or host.removeprefix("www.") in HOSTS_OF_FEEDS:
        return "/".join([host, *_own(url)])
    if ".".join(labels[-2:]) in HOSTS_OF_BLOGS:
        return host
    suffix = 1
    while suffix < len(labels) - 1 and labels[-1 - suffix] in SECOND_LEVEL:
        suffix += 1
    return ".".join(labels[-1 - suffix :])


def _own(url: str) -> list[str]:
    """What parts one feed of a host from the others: the first folder of its own, else what is asked for."""
    named = [folder for folder in _folders(url) if folder not in FOLDERS_OF_ALL]
    asked = [value for _, value in parse_qsl(urlsplit(url).query)]
    return asked if asked else named[:1]


def long_id_of(url: str) -> str:
    """An id of the whole site, where the short one is another site's: `alakhbar.dz` → `alakhbar-dz`."""
    return slug(site_of(url)) or "newspaper"


def beside(source: Source, registered: Iterable[Source]) -> Source:
    """The proposed newspaper, under an id of its whole site where another site has the short one already."""
    taken = next((other for other in registered if other.id == source.id), None)
    if taken is None or (home := _home(source)) is None or _home(taken) in {None, home}:
        return source
    return source.model_copy(update={"id": slug(home) or source.id})


def _home(source: Source) -> str | None:
    """The site of a registered newspaper."""
    address = source.home_url or next((feed.url for feed in source.feeds), None)
    return site_of(address) if address else None


def slug(text: str) -> str:
    """As an id of a source may be written; empty where nothing is left."""
    try:
        text = text if "/" in text else text.encode("idna").decode()
    except UnicodeError:
        text = text.encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9_-]+", "-", text.lower()).strip("-_")[:64].strip("-_")


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _folders(url: str) -> list[str]:
    return urlsplit(url).path.strip("/").split("/")

"""What a page says around its text: address, section, tags, language, authors."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from services.arabic.normalise import clean, fold
from services.contracts import identity
from services.contracts.page import Page
from services.ingest.extract import authors
from services.ingest.extract.metadata import Metadata, texts
from services.ingest.extract.surroundings import Nearby

MOST_TAGS = 20
LONGEST_BYLINE = 80
_BETWEEN_TAGS = re.compile(r"\s*[,،;؛|]\s*")
_PRIVATE_HOST = re.compile(r"^(?:\d+(?:\.\d+){3}|localhost|\[.*\])$")
_BYLINE = "//a[@rel='author']|//*[contains(@class,'author') or contains(@class,'byline')]"
_LETTER = re.compile(r"[^\W\d_]")
_ARABIC_SCRIPT = frozenset({"ar", "ary", "arz", "fa", "ur", "ps", "ku", "ckb", "ug", "sd"})


def canonical(page: Page, metadata: Metadata, base: str) -> str:
    """The canonical URL: the one the page states if it is of the same site, else where the page was found."""
    own = identity.canonical_url(page.url) if page.url.startswith(("http:", "https:")) else ""
    for stated in (metadata.canonical, metadata.first("og:url")):
        if not stated:
            continue
        try:
            url = identity.canonical_url(urljoin(base, stated))
        except ValueError:
            continue
        host, path = urlsplit(url).hostname or "", urlsplit(url).path
        if not own:
            if not _PRIVATE_HOST.match(host):
                return url
        elif path not in {"", "/"} and _site(host) == _site(urlsplit(own).hostname or ""):
            return url
    return own


def _site(host: str) -> str:
    """The host without what newspapers put before it."""
    return re.sub(r"^(?:www|m|mobile|amp|ar)\.", "", host)


def site_names(page: Page, metadata: Metadata) -> list[str]:
    host = urlsplit(page.url).hostname or ""
    labels = [part for part in host.split(".") if part != "www"]
    stated = [
        page.source.name,
        page.source.name_latin,
        metadata.first("og:site_name"),
        metadata.first("application-name", "twitter:site", "publisher", "apple-mobile-web-app-title"),
        *texts(metadata.article.get("publisher")),
        *(
            text
            for node in metadata.nodes
            if node.get("@type") in {"WebSite", "Organization", "NewsMediaOrganization"}
            for text in texts(node.get("name"))
        ),
        host,
        ".".join(labels),
        labels[0] if labels else None,
    ]
    return [name.lstrip("@") for name in stated if name]


def author_lines(
    page: Page, root: HtmlElement, near: Sequence[Nearby], metadata: Metadata
) -> Iterator[list[str]]:
    """What each witness says of the authors, the most reliable first."""
    tagged = ("author", "article:author", "dc.creator")
    named = [text for name in tagged for text in metadata.meta.get(name, ())]
    yield [text for text in texts(metadata.article.get("author")) if not text.startswith("http")]
    yield [text for text in named if "/" not in text]
    yield [text for text in metadata.microdata.get("author", ())[:3] if len(text) <= LONGEST_BYLINE]
    yield [one.line for one in near if len(one.line) <= LONGEST_BYLINE and authors.BYLINE.match(one.line)][:1]
    yield [page.hints.author or ""]
    classed = (element.text_content() for element in root.xpath(_BYLINE))
    yield [text for text in classed if len(text) <= LONGEST_BYLINE][:2]


def section(page: Page, metadata: Metadata, title: str) -> str | None:
    """What the newspaper calls the section, in our words where its registry entry maps it."""
    stated = [
        *texts(metadata.article.get("articleSection")),
        *metadata.meta.get("article:section", ()),
        *_breadcrumb(metadata, title),
        page.hints.section,
    ]
    hints = [text for text in stated if text and len(text) <= 60]
    return next((page.sections[text] for text in hints if text in page.sections), next(iter(hints), None))


def _breadcrumb(metadata: Metadata, title: str) -> list[str]:
    """The step before the article in a JSON-LD breadcrumb."""
    for node in metadata.nodes:
        if node.get("@type") == "BreadcrumbList" and isinstance(node.get("itemListElement"), list):
            steps = [
                text
                for item in node["itemListElement"]
                if isinstance(item, dict)
                for text in texts(item.get("name") or item.get("item"))[:1]
            ]
            inner = [step for step in steps[1:] if fold(step) != fold(title)]
            return inner[-1:]
    return []


def tags(root: HtmlElement, metadata: Metadata) -> list[str]:
    stated = [*metadata.meta.get("article:tag", ())]
    keywords = [
        *texts(metadata.article.get("keywords")),
        *metadata.meta.get("news_keywords", ()),
        *metadata.meta.get("keywords", ()),
    ]
    stated += [part for text in keywords for part in _BETWEEN_TAGS.split(text)]
    stated += [element.text_content() for element in root.xpath("//a[@rel='tag' or contains(@rel,'tag ')]")]
    found = {fold(tag): tag for text in stated if (tag := clean(text).strip("# ")) and len(tag) <= 60}
    return list(found.values())[:MOST_TAGS]


def lang(metadata: Metadata, text: str) -> str | None:
    """The language that the page states, unless its text is in another script: templates often say `en`."""
    stated = metadata.linked_text("inLanguage") or metadata.lang or metadata.first("og:locale")
    match = re.match(r"[a-zA-Z]{2,3}", stated or "")
    code = match.group().lower() if match else None
    letters = _LETTER.findall(text)
    if letters and 2 * sum(letter > "\u0600" for letter in letters) > len(letters):
        return code if code in _ARABIC_SCRIPT else "ar"
    return code


def paywalled(metadata: Metadata) -> bool:
    return str(metadata.article.get("isAccessibleForFree", "")).lower() == "false"

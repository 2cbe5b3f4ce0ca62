"""What a page says around its text: address, tags, language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from urllib.parse import urljoin, urlsplit

from services.arabic.normalise import clean, fold
from services.contracts import identity
from services.ingest.extract.conventions import LONGEST_TAG, MOST_TAGS
from services.ingest.extract.document import Document
from services.ingest.extract.landmarks import Landmarks, stands_aside
from services.ingest.extract.metadata import texts

_BETWEEN_TAGS = re.compile(r"\s*[,،;؛|\n]\s*")
_PRIVATE_HOST = re.compile(r"^(?:\d+(?:\.\d+){3}|localhost|\[.*\])$")
_LETTER = re.compile(r"[^\W\d_]")
_ARABIC_SCRIPT = frozenset({"ar", "ary", "arz", "fa", "ur", "ps", "ku", "ckb", "ug", "sd"})


def canonical(document: Document) -> str:
    """The canonical URL: the one the page states if it is of the same site, else where the page was found."""
    page, metadata = document.page, document.metadata
    urls: list[str] = []
    if page.own_address:
        return identity.canonical_url(page.url)
    for stated in (metadata.canonical, metadata.first("og:url")):
        with suppress(ValueError):
            urls += [identity.canonical_url(urljoin(document.base, stated))] if stated else []
    if page.url.startswith(("http:", "https:")):
        return identity.article_url(identity.canonical_url(page.url), urls)
    return next((url for url in urls if not _PRIVATE_HOST.match(urlsplit(url).hostname or "")), "")


def tags(document: Document, section: str | None) -> list[str]:
    """What the article is filed under beside its section: as stated, and as linked below the text."""
    metadata, landmarks = document.metadata, document.landmarks
    keywords = [
        *metadata.meta.get("article:tag", ()),
        *texts(metadata.article.get("keywords")),
        *metadata.meta.get("news_keywords", ()),
        *metadata.meta.get("keywords", ()),
    ]
    stated = [part for text in keywords for part in _BETWEEN_TAGS.split(text)]
    stated += [
        link.text_content() for link in landmarks.related("tag") if link not in landmarks.related("category")
    ]
    stated += _boxed(landmarks)
    found = {
        fold(tag): tag
        for text in _parted(stated)
        if (tag := clean(text).strip("# ")) and len(tag) <= LONGEST_TAG
    }
    found.pop(fold(section or ""), None)
    return list(found.values())[:MOST_TAGS]


def _parted(stated: Iterable[str]) -> Iterator[str]:
    """Each tag for itself, also where a link holds a whole list of them."""
    for text in stated:
        yield from _BETWEEN_TAGS.split(text)


def _boxed(landmarks: Landmarks) -> Iterator[str]:
    """The links in the elements named for tags, unless these are a cloud of the whole newspaper's."""
    for box in landmarks.tags:
        links = [box] if box.tag == "a" else list(box.iter("a"))
        if 0 < len(links) <= MOST_TAGS and not stands_aside(box):
            yield from (link.text_content() for link in links if len(link.text_content().split()) <= 5)


def lang(document: Document, text: str) -> str | None:
    """The language that the page states, unless its text is in another script: templates often say `en`."""
    metadata = document.metadata
    stated = metadata.linked_text("inLanguage") or metadata.lang or metadata.first("og:locale")
    match = re.match(r"[a-zA-Z]{2,3}", stated or "")
    code = match.group().lower() if match else None
    letters = _LETTER.findall(text)
    if letters and 2 * sum(map("\u0600".__lt__, letters)) > len(letters):
        return code if code in _ARABIC_SCRIPT else "ar"
    return code

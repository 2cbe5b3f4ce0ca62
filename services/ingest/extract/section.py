"""Which section of the newspaper an article stands in, as the page says it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urljoin, urlsplit

from lxml.html import HtmlElement

from services.arabic.normalise import clean, fold
from services.contracts.page import Page
from services.ingest.extract.markup import finder
from services.ingest.extract.metadata import Metadata, texts
from services.ingest.extract.surroundings import Nearby, spaced_text

LONGEST_NAME = 40
MOST_WORDS = 5
_HOME = frozenset(
    fold(name)
    for name in ("الرئيسية", "الصفحة الرئيسية", "الاستقبال", "البداية", "أنت هنا", "home", "accueil")
)
_CRUMBS = finder("""
//*[contains(@class,'crumb') or contains(@id,'crumb') or contains(@class,'breadcumb')
or @aria-label='breadcrumb' or contains(@class,'arbo') or @class='path' or @id='path']
""")
_NAMED = re.compile(r"(?:^|[\s_-])(?:cat|categor(?:y|ie)|section|sec|rubrique?)(?:$|[\s_-])", re.IGNORECASE)
_LABEL = re.compile(
    r"^(?:نشر(?:ت)?\s+في|القسم|التصنيف(?:ات)?|المجموعة|التصنيف|في\s+قسم|القسم)\s*[:：]?\s*(?=\S)"
)
_DIGITS = re.compile(r"\d")
_MENUS = finder(
    "//nav//a[@href]|//*[contains(@class,'menu') or contains(@id,'menu') or contains(@class,'nav')]//a[@href]"
)
_CATEGORIES = finder("//a[contains(@rel,'category')]")


def section_label(
    page: Page,
    root: HtmlElement,
    near: Sequence[Nearby],
    metadata: Metadata,
    title: str,
    beside: Sequence[str],
) -> str | None:
    """The name of the section, in the newspaper's words. `beside`: the pieces beside the date."""
    hints = _witnesses(page, root, near, metadata, title, beside)
    not_sections = {fold(title), fold(page.source.name), *_HOME}
    names = (text for hint in hints if (text := _as_name(hint)) and fold(text) not in not_sections)
    first = next(names, None)
    if not page.sections or first is None or first in page.sections:
        return first
    return next((text for text in names if text in page.sections), first)


def _as_name(text: str | None) -> str | None:
    name = clean(_LABEL.sub("", clean(text or ""))).strip(" :|/»«›>-")
    return name if name and len(name) <= LONGEST_NAME and len(name.split()) <= MOST_WORDS else None


def _witnesses(
    page: Page,
    root: HtmlElement,
    near: Sequence[Nearby],
    metadata: Metadata,
    title: str,
    beside: Sequence[str],
) -> Iterator[str | None]:
    yield from texts(metadata.article.get("articleSection"))
    yield from metadata.meta.get("article:section", ())
    yield from _breadcrumb_data(metadata, title)
    yield from _category_links(root, near)
    yield from _breadcrumb(root, title)
    yield page.hints.section
    menu = _menu(root, page)
    yield from (piece for piece in beside if fold(piece) in menu.names)
    yield from _labelled(near, menu)
    yield _by_address(page.url, menu.paths)


def _breadcrumb_data(metadata: Metadata, title: str) -> list[str]:
    """The step before the article in a JSON-LD breadcrumb."""
    for node in metadata.nodes:
        if node.get("@type") == "BreadcrumbList" and isinstance(node.get("itemListElement"), list):
            steps = [
                text
                for item in node["itemListElement"]
                if isinstance(item, dict)
                for text in texts(item.get("name") or item.get("item"))[:1]
            ]
            return [step for step in steps[1:] if fold(step) != fold(title)][-1:]
    return []


def _category_links(root: HtmlElement, near: Sequence[Nearby]) -> Iterator[str]:
    """Links that WordPress marks as sections of an article, near the title or the only one of the page."""
    for one in near:
        if one.element.tag == "a" and "category" in (one.element.get("rel") or "").split():
            yield one.line
    marked = _CATEGORIES(root)
    if len({element.get("href") for element in marked}) == 1:
        yield marked[0].text_content()


def _breadcrumb(root: HtmlElement, title: str) -> list[str]:
    """The last step before the article in the visible breadcrumb."""
    for trail in _CRUMBS(root):
        steps = [clean(link.text_content()) for link in trail.iter("a")]
        inner = [step for step in steps if step and fold(step) not in _HOME and fold(step) != fold(title)]
        if inner:
            return inner[-1:]
    return []


def _labelled(near: Sequence[Nearby], menu: _Menu) -> Iterator[str]:
    """An element near the title that is named for a section, says so, or has the name of one."""
    for one in near:
        line = one.line
        if not line or len(line) > LONGEST_NAME or _DIGITS.search(line):
            continue
        links = list(one.element.iter("a"))
        if len(links) > 1 or not menu.links.isdisjoint(links) or _is_entry(one.element):
            continue
        name = f"{one.element.get('class') or ''} {one.element.get('id') or ''}"
        if fold(line) in menu.names or _LABEL.match(line) or (_NAMED.search(name) and len(one.element) <= 1):
            yield line


def _is_entry(element: HtmlElement) -> bool:
    """It is an entry of a list of links: its neighbour is one too."""
    item = element
    while item.tag != "li" and (parent := item.getparent()) is not None and len(parent) == 1:
        item = parent
    neighbours = (item.getprevious(), item.getnext())
    return any(
        other is not None and other.tag == item.tag and (other.tag == "a" or other.find(".//a") is not None)
        for other in neighbours
    )


@dataclass(frozen=True, slots=True)
class _Menu:
    """The entries of a page's menus, folded names of sections, and the path of each that leads to one."""

    links: frozenset[HtmlElement]
    names: frozenset[str]
    paths: dict[str, str]


def _menu(root: HtmlElement, page: Page) -> _Menu:
    links = _MENUS(root)
    paths: dict[str, str] = {}
    host = urlsplit(page.url).hostname
    for link in links:
        name = clean(spaced_text(link)).replace("\n", " ")
        if not name or len(name) > LONGEST_NAME or fold(name) in _HOME:
            continue
        try:
            address = urlsplit(urljoin(page.url, link.get("href").strip()))
        except ValueError:
            continue
        if address.hostname == host and (path := unquote(address.path).strip("/")):
            paths[path] = name
    names = frozenset(fold(name) for name in (*page.sections, *paths.values()))
    return _Menu(frozenset(links), names, paths)


def _by_address(url: str, sections: dict[str, str]) -> str | None:
    """The menu's entry below which the article's address lies: `/accidents/991.html` under `/accidents`."""
    own = unquote(urlsplit(url).path).strip("/")
    above: Iterable[str] = (path for path in sections if own.startswith(f"{path}/"))
    longest = max(above, key=len, default=None)
    return sections[longest] if longest else None

"""Which section of the newspaper an article stands in, as the page says it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urljoin, urlsplit

from lxml.html import HtmlElement

from services.arabic.normalise import clean, fold
from services.contracts.page import Page
from services.ingest.extract.conventions import LONGEST_SECTION, LONGEST_TRAIL, MOST_SECTION_WORDS
from services.ingest.extract.document import Document, Found
from services.ingest.extract.landmarks import Landmarks, stands_aside
from services.ingest.extract.metadata import Metadata, is_a, texts
from services.ingest.extract.surroundings import Nearby, spaced_text

_HOME = frozenset(
    fold(name)
    for name in ("الرئيسية", "الصفحة الرئيسية", "الاستقبال", "البداية", "أنت هنا", "home", "accueil")
)
_STEPS = frozenset({"/", "»", "«", ">", "<", "›", "‹", "\\", "→", "←", "::"})
_LABEL = re.compile(
    r"^(?:نشر(?:ت)?\s+في|القسم|التصنيف(?:ات)?|المجموعة|التصنيف|في\s+قسم|القسم)\s*[:：]?\s*(?=\S)"
)
_LANGUAGE_ROOTS = frozenset({"/ar", "/fr", "/en", "/arabic"})  # front pages too
_TRAIL_TYPES = frozenset({"BreadcrumbList"})
_DIGITS = re.compile(r"\d")


def section_of(document: Document) -> Found[str | None]:
    """The name of the section, in the newspaper's words, and who says it.

    Where the registry knows names of sections, the first that it knows.
    """
    page = document.page
    if document.recipe.section:
        return Found(document.recipe.section, "recipe")
    hints = _witnesses(document)
    not_sections = {fold(document.title.value), fold(page.source.name), *_HOME}
    named = ((_as_name(hint), witness) for witness, hint in hints)
    names = ((text, witness) for text, witness in named if text and fold(text) not in not_sections)
    first = next(names, (None, None))
    if not page.sections or first[0] is None or first[0] in page.sections:
        return Found(*first)
    return Found(*next((found for found in names if found[0] in page.sections), first))


def _as_name(text: str | None) -> str | None:
    name = clean(_LABEL.sub("", clean(text or ""))).strip(" :|/»«›>-")
    return name if name and len(name) <= LONGEST_SECTION and len(name.split()) <= MOST_SECTION_WORDS else None


def _witnesses(document: Document) -> Iterator[tuple[str, str | None]]:
    """Who says a section, and what; the most reliable first."""
    page, metadata, landmarks = document.page, document.metadata, document.landmarks
    near, title = document.nearby, document.title.value
    yield from (("json-ld", text) for text in texts(metadata.article.get("articleSection")))
    yield from (("meta article:section", text) for text in metadata.meta.get("article:section", ()))
    yield from (("json-ld", text) for text in _breadcrumb_data(metadata, title))
    yield from (("category link", text) for text in _category_links(landmarks, near))
    yield from (("trail", text) for text in _breadcrumb(landmarks, near, title))
    yield "feed", page.hints.section
    menu = _menu(landmarks, page)
    yield from (("beside the date", piece) for piece in document.beside_date if fold(piece) in menu.names)
    yield from (("near the title", text) for text in _labelled(near, landmarks, menu))
    yield "url", _by_address(page, menu.paths)
    yield "url", _by_address(page, _paths((one.element for one in near if one.element.tag == "a"), page))
    yield from (("category element", text) for text in _filed_under(landmarks))


def _breadcrumb_data(metadata: Metadata, title: str) -> list[str]:
    """The step before the article in a JSON-LD breadcrumb."""
    for node in metadata.nodes:
        if is_a(node, _TRAIL_TYPES) and isinstance(node.get("itemListElement"), list):
            steps = [
                text
                for item in node["itemListElement"]
                if isinstance(item, dict)
                for text in texts(item.get("name") or item.get("item"))[:1]
            ]
            return [step for step in steps[1:] if fold(step) != fold(title)][-1:]
    return []


def _category_links(landmarks: Landmarks, near: Sequence[Nearby]) -> Iterator[str]:
    """Links that WordPress marks as sections of an article, near the title or the only one of the page."""
    marked = landmarks.related("category")
    if not marked:
        return
    for one in near:
        if one.element in marked:
            yield one.line
    if len({element.get("href") for element in marked}) == 1:
        yield marked[0].text_content()


def _breadcrumb(landmarks: Landmarks, near: Sequence[Nearby], title: str) -> list[str]:
    """The last step before the article in the visible breadcrumb."""
    for trail in (*landmarks.trails, *filter(_is_trail, (one.element for one in near))):
        steps = [clean(link.text_content()) for link in trail.iter("a")]
        inner = [step for step in steps if step and fold(step) not in _HOME and fold(step) != fold(title)]
        if inner:
            return inner[-1:]
    return []


def _is_trail(element: HtmlElement) -> bool:
    """By its form a trail: a few links, the first to the front page, with «/», «»» or «›» behind it."""
    if len(element) < 2:
        return False
    links = [child for child in element if child.tag == "a"]
    if not 1 < len(links) <= LONGEST_TRAIL or fold(clean(links[0].text_content())) not in _HOME:
        return False
    return (links[0].tail or "").strip() in _STEPS


def _filed_under(landmarks: Landmarks) -> list[str]:
    """What the elements named for a section say wherever they stand beside the text, if they agree."""
    said: set[str] = set()
    for element in landmarks.sections:
        links = [element] if element.tag == "a" else list(element.iter("a"))
        if len(links) == 1 and len(element) <= 2 and not stands_aside(element):
            said.add(clean(spaced_text(links[0])).replace("\n", " "))
    return list(said) if len(said) == 1 else []


def _labelled(near: Sequence[Nearby], landmarks: Landmarks, menu: _Menu) -> Iterator[str]:
    """An element near the title that is named for a section, says so, or has the name of one."""
    named = set(landmarks.sections)
    for one in near:
        line = one.line
        if not line or len(line) > LONGEST_SECTION or _DIGITS.search(line):
            continue
        is_named = one.element in named and len(one.element) <= 1
        if not (is_named or _LABEL.match(line) or fold(line) in menu.names):
            continue
        links = list(one.element.iter("a"))
        if len(links) <= 1 and menu.links.isdisjoint(links) and not _is_entry(one.element):
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


def _menu(landmarks: Landmarks, page: Page) -> _Menu:
    links = dict.fromkeys(link for menu in landmarks.menus for link in menu.iter("a") if link.get("href"))
    paths = _paths(links, page)
    names = frozenset(fold(name) for name in (*page.sections, *paths.values()))
    return _Menu(frozenset(links), names, paths)


def _paths(links: Iterable[HtmlElement], page: Page) -> dict[str, str]:
    """The path that each link leads to on this site, and its name."""
    paths: dict[str, str] = {}
    host = urlsplit(page.url).hostname
    for link in links:
        name = clean(spaced_text(link)).replace("\n", " ")
        if not name or len(name) > LONGEST_SECTION or fold(name) in _HOME:
            continue
        path = _path_on_site((link.get("href") or "").strip(), page.url, host)
        if path:
            paths[path] = name
    return paths


def _path_on_site(href: str, base: str, host: str | None) -> str | None:
    if href.rstrip("/") in _LANGUAGE_ROOTS:
        return None
    if href.startswith("/") and not href.startswith("//"):  # as most are; parsing each costs ten times this
        return unquote(href.partition("?")[0].partition("#")[0]).strip("/")
    try:
        address = urlsplit(urljoin(base, href))
    except ValueError:
        return None
    return unquote(address.path).strip("/") if address.hostname == host else None


def _by_address(page: Page, sections: dict[str, str]) -> str | None:
    """The link below whose path the article's address lies: `/accidents/991.html` under `/accidents`."""
    own = unquote(urlsplit(page.url).path).strip("/")
    above: Iterable[str] = (path for path in sections if own.startswith(f"{path}/"))
    longest = max(above, key=len, default=None)
    return sections[longest] if longest else None

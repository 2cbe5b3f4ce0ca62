"""One pass over a page for the elements whose `class` and `id` say what they are beside the text.

Newspapers name these in a few ways only: the trail to the article, menus, authors, tags, the section.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from lxml.html import HtmlElement

from services.ingest.extract.conventions import LANDMARK_NAMES
from services.ingest.extract.markup import finder

MOST_OF_A_KIND = 500  # no real page comes near; one made to be slow stays bounded
_LINKS = finder("//a[@rel]")
_NAMED = finder("//*[@class or @id]")
_MARKED_TRAILS = finder("//*[@aria-label='breadcrumb']")
_WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])|_+")


def _parts(names: str) -> re.Pattern[str]:
    """Any of these as a whole part of a name: `itemTagsBlock` is item-tags-block."""
    return re.compile(rf"(?:^|[\s-])(?:{'|'.join(names.split())})(?:$|[\s-])")


_TRAIL = re.compile(LANDMARK_NAMES["trail"])
_MENU = re.compile(LANDMARK_NAMES["menu"])
_AUTHOR = re.compile(LANDMARK_NAMES["author"])
_NO_AUTHOR = re.compile(LANDMARK_NAMES["no author"])
_TAGS = _parts(LANDMARK_NAMES["tags"])
_SECTION = _parts(LANDMARK_NAMES["section"])
_UNSEEN = _parts(LANDMARK_NAMES["unseen"])
_ASIDE = _parts(LANDMARK_NAMES["aside"])


@dataclass(frozen=True, slots=True)
class Landmarks:
    """Elements in document order, by what they are named for; `links` are those with a `rel`."""

    trails: list[HtmlElement]
    menus: list[HtmlElement]
    authors: list[HtmlElement]
    tags: list[HtmlElement]
    sections: list[HtmlElement]
    unseen: list[HtmlElement]
    links: list[HtmlElement]

    def related(self, relation: str) -> list[HtmlElement]:
        """The links with this relation: `tag`, `category`, `author`."""
        return [link for link in self.links if relation in (link.get("rel") or "").lower().split()]


def find_landmarks(root: HtmlElement) -> Landmarks:
    found = Landmarks([], list(root.iter("nav")), [], [], [], [], _LINKS(root))
    kinds = (found.trails, found.menus, found.authors, found.tags, found.sections, found.unseen)
    for element in _NAMED(root):
        for kind in _kinds(element.get("class") or "", element.get("id") or ""):
            if len(kinds[kind]) < MOST_OF_A_KIND:
                kinds[kind].append(element)
    if not found.trails:
        found.trails.extend(_MARKED_TRAILS(root))
    return found


@lru_cache(maxsize=8192)
def _kinds(classes: str, identifier: str) -> tuple[int, ...]:
    """Which of the lists an element belongs to. Cached: a newspaper's pages share their template."""
    names, own = _spelt(classes), _spelt(f"{classes} {identifier}")
    matches = (
        _TRAIL.search(own),
        _MENU.search(own),
        _AUTHOR.search(names) if not _NO_AUTHOR.search(names) else None,
        _TAGS.search(own),
        _SECTION.search(own),
        _UNSEEN.search(names),
    )
    return tuple(kind for kind, match in enumerate(matches) if match)


def drop_unseen(found: Landmarks) -> None:
    """Empty what is written for screen readers only: «معلومات المقال», «صدر الصورة»."""
    for element in found.unseen:
        if element.tag not in {"h1", "body", "html"}:
            element.clear(keep_tail=True)


def _spelt(name: str) -> str:
    return _WORDS.sub("-", name).lower()


def stands_aside(element: HtmlElement) -> bool:
    """It is in a sidebar, header, footer, menu or list of other stories: it speaks of the newspaper."""
    in_footer = False
    for ancestor in element.iterancestors():
        if ancestor.tag in {"article", "body"}:
            return in_footer and ancestor.tag == "body"  # an article has a footer of its own
        if ancestor.tag in {"aside", "nav"} or _named_aside(ancestor.get("class"), ancestor.get("id")):
            return True
        in_footer = in_footer or ancestor.tag == "footer" or "footer" in (ancestor.get("class") or "")
    return in_footer


@lru_cache(maxsize=8192)
def _named_aside(classes: str | None, identifier: str | None) -> bool:
    return _ASIDE.search(_spelt(f"{classes or ''} {identifier or ''}")) is not None

"""The title of an article: what heading, metadata and feed agree on, without the newspaper's name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml.etree import iterwalk
from lxml.html import HtmlElement

from services.arabic.normalise import clean, fold
from services.contracts.dead_letter import Reason
from services.contracts.page import Page
from services.ingest.errors import Unextractable
from services.ingest.extract.conventions import (
    LONGEST_DISPLAY,
    LONGEST_TITLE,
    MOST_NEWSPAPER_WORDS,
    SHORTEST_DISPLAY,
)
from services.ingest.extract.metadata import Metadata
from services.ingest.extract.wording import SEPARATOR, key, parts, same, without_site

_TITLE_TAGS = ("h1", "h2", "h3", "h4", "div", "p", "td", "span", "font", "b", "strong", "center", "a")
FEW_ELEMENTS = 4  # children of one; what has more is a box
_NAMED_TITLE = re.compile(
    r"(?:^|[\s_-])(?:\w*titles?|headlines?|titre|subject)(?:$|[\s_-])|عنوان", re.IGNORECASE
)
_LARGE_FONT = re.compile(r"\+?[3-7]$")
_LARGE_STYLE = re.compile(r"font-size\s*:\s*(?:1[89]|[2-9]\d)(?:px|pt)|font-size\s*:\s*(?:x-large|xx-large)")
_NOT_IN_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "div", "p", "ul", "ol", "table", "article"})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A title as one witness gives it. `heading`: it stands on the page as its heading."""

    witness: str
    text: str
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Title:
    """The title, who says it, and the element that shows it."""

    witness: str
    text: str
    heading: HtmlElement | None = None


def choose(candidates: Iterable[Candidate], site_names: Sequence[str]) -> Candidate | None:
    """The title with the most support; headings win because they are written for readers.

    A heading needs one other witness, unless there is none; the newspaper's name at either end goes.
    """
    given = [
        Candidate(candidate.witness, text, candidate.heading)
        for candidate in candidates
        if (text := clean(candidate.text).replace("\n", " ")) and len(text) <= LONGEST_TITLE
    ]
    names = {key(name) for name in site_names if name} - {""}
    given = [candidate for candidate in given if key(candidate.text) not in names]
    headings = [candidate for candidate in given if candidate.heading]
    others = [candidate for candidate in given if not candidate.heading]
    supported = [
        (sum(_supports(other.text, heading.text) for other in others), -position, heading)
        for position, heading in enumerate(headings)
    ]
    if supported:
        support, _, heading = max(supported, key=lambda item: item[:2])
        if (support and not _heads_every_page(heading.text, others)) or not others:
            return Candidate(heading.witness, without_site(heading.text, names), True)
    if not others:
        return headings[0] if headings else None
    best = others[0]
    return Candidate(best.witness, without_site(best.text, names, _shared(best, others)))


def _heads_every_page(heading: str, others: Sequence[Candidate]) -> bool:
    """Only `<title>` has it, beside what another witness states: it names the newspaper or a section."""
    around = [other.text for other in others if other.witness == "title"]
    stated = [other.text for other in others if other.witness != "title"]
    if any(_supports(text, heading) for text in stated):
        return False
    return any(_supports(text, title) for text in around for title in stated)


def _supports(other: str, heading: str) -> bool:
    """The other witness gives this heading, with more around it or cut short."""
    a, b = key(other), key(heading)
    if not b or len(b) < 4:
        return False
    if a == b or b in {key(part) for part in parts(other)}:
        return True
    return (b in a and 2 * len(b) >= len(a)) or (len(a) >= 20 and a in b) or _overlap(a, b) >= 0.8


def _overlap(a: str, b: str) -> float:
    left, right = set(a.split()), set(b.split())
    return len(left & right) / max(len(right), 1) if len(right) > 2 else 0.0


def _shared(best: Candidate, others: Sequence[Candidate]) -> str | None:
    """A part of the best title, cut at separators, that is the whole of another witness's or of both."""
    for other in others:
        if other is best:
            continue
        if any(same(part, other.text) for part in parts(best.text)):
            return other.text
        if any(same(part, best.text) for part in parts(other.text)):
            return best.text
    if best.witness == "title" and len(others) == 1:
        return _without_last(best.text)
    return None


def _without_last(title: str) -> str | None:
    """Only `<title>` speaks: a short last part behind a separator is taken for the newspaper's name."""
    cuts = list(SEPARATOR.finditer(title))
    if not cuts:
        return None
    head, tail = title[: cuts[-1].start()].strip(), title[cuts[-1].end() :].strip()
    if len(tail.split()) <= 3 and len(head.split()) >= 3:
        return head
    return None


def stated_title(
    page: Page,
    root: HtmlElement,
    metadata: Metadata,
    site_names: Sequence[str],
    picked: HtmlElement | None = None,
) -> Title | None:
    """The title as heading, data and feed state it: `picked` by a recipe, or the best supported."""
    if picked is not None and (text := _heading_text(picked)):
        return Title("recipe", text, picked)
    witnesses = list(_title_witnesses(page, metadata))
    first = [
        (element, _spelt(element, [one.text for one in witnesses]))
        for element in root.iter("h1")
        if _heading_text(element) and not _leads_home(element)
    ]
    candidates = [Candidate("h1", text, heading=True) for _, text in first] + witnesses
    stated_author = metadata.meta.get("author", ())  # many sites name themselves there
    chosen = choose(candidates, [*site_names, *stated_author])
    if chosen is None:
        return None
    if not chosen.heading:
        stated = [one.text for one in candidates if not one.heading]
        return _title_on_page(root, chosen, stated, site_names)
    wanted = fold(chosen.text)
    shown = next((element for element, text in first if wanted in fold(text)), first[0][0])
    return Title(chosen.witness, chosen.text, shown)


def title_above(stated: Title | None, root: HtmlElement, text: HtmlElement | None, url: str) -> Title:
    """What stands out above the text, where `<title>` says nothing, the like, or a newspaper's name.

    Otherwise what is stated. Raises Unextractable where there is neither.
    """
    if stated is not None and (stated.heading is not None or stated.witness != "title"):
        return stated
    element = _displayed(root, text) if text is not None else None
    if element is not None:
        line = clean(element.text_content()).replace("\n", " ")
        if (
            stated is None
            or len(stated.text.split()) <= MOST_NEWSPAPER_WORDS
            or _overlap(key(stated.text), key(line)) >= 0.5
        ):
            return Title(f"{element.tag} above the text", line, element)
    if stated is None:
        raise Unextractable(Reason.NO_ARTICLE, f"no title on {url}")
    return stated


def _spelt(element: HtmlElement, stated: Sequence[str]) -> str:
    """The text of a heading. Spans that a style sheet sets apart part words where another witness says so.

    Where no witness gives the heading at all, spans of several words side by side are taken to stand apart.
    """
    joined = _heading_text(element)
    if len(element) == 0 or joined == (parted := _heading_text(element, between=" ")):
        return joined
    keys = [key(text) for text in stated]
    if any(key(joined) in text for text in keys):
        return joined
    if any(key(parted) in text for text in keys):
        return parted
    apart = all(len(child.text_content().split()) > 1 and not (child.tail or "").strip() for child in element)
    return parted if apart and len(element) > 1 and not (element.text or "").strip() else joined


def _heading_text(element: HtmlElement, between: str = "") -> str:
    """Its text up to the first block inside it: a heading that is never closed swallows what follows.

    `between`: what stands between inline elements.
    """
    if len(element) == 0:
        return clean(element.text or "").replace("\n", " ")
    pieces: list[str] = []
    for event, inner in iterwalk(element, events=("start", "end")):
        if event == "end":
            pieces.append(between + (inner.tail or "") if inner is not element else "")
        elif inner is not element and inner.tag in _NOT_IN_HEADINGS:
            break
        else:
            pieces.append((" " if inner.tag == "br" else between) + (inner.text or ""))
    return clean("".join(pieces)).replace("\n", " ")


def _leads_home(element: HtmlElement) -> bool:
    """A heading that links to the front page is the newspaper's name."""
    links = [*element.iter("a"), *element.iterancestors("a")]
    text = key(_heading_text(element))
    return any(_is_home(link) and text in key(link.text_content()) for link in links)


def _is_home(link: HtmlElement) -> bool:
    if "home" in (link.get("rel") or "").split():
        return True
    try:
        address = urlsplit((link.get("href") or "#").strip())
    except ValueError:
        return False
    return address.path in {"", "/"} and not address.query and (address.path == "/" or bool(address.netloc))


def _title_on_page(
    root: HtmlElement, chosen: Candidate, stated: Sequence[str], site_names: Sequence[str]
) -> Title:
    """The element that shows what is stated as title, or a part of it: then that is the title."""
    wanted = {key(text) for title in (chosen.text, *stated) for text in (title, *parts(title))}
    wanted = {text for text in wanted if len(text.split()) >= 2} - {key(name) for name in site_names}
    best: tuple[str, HtmlElement] | None = None
    for element in root.iter(*_TITLE_TAGS):
        if len(element) > 4 or len(text := element.text_content()) > LONGEST_TITLE:
            continue
        text = clean(text).replace("\n", " ")
        if key(text) in wanted and (best is None or len(text) > len(best[0])):
            best = text, element
    if best is None:
        return Title(chosen.witness, chosen.text)
    return Title(f"{best[1].tag}, {chosen.witness}", *best)


def _title_witnesses(page: Page, metadata: Metadata) -> Iterator[Candidate]:
    stated = (
        ("json-ld", metadata.linked_text("headline") or metadata.linked_text("name")),
        ("og:title", metadata.first("og:title")),
        ("twitter:title", metadata.first("twitter:title")),
        ("meta title", metadata.first("dc.title", "citation_title", "title")),
        ("microdata", next(iter(metadata.microdata.get("headline", ())), None)),
        ("feed", page.hints.title),
        ("title", metadata.page_title),
    )
    for witness, text in stated:
        if text and not (witness == "json-ld" and text.endswith(("...", "…"))):
            yield Candidate(witness, text)


def _displayed(root: HtmlElement, text: HtmlElement) -> HtmlElement | None:
    """The last line above an article's text, or in its beginning, that stands out as a title does."""
    return next((element for element in _above(root, text) if _stands_out(element)), None)


def _above(root: HtmlElement, text: HtmlElement) -> Iterator[HtmlElement]:
    """The elements before the first long passage of the text, the nearest first."""
    passed: list[HtmlElement] = []
    inside = {text, *text.iter("*")}
    for element in root.iter("*"):
        if (
            element in inside
            and len(clean(element.text or "")) + len(clean(element.tail or "")) > LONGEST_DISPLAY
        ):
            break
        passed.append(element)
    yield from reversed(passed)


def _stands_out(element: HtmlElement) -> bool:
    if len(element) > FEW_ELEMENTS or not _is_emphatic(element):
        return False
    line = clean(element.text_content())
    linked = sum(len(link.text_content()) for link in element.iter("a"))
    return len(line.split()) >= SHORTEST_DISPLAY and len(line) <= LONGEST_DISPLAY and 2 * linked <= len(line)


def _is_emphatic(element: HtmlElement) -> bool:
    if element.tag in {"h2", "h3", "h4"}:
        return True
    if element.tag in {"b", "strong"}:
        return _is_alone(element)
    if element.tag == "font":
        return _LARGE_FONT.match(element.get("size") or "") is not None
    named = f"{element.get('class') or ''} {element.get('id') or ''}"
    return (
        _NAMED_TITLE.search(named) is not None or _LARGE_STYLE.search(element.get("style") or "") is not None
    )


def _is_alone(element: HtmlElement) -> bool:
    """Nothing else stands in the block around it."""
    block = element.getparent()
    return block is not None and len(clean(block.text_content())) == len(clean(element.text_content()))

"""What stands on a page beside its article: sharing, other stories, comments, tags, advertising, appeals.

Names are looked for in `class` and `id`, phrases in the folded reading of a block's text.
"""

from __future__ import annotations

import re
from functools import lru_cache

from lxml.html import HtmlElement

from services.arabic.normalise import fold
from services.ingest.extract.conventions import (
    CONTENT_NAMES,
    COUNTER,
    FURNITURE_NAMES,
    LONGEST_APPEAL,
    LONGEST_COMMENTS_TITLE,
    LONGEST_COUNTER,
    LONGEST_SECTION_TITLE,
    PHRASES,
    POST_NAMES,
)

_OPEN_SECTIONS = ("read also", "related", "comments")


def _name(parts: str) -> re.Pattern[str]:
    return re.compile(rf"(?:^|[\s_-])(?:{'|'.join(parts.split())})(?:$|[\s_-])", re.IGNORECASE)


def _opening(phrases: list[str]) -> re.Pattern[str]:
    return re.compile(rf"[\s\W]*(?:{'|'.join(phrases)})", re.IGNORECASE | re.VERBOSE)


_NAME = _name(" ".join(FURNITURE_NAMES.values()))
_NAME_BUT_OF_CAPTIONS = _name(
    " ".join(names for kind, names in FURNITURE_NAMES.items() if kind != "captions")
)
_CONTENT_NAME = _name(CONTENT_NAMES + " articlebody articletext newsbody cnnstorycontent")
_NEGATED = re.compile(
    r"\b(?:has|no|not|with|without|is)-[\w-]+"
)  # `has-sidebar` is the page, not the sidebar
_POST = _name(POST_NAMES)
_UNSEEN = frozenset(
    {"hidden", "d-none", "sr-only", "visually-hidden", "screen-reader-text", "element-invisible"}
)
_APPEAL = _opening(list(PHRASES.values()))
_SECTION = _opening([PHRASES[kind] for kind in _OPEN_SECTIONS])
_COMMENTS = re.compile(
    r"\W*(?:\d+\s+)?(?:ال)?تعليقات(?:\s+(?:الزوار|القراء|حول|علي)\b.{0,20})?[\s\d():]*$|\W*(?:comments|commentaires)[\s\d():]*$"
)
_POLICY = re.compile(
    r"(?=.*(?:تعليق|مشاركات))"
    r"(?=.*(?:سياسه\s+الخصوصيه|شروط\s+(?:ال)?استخدام|ارشادات\s+(?:ال)?(?:استخدام|نشر)|لا\s+تعبر))",
    re.DOTALL,
)


def named_furniture(element: HtmlElement) -> bool:
    """By its `class`, `id` or visibility, this element is no part of an article.

    A form is none either, unless it holds the whole page, as ASP.NET has it: callers compare sizes.
    """
    if not element.keys():  # as most paragraphs
        return bool(element.tag == "form")
    if element.tag == "form" or _names_furniture(element.get("class") or "", element.get("id") or ""):
        return True
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    label = element.get("aria-label")
    if label is not None and appeal(label):
        return True
    style = element.get("style")
    return style is not None and "display:none" in style.replace(" ", "").lower()


@lru_cache(maxsize=8192)
def _names_furniture(classes: str, identifier: str) -> bool:
    """Cached: a newspaper's pages share their template, and with it these names."""
    name = _NEGATED.sub("", f"{classes} {identifier}".replace("_", "-"))
    return _NAME.search(name) is not None or not _UNSEEN.isdisjoint(name.split())


def frames_picture(element: HtmlElement) -> bool:
    """It is named for the caption beside its picture, or for how the picture opens: no furniture."""
    if element.find(".//img") is None:
        return False
    return element.tag == "a" or not _names_more_than_caption(element.get("class") or "")


@lru_cache(maxsize=8192)
def _names_more_than_caption(classes: str) -> bool:
    return _NAME_BUT_OF_CAPTIONS.search(_NEGATED.sub("", classes.replace("_", "-"))) is not None


@lru_cache(maxsize=8192)
def _names_content(classes: str, identifier: str) -> bool:
    return _CONTENT_NAME.search(f"{classes} {identifier}".replace("_", "-")) is not None


def named_content(element: HtmlElement) -> bool:
    """By its `class`, `id` or microdata, this element holds the text of an article."""
    if "articleBody" in (element.get("itemprop") or "") or "articleBody" in (element.get("property") or ""):
        return True
    return _names_content(element.get("class") or "", element.get("id") or "")


def appeal(text: str) -> bool:
    """A line that asks the reader for something, or leads elsewhere."""
    if len(text) > 2 * LONGEST_APPEAL:
        return False
    folded = fold(text)
    if ("تعليق" in folded or "مشاركات" in folded) and _POLICY.match(folded):
        return True
    return len(text) <= LONGEST_APPEAL and _APPEAL.match(folded) is not None


def opens_comments(text: str) -> bool:
    """A line below which readers speak: «التعليقات», «تعليقات الزوار (12)»."""
    if len(text) > LONGEST_COMMENTS_TITLE:
        return False
    bare = text.replace("ـ", "")
    return ("عليقات" in bare or "omment" in bare) and _COMMENTS.match(fold(bare)) is not None


def opens_section(text: str) -> bool:
    """A line under which links to other stories, or comments, follow."""
    return len(text) <= LONGEST_SECTION_TITLE and _SECTION.match(fold(text)) is not None


def is_counter(text: str) -> bool:
    """«0», «1.2K», «15 مشاهدة», «00:00 / 03:21»: the counter of a button or a player's clock alone."""
    if len(text) > LONGEST_COUNTER:
        return False
    return all(COUNTER.fullmatch(fold(row)) is not None for row in text.split("\n"))


def quotes_post(element: HtmlElement) -> bool:
    """It shows a post of a network: a tweet, an Instagram, Facebook or TikTok post."""
    return element.tag in {"blockquote", "div", "figure", "section"} and _names_post(
        element.get("class") or ""
    )


@lru_cache(maxsize=8192)
def _names_post(classes: str) -> bool:
    return _POST.search(classes.replace("_", "-")) is not None


def is_button(text: str) -> bool:
    """What no author is called: «انسخ الرابط», «Developed By …»."""
    return appeal(text) or is_counter(text)

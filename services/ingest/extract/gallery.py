"""Articles that are galleries: pictures with captions, and little text or none."""

from __future__ import annotations

from collections import Counter
from itertools import takewhile

from lxml.html import HtmlElement

from services.ingest.extract import images
from services.ingest.extract.conventions import FEWEST_PICTURES, GALLERY_NAMES
from services.ingest.extract.furniture import named_furniture
from services.ingest.extract.landmarks import stands_aside


def gallery(root: HtmlElement, heading: HtmlElement | None, base: str) -> HtmlElement | None:
    """The innermost element with all pictures of a gallery; None where there are too few.

    A picture counts with a caption of its own, or in an element named for a gallery; one that leads to
    another page, or stands beside the article, does not.
    """
    above = frozenset() if heading is None else frozenset(heading.iterancestors())
    pictures = list(root.iter("img"))
    if len(pictures) >= FEWEST_PICTURES:
        pictures = [one for one in pictures if _counts(one, above, base)]
    if len(pictures) < FEWEST_PICTURES:
        return None
    holders = Counter(ancestor for one in pictures for ancestor in one.iterancestors())
    return next(holder for holder in pictures[0].iterancestors() if holders[holder] == len(pictures))


def _counts(picture: HtmlElement, above: frozenset[HtmlElement], base: str) -> bool:
    if images.leads_elsewhere(picture) or images.image_url(picture, base) is None or stands_aside(picture):
        return False
    around = list(takewhile(lambda one: one not in above and one.tag != "body", picture.iterancestors()))
    named = any(GALLERY_NAMES.search(one.get("class") or "") for one in around)
    if not named and images.caption_of(picture).text is None:
        return False
    return named or not any(named_furniture(one) for one in around)

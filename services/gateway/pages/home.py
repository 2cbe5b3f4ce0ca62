"""The front page: which story leads, which stand beside it, and what each section shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from services.contracts.sections import SECTIONS
from services.gateway.models import ArticleSummary, StoryShape, TrendShape
from services.gateway.pages.cards import Card, Link, card, cards, section_link
from services.gateway.pages.stories import StoryCard, story_card

BESIDE = 4
IN_SECTION = 4
LEAST_TRENDS = 3  # fewer are no list of what is talked about


@dataclass(frozen=True, slots=True)
class SectionBlock:
    section: Link
    first: Card
    rest: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Front:
    """`lead` None: nothing is indexed yet."""

    lead: StoryCard | None
    beside: tuple[StoryCard, ...]
    sections: tuple[SectionBlock, ...]


EMPTY = Front(None, (), ())


def front(
    stories: Iterable[StoryShape],
    latest: Iterable[ArticleSummary],
    by_section: Mapping[str, Iterable[ArticleSummary]],
) -> Front:
    """`stories`: what most newspapers tell lately comes first. `latest`: what nobody has put in one yet.

    No story twice above the sections, and none of them below; a section whose news is all above is left out.
    """
    top = [story_card(story) for story in stories][: BESIDE + 1]
    above = {told.id for told in top}
    for article in latest:
        if len(top) > BESIDE:
            break
        if _story_of(article) not in above:
            top.append(StoryCard(_story_of(article), card(article)))
            above.add(_story_of(article))
    if not top:
        return EMPTY
    blocks = (_block(section, by_section.get(section, ()), above) for section in SECTIONS)
    return Front(top[0], tuple(top[1:]), tuple(block for block in blocks if block is not None))


def trends(items: Iterable[TrendShape]) -> tuple[Link, ...]:
    """What is talked about now, each as the way to its articles."""
    links = tuple(Link(item["url"], item["label"]) for item in items)
    return links if len(links) >= LEAST_TRENDS else ()


def _story_of(article: ArticleSummary) -> str:
    story = article["story"]
    return story["id"] if story else article["id"]


def _block(section: str, summaries: Iterable[ArticleSummary], above: set[str]) -> SectionBlock | None:
    fresh = [summary for summary in summaries if _story_of(summary) not in above][:IN_SECTION]
    link = section_link(section)
    if not fresh or link is None:
        return None
    return SectionBlock(link, card(fresh[0]), cards(fresh[1:]))

"""The front page: which story leads, what stands beside it, and what each section shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from services.contracts.sections import SECTIONS
from services.gateway.models import ArticleSummary
from services.gateway.pages.cards import Card, Link, card, cards, section_link

BESIDE = 4
IN_SECTION = 4


@dataclass(frozen=True, slots=True)
class SectionBlock:
    section: Link
    first: Card
    rest: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Front:
    """`lead` None: nothing is indexed yet."""

    lead: Card | None
    beside: tuple[Card, ...]
    sections: tuple[SectionBlock, ...]


EMPTY = Front(None, (), ())


def front(latest: Iterable[ArticleSummary], by_section: Mapping[str, Iterable[ArticleSummary]]) -> Front:
    """No article twice above the sections; a section whose news is all above is left out."""
    newest = list(latest)
    chosen = lead_of(newest)
    if chosen is None:
        return EMPTY
    beside = [summary for summary in newest if summary["id"] != chosen["id"]][:BESIDE]
    above = {chosen["id"], *(summary["id"] for summary in beside)}
    blocks = (_block(section, by_section.get(section, ()), above) for section in SECTIONS)
    return Front(card(chosen), cards(beside), tuple(block for block in blocks if block is not None))


def lead_of(newest: Iterable[ArticleSummary]) -> ArticleSummary | None:
    """What most newspapers tell, then what has a picture, then what is newest (the order given)."""
    ranked = sorted(newest, key=_weight, reverse=True)
    return ranked[0] if ranked else None


def _weight(summary: ArticleSummary) -> tuple[int, bool]:
    story = summary["story"]
    return story["more"] if story else 0, summary["lead_image"] is not None


def _block(section: str, summaries: Iterable[ArticleSummary], above: set[str]) -> SectionBlock | None:
    fresh = [summary for summary in summaries if summary["id"] not in above][:IN_SECTION]
    link = section_link(section)
    if not fresh or link is None:
        return None
    return SectionBlock(link, card(fresh[0]), cards(fresh[1:]))

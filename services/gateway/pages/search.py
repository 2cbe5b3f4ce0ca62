"""The search page: what was asked, what was understood, what was found, and where to go from there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from babel.dates import format_date

from services.gateway.models import ArticleSummary
from services.gateway.pages import dates, plurals
from services.gateway.pages.cards import Card, Link, card, cards
from services.gateway.pages.query import Query
from services.gateway.search import ResultPage
from services.search.errors import QuerySyntaxError
from services.search.results import Bucket, FacetField, FacetValue, Total

FACET_TITLES: dict[FacetField, str] = {
    "source": "الجريدة",
    "section": "القسم",
    "lang": "اللغة",
    "entity": "الأسماء",
}
PLOT_HEIGHT = 48
NOTHING: Mapping[str, Iterable[ArticleSummary]] = {}
LabelOf = Callable[[FacetField, str], str]  # field and value to what a reader calls it


@dataclass(frozen=True, slots=True)
class FacetLine:
    href: str
    label: str
    count: str
    selected: bool


@dataclass(frozen=True, slots=True)
class Facet:
    title: str
    lines: tuple[FacetLine, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """A month of the histogram, in units of an SVG of `PLOT_HEIGHT`; `label` is its text for every reader."""

    x: int
    y: int
    height: int
    href: str
    label: str


@dataclass(frozen=True, slots=True)
class Emptiness:
    """Why nothing may have been found, and the ways out, each a link."""

    understood: tuple[str, ...]
    normalised: bool
    dropped: tuple[str, ...]
    excluded: tuple[str, ...]
    unknown: tuple[str, ...]
    ways: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class SearchView:
    """`fault`: what could not be read in the query, and the same words as a search without syntax.

    `dropped`: what the results need not hold, though it was asked for. `loosened`: they hold some of it.
    """

    query: Query
    active_filters: tuple[Link, ...]
    feed: str
    count: str = ""
    partial: bool = False
    cards: tuple[Card, ...] = ()
    did_you_mean: tuple[Link, ...] = ()
    dropped: tuple[str, ...] = ()
    loosened: bool = False
    facets: tuple[Facet, ...] = ()
    bars: tuple[Bar, ...] = ()
    attention: str | None = None
    next: str | None = None
    first: str | None = None
    empty: Emptiness | None = None
    fault: Link | None = None
    swapped: str | None = None


def results(
    query: Query, page: ResultPage, label: LabelOf, folded: Mapping[str, Iterable[ArticleSummary]] = NOTHING
) -> SearchView:
    """`folded`: by story, articles that stand behind the one that is listed."""
    found = page.result
    nothing = not page.items and not page.continued
    return SearchView(
        query=query,
        active_filters=_active_filters(query, label),
        feed=_feed(query),
        count=counted_total(found.total),
        partial=found.index.partial,
        cards=tuple(_with_folded(article, folded) for article in page.items),
        did_you_mean=tuple(
            Link(replace(query, q=correction.q).href(), correction.q) for correction in found.did_you_mean
        ),
        dropped=() if nothing else found.interpreted.dropped,
        loosened=found.interpreted.loosened and not nothing,
        facets=_facets(query, found.facets, label),
        bars=bars(query, found.histogram or ()),
        attention=f"/attention?{urlencode({'q': query.q})}" if query.q else None,
        next=query.href(page.next) if page.next else None,
        first=query.href() if page.continued else None,
        empty=_emptiness(query, page) if nothing else None,
    )


def stories_to_open(page: ResultPage) -> list[str]:
    """The stories of which the page lists one article for several."""
    told = (article["story"] for article in page.items)
    return [story["id"] for story in told if story and story["more"]]


def _with_folded(article: ArticleSummary, folded: Mapping[str, Iterable[ArticleSummary]]) -> Card:
    story = article["story"]
    others = folded.get(story["id"], ()) if story and story["more"] else ()
    return replace(card(article), folded=cards(other for other in others if other["id"] != article["id"]))


def syntax_error(query: Query, error: QuerySyntaxError, label: LabelOf) -> SearchView:
    """The page of a query with an open quote or bracket: no guess, but the literal search is offered."""
    literal = replace(query, q=error.literal)
    return SearchView(
        query=query,
        active_filters=_active_filters(query, label),
        feed=_feed(literal),
        fault=Link(literal.href(), error.literal),
    )


def backwards(query: Query, label: LabelOf) -> SearchView:
    """The page of a period that ends before it begins: no search, but the two days in their order."""
    swapped = replace(query, since=query.until, until=query.since)
    return SearchView(
        query=query,
        active_filters=_active_filters(query, label),
        feed=_feed(swapped),
        swapped=swapped.href(),
    )


def _feed(query: Query) -> str:
    """The same search for a feed reader: without what only the page shows."""
    only_shown: dict[str, Any] = {"facets": [], "histogram": None, "sort": None}
    params = query.parameters().model_copy(update=only_shown)
    return params.href("/feeds/search.rss")


def counted_total(total: Total | None) -> str:
    """«1.240 نتيجة», or «أكثر من 10.000 نتيجة» where the index stopped counting."""
    if total is None:
        return ""
    text = plurals.counted(total.value, plurals.RESULTS)
    return text if total.relation == "eq" else f"أكثر من {text}"


def _facets(query: Query, facets: Mapping[str, Iterable[FacetValue]], label: LabelOf) -> tuple[Facet, ...]:
    facets_with_choice = []
    for name, title in FACET_TITLES.items():
        chosen: tuple[str, ...] = getattr(query, name)
        lines = tuple(
            FacetLine(
                href=query.toggled(name, value.value).href(),
                label=label(name, value.value),
                count=plurals.number(value.count),
                selected=value.selected or value.value in chosen,
            )
            for value in facets.get(name, ())
        )
        if len(lines) > 1 or any(line.selected for line in lines):
            facets_with_choice.append(Facet(title, lines))
    return tuple(facets_with_choice)


def _active_filters(query: Query, label: LabelOf) -> tuple[Link, ...]:
    """Each filter in force, as a link that takes it away."""
    chosen = [
        Link(query.toggled(name, value).href(), label(name, value))
        for name in FACET_TITLES
        for value in getattr(query, name)
    ]
    if query.since:
        chosen.append(Link(replace(query, since=None).href(), f"من {dates.long_date(query.since)}"))
    if query.until:
        chosen.append(Link(replace(query, until=None).href(), f"إلى {dates.long_date(query.until)}"))
    return tuple(chosen)


def bars(query: Query, histogram: Iterable[Bucket]) -> tuple[Bar, ...]:
    """The latest two years of months; time runs leftwards, as Arabic newspapers draw it."""
    buckets = list(histogram)[-24:]
    if len(buckets) < 2:
        return ()
    highest = max(bucket.count for bucket in buckets) or 1
    return tuple(
        _bar(query, bucket, position, len(buckets), highest) for position, bucket in enumerate(buckets)
    )


def _bar(query: Query, bucket: Bucket, position: int, among: int, highest: int) -> Bar:
    height = max(2, round(bucket.count / highest * PLOT_HEIGHT)) if bucket.count else 0
    month = bucket.start.astimezone(dates.HOME_ZONE).date().replace(day=1)
    last = _last_day(month)
    name = format_date(month, "MMMM y", locale=dates.LOCALE)
    return Bar(
        x=(among - 1 - position) * 10,
        y=PLOT_HEIGHT - height,
        height=height,
        href=replace(query, since=month, until=last).href(),
        label=f"{name}: {plurals.counted(bucket.count, plurals.RESULTS)}",
    )


def _last_day(month: date) -> date:
    following = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return date.fromordinal(following.toordinal() - 1)


def _emptiness(query: Query, page: ResultPage) -> Emptiness:
    understood = page.result.interpreted
    ways = []
    if query.match != "loose":
        ways.append(Link(replace(query, match="loose").href(), "ابحث بكل صيغ الكلمة"))
    if query.since or query.until:
        ways.append(Link(replace(query, since=None, until=None).href(), "ابحث في كل التواريخ"))
    if query.source or query.section or query.lang or query.entity:
        everywhere = replace(query, source=(), section=(), lang=(), entity=())
        ways.append(Link(everywhere.href(), "ابحث في كل الجرائد والأقسام"))
    return Emptiness(
        understood=(*understood.terms, *(f"«{phrase}»" for phrase in understood.phrases)),
        normalised=understood.normalised,
        dropped=understood.dropped,
        excluded=understood.excluded,
        unknown=tuple(value.partition(":")[2] for value in page.unknown),
        ways=tuple(ways),
    )

"""What is written about more than before: what Elasticsearch is asked, and how its counts are judged. Pure.

Shares are compared, not counts: a night, a Friday or a feast has fewer articles of everything. What was
expected is the highest of three shares: of the whole baseline, of the same hours of its days, and of those
on the same day of the week, each drawn to the one before it as far as it rests on few articles.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from services.arabic.entities.lexicon import Entry
from services.arabic.lexemes import lexemes
from services.arabic.normalise import fold, words
from services.contracts.entity import EntityType
from services.search import significance
from services.search.matching import Clause, any_of
from services.search.queries import SUMMARY, TIMEOUT, filter_clauses
from services.search.results import Subject, Summary, Trend, TrendRequest

CANDIDATES: Final = 1_000
"""Names of the window that are judged: those that most is written about."""
LEAST: Final = 3
"""Articles of a name; fewer can be no trend (`significance`)."""
LEAST_NEWSPAPERS: Final = 3
"""That write of it, or all where fewer write at all; what one alone writes of is its own."""
STORIES: Final = 3
"""Stories of a trend that are shown, with the newest article of each."""
DAY: Final = timedelta(days=1)

FIELDS: Final[Mapping[Subject, str]] = {
    "entity": "entities",
    "story": "story",
    "topic": "keywords.folded",
}
NEWSPAPERS_COUNTED: Final = 200  # exactly; of more, Elasticsearch tells about how many

Answer = Mapping[str, Any]
Resolve = Callable[[str], str | None]
"""The id that answers for this one; None for what operators blocked."""
Moments = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Span:
    """The window that is asked about, and what it is compared with."""

    window: Moments
    baseline: Moments
    hours: tuple[Moments, ...]
    weekdays: tuple[Moments, ...]


@dataclass(frozen=True, slots=True)
class NameCount:
    """A name in the window: its articles, those of the two newspapers that wrote most, all its newspapers."""

    id: str
    count: int
    newspapers: int
    most: int
    second: int

    @property
    def observed(self) -> int:
        """No newspaper counts for more than the one after it: who repeats itself alone counts once."""
        return self.count - self.most + max(1, self.second) if self.most else 0

    def with_more(self, other: NameCount) -> NameCount:
        """Of two ids that are one: what both say, as if no article said both."""
        return NameCount(
            self.id,
            self.count + other.count,
            max(self.newspapers, other.newspapers),
            self.most + other.most,
            self.second + other.second,
        )


@dataclass(frozen=True, slots=True)
class Before:
    """What was written in one part of the baseline: all articles, and those of each name."""

    articles: int
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Surprise:
    window: NameCount
    expected: float
    before: int
    score: float


def span(request: TrendRequest, as_of: datetime) -> Span:
    """A window of a day or more has all hours of the day; one of a week, all days of the week."""
    since = as_of - request.window
    apart = max(1, -(-request.window // DAY))  # days between two windows that do not overlap
    days = range(apart, request.baseline // DAY + 1, apart)
    weeks = range(7, request.baseline // DAY + 1, 7)
    return Span(
        window=(since, as_of),
        baseline=(since - request.baseline, since),
        hours=tuple((since - day * DAY, as_of - day * DAY) for day in days) if request.window < DAY else (),
        weekdays=tuple((since - day * DAY, as_of - day * DAY) for day in weeks) if apart < 7 else (),
    )


def window_body(request: TrendRequest, spanned: Span, kind: Subject) -> dict[str, Any]:
    values = {
        "field": FIELDS[kind],
        "size": CANDIDATES,
        "min_doc_count": LEAST,
        "order": [{"_count": "desc"}, {"_key": "asc"}],
    }
    newspapers = {"field": "source.id", "size": 2}
    spread = {"cardinality": {"field": "source.id", "precision_threshold": NEWSPAPERS_COUNTED}}
    return {
        "query": _within(request, spanned.window),
        "size": 0,
        "track_total_hits": True,
        "timeout": TIMEOUT,
        "aggs": {
            "names": {
                "terms": values,
                "aggs": {"newspapers": {"terms": newspapers}, "spread": spread},
            },
            "spread": spread,
        },
    }


def name_counts(answer: Answer, resolve: Resolve) -> list[NameCount]:
    """Under the ids that answer for them; without what too few newspapers write of."""
    least = max(2, min(LEAST_NEWSPAPERS, answer["aggregations"]["spread"]["value"]))
    found: dict[str, NameCount] = {}
    for bucket in answer["aggregations"]["names"]["buckets"]:
        if id_ := resolve(bucket["key"]):
            one = replace(_name_count(bucket), id=id_)
            found[id_] = one.with_more(found[id_]) if id_ in found else one
    return [one for one in found.values() if one.newspapers >= least]


def _name_count(bucket: Answer) -> NameCount:
    most, second, *_ = [paper["doc_count"] for paper in bucket["newspapers"]["buckets"]] + [0, 0]
    return NameCount(bucket["key"], bucket["doc_count"], bucket["spread"]["value"], most, second)


def baseline_body(
    request: TrendRequest, spanned: Span, kind: Subject, names: Sequence[str]
) -> dict[str, Any]:
    counted = {
        "names": {"terms": {"field": FIELDS[kind], "include": list(names), "size": max(1, len(names))}}
    }
    parts = {"hours": spanned.hours, "weekdays": spanned.weekdays}
    return {
        "query": _within(request, spanned.baseline),
        "size": 0,
        "track_total_hits": False,
        "timeout": TIMEOUT,
        "aggs": {
            name: {"filter": any_of([_published(part) for part in among]), "aggs": counted}
            for name, among in {"all": (spanned.baseline,), **parts}.items()
            if among
        },
    }


def before(answer: Answer, resolve: Resolve) -> dict[str, Before]:
    """By part of the baseline: `all`, and `hours` and `weekdays` where there are such."""
    parts: dict[str, Before] = {}
    for name, part in answer["aggregations"].items():
        counts: Counter[str] = Counter()
        for bucket in part["names"]["buckets"]:
            counts[resolve(bucket["key"]) or ""] += bucket["doc_count"]
        parts[name] = Before(part["doc_count"], counts)
    return parts


def surprises(found: Iterable[NameCount], articles: int, told: Mapping[str, Before]) -> list[Surprise]:
    """Those that are surely more than expected of so many articles, the surest first."""
    trends = (_surprise(one, articles, told) for one in found)
    return sorted((trend for trend in trends if trend.score > 0), key=_order)


def _order(one: Surprise) -> tuple[float, int, int, str]:
    return -one.score, -one.window.newspapers, -one.window.count, one.window.id


def _surprise(one: NameCount, articles: int, told: Mapping[str, Before]) -> Surprise:
    whole = told["all"]
    count = whole.counts.get(one.id, 0)
    shares = [significance.rate(count, whole.articles)]
    for part in (told[name] for name in ("hours", "weekdays") if name in told):
        # as much as one window of articles would say
        shares.append(significance.drawn_to(shares[-1], articles, part.counts.get(one.id, 0), part.articles))
    expected = articles * max(shares)
    return Surprise(one, expected, count, significance.surely(one.observed, expected))


def evidence_body(
    request: TrendRequest, spanned: Span, kind: Subject, names: Sequence[Sequence[str]]
) -> dict[str, Any]:
    """The newest article of each of its largest stories in the window; `names`: of each, all of its ids."""
    source = [*SUMMARY, "keywords", "enriched.entities"]
    newest = {"top_hits": {"size": 1, "sort": [{"published_at": "desc"}, {"id": "asc"}], "_source": source}}
    stories = {"terms": {"field": "story", "size": STORIES}, "aggs": {"newest": newest}}
    return {
        "query": _within(request, spanned.window),
        "size": 0,
        "track_total_hits": False,
        "timeout": TIMEOUT,
        "aggs": {
            "names": {
                "filters": {"filters": [{"terms": {FIELDS[kind]: list(ids)}} for ids in names]},
                "aggs": {"stories": stories},
            }
        },
    }


@dataclass(frozen=True, slots=True)
class Evidence:
    """Of a name: one article of each of its stories as a hit, and how many each story has."""

    hits: Sequence[Answer]
    counts: tuple[int, ...]


def evidence(answer: Answer) -> list[Evidence]:
    """By name."""
    return [
        Evidence(
            [story["newest"]["hits"]["hits"][0] for story in bucket["stories"]["buckets"]],
            tuple(story["doc_count"] for story in bucket["stories"]["buckets"]),
        )
        for bucket in answer["aggregations"]["names"]["buckets"]
    ]


def trend(
    kind: Subject, one: Surprise, entry: Entry | None, shown: Evidence, articles: Sequence[Summary]
) -> Trend:
    """`entry`: who an entity is; what no lexicon has is called as its articles call it."""
    label, type_ = (entry.name, entry.type) if entry else _named(kind, one.window.id, shown.hits)
    return Trend(
        kind=kind,
        id=one.window.id,
        label=label,
        type=type_,
        score=round(one.score, 3),
        count=one.window.count,
        observed=one.window.observed,
        newspapers=one.window.newspapers,
        expected=one.expected,
        before=one.before,
        articles=tuple(articles),
        story_counts=shown.counts,
    )


def _named(kind: Subject, id_: str, hits: Sequence[Answer]) -> tuple[str, EntityType | None]:
    """As its articles call it; by its id where none of them does."""
    for hit in hits:
        source = hit["_source"]
        match kind:
            case "story":
                return source["title"], None
            case "topic":
                if label := next((text for text in source.get("keywords", ()) if fold(text) == id_), None):
                    return label, None
            case _:
                for entity in source["enriched"].get("entities", ()):
                    if entity["id"] == id_:
                        return entity["name"], entity["type"]
    return id_, None


def distinct(trends: Iterable[Trend]) -> list[Trend]:
    """Without those that say no more than one before them: «النووي» after «الاتفاق النووي», or so."""
    found: list[tuple[frozenset[tuple[str, ...]], Trend]] = []
    for one in trends:
        said = frozenset(lexemes(word) for word in words(one.label))
        if not any(said <= other or other <= said for other, _ in found):
            found.append((said, one))
    return [one for _, one in found]


def searches(entities: Iterable[Trend], topics: Iterable[Trend]) -> list[Trend]:
    """Both as one list, the surest first: of what is the same the entity, of one story only the surest.

    A topic of one word is left out: a name of one word is an entity, and another word finds anything.
    """
    phrases = (topic for topic in topics if " " in topic.label)
    every = [(-one.score, place, one) for place, trends in enumerate((entities, phrases)) for one in trends]
    stories: set[str] = set()
    found: list[Trend] = []
    for one in distinct(one for _, _, one in sorted(every, key=lambda entry: entry[:2])):
        story = main_story(one)
        if story not in stories:
            found.append(one)
        if story:
            stories.add(story)
    return found


def main_story(one: Trend) -> str | None:
    """The story that most of its articles tell; None where there is none."""
    told = bool(one.story_counts) and one.story_counts[0] * 2 >= one.count and one.story_counts[0] > 1
    return one.articles[0].story_id if told else None


def only_once(request: TrendRequest) -> TrendRequest:
    """Of copies of a text only the first counts."""
    return replace(request, filters=replace(request.filters, copies="once"))


def _within(request: TrendRequest, moments: Moments) -> Clause:
    return {"bool": {"filter": [*filter_clauses(request.filters).values(), _published(moments)]}}


def _published(moments: Moments) -> Clause:
    since, until = moments
    return {"range": {"published_at": {"gte": _instant(since), "lt": _instant(until)}}}


def _instant(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds")

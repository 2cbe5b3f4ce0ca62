from __future__ import annotations

from datetime import UTC, datetime, timedelta

from services.alerts.matching import Matcher, match_id
from services.alerts.registry import Registry, search_of
from services.contracts.alert import Alert, AlertFilters, AlertMatch
from services.contracts.event import Envelope
from services.contracts.headline import Headline
from services.contracts.source import SourceRef
from services.runtime.outcome import Done, Record
from services.search.reader import Reader
from services.search.results import Filters
from services.search.standing import Standing

NOW = datetime(2025, 4, 5, 12, tzinfo=UTC)
URL = "https://desk.example/hook"


class FakeReader(Reader):
    """Every search finds every article; the first time, one of them cannot be found yet."""

    def __init__(self) -> None:
        self.questions: list[set[str]] = []

    async def standing(self, searches, article_ids):  # type: ignore[no-untyped-def]
        self.questions.append(set(article_ids))
        late = frozenset({"a_late"} & set(article_ids)) if len(self.questions) == 1 else frozenset()
        names = tuple(sorted(searches._searches))
        return Standing({id_: names for id_ in article_ids if id_ not in late}, late)


def headline(article_id: str, **more: object) -> Record[Headline]:
    event = Headline(
        article_id=article_id, title="ميناء آسفي", source=SourceRef(id="alalam", name="العلم"),
        **{"indexed_at": NOW, **more},
    )  # fmt: skip
    return Record(event, b"", Envelope.new("test", "Headline"), 0, 0, NOW)


def registry(*alerts: Alert) -> Registry:
    found = Registry()
    for alert in alerts:
        found.take(alert)
    return found


async def matches(alerts: Registry, *records: Record[Headline]) -> list[list[AlertMatch]]:
    outcomes = await Matcher(alerts, FakeReader()).match(records)
    return [
        [event for event in outcome.events if isinstance(event, AlertMatch)]
        for outcome in outcomes
        if isinstance(outcome, Done)
    ]


async def test_each_article_is_a_match_of_each_alert_that_finds_it() -> None:
    alerts = registry(
        Alert(id="al_1", name="a", query="ميناء", url=URL), Alert(id="al_2", name="b", query="آسفي", url=URL)
    )
    (one, other) = await matches(alerts, headline("a_1"), headline("a_late"))
    assert [match.id for match in one] == [match_id("al_1", "a_1"), match_id("al_2", "a_1")]
    assert [match.article.id for match in other if match.article] == ["a_late", "a_late"]
    assert len({match.id for match in (*one, *other)}) == 4


async def test_only_what_was_indexed_is_matched() -> None:
    alerts = registry(Alert(id="al_1", name="a", query="ميناء", url=URL))
    found = await matches(
        alerts, headline("a_1", kind="retract"), headline("a_2", kind="story"),
        headline("a_3", has_article=False), headline("a_4", indexed_at=None), headline("a_5", kind="update"),
    )  # fmt: skip
    assert [len(one) for one in found] == [0, 0, 0, 0, 1]


async def test_what_was_indexed_before_the_alert_is_told_to_nobody() -> None:
    alerts = registry(Alert(id="al_1", name="a", query="ميناء", url=URL, since=NOW))
    old, new = headline("a_1", indexed_at=NOW - timedelta(hours=1)), headline("a_2", indexed_at=NOW)
    assert [len(one) for one in await matches(alerts, old, new)] == [0, 1]


def test_only_alerts_that_tell_of_articles_are_held_against_them() -> None:
    given = Alert(id="al_1", name="a", query="ميناء", url=URL)
    off = given.model_copy(update={"id": "al_2", "enabled": False})
    feed = given.model_copy(update={"id": "al_3", "url": ""})
    broken = given.model_copy(update={"id": "al_4", "query": "(ميناء"})
    alerts = registry(given, off, feed, broken)
    assert len(alerts.searches) == 1
    alerts.take(given.model_copy(update={"removed": True}))
    assert len(alerts.searches) == 0


def test_the_filters_of_an_alert_are_those_of_search() -> None:
    alert = Alert(
        id="al_1", name="a", query="ميناء", filters=AlertFilters(source=("alalam",), entity=("e_1",))
    )
    assert search_of(alert).filters == Filters(source=("alalam",), entity=("e_1",))

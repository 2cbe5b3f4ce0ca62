"""The stories of the sample press: its drafts name the event that they tell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import combinations

from services.contracts.article import Article, EnrichedArticle, Paragraph
from services.contracts.source import SourceRef
from services.contracts.story import Outline, StoryInput
from services.press.newspaper import load_newspapers
from services.stories.clustering import Clustering
from services.stories.outline import outline

NOW = datetime(2025, 4, 5, 20, tzinfo=UTC)


@cache
def drafts() -> dict[str, tuple[str, str, Outline]]:
    """By article, in the order of time: its title, the event that it tells, its outline."""
    found = {}
    for paper in load_newspapers():
        for draft in paper.articles:
            name = f"a_{paper.id}_{draft.slug}"
            article = Article(
                id=name,
                source=SourceRef(id=paper.id, name=paper.name),
                url=f"https://{paper.id}.example/{draft.slug}",
                title=draft.title,
                blocks=tuple(Paragraph(text=text) for text in draft.body.split("\n\n")),
                fetched_at=NOW - timedelta(hours=draft.hours_ago),
            )
            enriched = EnrichedArticle(article=article, lang="ar", enriched_at=NOW)
            found[name] = draft.title, draft.event or name, outline(enriched)
    return dict(sorted(found.items(), key=lambda one: (one[1][2].at, one[0])))


def clustering_of(names: Iterable[str]) -> Clustering:
    clustering = Clustering()
    for sequence, name in enumerate(names):
        clustering.decide(StoryInput(article_id=name, outline=drafts()[name][2]), sequence)
    return clustering


@cache
def told() -> tuple[dict[str, str], dict[str, str], Clustering]:
    """By article: its title, the event that it tells; and the stories after one pass."""
    titles = {name: title for name, (title, _, _) in drafts().items()}
    events = {name: event for name, (_, event, _) in drafts().items()}
    return titles, events, clustering_of(drafts())


def test_no_two_events_are_one_story_and_most_of_an_event_is_together() -> None:
    _, events, clustering = told()
    pairs = list(combinations(events, 2))
    together = [pair for pair in pairs if clustering.story_of(pair[0]) == clustering.story_of(pair[1])]
    same = [pair for pair in pairs if events[pair[0]] == events[pair[1]]]
    assert [pair for pair in together if events[pair[0]] != events[pair[1]]] == []
    assert len(together) >= 0.75 * len(same)


def test_the_rain_of_agadir_is_one_story_with_its_copies() -> None:
    _, events, clustering = told()
    stories = defaultdict(list)
    for name, event in events.items():
        if event == "agadir-rain":
            stories[clustering.story_of(name)].append(name)
    largest = max(stories.values(), key=len)
    assert len(largest) >= 4
    assert sum(clustering.duplicate_of(name) is not None for name in largest) == 2


def test_the_weather_joins_nothing() -> None:
    titles, _, clustering = told()
    weather = [name for name, title in titles.items() if title.startswith("حالة الطقس")]
    assert len(weather) == 2
    alone = [story for story in clustering.stories.values() if len(story) == 1]
    assert all(frozenset([name]) in alone for name in weather)


def test_a_dispatch_in_three_newspapers_is_one_text_and_a_contradiction_is_two() -> None:
    titles, _, clustering = told()
    olive = [name for name, title in titles.items() if "زيت الزيتون" in title]
    assert sum(clustering.duplicate_of(name) is not None for name in olive) == 2
    buses = [name for name, title in titles.items() if "صفقة الحافلات" in title]
    assert len(buses) == 2
    assert not any(clustering.duplicate_of(name) for name in buses)


def test_an_article_that_tells_both_makes_two_stories_one() -> None:
    """A fire and a blackout, until the electricity company says that one was the cause of the other."""
    _, events, clustering = told()
    fire = [name for name, event in events.items() if event == "kenitra-fire"]
    assert len(fire) == 3
    assert len({clustering.story_of(name) for name in fire}) == 1
    before = clustering_of(fire[:2])
    assert before.story_of(fire[0]) != before.story_of(fire[1])


def test_who_contradicts_tells_the_same_event_and_copies_nobody() -> None:
    _, events, clustering = told()
    price = [name for name, event in events.items() if event == "bread-price"]
    assert len({clustering.story_of(name) for name in price}) == 1
    assert [clustering.duplicate_of(name) for name in price] == [None, None]

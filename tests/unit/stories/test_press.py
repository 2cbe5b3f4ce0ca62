"""The stories of the sample press: its drafts name the event that they tell."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import combinations

from services.contracts.article import Article, EnrichedArticle, Paragraph
from services.contracts.source import SourceRef
from services.contracts.story import StoryInput
from services.press.newspaper import load_newspapers
from services.stories.clustering import Clustering
from services.stories.outline import outline

NOW = datetime(2025, 4, 5, 20, tzinfo=UTC)


@cache
def told() -> tuple[dict[str, str], dict[str, str], Clustering]:
    """By article: its title, the event that it tells; and the stories after one pass."""
    articles, titles, events = [], {}, {}
    for paper in load_newspapers():
        for draft in paper.articles:
            name = f"a_{paper.id}_{draft.slug}"
            titles[name], events[name] = draft.title, draft.event or name
            articles.append(
                Article(
                    id=name,
                    source=SourceRef(id=paper.id, name=paper.name),
                    url=f"https://{paper.id}.example/{draft.slug}",
                    title=draft.title,
                    blocks=tuple(Paragraph(text=text) for text in draft.body.split("\n\n")),
                    fetched_at=NOW - timedelta(hours=draft.hours_ago),
                )
            )
    clustering = Clustering()
    for sequence, article in enumerate(sorted(articles, key=lambda one: (one.fetched_at, one.id))):
        enriched = EnrichedArticle(article=article, lang="ar", enriched_at=NOW)
        clustering.decide(StoryInput(article_id=article.id, outline=outline(enriched)), sequence)
    return titles, events, clustering


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

"""Stories from what is asked for to what is answered, shared by API, pages and feeds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from services.contracts.api import direction, story_address, utc
from services.gateway.cursors import Cursor
from services.gateway.models import (
    ArticleSummary,
    ReasonShape,
    SourceShort,
    StoryDetail,
    StoryImage,
    StoryShape,
    TimelineShape,
)
from services.gateway.parameters import STORY_ID, StoryListParameters, window_start
from services.gateway.problems import Moved, not_found
from services.gateway.representations import summary_json
from services.gateway.state import Gateway
from services.search.results import (
    Filters,
    Membership,
    Page,
    SearchRequest,
    StoryMoved,
    StoryRequest,
    StorySort,
    StorySummary,
    Summary,
)

PATH = "/v1/stories"
SHOWN_ARTICLES = 100
SORTS: dict[str, StorySort] = {"-growth": "growth", "-updated": "updated", "-size": "size"}


def story_request(params: StoryListParameters, cursor: Cursor | None, now: datetime) -> StoryRequest:
    """Later pages keep to the moment of the first: what grows meanwhile is on no page twice."""
    as_of = cursor.as_of if cursor and cursor.as_of else now
    return StoryRequest(
        since=window_start(params.window, as_of),
        until=as_of if cursor else None,
        source=tuple(params.source),
        section=tuple(params.section),
        edition=tuple(params.edition),
        lang=tuple(params.lang),
        entity=tuple(params.entity),
        min_sources=params.min_sources,
        sort=SORTS[params.sort],
        limit=params.limit,
        after=cursor.after if cursor else None,
    )


async def standing_story(gateway: Gateway, story_id: str, address: str) -> StorySummary:
    """The story of this id. `address`: where one that was merged is found, with `{id}` for its id.

    Raises `Moved` for a merged one and Problem `not-found`.
    """
    if not re.fullmatch(STORY_ID, story_id):
        not_found(f"no story {story_id}")
    found = await gateway.reader.story(story_id)
    if isinstance(found, StoryMoved):
        raise Moved(address.format(id=found.id))
    if found is None:
        not_found(f"no story {story_id}")
    return found


async def newest_members(gateway: Gateway, story_id: str) -> list[Summary]:
    """Its newest articles, the newest first."""
    request = SearchRequest(
        filters=Filters(story=story_id),
        sort="-published_at",
        highlight=False,
        total="none",
        freshness=False,
        page=Page(SHOWN_ARTICLES),
    )
    found = await gateway.reader.search(request)
    return [item for item in found.items if item.id not in gateway.withdrawals]


def story_json(story: StorySummary) -> StoryShape:
    headlines = [summary_json(article) for article in story.headlines]
    representative = headlines[0]
    return {
        "id": story.id,
        "url": story_address(story.id),
        "title": representative["title"],
        "summary": representative["lead"],
        "lang": representative["lang"],
        "dir": direction(representative["lang"]),
        "first_seen_at": utc(story.first_at),
        "last_seen_at": utc(story.last_at),
        "article_count": story.article_count,
        "source_count": story.source_count,
        "copy_count": story.copy_count,
        "sources": [_source(article) for article in headlines],
        "sections": list(story.sections),
        "editions": list(story.countries),
        "langs": list(story.langs),
        "representative": representative["id"],
        "image": next((article["lead_image"] for article in headlines if article["lead_image"]), None),
        "headlines": headlines,
        "links": {
            "articles": f"{PATH}/{story.id}/articles",
            "feed": f"/feeds/stories/{story.id}.rss",
            "page": story_address(story.id),
        },
    }


def story_detail(
    story: StorySummary, members: Sequence[Summary], reasons: dict[str, Membership]
) -> StoryDetail:
    """`members`: newest first, at least one. `reasons`: by article, where something was decided."""
    articles = [summary_json(article) for article in members] or story_json(story)["headlines"]
    by_id = {article["id"]: article for article in articles}
    return {
        **story_json(story),
        "first": summary_json(first_of(members) if members else story.headlines[0]),
        "articles": articles,
        "timeline": timeline(members),
        "images": _images(articles),
        "why": [_reason(id_, reasons[id_]) for id_ in by_id if id_ in reasons],
    }


def told_at(article: Summary) -> datetime:
    """When an article told its story: by the minute where the newspaper says it, else when we saw it."""
    precise = article.published_precision == "minute" and article.published_at is not None
    return article.published_at if precise and article.published_at else article.indexed_at


def first_of(members: Sequence[Summary]) -> Summary:
    """Who told it first."""
    return min(members, key=lambda article: (told_at(article), article.id))


def timeline(members: Sequence[Summary]) -> list[TimelineShape]:
    """Hours in which somebody told it, the first of them first."""
    ordered = sorted(members, key=lambda article: (told_at(article), article.id))
    lines: list[TimelineShape] = []
    for hour, group in groupby(ordered, key=_hour):
        ids = [article.id for article in group]
        lines.append({"start": utc(hour), "count": len(ids), "articles": ids})
    return lines


def _hour(article: Summary) -> datetime:
    return told_at(article).astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def collection_page(story: StorySummary, members: Sequence[Summary], base: str) -> dict[str, Any]:
    """The story as schema.org CollectionPage of NewsArticles (JSON-LD); `base`: origin of our addresses."""
    shape = story_json(story)
    return {
        "@context": "https://schema.org",
        "@type": "CollectionPage",
        "@id": base + shape["url"],
        "url": base + shape["url"],
        "name": shape["title"],
        "inLanguage": shape["lang"],
        "dateCreated": shape["first_seen_at"],
        "dateModified": shape["last_seen_at"],
        "mainEntity": {
            "@type": "ItemList",
            "numberOfItems": story.article_count,
            "itemListElement": [
                {
                    "@type": "ListItem",
                    "position": place,
                    "item": {
                        "@type": "NewsArticle",
                        "@id": f"{base}/a/{article.id}",
                        "url": f"{base}/a/{article.id}",
                        "headline": article.title,
                        "publisher": {"@type": "NewsMediaOrganization", "name": article.source_name},
                    },
                }
                for place, article in enumerate(members or story.headlines, 1)
            ],
        },
    }


def _source(article: ArticleSummary) -> SourceShort:
    return {"id": article["source"]["id"], "name": article["source"]["name"]}


def _images(articles: Sequence[ArticleSummary]) -> list[StoryImage]:
    """One an address, the first newspaper's that has it."""
    found: dict[str, StoryImage] = {}
    for article in reversed(articles):
        if image := article["lead_image"]:
            found.setdefault(image, {"src": image, "article_id": article["id"], "source": _source(article)})
    return list(found.values())


def _reason(article_id: str, membership: Membership) -> ReasonShape:
    return {
        "article_id": article_id,
        "by": membership.by,
        "score": membership.score,
        "words": list(membership.words),
        "duplicate_of": membership.duplicate_of,
    }

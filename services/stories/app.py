"""The role `stories`: what was enriched or withdrawn into one order, and from that order the stories.

One worker at a time reads story-inputs.v1, which has one partition; the others stand by, and put articles
into order meanwhile.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta

from services.contracts.article import EnrichedArticle
from services.contracts.story import StoryInput
from services.contracts.topics import ENRICHED, STORIES, STORY_INPUTS, WITHDRAWALS
from services.contracts.withdrawal import Withdrawal
from services.runtime.faust_adapter.worker import Worker, worker
from services.runtime.outcome import Done, Outcome, Record
from services.runtime.stage import stage
from services.stories.outline import outline
from services.stories.recovery import Desk
from services.stories.settings import StoriesSettings


def create_app(settings: StoriesSettings) -> Worker:
    """Wire the topics; nothing connects until the worker runs."""
    window = timedelta(days=settings.story_window_days)
    desk = Desk(settings, window)

    async def take_articles(records: Sequence[Record[EnrichedArticle]]) -> Sequence[Outcome]:
        return await asyncio.to_thread(lambda: [article_input(record, window) for record in records])

    async def take_withdrawals(records: Sequence[Record[Withdrawal]]) -> Sequence[Outcome]:
        return [
            Done((StoryInput(kind=record.event.action, article_id=record.event.article_id),))
            for record in records
        ]

    app = worker("stories", settings)
    stage(app, settings, ENRICHED, take_articles, STORY_INPUTS)
    stage(app, settings, WITHDRAWALS, take_withdrawals, STORY_INPUTS)
    stage(app, settings, STORY_INPUTS, desk.decide, STORIES)
    return app


def article_input(record: Record[EnrichedArticle], window: timedelta) -> Outcome:
    """Its outline. What is published again long after it was fetched is a replay, and has its story."""
    article = record.event.article
    if record.timestamp - article.fetched_at > window:
        return Done()
    return Done((StoryInput(article_id=article.id, outline=outline(record.event)),))

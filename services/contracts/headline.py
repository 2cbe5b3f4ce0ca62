"""A line of the ticker; its offset in `headlines.v1` is its public `seq`."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from services.contracts.article import Published
from services.contracts.event import Event
from services.contracts.source import SourceRef

# new: first seen · update: a revision or a changed image · retract: take it off every ticker
# story: one that several articles tell grew or moved; its representative stands for it
HeadlineKind = Literal["new", "update", "retract", "story"]


class Headline(Event):
    """A ticker entry of an aggregator page has no article yet: `has_article` False, `indexed_at` None."""

    article_id: str
    kind: HeadlineKind = "new"
    revision: int = 1
    title: str
    source: SourceRef
    url: str | None = None
    section: str | None = None
    lang: str = "ar"
    published: Published = Published()
    has_article: bool = True
    indexed_at: datetime | None = None
    story_id: str | None = None
    article_count: int | None = None
    source_count: int | None = None
    merged_into: str | None = None

"""A line of the ticker; its offset in `headlines.v1` is its public `seq`."""

from __future__ import annotations

from typing import Literal

from services.contracts.article import Published
from services.contracts.bounds import Bytes, Count, Id, Line, Many, Moment, Revision, Text, WebUrl
from services.contracts.event import Event
from services.contracts.source import SourceRef

# new: first seen · update: a revision or a changed image · retract: take it off every ticker
# story: one that several articles tell grew or moved; its representative stands for it
HeadlineKind = Literal["new", "update", "retract", "story"]


class Headline(Event):
    """A ticker entry of an aggregator page has no article yet: `has_article` False, `indexed_at` None.

    Of a `story`: `articles` that have just joined it, how many it has now, and who tells it. `entities`: what
    the article is about. `keys`: what it says, for queries that are matched without the index: CRC-32 of the
    keys that `search.headline_queries` makes, ascending, 4 bytes each, little-endian.
    """

    article_id: Id
    kind: HeadlineKind = "new"
    revision: Revision = 1
    title: Text
    source: SourceRef
    url: WebUrl | None = None
    section: Line | None = None
    lang: Line = "ar"
    published: Published = Published()
    has_article: bool = True
    indexed_at: Moment | None = None
    story_id: Id | None = None
    articles: Many[Id] = ()
    article_count: Count | None = None
    source_count: Count | None = None
    merged_into: Id | None = None
    entities: Many[Id] = ()
    keys: Bytes = b""

"""How well a newspaper can be read, for the operator."""

from __future__ import annotations

from datetime import datetime

from services.contracts.bounds import Id, Line, Many, Moment, Text, Url
from services.contracts.event import Event
from services.contracts.source import Part

READ = "ok"


class FeedHealth(Part):
    """`outcome`: `ok`, or the class of the last failure, with its `reason`. `read_at`: when it last worked.

    `moved_to`: where the newspaper says the feed is for good; the registration should follow.
    """

    url: Url
    outcome: Line = READ
    reason: Text | None = None
    read_at: Moment | None = None
    moved_to: Url | None = None

    @property
    def fails(self) -> bool:
        return self.outcome != READ


class SourceHealth(Event):
    """Told when it changes, and once an hour. `polled_at`: the last try, whatever came of it."""

    source_id: Id
    polled_at: Moment
    feeds: Many[FeedHealth] = ()

    @property
    def failing(self) -> tuple[FeedHealth, ...]:
        return tuple(feed for feed in self.feeds if feed.fails)

    @property
    def read_at(self) -> datetime | None:
        """When any feed last worked."""
        return max((feed.read_at for feed in self.feeds if feed.read_at), default=None)

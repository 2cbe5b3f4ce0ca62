"""How well a newspaper can be read, for the operator."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from pydantic import Field

from services.contracts.bounds import Counts, Id, Line, Many, Moment, Text, Url
from services.contracts.event import Event
from services.contracts.source import Part

READ = "ok"
LASTING = frozenset({"broken", "disallowed", "gone", "not-a-feed", "refused", "too-large"})
STALE = timedelta(hours=24)


class FeedHealth(Part):
    """`outcome`: `ok`, or the class of the last failure, with its `reason`. `read_at`: when it last worked.

    `moved_to`: where the newspaper says the feed is for good; the registration should follow.
    `shared_addresses`: articles whose pages state the address of another one; both are kept.
    `stand_ins`: for how many of its articles it served another page, by kind (consent, blocked, not-found …).
    """

    url: Url
    outcome: Line = READ
    reason: Text | None = None
    read_at: Moment | None = None
    moved_to: Url | None = None
    stand_ins: Counts = Field(default_factory=dict)
    shared_addresses: int = Field(default=0, ge=0, le=1_000_000)

    @property
    def fails(self) -> bool:
        return self.outcome != READ

    def needs_a_look(self, now: datetime) -> bool:
        """Whether it fails in a way that does not pass by itself, or has failed for a day."""
        late = self.read_at is not None and now - self.read_at > STALE
        return self.fails and (self.outcome in LASTING or late)


class SourceHealth(Event):
    """Told when it changes, and once an hour. `polled_at`: the last try, whatever came of it."""

    source_id: Id
    polled_at: Moment
    feeds: Many[FeedHealth] = ()

    @property
    def failing(self) -> tuple[FeedHealth, ...]:
        return tuple(feed for feed in self.feeds if feed.fails)

    @property
    def stand_ins(self) -> dict[str, int]:
        """Of all feeds, the most frequent kind first."""
        found: Counter[str] = Counter()
        for feed in self.feeds:
            found.update(feed.stand_ins)
        return dict(found.most_common())

    @property
    def read_at(self) -> datetime | None:
        """When any feed last worked."""
        return max((feed.read_at for feed in self.feeds if feed.read_at), default=None)

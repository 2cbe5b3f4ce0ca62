"""What the poller knows of a feed, as it lies in the Faust table that its workers share."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from typing import Any

from services.ingest.poll.claims import MAX_CLAIMS, Claim
from services.ingest.poll.entry import Entry
from services.ingest.poll.hubs import Offer
from services.ingest.poll.news import Item
from services.ingest.poll.schedule import Pace
from services.ingest.poll.undated import Child


@dataclass(frozen=True, slots=True)
class Pending:
    """An article still to be fetched: how often it was tried, and from when on it may be tried."""

    item: Item
    attempts: int = 0
    due: float = 0.0


@dataclass(frozen=True, slots=True)
class FeedState:
    """`known`: article id → digest of the entry as last handled; `body`: digest of the document.

    Times are Unix seconds. `read_at`: the last poll that worked. `failure`, `error`: class and words of what
    failed since. `moved_to`: where the newspaper says the feed is for good. `offer`: its hub.
    `stand_ins`: article id → the kind of page that the newspaper served in its place. `claims`: article id →
    the address that its page states.
    `sitemaps`: those of an index without dates.
    `etag`, `last_modified` and `body` may be ahead of `known`, because all between them is in `pending`.
    """

    etag: str | None = None
    last_modified: str | None = None
    body: str | None = None
    due: float = 0.0
    pace: Pace = field(default_factory=Pace)
    known: dict[str, str] = field(default_factory=dict)
    pending: tuple[Pending, ...] = ()
    polled_at: float | None = None
    read_at: float | None = None
    failure: str | None = None
    error: str | None = None
    moved_to: str | None = None
    stand_ins: dict[str, str] = field(default_factory=dict)
    offer: Offer | None = None
    claims: dict[str, Claim] = field(default_factory=dict)
    sitemaps: dict[str, Child] = field(default_factory=dict)

    @property
    def shared_addresses(self) -> int:
        """Articles whose page states an address that is another article's."""
        return sum(claim.contested for claim in self.claims.values())

    def after_reading(self, now: float, due: float, pace: Pace, offer: Offer | None) -> FeedState:
        """A poll worked; what it found is in this state."""
        return replace(
            self, polled_at=now, read_at=now, due=due, pace=pace, offer=offer, failure=None, error=None
        )

    def after_failure(self, now: float, due: float, pace: Pace, failure: str, error: str) -> FeedState:
        """A poll failed; a new address that fails is no better than the registered one."""
        return replace(self, polled_at=now, due=due, pace=pace, failure=failure, error=error, moved_to=None)

    def settled(self, pending: Pending) -> FeedState:
        """The article is done with: published, or given up."""
        item = pending.item
        known = {key: digest for key, digest in self.known.items() if key != item.id}
        known[item.id] = item.digest
        return replace(self, known=known, pending=tuple(p for p in self.pending if p.item.id != item.id))

    def fetched(self, pending: Pending, claim: Claim) -> FeedState:
        """The article itself came."""
        claims = {**self.claims, claim.page: claim}
        for oldest in list(claims)[: max(0, len(claims) - MAX_CLAIMS)]:
            del claims[oldest]
        rest = {key: cause for key, cause in self.stand_ins.items() if key != pending.item.id}
        return replace(self.settled(pending), stand_ins=rest, claims=claims)

    def standing_in(self, pending: Pending, cause: str) -> FeedState:
        """Another page came in place of the article."""
        return replace(self, stand_ins={**self.stand_ins, pending.item.id: cause})

    def postponed(self, pending: Pending, due: float, attempts: int) -> FeedState:
        """The article is tried again at `due`."""
        later = replace(pending, due=due, attempts=attempts)
        return replace(self, pending=tuple(later if p.item.id == later.item.id else p for p in self.pending))

    def differs(self, other: FeedState) -> bool:
        """Whether more than the times of polls changed."""
        return self._timeless() != other._timeless()

    def _timeless(self) -> FeedState:
        return replace(self, due=0.0, pace=Pace(), polled_at=None, read_at=None, sitemaps={})

    def next_moment(self) -> float:
        """When there is something to do: a poll, or an article to try."""
        return min([self.due, *(pending.due for pending in self.pending)])

    def to_json(self) -> dict[str, Any]:
        """As the table keeps it; what is empty is left out."""
        data = asdict(self)
        data["claims"] = {page: claim.stored() for page, claim in self.claims.items()}
        data["pending"] = [
            {
                "id": pending.item.id,
                "digest": pending.item.digest,
                "attempts": pending.attempts,
                "due": pending.due,
                "entry": {k: v for k, v in asdict(pending.item.entry).items() if v is not None},
            }
            for pending in self.pending
        ]
        return {name: value for name, value in data.items() if value}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> FeedState:
        """The inverse of `to_json`; fields of a newer version are ignored."""
        pending = tuple(
            Pending(
                Item(one["id"], one["digest"], _entry(dict(one["entry"]))),
                attempts=int(one["attempts"]),
                due=float(one["due"]),
            )
            for one in data.get("pending", ())
        )
        return cls(
            etag=data.get("etag"),
            last_modified=data.get("last_modified"),
            body=data.get("body"),
            due=float(data.get("due", 0.0)),
            pace=Pace(**data.get("pace", {})),
            known=dict(data.get("known", {})),
            pending=pending,
            polled_at=data.get("polled_at"),
            read_at=data.get("read_at"),
            failure=data.get("failure"),
            error=data.get("error"),
            moved_to=data.get("moved_to"),
            claims={page: Claim.restored(page, stored) for page, stored in data.get("claims", {}).items()},
            stand_ins=dict(data.get("stand_ins", {})),
            offer=Offer(**data["offer"]) if data.get("offer") else None,
            sitemaps={url: Child(**child) for url, child in data.get("sitemaps", {}).items()},
        )


def _entry(data: dict[str, Any]) -> Entry:
    """Also of before entries had several authors."""
    author = data.pop("author", None)
    authors = data.pop("authors", None) or ([author] if author else [])
    return Entry(**data, authors=tuple(authors))


def feed_key(source_id: str, url: str) -> str:
    """The key of a feed's state in the table; it belongs to the partition of its source."""
    return f"{source_id} {url}"

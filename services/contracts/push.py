"""What a hub told of a feed (W3C WebSub), as far as its call proved to be genuine."""

from __future__ import annotations

from typing import Literal

from services.contracts.bounds import Id, Line, Long, Moment, Text
from services.contracts.event import Event

# subscribe, unsubscribe: the hub confirmed what we asked · denied: it will not · publish: the feed has news
PushMode = Literal["subscribe", "unsubscribe", "denied", "publish"]


class FeedPush(Event):
    """`token` names the feed to the newspaper's poller. What a hub sends of the feed itself is not kept.

    `lease_seconds`: how long the hub promises to tell us, with `subscribe`. `reason`: its words for a denial.
    """

    source_id: Id
    token: Line
    mode: PushMode
    lease_seconds: Long | None = None
    reason: Text | None = None
    received_at: Moment

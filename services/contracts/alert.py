"""A saved search that tells somebody: what it looks for, whom it tells, and what became of each telling."""

from __future__ import annotations

from typing import Annotated, Literal, TypeVar

from pydantic import Field, StringConstraints

from services.contracts.article import Published
from services.contracts.bounds import Count, Id, Line, Moment, Number, Revision, Text, WebUrl, Zone
from services.contracts.event import Event
from services.contracts.source import Part

Clock = Annotated[str, StringConstraints(max_length=5, pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
MatchKind = Literal["article", "spike"]
# delivered, dead (a dead letter) and dropped (the alert was removed) are final; failed is tried again
DeliveryOutcome = Literal["delivered", "failed", "dead", "dropped"]


T = TypeVar("T")
Few = Annotated[tuple[T, ...], Field(max_length=100)]  # far more than search takes of one filter


class AlertFilters(Part):
    """Beside the query; all given must hold, several values of one are alternatives. `edition`: countries."""

    source: Few[Line] = ()
    section: Few[Line] = ()
    lang: Few[Line] = ()
    edition: Few[Line] = ()
    author: Few[Line] = ()
    entity: Few[Line] = ()


class QuietHours(Part):
    """From `start` to `end` by the clock of `tz`, over midnight where `end` is earlier: nothing is sent."""

    start: Clock
    end: Clock
    tz: Zone = "Africa/Casablanca"


class SpikeRule(Part):
    """When attention is above its own rhythm: `window_minutes` are compared with the same of days before.

    `at_least` articles, and `times` what was to be expected.
    """

    window_minutes: int = Field(default=60, ge=10, le=1440)
    at_least: int = Field(default=8, ge=2, le=100_000)
    times: float = Field(default=3.0, ge=1.2, le=1000, allow_inf_nan=False)


class Alert(Event):
    """A saved search; the latest event of an id stands.

    `url`: the webhook, empty for a feed alone. `secrets`: names of what signs, the current one first.
    `allow`: `host:port` that this alert alone may reach although private. `spike`: it tells of spikes instead
    of articles. `stop_reason`: why it is not enabled, when the platform decided so.
    `since`: what was indexed before is told to nobody.
    """

    id: Id
    name: Line
    query: Line = ""
    filters: AlertFilters = AlertFilters()
    url: WebUrl = ""
    secrets: Few[Line] = ()
    allow: Few[Line] = ()
    quiet: QuietHours | None = None
    spike: SpikeRule | None = None
    enabled: bool = True
    removed: bool = False
    stop_reason: Text | None = None
    since: Moment | None = None
    decided_by: Line = "nashra"
    decided_at: Moment | None = None


class AlertArticle(Part):
    """What a telling says of an article; its text is the newspaper's."""

    id: Id
    revision: Revision = 1
    title: Text
    url: WebUrl | None = None
    source_id: Id
    source_name: Line
    lang: Line = "ar"
    section: Line | None = None
    published: Published = Published()


class Spike(Part):
    """`count` articles from `since` to `until`, where `expected` were to be expected, by `sources`."""

    since: Moment
    until: Moment
    count: Count
    expected: Number
    sources: Few[Line] = ()


class AlertMatch(Event):
    """Something to tell. `id` is the same however often it is found: that of the alert and the article."""

    id: Id
    alert_id: Id
    kind: MatchKind = "article"
    matched_at: Moment
    article: AlertArticle | None = None
    spike: Spike | None = None


class AlertDelivery(Event):
    """What came of a try to tell. `status`: of HTTP, when there was an answer. `waiting`: tellings behind it.

    `failing_since`: since when nothing was taken.
    """

    id: Id
    alert_id: Id
    outcome: DeliveryOutcome
    attempts: Count = 0
    status: Count | None = None
    error: Text | None = None
    at: Moment
    waiting: Count = 0
    failing_since: Moment | None = None

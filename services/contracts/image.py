"""Votes on an image and what follows from them."""

from __future__ import annotations

from typing import Literal

from services.contracts.bounds import Count, Id, Line, Moment, Revision, Text
from services.contracts.event import Event

ReportAction = Literal["report", "restore", "confirm"]
ReportReason = Literal["offensive", "violent", "privacy", "misleading", "unrelated", "other"]
Visibility = Literal["visible", "hidden", "cleared"]
SETTLED_S = 60  # age of a reader's cookie from which reports count, unless the operator says otherwise


class ImageReport(Event):
    """One reader's report, or an operator's decision (`restore`, `confirm`). `reporter` is a salted hash.

    What the report weighs travels with it, so that a replay weighs the same. `network`: a salted hash of the
    /24 or /64; without it the report is of a time before there were weights. `reader_since`: when we gave the
    reader's cookie. `overturned`: reports of this reader that an operator overturned of late.
    `newspaper_daily`: articles of the image's newspaper in a day.
    """

    image_id: Id
    article_id: Id
    action: ReportAction = "report"
    reason: ReportReason = "other"
    note: Text | None = None
    reporter: Line
    reported_at: Moment
    network: Line | None = None
    reader_since: Moment | None = None
    overturned: Count = 0
    newspaper_daily: Count | None = None


class ImageState(Event):
    """The state of an image. `revision` grows with each change of state."""

    image_id: Id
    article_id: Id
    state: Visibility
    revision: Revision
    changed_at: Moment

"""Votes on an image and what follows from them."""

from __future__ import annotations

from typing import Literal

from services.contracts.bounds import Id, Line, Moment, Revision, Text
from services.contracts.event import Event

ReportAction = Literal["report", "restore", "confirm"]
ReportReason = Literal["offensive", "violent", "privacy", "misleading", "unrelated", "other"]
Visibility = Literal["visible", "hidden", "cleared"]


class ImageReport(Event):
    """One reader's report, or an operator's decision (`restore`, `confirm`). `reporter` is a salted hash."""

    image_id: Id
    article_id: Id
    action: ReportAction = "report"
    reason: ReportReason = "other"
    note: Text | None = None
    reporter: Line
    reported_at: Moment


class ImageState(Event):
    """The state of an image. `revision` grows with each change of state."""

    image_id: Id
    article_id: Id
    state: Visibility
    revision: Revision
    changed_at: Moment

"""Votes on an image and what follows from them."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from services.contracts.event import Event

ReportAction = Literal["report", "restore", "confirm"]
ReportReason = Literal["offensive", "violent", "privacy", "misleading", "unrelated", "other"]
Visibility = Literal["visible", "hidden", "cleared"]


class ImageReport(Event):
    """One reader's report, or an operator's decision (`restore`, `confirm`). `reporter` is a salted hash."""

    image_id: str
    article_id: str
    action: ReportAction = "report"
    reason: ReportReason = "other"
    note: str | None = None
    reporter: str
    reported_at: datetime


class ImageState(Event):
    """The state of an image. `revision` grows with each change of state."""

    image_id: str
    article_id: str
    state: Visibility
    revision: int
    changed_at: datetime

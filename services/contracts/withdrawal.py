"""What an operator decides about an article that must not be shown, or may be shown again."""

from __future__ import annotations

from typing import Literal

from services.contracts.bounds import Id, Line, Moment, Revision, Text
from services.contracts.event import Event
from services.contracts.source import SourceRef

WithdrawalAction = Literal["withdraw", "restore"]
# legal: a court or a law · request: the newspaper or a person asked · error: it should never have been shown
WithdrawalReason = Literal["legal", "request", "error"]


class Withdrawal(Event):
    """One decision on one article; the highest `revision` stands. It holds nothing of the article's text."""

    article_id: Id
    action: WithdrawalAction = "withdraw"
    reason: WithdrawalReason = "request"
    note: Text | None = None
    source: SourceRef
    revision: Revision
    decided_by: Line
    decided_at: Moment

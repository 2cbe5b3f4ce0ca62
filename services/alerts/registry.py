"""The alerts that stand, read from alerts.v1 by every worker without a group."""

from __future__ import annotations

from datetime import UTC, datetime

from services.contracts.alert import Alert, AlertMatch
from services.contracts.withdrawal import Withdrawal
from services.runtime.logs import get_logger
from services.search.errors import QuerySyntaxError
from services.search.results import Filters, SearchRequest
from services.search.standing import StandingSearches

log = get_logger(__name__)


class Registry:
    """The latest version of each alert; `searches` are those that tell of articles."""

    def __init__(self) -> None:
        self._alerts: dict[str, Alert] = {}
        self._withdrawals: dict[str, Withdrawal] = {}
        self.searches = StandingSearches()

    def take(self, alert: Alert, _offset: int = 0) -> None:
        """One record of alerts.v1; the key's partition keeps the versions of an alert in order."""
        self.searches.remove(alert.id)
        self._alerts[alert.id] = alert
        if tells(alert) and alert.spike is None:
            try:
                self.searches.put(alert.id, search_of(alert))
            except QuerySyntaxError as error:  # the command line refused it, or the grammar changed
                log.warning("an alert cannot be read", alert=alert.id, reason=str(error))

    def take_withdrawal(self, decision: Withdrawal, _offset: int = 0) -> None:
        """One record of withdrawals.v1: nobody is told of an article that was taken down."""
        last = self._withdrawals.get(decision.article_id)
        if last is None or decision.revision > last.revision:
            self._withdrawals[decision.article_id] = decision

    def is_withdrawn(self, match: AlertMatch) -> bool:
        decision = self._withdrawals.get(match.article.id) if match.article else None
        return decision is not None and decision.action == "withdraw"

    def get(self, alert_id: str) -> Alert | None:
        """Also one that was removed; None while nothing was heard of it."""
        return self._alerts.get(alert_id)


def tells(alert: Alert) -> bool:
    """Whether there is somebody to be told."""
    return alert.enabled and not alert.removed and bool(alert.url)


def search_of(alert: Alert) -> SearchRequest:
    """The saved search as search takes it."""
    return SearchRequest(text=alert.query, filters=Filters(**alert.filters.model_dump()))


def stop(alert: Alert, why: str) -> Alert:
    """The alert as the platform ends it."""
    return alert.model_copy(
        update={"enabled": False, "stop_reason": why, "decided_by": "nashra", "decided_at": datetime.now(UTC)}
    )

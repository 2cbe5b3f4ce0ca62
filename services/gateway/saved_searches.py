"""The searches of alerts.v1, to be read as feeds by who knows their ids. Nothing else of an alert is here."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import ValidationError

from services.contracts.alert import Alert
from services.gateway.parameters import SearchParameters
from services.runtime.logs import get_logger

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class SavedSearch:
    name: str
    params: SearchParameters

    @classmethod
    def of(cls, alert: Alert) -> SavedSearch:
        """Raises `ValidationError` for what nobody could search for."""
        return cls(alert.name, SearchParameters(q=alert.query, **alert.filters.model_dump()))


class SavedSearches:
    """The latest version of each; read by every replica without a group."""

    def __init__(self) -> None:
        self._searches: dict[str, SavedSearch] = {}

    def take(self, alert: Alert, _offset: int = 0) -> None:
        """One record of alerts.v1. A disabled alert tells nobody, and stays a feed."""
        self._searches.pop(alert.id, None)
        if not alert.removed:
            try:
                self._searches[alert.id] = SavedSearch.of(alert)
            except ValidationError as error:
                log.warning("an alert is no search", alert=alert.id, problems=error.error_count())

    def get(self, alert_id: str) -> SavedSearch | None:
        return self._searches.get(alert_id)

"""Articles that were taken down, read from withdrawals.v1 by every replica without a group."""

from __future__ import annotations

from services.contracts.withdrawal import Withdrawal
from services.gateway.problems import problem


class Withdrawals:
    """The decision that stands on each article."""

    def __init__(self) -> None:
        self._standing: dict[str, Withdrawal] = {}

    def take(self, decision: Withdrawal, _offset: int) -> None:
        """One record of withdrawals.v1, also a replayed one."""
        standing = self._standing.get(decision.article_id)
        if standing is None or decision.revision > standing.revision:
            self._standing[decision.article_id] = decision

    def __contains__(self, article_id: str) -> bool:
        standing = self._standing.get(article_id)
        return standing is not None and standing.action == "withdraw"

    def refuse(self, article_id: str) -> None:
        """Raises the problem that says why there is no such article any more; nothing for any other."""
        if article_id in self:
            legal = self._standing[article_id].reason == "legal"
            slug = "unavailable-for-legal-reasons" if legal else "gone"
            raise problem(slug, f"article {article_id} was withdrawn", headers={"Cache-Control": "no-store"})

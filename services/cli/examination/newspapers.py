"""How fresh what readers see is, newspaper by newspaper."""

from __future__ import annotations

from datetime import UTC, datetime

from services.cli import newspapers
from services.cli.checks import freshness
from services.cli.checks.finding import Finding
from services.runtime.settings import Settings
from services.search.reader import Reader
from services.search.results import IndexUnavailable, SearchTimeout


async def examine(settings: Settings) -> list[Finding]:
    """Nothing to say while the articles cannot be read: another finding tells why."""
    polled = [source.id for source in await newspapers.registered(settings) if source.enabled]
    try:
        async with Reader(settings) as reader:
            activity = await reader.activity()
    except (IndexUnavailable, SearchTimeout):
        return []
    now = datetime.now(UTC)
    newest = {source: seen.last_article_at for source, seen in activity.items()}
    return [freshness.newspapers({id_: now - at if (at := newest.get(id_)) else None for id_ in polled})]

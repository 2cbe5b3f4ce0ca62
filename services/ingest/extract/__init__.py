"""Extract: pages.v1 → articles.v1, and headlines.v1 for the ticker of aggregator pages.

Promises: a page is read in a process of its own with limits, so a bad page costs one dead letter; a changed
article is a new revision, an unchanged one no event; page furniture is never in a body; nothing is guessed.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

__all__ = ["describe"]


def describe(path: Path, url: str | None = None, hints: Path | None = None) -> dict[str, Any]:
    """What extraction makes of a file, as the one JSON object that `nashra extract` prints.

    `hints`: a JSON file of what the feed said. Raises a NashraError when there is no article.
    """
    from services.ingest.extract.description import describe as read_and_describe

    return read_and_describe(path, url, hints)

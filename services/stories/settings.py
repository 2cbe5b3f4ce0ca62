"""Settings of the stories."""

from __future__ import annotations

from pydantic import Field

from services.runtime.settings import Settings


class StoriesSettings(Settings):
    """How far back an article is compared with others."""

    story_window_days: int = Field(
        default=5, ge=1, le=6, description="how long an article is compared with; its inputs are kept 14 days"
    )
    story_window_articles: int = Field(
        default=200_000, ge=1000, description="at most so many of them; about 2 KB of memory each"
    )

"""Settings of the enrichment and of the image moderation."""

from __future__ import annotations

from pydantic import Field

from services.contracts.image import SETTLED_S
from services.runtime.settings import Settings


class EnrichSettings(Settings):
    """Shared by the roles `enrich` and `moderate`."""

    report_threshold: int = Field(default=3, ge=1, description="distinct reporters that hide an image")
    report_window_days: int = Field(
        default=7, ge=1, le=90, description="how long a report counts; the topic keeps reports for 90 days"
    )
    report_min_age_s: int = Field(
        default=SETTLED_S,
        ge=0,
        le=86_400,
        description="age of a reader's cookie from which reports count",
    )
    section_confidence: float = Field(
        default=0.5,
        ge=0,
        le=1,
        description="least probability that a section is right for the classifier to say it",
    )

"""Settings of the roles `poll` and `extract`."""

from __future__ import annotations

from pydantic import Field

from services.web.settings import WebSettings


class IngestSettings(WebSettings):
    """How often and how politely newspapers are read, and what one page may cost."""

    poll_min_seconds: float = Field(
        default=180.0, gt=0, le=86_400, description="shortest time between two polls of a feed"
    )
    poll_max_seconds: float = Field(
        default=86_400.0, gt=0, le=604_800, description="longest time between two polls of a feed"
    )
    poll_concurrency: int = Field(
        default=64, ge=1, le=1024, description="requests that one worker has under way at the same time"
    )
    host_pause_seconds: float = Field(
        default=1.0,
        ge=0,
        le=60,
        description="rest between two requests to one host; robots.txt may ask for more",
    )
    extract_processes: int = Field(default=2, ge=1, le=64, description="processes that read untrusted pages")
    extract_seconds: float = Field(
        default=5.0,
        gt=0,
        le=60,
        description="processor time one page may take before it becomes a dead letter",
    )
    extract_memory_mb: int = Field(
        default=768, ge=128, le=8192, description="address space that one extraction process may use"
    )

"""Settings of the index and of the worker that writes it."""

from __future__ import annotations

from pydantic import Field

from services.runtime.settings import Settings


class SearchSettings(Settings):
    """How the index is laid out and how fast it is written."""

    shards: int = Field(
        default=1, ge=1, le=64, description="of a new generation; about 20 million articles each"
    )
    replicas: str = Field(
        default="0-1", pattern=r"^\d+-(\d+|all)$", description="copies of a shard, as many as there are nodes"
    )
    refresh_interval: str = Field(
        default="1s", pattern=r"^\d+(ms|s)$", description="how long a written article may stay unsearchable"
    )
    bulk_documents: int = Field(default=500, ge=1, le=5000, description="at most so many articles a request")
    bulk_bytes: int = Field(default=5_000_000, ge=10_000, description="at most so many bytes a request")
    bulk_in_flight: int = Field(default=2, ge=1, le=16, description="requests at once; more only queue up")
    bulk_timeout_s: float = Field(default=30.0, gt=0, description="after which a bulk request is tried again")

"""Settings of the role `alerts`."""

from __future__ import annotations

from pydantic import Field

from services.web.settings import WebSettings


class AlertSettings(WebSettings):
    """How long and how patiently a receiver is told. `secret` signs; articles are read at `public_url`."""

    alert_timeout_seconds: float = Field(
        default=10.0, gt=0, le=60, description="in which a receiver has to answer a webhook"
    )
    alert_retry_max_seconds: float = Field(
        default=300.0,
        gt=0,
        le=86_400,
        description="longest pause before a receiver that fails is tried again",
    )
    alert_spike_seconds: float = Field(
        default=60.0, gt=0, le=3600, description="between two looks for spikes; each asks the index twice"
    )
    alert_give_up_hours: float = Field(
        default=24.0, gt=0, le=720, description="after which what a receiver did not take is a dead letter"
    )

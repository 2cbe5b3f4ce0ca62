"""Settings of the gateway."""

from __future__ import annotations

from pydantic import Field

from services.web.settings import WebSettings


class GatewaySettings(WebSettings):
    """Where it listens, and what one client may ask."""

    host: str = Field(default="127.0.0.1", description="address to listen on")
    port: int = Field(default=8000, ge=0, le=65535, description="port to listen on")
    quota_per_minute: int = Field(default=600, ge=1, description="requests of one anonymous client a minute")
    trusted_proxies: str = Field(
        default="", description="addresses whose X-Forwarded-For counts, comma separated"
    )

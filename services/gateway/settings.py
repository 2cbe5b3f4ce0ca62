"""Settings of the gateway."""

from __future__ import annotations

from ipaddress import ip_network

from pydantic import Field, field_validator

from services.web.settings import WebSettings


class GatewaySettings(WebSettings):
    """Where it listens, and what one client may ask."""

    host: str = Field(default="127.0.0.1", description="address to listen on")
    port: int = Field(default=8000, ge=0, le=65535, description="port to listen on")
    quota_per_minute: int = Field(default=600, ge=1, description="requests of one anonymous client a minute")
    exports_per_minute: int = Field(default=10, ge=1, description="exports of one client a minute")
    trusted_proxies: str = Field(
        default="", description="addresses whose X-Forwarded-For counts, comma separated"
    )

    @field_validator("trusted_proxies")
    @classmethod
    def _addresses(cls, text: str) -> str:
        """Anything else would never match, and every client behind the proxy would be one."""
        return ",".join(
            str(ip_network(part.strip(), strict=False)) for part in text.split(",") if part.strip()
        )

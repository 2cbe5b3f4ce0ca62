"""Settings of the gateway."""

from __future__ import annotations

from pydantic import Field, SecretStr

from services.web.settings import WebSettings


class GatewaySettings(WebSettings):
    """`secret` signs cursors and salts reporters; every replica needs the same one."""

    host: str = Field(default="127.0.0.1", description="address to listen on")
    port: int = Field(default=8000, ge=0, le=65535, description="port to listen on")
    public_url: str = Field(default="", description="address readers use, for feeds; empty: from the request")
    secret: SecretStr = Field(default=SecretStr("change-me"), description="signs cursors, salts reporters")
    quota_per_minute: int = Field(default=600, ge=1, description="requests of one anonymous client a minute")
    trusted_proxies: str = Field(
        default="", description="addresses whose X-Forwarded-For counts, comma separated"
    )

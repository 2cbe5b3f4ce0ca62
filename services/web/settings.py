"""Settings of every role that asks newspapers for something."""

from __future__ import annotations

from pydantic import Field, SecretStr

from services.runtime.settings import Settings


class WebSettings(Settings):
    """Who we say we are, and where we can be reached. `secret`: the same for every process."""

    contact: str = Field(
        default="",
        max_length=200,
        description="URL or e-mail address in the User-Agent; set it before reading the press",
    )

    public_url: str = Field(
        default="",
        description="address of the gateway for readers and hubs; empty: feeds name it as asked, no WebSub",
    )
    secret: SecretStr = Field(
        default=SecretStr("change-me"), description="signs cursors and callbacks of hubs, salts reporters"
    )

    @property
    def user_agent(self) -> str:
        """Who we are, and where a newspaper can complain."""
        return f"nashra/0.1 (+{self.contact})" if self.contact else "nashra/0.1"

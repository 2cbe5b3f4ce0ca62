"""Settings of every role that asks newspapers for something."""

from __future__ import annotations

from pydantic import Field

from services.runtime.settings import Settings


class WebSettings(Settings):
    """Who we say we are."""

    contact: str = Field(
        default="",
        max_length=200,
        description="URL or e-mail address in the User-Agent; set it before reading the press",
    )

    @property
    def user_agent(self) -> str:
        """Who we are, and where a newspaper can complain."""
        return f"nashra/0.1 (+{self.contact})" if self.contact else "nashra/0.1"

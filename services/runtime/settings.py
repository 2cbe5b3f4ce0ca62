"""The settings every process shares; each service adds its own in a subclass (env `NASHRA_<NAME>`)."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Frozen, refused at start when wrong, built in the CLI and passed down; tests construct their own."""

    model_config = SettingsConfigDict(env_prefix="NASHRA_", frozen=True, extra="ignore")

    kafka: str = Field(
        default="127.0.0.1:9092", description="Kafka bootstrap servers, host:port, comma separated"
    )
    elasticsearch: str = Field(default="http://127.0.0.1:9200", description="Elasticsearch URL")
    namespace: str = Field(
        default="",
        pattern=r"^([a-z][a-z0-9]{0,30})?$",
        description="prefix of topics, consumer groups and indices, so that platforms can share a cluster",
    )
    state_dir: Path = Field(
        default=Path("~/.local/share/nashra").expanduser(), description="local state; may be deleted"
    )
    partitions: int = Field(
        default=4, ge=1, le=512, description="of the article topics; choose once: keys move"
    )
    replication: int = Field(default=1, ge=1, le=5, description="copies of every topic; 3 on a real cluster")
    ops_host: str = Field(default="127.0.0.1", description="address of /livez /readyz /metrics of a worker")
    ops_port: int = Field(default=0, ge=0, le=65535, description="its port; 0 takes a free one")
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["auto", "json", "text"] = Field(
        default="auto", description="auto: text on a terminal, JSON lines otherwise"
    )

    def named(self, name: str) -> str:
        """A group, index or alias name inside this platform's namespace."""
        return f"{self.namespace}-{name}" if self.namespace else name

    def masked(self) -> dict[str, str]:
        """All settings as text, secrets masked: what `nashra config dump` prints."""
        return {name: str(value) for name, value in self.model_dump(mode="python").items()}

"""The settings every process shares; each service adds its own in a subclass (env `NASHRA_<NAME>`)."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, FilePath, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

ACCESS = (
    *("kafka", "kafka_security", "kafka_user", "kafka_password", "kafka_ca"),
    *("elasticsearch", "elasticsearch_api_key", "elasticsearch_ca"),
)


class Settings(BaseSettings):
    """Frozen, refused at start when wrong, built in the CLI and passed down; tests construct their own."""

    model_config = SettingsConfigDict(
        env_prefix="NASHRA_", frozen=True, extra="ignore", env_ignore_empty=True, hide_input_in_errors=True
    )

    kafka: str = Field(
        default="127.0.0.1:9092", description="Kafka bootstrap servers, host:port, comma separated"
    )
    kafka_security: Literal["plaintext", "tls", "sasl_tls"] = Field(
        default="plaintext", description="sasl_tls: TLS, and user and password by SCRAM-SHA-512"
    )
    kafka_user: str = Field(default="", description="with sasl_tls")
    kafka_password: SecretStr = Field(default=SecretStr(""), description="with sasl_tls")
    kafka_ca: FilePath | None = Field(
        default=None, description="PEM file of who signed the brokers' certificates; else the system's list"
    )
    elasticsearch: str = Field(
        default="http://127.0.0.1:9200", description="Elasticsearch URL; https: over TLS"
    )
    elasticsearch_api_key: SecretStr = Field(
        default=SecretStr(""), description="as Elasticsearch gives it out in `encoded`"
    )
    elasticsearch_ca: FilePath | None = Field(
        default=None, description="PEM file of who signed its certificate; else the system's list"
    )
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
    watchdog_s: float = Field(
        default=60.0, gt=0, description="messages wait, and none is finished for so long: the worker leaves"
    )
    semantic: Literal["auto", "off"] = Field(
        default="auto",
        description="rank by meaning too; auto: where the extra nashra[semantic] is installed",
    )
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["auto", "json", "text"] = Field(
        default="auto", description="auto: text on a terminal, JSON lines otherwise"
    )

    @model_validator(mode="after")
    def _access_is_whole(self) -> Self:
        named = bool(self.kafka_user and self.kafka_password.get_secret_value())
        if self.kafka_security == "sasl_tls" and not named:
            raise ValueError(
                "NASHRA_KAFKA_SECURITY=sasl_tls needs NASHRA_KAFKA_USER and NASHRA_KAFKA_PASSWORD"
            )
        if self.kafka_security != "sasl_tls" and (self.kafka_user or self.kafka_password.get_secret_value()):
            raise ValueError(
                "NASHRA_KAFKA_USER and NASHRA_KAFKA_PASSWORD need NASHRA_KAFKA_SECURITY=sasl_tls"
            )
        if self.kafka_security == "plaintext" and self.kafka_ca:
            raise ValueError("NASHRA_KAFKA_CA needs NASHRA_KAFKA_SECURITY=tls or sasl_tls")
        if self.elasticsearch_ca and not self.elasticsearch.startswith("https://"):
            raise ValueError("NASHRA_ELASTICSEARCH_CA needs NASHRA_ELASTICSEARCH=https://…")
        return self

    def named(self, name: str) -> str:
        """A group, index or alias name inside this platform's namespace."""
        return f"{self.namespace}-{name}" if self.namespace else name

    def on_open_engines(self, kafka: str, elasticsearch: str) -> Self:
        """The same platform on engines that ask for nothing, such as the embedded ones."""
        defaults = {name: Settings.model_fields[name].default for name in ACCESS}
        return self.model_copy(update={**defaults, "kafka": kafka, "elasticsearch": elasticsearch})

    def access_environment(self) -> dict[str, str]:
        """The variables that let another process reach the same engines in the same way, secrets included."""
        values = {name: getattr(self, name) for name in ACCESS}
        texts = {
            name: value.get_secret_value() if isinstance(value, SecretStr) else str(value or "")
            for name, value in values.items()
        }
        return {f"NASHRA_{name.upper()}": text for name, text in texts.items()}

    def masked(self) -> dict[str, str]:
        """All settings as text, secrets masked: what `nashra config dump` prints."""
        return {name: str(value) for name, value in self.model_dump(mode="python").items()}

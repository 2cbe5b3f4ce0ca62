"""Settings: names inside a namespace, refusal at start, secrets masked."""

from __future__ import annotations

import pytest
from pydantic import Field, SecretStr, ValidationError
from services.runtime.settings import Settings


class WithSecret(Settings):
    secret: SecretStr = Field(default=SecretStr("s3cr3t"))


def test_a_namespace_prefixes_names() -> None:
    assert Settings(namespace="blue").named("nashra-extract") == "blue-nashra-extract"
    assert Settings(namespace="").named("nashra-extract") == "nashra-extract"


def test_a_secret_never_shows() -> None:
    assert "s3cr3t" not in str(WithSecret().masked())


@pytest.mark.parametrize("wrong", [{"namespace": "Blue-Green"}, {"partitions": 0}, {"log_format": "xml"}])
def test_wrong_values_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Settings(**wrong)  # type: ignore[arg-type] # wrong on purpose


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NASHRA_PARTITIONS", "12")
    assert Settings().partitions == 12


def test_an_empty_variable_is_no_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NASHRA_KAFKA_CA", "")
    monkeypatch.setenv("NASHRA_PARTITIONS", "")
    assert Settings().kafka_ca is None
    assert Settings().partitions == 4


@pytest.mark.parametrize(
    ("variables", "named"),
    [
        ({"KAFKA_SECURITY": "sasl_tls", "KAFKA_USER": "nashra"}, "NASHRA_KAFKA_PASSWORD"),
        ({"KAFKA_PASSWORD": "s3cr3t"}, "NASHRA_KAFKA_SECURITY=sasl_tls"),
        ({"KAFKA_SECURITY": "tls", "KAFKA_USER": "nashra"}, "NASHRA_KAFKA_SECURITY=sasl_tls"),
        ({"KAFKA_CA": __file__}, "NASHRA_KAFKA_SECURITY=tls"),
        ({"ELASTICSEARCH_CA": __file__, "ELASTICSEARCH_API_KEY": "s3cr3t"}, "NASHRA_ELASTICSEARCH=https"),
    ],
)
def test_a_setting_that_would_protect_nothing_is_refused(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], named: str
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(f"NASHRA_{name}", value)
    with pytest.raises(ValidationError, match=named) as refused:
        Settings()
    assert "s3cr3t" not in str(refused.value)


def test_another_process_gets_the_same_access(monkeypatch: pytest.MonkeyPatch) -> None:
    own = Settings(kafka_security="sasl_tls", kafka_user="nashra", kafka_password=SecretStr("s3cr3t"))
    for name, value in own.access_environment().items():
        monkeypatch.setenv(name, value)
    assert Settings() == own


def test_embedded_engines_ask_for_nothing() -> None:
    own = Settings(kafka_security="sasl_tls", kafka_user="nashra", kafka_password=SecretStr("s3cr3t"))
    assert own.on_open_engines("127.0.0.1:1", "http://127.0.0.1:2") == Settings(
        kafka="127.0.0.1:1", elasticsearch="http://127.0.0.1:2"
    )

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

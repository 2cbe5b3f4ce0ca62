"""Kept out, a process leaves within seconds, with the setting to change; it never waits for ever."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from services.embedded.secured import Secured
from services.runtime.settings import Settings
from services.search.access import reader
from tests.conftest import Addresses
from tests.integration.secure.grants import api_key
from tests.integration.secure.programs import nashra

SOON_S = 40.0  # a few seconds, and Python starting on a busy machine
Change = dict[str, Any]


def changed(settings: Settings, **change: Any) -> Settings:
    return settings.model_copy(update=change)


KAFKA: dict[str, tuple[Callable[[Path], Change], str]] = {
    "wrong password": (lambda _: {"kafka_password": SecretStr("خطأ")}, "NASHRA_KAFKA_PASSWORD"),
    "unknown user": (lambda _: {"kafka_user": "nobody"}, "NASHRA_KAFKA_USER"),
    "wrong authority": (lambda other: {"kafka_ca": other}, "NASHRA_KAFKA_CA"),
    "no authority": (lambda _: {"kafka_ca": None}, "NASHRA_KAFKA_CA"),
    "plain text": (
        lambda _: {
            "kafka_security": "plaintext",
            "kafka_user": "",
            "kafka_password": SecretStr(""),
            "kafka_ca": None,
        },
        "NASHRA_KAFKA_SECURITY=tls",
    ),
    "no password": (
        lambda _: {"kafka_security": "tls", "kafka_user": "", "kafka_password": SecretStr("")},
        "NASHRA_KAFKA_SECURITY=sasl_tls",
    ),
}
ELASTICSEARCH: dict[str, tuple[Callable[[Path], Change], str]] = {
    "wrong key": (
        lambda _: {"elasticsearch_api_key": SecretStr("bm9uZTpub25l")},
        "NASHRA_ELASTICSEARCH_API_KEY",
    ),
    "no key": (lambda _: {"elasticsearch_api_key": SecretStr("")}, "NASHRA_ELASTICSEARCH_API_KEY"),
    "wrong authority": (lambda other: {"elasticsearch_ca": other}, "NASHRA_ELASTICSEARCH_CA"),
}


@pytest.fixture(scope="session")
def other_authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of somebody else: a directory of certificates has never seen our engines."""
    from services.embedded.java import find_java
    from services.embedded.secured import secured

    return secured(find_java(), tmp_path_factory.mktemp("others")).ca


async def refused(settings: Settings, role: str, fix: str) -> str:
    """What the role says when it leaves with exit code 1, soon."""
    started = time.monotonic()
    code, said = await nashra(settings, "run", role, seconds=SOON_S + 10)
    assert code == 1, said
    assert time.monotonic() - started < SOON_S, said
    assert fix in said
    return said


@pytest.mark.parametrize("wrong", KAFKA)
async def test_a_worker_leaves_when_kafka_keeps_it_out(
    wrong: str, platform: Settings, other_authority: Path
) -> None:
    change, fix = KAFKA[wrong]
    said = await refused(changed(platform, **change(other_authority)), "extract", fix)
    assert "خطأ" not in said


@pytest.mark.parametrize("wrong", ELASTICSEARCH)
async def test_a_worker_leaves_when_elasticsearch_keeps_it_out(
    wrong: str, platform: Settings, other_authority: Path
) -> None:
    change, fix = ELASTICSEARCH[wrong]
    said = await refused(changed(platform, **change(other_authority)), "index", fix)
    assert "bm9uZTpub25l" not in said


async def test_plain_text_against_tls_and_the_other_way_round_are_named(
    platform: Settings, engines: Addresses
) -> None:
    plain = platform.elasticsearch.replace("https", "http")
    await refused(
        changed(platform, elasticsearch=plain, elasticsearch_ca=None),
        "index",
        "NASHRA_ELASTICSEARCH=https://",
    )
    encrypted = engines.elasticsearch.replace("http", "https")
    await refused(changed(platform, elasticsearch=encrypted), "index", "NASHRA_ELASTICSEARCH=http://")
    await refused(changed(platform, kafka=engines.kafka), "extract", "NASHRA_KAFKA_SECURITY=plaintext")


async def test_the_index_role_says_which_privileges_its_key_lacks(
    platform: Settings, reading: Settings
) -> None:
    said = await refused(reading, "index", "manage_index_templates, ")
    assert "create_index on secure-articles*" in said


async def test_the_gateway_leaves_too(platform: Settings, other_authority: Path) -> None:
    await refused(changed(platform, kafka_password=SecretStr("wrong")), "gateway", "NASHRA_KAFKA_PASSWORD")
    await refused(changed(platform, elasticsearch_ca=other_authority), "gateway", "NASHRA_ELASTICSEARCH_CA")


async def test_a_supervisor_does_not_start_what_would_be_refused(platform: Settings) -> None:
    wrong = changed(platform, elasticsearch_api_key=SecretStr("bm9uZTpub25l"))
    code, said = await nashra(wrong, "up", "--external", "--port", "0")
    assert code == 1
    assert "NASHRA_ELASTICSEARCH_API_KEY" in said


async def test_a_topic_that_may_not_be_made_is_named(platform: Settings) -> None:
    said = await refused(changed(platform, namespace="stranger"), "extract", "grant Create")
    assert "stranger-" in said


async def test_doctor_names_wrong_credentials_and_the_fix(guarded_key: str, platform: Settings) -> None:
    wrong = changed(platform, kafka_password=SecretStr("wrong"), elasticsearch_api_key=SecretStr(guarded_key))
    code, said = await nashra(wrong, "doctor", "--json")
    assert code == 1
    assert "does not accept the password of nashra" in said
    assert "set NASHRA_KAFKA_USER and NASHRA_KAFKA_PASSWORD" in said
    assert "forbids it" in said


@pytest.fixture(scope="session")
def guarded_key(platform: Settings, secured: Secured) -> str:
    """A key of another platform: it may ask who is there, and read nothing of ours."""
    other = changed(platform, namespace="other")
    return api_key(platform.elasticsearch, secured, "other", reader(other))

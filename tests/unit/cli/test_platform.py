"""Commands find the platform that `nashra up` started, and only a living one."""

from __future__ import annotations

import fcntl
import os
from dataclasses import replace
from pathlib import Path

import pytest
from services.cli.errors import CommandError, NoPlatform
from services.cli.platform import (
    EngineName,
    Platform,
    make_state_directory,
    settings_here,
    settings_of,
    settings_to_change,
    unwritable,
)
from services.embedded.locks import FILE
from services.gateway.settings import GatewaySettings
from services.runtime.settings import Settings

RUNNING = Platform(os.getpid(), "127.0.0.1:19092", "http://127.0.0.1:19200", "http://127.0.0.1:8123", {})


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("NASHRA_KAFKA", raising=False)
    monkeypatch.delenv("NASHRA_ELASTICSEARCH", raising=False)
    monkeypatch.setenv("NASHRA_STATE_DIR", str(tmp_path))


def test_addresses_are_those_of_the_running_platform(tmp_path: Path) -> None:
    RUNNING.write(tmp_path)
    settings = settings_of(Settings)
    assert (settings.kafka, settings.elasticsearch) == (RUNNING.kafka, RUNNING.elasticsearch)


def test_the_environment_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    RUNNING.write(tmp_path)
    monkeypatch.setenv("NASHRA_KAFKA", "kafka.example:9093")
    settings = settings_of(Settings)
    assert (settings.kafka, settings.elasticsearch) == ("kafka.example:9093", RUNNING.elasticsearch)


@pytest.mark.parametrize("content", ["", "[]", '{"pid": 1}', "not json"])
def test_a_broken_file_is_no_platform(tmp_path: Path, content: str) -> None:
    (tmp_path / "platform.json").write_text(content)
    assert Platform.running(tmp_path) is None


def test_a_dead_supervisor_is_no_platform(tmp_path: Path) -> None:
    Platform(2**22 - 3, "a:1", "http://b:2", "http://c:3", {}).write(tmp_path)
    assert Platform.running(tmp_path) is None
    with pytest.raises(NoPlatform):
        settings_of(Settings)


@pytest.mark.parametrize(
    ("environment", "engines", "missing"),
    [
        ({}, (), "NASHRA_KAFKA and NASHRA_ELASTICSEARCH are not given"),
        ({"NASHRA_KAFKA": "kafka.example:9093"}, (), "NASHRA_ELASTICSEARCH is not given"),
        ({"NASHRA_KAFKA": ""}, ("kafka",), "NASHRA_KAFKA is not given"),
        ({"NASHRA_ELASTICSEARCH": "http://index.example:9200"}, ("kafka",), "NASHRA_KAFKA is not given"),
    ],
)
def test_a_platform_that_nobody_named_is_not_guessed(
    monkeypatch: pytest.MonkeyPatch,
    environment: dict[str, str],
    engines: tuple[EngineName, ...],
    missing: str,
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(
        NoPlatform, match=f"no platform runs in .*, and {missing}; start one with `nashra up`"
    ):
        settings_of(Settings, *engines)


def test_a_platform_that_starts_is_waited_for(tmp_path: Path) -> None:
    with (tmp_path / FILE).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(NoPlatform, match="is still starting; wait until `nashra up` says"):
            settings_of(Settings)
    with pytest.raises(NoPlatform, match="no platform runs in"):
        settings_of(Settings)


def test_addresses_are_enough_and_only_those_that_are_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NASHRA_KAFKA", "kafka.example:9093")
    assert settings_of(Settings, "kafka").kafka == "kafka.example:9093"


def test_what_changes_a_platform_says_first_which_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    RUNNING.write(tmp_path)
    monkeypatch.setenv("NASHRA_NAMESPACE", "blue")
    settings_to_change(Settings)
    assert capsys.readouterr().err == (
        "platform: namespace blue, Kafka 127.0.0.1:19092, Elasticsearch http://127.0.0.1:19200\n"
    )


def test_the_ports_are_those_of_the_running_gateway(tmp_path: Path) -> None:
    RUNNING.write(tmp_path)
    settings = settings_here(GatewaySettings)
    assert (settings.host, settings.port) == ("127.0.0.1", 8123)


def test_only_an_engine_of_its_own_comes_back_by_itself() -> None:
    revival = replace(RUNNING, embedded={"kafka": "/state/kafka/kafka.log"}).revival("kafka")
    assert revival is not None
    assert "starts it again" in revival
    assert "/state/kafka/kafka.log" in revival
    assert RUNNING.revival("kafka") is None


def test_a_directory_that_cannot_be_written_to_says_whose_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert unwritable(tmp_path / "state") == f"{tmp_path} is read-only"
    monkeypatch.setattr(os, "geteuid", lambda: 4_000_000)
    assert unwritable(tmp_path / "state") == f"{tmp_path} belongs to {tmp_path.owner()}"


@pytest.mark.parametrize("place", ["file", "file/below"])
def test_a_state_directory_that_cannot_be_says_which_setting_moves_it(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CommandError, match=r"cannot be written to: .*; set NASHRA_STATE_DIR"):
        make_state_directory(tmp_path / place)

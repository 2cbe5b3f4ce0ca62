"""Commands find the platform that `nashra up` started, and only a living one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from services.cli.platform import NoStateDirectory, Platform, make_state_directory, settings_of
from services.runtime.settings import Settings

RUNNING = Platform(os.getpid(), "127.0.0.1:19092", "http://127.0.0.1:19200", "http://127.0.0.1:8000", {})


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
    assert settings_of(Settings).kafka == Settings.model_fields["kafka"].default


@pytest.mark.parametrize("place", ["file", "file/below"])
def test_a_state_directory_that_cannot_be_says_which_setting_moves_it(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(NoStateDirectory, match=r"cannot be written to: .*; set NASHRA_STATE_DIR"):
        make_state_directory(tmp_path / place)

"""`nashra up` as an operator starts it: own engines, the press, one platform a directory, a clean end."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import psutil
import pytest

COMMAND = (sys.executable, "-m", "services.cli")
READY_S = 180.0


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """Of a shell that knows nothing but the state directory."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("NASHRA_")}
    return {**kept, "NASHRA_STATE_DIR": str(tmp_path_factory.mktemp("up") / "state")}


@pytest.fixture(scope="module")
def up(environment: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """The platform, with the first article readable."""
    log = Path(environment["NASHRA_STATE_DIR"]).with_name("up.log")
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*COMMAND, "up", "--press", "--port", "0"], env=environment, stdout=output, stderr=output
        )
    deadline = time.monotonic() + READY_S
    while "is ready after" not in log.read_text():
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.2)
    yield process
    if process.poll() is None:
        process.kill()
    process.wait()


def nashra(environment: Mapping[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *words], env=environment, capture_output=True, text=True, timeout=120, check=False
    )


def platform_of(environment: Mapping[str, str]) -> dict[str, object]:
    found: dict[str, object] = json.loads(
        (Path(environment["NASHRA_STATE_DIR"]) / "platform.json").read_text()
    )
    return found


@pytest.mark.usefixtures("up")
def test_commands_find_it_by_its_directory(environment: Mapping[str, str]) -> None:
    settings = json.loads(nashra(environment, "config", "dump", "--json").stdout)
    platform = platform_of(environment)
    assert settings["NASHRA_KAFKA"] == platform["kafka"]
    assert settings["NASHRA_ELASTICSEARCH"] == platform["elasticsearch"]
    assert platform["gateway"] == f"http://127.0.0.1:{settings['NASHRA_PORT']}"
    assert nashra(environment, "healthcheck").returncode == 0
    assert json.loads(nashra(environment, "search", "المغرب", "--json").stdout)["total"]["value"] >= 0


@pytest.mark.usefixtures("up")
def test_a_second_one_on_the_same_directory_is_refused_in_one_line(environment: Mapping[str, str]) -> None:
    second = nashra(environment, "up", "--port", "0")
    assert second.returncode == 1
    (line,) = second.stderr.splitlines()
    assert "already runs a platform" in line
    assert "NASHRA_STATE_DIR" in line


def test_ctrl_c_leaves_nothing_behind(up: subprocess.Popen[bytes], environment: Mapping[str, str]) -> None:
    children = psutil.Process(up.pid).children(recursive=True)
    assert len(children) > 8  # two engines and a process for each role
    up.send_signal(signal.SIGINT)
    assert up.wait(30) == 0
    _, left = psutil.wait_procs(children, timeout=10)
    assert left == []
    assert "no platform runs in" in nashra(environment, "topics", "plan").stderr


def test_ctrl_c_while_the_engines_start_leaves_nothing_behind(
    environment: Mapping[str, str], tmp_path: Path
) -> None:
    process = subprocess.Popen(
        [*COMMAND, "up", "--port", "0"],
        env={**environment, "NASHRA_STATE_DIR": str(tmp_path / "state")},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    with process.stderr:
        while "starting Kafka and Elasticsearch" not in process.stderr.readline():
            assert process.poll() is None
        children = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(signal.SIGINT)
        said = process.stderr.read()
    assert process.wait(30) in {0, 1, 130}
    assert "Traceback" not in said
    _, left = psutil.wait_procs(children, timeout=10)
    assert left == []

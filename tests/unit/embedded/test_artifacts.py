"""The lock, and what is never let into the cache."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from services.contracts.cache import default_cache
from services.embedded import artifacts
from services.embedded.artifacts import Artifact, fetch, locked, require_space
from services.embedded.errors import EngineError
from services.embedded.progress import Tell, quiet

CONTENT = b"the engine"
PINNED = Artifact(
    "kafka", "org.example", "engine", "1.0", "jar", hashlib.sha256(CONTENT).hexdigest(), len(CONTENT)
)


def served(content: bytes) -> Callable[[Artifact, Path, Tell], Path]:
    """A download that brings these bytes."""

    def download(artifact: Artifact, incoming: Path, arrived: Tell) -> Path:
        file = incoming / artifact.filename
        file.write_bytes(content)
        arrived(len(content))  # type: ignore[arg-type] # a count, as the real one gives
        return file

    return download


def test_a_line_of_the_lock_reads_back() -> None:
    assert Artifact.parse(PINNED.line()) == PINNED


@pytest.mark.parametrize(("engine", "first"), [("kafka", "kafka_2.13"), ("elasticsearch", "elasticsearch")])
def test_the_lock_pins_every_file_of_an_engine(engine: str, first: str) -> None:
    pinned = locked(engine)

    assert pinned[0].name == first
    assert all(len(artifact.sha256) == 64 and artifact.size > 0 for artifact in pinned)
    assert len({artifact.filename for artifact in pinned}) == len(pinned)


def test_all_of_kafka_has_one_version() -> None:
    own = {artifact.version for artifact in locked("kafka") if artifact.group == "org.apache.kafka"}

    assert own == {locked("kafka")[0].version}


def test_a_file_is_fetched_once_and_its_arrival_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(artifacts, "_download", served(CONTENT))
    told: list[tuple[str, int, int]] = []

    (file,) = fetch([PINNED], tmp_path, lambda what, done=0, total=0: told.append((what, done, total)))
    monkeypatch.delattr(artifacts, "_download")
    again = fetch([PINNED], tmp_path, quiet)

    assert file.read_bytes() == CONTENT
    assert again == [file]
    assert told == [("downloading kafka", len(CONTENT), len(CONTENT))]


def test_of_two_starts_at_once_one_fetches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []

    def slow(artifact: Artifact, incoming: Path, arrived: Tell) -> Path:
        time.sleep(0.1)
        return served(CONTENT)(artifact, incoming, arrived)

    def start(_: int) -> list[Path]:
        return fetch([PINNED], tmp_path, lambda what, *_: told.append(what))

    monkeypatch.setattr(artifacts, "_download", slow)
    with ThreadPoolExecutor() as starts:
        first, second = starts.map(start, range(2))

    assert first == second
    assert told == ["downloading kafka"]


def test_another_content_is_refused_and_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(artifacts, "_download", served(b"something else"))

    with pytest.raises(EngineError, match=r"engine-1\.0\.jar is not the pinned file.*start again"):
        fetch([PINNED], tmp_path, quiet)

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_refused_download_names_the_file_and_the_fix(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTPS_PROXY", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")  # nobody listens there

    with pytest.raises(EngineError, match=r"download of engine-1\.0\.jar refused: .*HTTPS_PROXY"):
        fetch([PINNED], tmp_path, quiet)

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_too_little_space_is_said_before_the_download(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"are needed; free some space"):
        require_space(tmp_path, 10**18)


def test_downloads_follow_the_cache_convention(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))

    assert default_cache() == tmp_path / "nashra"

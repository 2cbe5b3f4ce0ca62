"""The engines' files: pinned with their checksums in `artifacts.lock`, fetched once, verified, cached."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from services.embedded.deployed import deployed
from services.embedded.errors import EngineError
from services.embedded.progress import Tell

LOCK = "artifacts.lock"
MEGABYTE = 1_000_000
TIMEOUT_S = 60


@dataclass(frozen=True, slots=True)
class Artifact:
    """One file of an engine: Maven coordinate `group:artifact:version`, its packaging, what it must be."""

    engine: str
    group: str
    name: str
    version: str
    packaging: str
    sha256: str
    size: int

    @property
    def filename(self) -> str:
        return f"{self.name}-{self.version}.{self.packaging}"

    def line(self) -> str:
        """The artifact as a line of the lock; `parse` is the inverse."""
        coordinate = f"{self.group}:{self.name}:{self.version}@{self.packaging}"
        return f"{self.engine} {coordinate} {self.size} {self.sha256}"

    @classmethod
    def parse(cls, line: str) -> Artifact:
        """Raises ValueError for a line that is not one of a lock."""
        engine, coordinate, size, sha256 = line.split()
        path, packaging = coordinate.split("@")
        group, name, version = path.split(":")
        return cls(engine, group, name, version, packaging, sha256, int(size))


def locked(engine: str) -> list[Artifact]:
    """Every file of an engine, the one that names its version first."""
    lines = deployed(LOCK).read_text("utf-8").splitlines()
    artifacts = [Artifact.parse(line) for line in lines if line and not line.startswith("#")]
    return [artifact for artifact in artifacts if artifact.engine == engine]


def fetch(artifacts: Sequence[Artifact], cache: Path, tell: Tell) -> list[Path]:
    """The files, downloaded where missing; a file in the cache has been verified.

    Raises `EngineError`: not to be had, not the pinned file, or no room.
    """
    store = cache / "artifacts"
    store.mkdir(parents=True, exist_ok=True)
    with _alone(store):
        missing = [artifact for artifact in artifacts if not (store / artifact.filename).exists()]
        _fetch(missing, cache, store, tell)
    return [store / artifact.filename for artifact in artifacts]


@contextmanager
def _alone(store: Path) -> Iterator[None]:
    """Nobody else fetches meanwhile: of two starts at once, the second finds what the first has fetched."""
    turn = os.open(store, os.O_RDONLY)
    try:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield
    finally:
        os.close(turn)


def _fetch(missing: Sequence[Artifact], cache: Path, store: Path, tell: Tell) -> None:
    total = sum(artifact.size for artifact in missing)
    require_space(cache, total)
    done = 0
    for artifact in missing:

        def arrived(size: int, before: int = done, engine: str = artifact.engine) -> None:
            tell(f"downloading {engine}", before + size, total)

        with tempfile.TemporaryDirectory(dir=cache, prefix="incoming-") as incoming:
            file = _download(artifact, Path(incoming), arrived)
            _verify(artifact, file)
            file.replace(store / artifact.filename)
        done += artifact.size


def require_space(path: Path, needed: int) -> None:
    """Raises `EngineError` when the file system of `path` has less than `needed` bytes and some air."""
    needed_mb = needed // MEGABYTE + 100
    free_mb = shutil.disk_usage(path).free // MEGABYTE
    if free_mb < needed_mb:
        raise _no_room(path, needed_mb, free_mb)


def _download(artifact: Artifact, incoming: Path, arrived: Callable[[int], None]) -> Path:
    from jgo.maven import MavenContext
    from jgo.maven._resolver import PythonResolver

    @contextmanager
    def follow(_: str, __: int) -> Iterator[Callable[[int], None]]:
        size = 0

        def advance(count: int) -> None:
            nonlocal size
            size += count
            arrived(size)

        yield advance

    context = MavenContext(
        resolver=PythonResolver(progress_callback=follow), repo_cache=incoming, timeout=TIMEOUT_S
    )
    component = context.project(artifact.group, artifact.name).at_version(artifact.version)
    try:
        return Path(component.artifact(packaging=artifact.packaging).resolve())
    except (OSError, RuntimeError) as error:  # requests' errors are OSErrors
        if getattr(error, "errno", None) == errno.ENOSPC:
            raise _no_room(incoming.parent, artifact.size // MEGABYTE + 100, 0) from error
        raise EngineError(
            f"download of {artifact.filename} refused: {str(error) or type(error).__name__}",
            "check the network and the proxy (HTTPS_PROXY), then start again: what has arrived is kept",
        ) from error


def _verify(artifact: Artifact, file: Path) -> None:
    with file.open("rb") as stream:
        found = hashlib.file_digest(stream, "sha256").hexdigest()
    if found != artifact.sha256:
        raise EngineError(
            f"{artifact.filename} is not the pinned file: "
            f"sha256 {found[:16]}… instead of {artifact.sha256[:16]}…",
            "it was removed; start again, and if it stays so distrust the mirror that serves it",
        )


def _no_room(path: Path, needed_mb: int, free_mb: int) -> EngineError:
    return EngineError(
        f"{path} has {free_mb} MB free, {needed_mb} MB are needed",
        "free some space, or move data (NASHRA_STATE_DIR) or downloads (XDG_CACHE_HOME) elsewhere",
    )

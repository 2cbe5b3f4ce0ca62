"""What can keep the engines from running. Each error says what is wrong and, in `fix`, what to do."""

from __future__ import annotations

from pathlib import Path

from services.contracts.errors import NashraError


class EngineError(NashraError):
    """An engine that does not run; the text of the error ends with the fix."""

    def __init__(self, problem: str, fix: str) -> None:
        super().__init__(f"{problem}; {fix}")
        self.problem = problem
        self.fix = fix


class NoJava(EngineError):
    """There is no Java that both engines run on."""


class PortTaken(EngineError):
    """Another program listens where one of ours should."""

    def __init__(self, port: int, program: str) -> None:
        super().__init__(
            f"port {port} for {program} is taken by another program",
            f"stop what listens there (ss -ltnp 'sport = :{port}' names it), or take another port "
            f"(--port or NASHRA_PORT, such as {port + 1}; 0 takes a free one)",
        )


class DownloadRefused(EngineError):
    """An artifact could not be fetched."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(
            f"download of {name} refused: {reason}",
            "check the network and the proxy (HTTPS_PROXY), then start again: what has arrived is kept",
        )


class ChecksumMismatch(EngineError):
    """An artifact is not the file that was pinned."""

    def __init__(self, name: str, wanted: str, found: str) -> None:
        super().__init__(
            f"{name} is not the pinned file: sha256 {found[:16]}… instead of {wanted[:16]}…",
            "it was removed; start again, and if it stays so distrust the mirror that serves it",
        )


class DiskFull(EngineError):
    """No room for downloads or data."""

    def __init__(self, path: Path, needed_mb: int, free_mb: int) -> None:
        super().__init__(
            f"{path} has {free_mb} MB free, {needed_mb} MB are needed",
            "free some space, or move data (NASHRA_STATE_DIR) or downloads (XDG_CACHE_HOME) elsewhere",
        )


class WorkDirInUse(EngineError):
    """Other engines run on the same data."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"other engines run on {path}",
            "stop the other `nashra up`, or choose another directory with NASHRA_STATE_DIR",
        )


class RootRefused(EngineError):
    """Elasticsearch does not run as root, and this system offers no user namespace."""

    def __init__(self) -> None:
        super().__init__(
            "Elasticsearch refuses to run as root, and `unshare --user` is not possible here",
            "run nashra as another user, or allow user namespaces (sysctl user.max_user_namespaces)",
        )


class PluginBroken(EngineError):
    """The analysis plugin does not compile against the server."""

    def __init__(self, output: str) -> None:
        super().__init__(
            f"the analysis plugin does not compile:\n{output}",
            "the sources in deploy/embedded/analysis must match the Elasticsearch version of the lock",
        )


class EngineFailed(EngineError):
    """An engine ended, or never answered."""

    def __init__(self, engine: str, what: str, log: Path, tail: str) -> None:
        super().__init__(f"{engine} {what}: {tail}", f"read {log}")

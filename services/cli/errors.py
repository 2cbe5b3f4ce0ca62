"""What keeps a command from its work, before an engine is asked."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from services.contracts.errors import NashraError


class UsageError(NashraError):
    """The command was not told enough; exit code 2."""


class NoPlatform(UsageError):
    """Nobody named the platform that a command shall speak to."""

    def __init__(self, state_dir: Path, variables: Sequence[str]) -> None:
        missing = " and ".join(variables)
        verb = "is" if len(variables) == 1 else "are"
        self.problem = f"no platform runs in {state_dir}, and {missing} {verb} not given"
        self.fix = (
            f"start one with `nashra up`, let NASHRA_STATE_DIR name the directory of one, or give {missing}"
        )
        super().__init__(f"{self.problem}; {self.fix}")


class AlreadyRunning(NashraError):
    """A second platform was to start on the state of a running one."""

    def __init__(self, state_dir: Path, pid: int, gateway: str) -> None:
        super().__init__(
            f"{state_dir} already runs a platform (pid {pid}, {gateway}); "
            "stop it, or set NASHRA_STATE_DIR to another directory"
        )


class NoStateDirectory(NashraError):
    """There is no place for what a platform keeps."""


class BadFile(NashraError):
    """A file that is no text."""


class BadEdit(NashraError):
    """The edit cannot be applied to this letter."""


class NoEditor(NashraError):
    """No editor could be started, or it failed."""

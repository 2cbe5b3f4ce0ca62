"""What keeps a command from its work, before an engine is asked."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from services.contracts.errors import NashraError


class CommandError(NashraError):
    """The command cannot do what it was told; the message ends with what to do."""


class NoPlatform(CommandError):
    """Nobody named the platform that a command shall speak to; exit code 2."""

    def __init__(self, state_dir: Path, variables: Sequence[str], *, is_starting: bool = False) -> None:
        missing = " and ".join(variables)
        verb = "is" if len(variables) == 1 else "are"
        self.problem = f"no platform runs in {state_dir}, and {missing} {verb} not given"
        self.fix = (
            f"start one with `nashra up`, let NASHRA_STATE_DIR name the directory of one, or give {missing}"
        )
        if is_starting:
            self.problem = f"the platform in {state_dir} is still starting"
            self.fix = "wait until `nashra up` says that it is ready"
        super().__init__(f"{self.problem}; {self.fix}")

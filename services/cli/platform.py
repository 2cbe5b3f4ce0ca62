"""Where the platform of this machine listens: `nashra up` writes it down, other commands find it there."""

from __future__ import annotations

import errno
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeVar

from services.contracts.errors import NashraError
from services.runtime.settings import Settings

FILE = "platform.json"

S = TypeVar("S", bound=Settings)


class NoStateDirectory(NashraError):  # named after the fact
    """There is no place for what a platform keeps."""


@dataclass(frozen=True, slots=True)
class Platform:
    """A running platform. `pid` is its supervisor, `gateway` the address of the reader pages."""

    pid: int
    kafka: str
    elasticsearch: str
    gateway: str
    ops: dict[str, str]

    def write(self, state_dir: Path) -> None:
        state_dir.mkdir(parents=True, exist_ok=True)
        draft = state_dir / f"{FILE}.new"
        draft.write_text(json.dumps(asdict(self), indent=2))
        draft.replace(state_dir / FILE)

    @classmethod
    def running(cls, state_dir: Path) -> Platform | None:
        """The platform of this state directory, when its supervisor is alive."""
        try:
            found = cls(**json.loads((state_dir / FILE).read_text()))
            os.kill(found.pid, 0)
        except (OSError, ValueError, TypeError):
            return None
        return found

    @staticmethod
    def forget(state_dir: Path) -> None:
        (state_dir / FILE).unlink(missing_ok=True)


def make_state_directory(path: Path) -> None:
    """Raises `NoStateDirectory`."""
    try:
        path.mkdir(parents=True, exist_ok=True)
        if not os.access(path, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    except OSError as error:
        raise NoStateDirectory(
            f"{path} cannot be written to: {error.strerror}; set NASHRA_STATE_DIR to a directory of your own"
        ) from error


def settings_of(kind: type[S]) -> S:
    """Settings from the environment; engine addresses it does not name are those of the running platform."""
    settings = kind()
    platform = Platform.running(settings.state_dir)
    if platform is None:
        return settings
    found = {"kafka": platform.kafka, "elasticsearch": platform.elasticsearch}
    update = {name: value for name, value in found.items() if name not in settings.model_fields_set}
    return settings.model_copy(update=update)

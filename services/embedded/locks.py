"""The lock of a working directory: engines inherit it, so that it is free when the last of them is gone."""

from __future__ import annotations

import fcntl
from pathlib import Path

FILE = "lock"


def in_use(work_dir: Path) -> bool:
    """Whether engines run in the directory, or are being started."""
    try:
        with (work_dir / FILE).open(encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False

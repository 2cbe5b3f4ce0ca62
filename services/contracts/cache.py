"""Where a user's processes leave for each other what they can make or fetch again."""

from __future__ import annotations

import os
from pathlib import Path


def default_cache() -> Path:
    """`$XDG_CACHE_HOME/nashra`, `~/.cache/nashra` by default."""
    return Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "nashra"

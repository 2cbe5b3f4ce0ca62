"""Word lists that we wrote: names of sections, the vocabulary of each section, stop words."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any


def load(name: str) -> dict[str, Any]:
    """The list `<name>.toml` beside this file."""
    return tomllib.loads((files(__name__) / f"{name}.toml").read_text(encoding="utf-8"))

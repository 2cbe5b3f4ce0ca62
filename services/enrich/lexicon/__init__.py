"""Word lists: names of sections, their vocabulary, countries, stop words, the background of keywords."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any


def load(name: str) -> dict[str, Any]:
    """The list `<name>.toml` beside this file."""
    return tomllib.loads((files(__name__) / f"{name}.toml").read_text(encoding="utf-8"))


def lines(name: str) -> list[str]:
    """The lines of `<name>.txt` beside this file."""
    return (files(__name__) / f"{name}.txt").read_text(encoding="utf-8").splitlines()

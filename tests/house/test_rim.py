"""The rim: the files that may open a connection are those that do, and no others."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINT = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["ruff"]["lint"]
BANNED = tuple(LINT["flake8-tidy-imports"]["banned-api"])
RIM = sorted(
    pattern
    for pattern, rules in LINT["per-file-ignores"].items()
    if "TID251" in rules and pattern.startswith("services/")
)


def files(pattern: str) -> list[Path]:
    """Those of a pattern with alternatives in braces; each must be there."""
    before, _, rest = pattern.partition("{")
    if not rest:
        return [ROOT / pattern]
    names, _, after = rest.partition("}")
    return [ROOT / f"{before}{name}{after}" for name in names.split(",")]


def opens(path: Path) -> bool:
    """Whether the file imports what may open a connection."""
    modules: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom):
            modules.add(node.module or "")
        elif isinstance(node, ast.Import):
            modules |= {alias.name for alias in node.names}
    return any(f"{module}.".startswith(f"{banned}.") for module in modules for banned in BANNED)


@pytest.mark.parametrize("path", [path for pattern in RIM for path in files(pattern)], ids=str)
def test_no_entry_of_the_rim_is_stale(path: Path) -> None:
    assert path.exists(), "gone: take it off the list in pyproject.toml"
    assert opens(path), "it opens nothing any more: take it off the list in pyproject.toml"


@pytest.mark.parametrize("door", ["urllib.request", "aiohttp", "aiokafka", "elasticsearch"])
def test_every_door_is_watched(door: str) -> None:
    assert door in BANNED

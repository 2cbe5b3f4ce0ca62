"""Errors: one root, and no name twice."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

from services.contracts.errors import NashraError

ROOT = Path(__file__).parents[2] / "services"


def bases() -> dict[str, list[str]]:
    """The names of the bases of every class of the tree; a name twice has those of both."""
    found: dict[str, list[str]] = {}
    for path in sorted(ROOT.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ClassDef):
                found.setdefault(node.name, []).extend(ast.unparse(base) for base in node.bases)
    return found


def test_no_two_errors_have_one_name() -> None:
    errors, known = {NashraError.__name__}, bases()
    while more := {name for name, of in known.items() if errors & set(of)} - errors:
        errors |= more
    assert len(errors) > 10
    names = Counter(
        node.name
        for path in ROOT.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ClassDef) and node.name in errors
    )
    assert {name for name, count in names.items() if count > 1} == set()

"""Errors: one root, and no name twice."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

from services.contracts.errors import NashraError

ROOT = Path(__file__).parents[2] / "services"


def classes() -> list[tuple[str, set[str]]]:
    """Name and bases of every class of the tree."""
    return [
        (node.name, {ast.unparse(base) for base in node.bases})
        for path in ROOT.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ClassDef)
    ]


def test_no_two_errors_have_one_name() -> None:
    errors, known = {NashraError.__name__}, classes()
    while more := {name for name, bases in known if errors & bases} - errors:
        errors |= more
    assert len(errors) > 10
    names = Counter(name for name, _ in known if name in errors)
    assert {name for name, count in names.items() if count > 1} == set()

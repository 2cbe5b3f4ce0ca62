"""Errors: one root, no name twice, and each in the file of its layer."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

from services.contracts.errors import NashraError

ROOT = Path(__file__).parents[2] / "services"
OF_AN_EXTRA = "arabic/embedding.py"  # which alone raises its own


def errors() -> list[tuple[str, str]]:
    """Name and file of every error of the tree."""
    classes = [
        (node.name, str(path.relative_to(ROOT)), {ast.unparse(base) for base in node.bases})
        for path in ROOT.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ClassDef)
    ]
    names = {NashraError.__name__}
    while more := {name for name, _, bases in classes if names & bases} - names:
        names |= more
    return [(name, file) for name, file, _ in classes if name in names]


def test_no_two_errors_have_one_name() -> None:
    names = Counter(name for name, _ in errors())
    assert len(names) > 10
    assert {name for name, count in names.items() if count > 1} == set()


def test_an_error_stands_in_the_file_of_its_layer() -> None:
    assert {file for _, file in errors() if not file.endswith("/errors.py")} == {OF_AN_EXTRA}

"""Names are nouns of the field: a participle says what happened to a thing, not what it is."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2] / "services"
PARTICIPLES = {
    *("asked", "called", "chosen", "decided", "given", "heard", "held", "kept", "known", "left", "made"),
    *("said", "seen", "shown", "stated", "taken", "told", "wanted", "written"),
}
RELEASED = {  # read by others: events, tables, `--json`
    "StoryChange.left",
    "FeedState.known",
    "Difference.wanted",
    "Pair.written",
    "Replayed.chosen",
}


def definitions(path: Path) -> Iterator[str]:
    """Classes, functions, constants of a module; fields as `Class.field`."""
    tree = ast.parse(path.read_text())
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name
        if isinstance(node, ast.ClassDef):
            for part in node.body:
                if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name):
                    yield f"{node.name}.{part.target.id}"
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            yield node.targets[0].id


def test_nothing_is_named_by_a_participle_alone() -> None:
    named = {name for path in ROOT.rglob("*.py") for name in definitions(path)}
    assert len(named) > 1000
    alone = {name for name in named if name.rpartition(".")[2].strip("_").lower() in PARTICIPLES}
    assert alone == RELEASED

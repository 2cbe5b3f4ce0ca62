"""What the pages name is there, and what the log cries out can be looked up."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    page
    for page in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "deploy").rglob("*.md"))
    if page.name != "CHANGELOG.md"  # history names what is gone
)
NOT_OURS = {
    "deploy/nashra-toolbox",
    "page.html",
    "platform.json",
    "kafka-configs.sh",
}  # Kubernetes', Kafka's, an operator's
TREES = ("services", "tests", "docs", "deploy", "benchmarks")
CODE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
SUFFIXES = r"(?:py|md|ya?ml|toml|js|css|html|java|json|txt|sh|lock|tsv)"
FILE = re.compile(rf"[\w.-]+(?:/[\w.-]+)*\.{SUFFIXES}|(?:{'|'.join(TREES)})(?:/[\w.-]+)+/?")
MODULE = re.compile(r"(?:services|tests|benchmarks)(?:\.\w+)+")


def named(page: Path) -> Iterator[str]:
    """Paths and modules that a page names as code."""
    for code in CODE.findall(page.read_text()):
        for word in code.split():
            if FILE.fullmatch(word) or MODULE.fullmatch(word):
                yield word


def exists(name: str, page: Path) -> bool:
    """As a module, as a path from the root, `services` or the page, or as the end of one in the tree."""
    if MODULE.fullmatch(name) and not FILE.fullmatch(name):
        parts = name.split(".")
        return any(_is_module(parts[:length]) for length in (len(parts), len(parts) - 1))
    places = (ROOT, ROOT / "services", page.parent)
    return any((place / name).exists() for place in places) or any(
        str(path).endswith(f"/{name}") for path in files()
    )


def _is_module(parts: list[str]) -> bool:
    path = ROOT.joinpath(*parts)
    return path.is_dir() or path.with_suffix(".py").exists()


_FILES: list[Path] = []


def files() -> list[Path]:
    if not _FILES:
        _FILES.extend(path for tree in TREES for path in (ROOT / tree).rglob("*.*"))
    return _FILES


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_what_a_page_names_is_there(page: Path) -> None:
    missing = {name for name in named(page) if not exists(name, page)}
    links = {link for link in LINK.findall(page.read_text()) if "://" not in link and "mailto:" not in link}
    assert missing - NOT_OURS == set()
    assert {link for link in links if not (page.parent / link).exists()} == set()


def test_every_cry_of_the_log_has_its_heading() -> None:
    page = (ROOT / "docs/troubleshooting.md").read_text()
    headings = [line.lstrip("# ").split(":")[0] for line in page.splitlines() if line.startswith("## ")]
    unknown = {text for text in cries() if not any(text.startswith(heading) for heading in headings)}
    assert unknown == set()


def cries() -> Iterator[str]:
    """The first argument of every `log.critical`."""
    for path in (ROOT / "services").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            match node:
                case ast.Call(func=ast.Attribute(attr="critical"), args=[ast.Constant(value=str(text)), *_]):
                    yield text

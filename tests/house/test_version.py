"""The version stands in pyproject.toml; what cannot read it there says the same."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
STATED = re.compile(
    r"""nashra:(\d[\w.]*?)(?:-semantic)?["'\s,]|tag: (\d[\w.]*?)(?:-semantic)?[,\s]"""
    r"""|^(?:appV|v)ersion: "?(\d[\w.]*)"?$|nashra-(\d+\.\d+\.\d+)-py3""",
    re.MULTILINE,
)
FILES = {
    "docker-compose.yml": 1,
    "deploy/helm/nashra/Chart.yaml": 2,
    "deploy/helm/examples/semantic.yaml": 1,
    "docs/kubernetes.md": 1,
    "README.md": 1,
}


@pytest.mark.parametrize("name", FILES)
def test_every_file_that_states_the_version_states_that_of_the_package(name: str) -> None:
    found = ["".join(groups) for groups in STATED.findall((ROOT / name).read_text("utf-8"))]
    assert len(found) == FILES[name], f"{name} states no version where it should, or one more: {found}"
    assert set(found) == {VERSION}, f"{name} says {found}: pyproject.toml says {VERSION}"


def test_the_changelog_has_the_version() -> None:
    assert f"\n## {VERSION} " in (ROOT / "CHANGELOG.md").read_text("utf-8")

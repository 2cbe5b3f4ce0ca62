"""Every kind of source gives the same articles, with all that it has a place for; docs/sources.md says so."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from services.contracts.identity import canonical_url
from tests.unit.ingest.source_kinds import KINDS, LINKS, PARTS, TITLES, Kind

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_kind_of_source_gives_what_it_has(kind: Kind, tmp_path: Path) -> None:
    articles = kind.read(tmp_path)
    assert [article["title"] for article in articles[:2]] == list(TITLES[: len(articles)])
    for number, article in enumerate(articles[:2]):
        assert {part for part in PARTS if not article[part]} == kind.lacks
        if "link" not in kind.lacks:
            assert article["link"] == canonical_url(LINKS[number])
        if "date" not in kind.lacks:
            assert "2025" in str(article["date"])


def test_the_page_is_current() -> None:
    checked = subprocess.run(
        [sys.executable, "docs/source_kinds.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_every_test_that_the_page_names_exists() -> None:
    named = re.findall(r"`(test_\w+)`", (ROOT / "docs" / "sources.md").read_text(encoding="utf-8"))
    tests = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    assert named
    assert [name for name in named if f"def {name}(" not in tests] == []

"""What the platform has to be allowed on Elasticsearch, and that operators are told exactly that."""

from __future__ import annotations

import json
import re
from pathlib import Path

from services.runtime.settings import Settings
from services.search.access import reader, writer

OPERATIONS = Path(__file__).parents[3] / "docs" / "operations.md"
BLUE = Settings(namespace="blue")


def test_the_privileges_end_at_the_namespace() -> None:
    for role in (reader(BLUE), writer(BLUE)):
        (indices,) = role["indices"]
        assert all(name.startswith("blue-") for name in indices["names"])


def test_who_reads_may_not_write() -> None:
    (indices,) = reader(BLUE)["indices"]
    assert not {"index", "delete", "create_index", "manage"} & set(indices["privileges"])


def test_the_operators_page_prints_these_privileges() -> None:
    blocks = re.findall(r"```json\n(.*?)```", OPERATIONS.read_text("utf-8"), re.DOTALL)
    printed = [json.loads(block)["role_descriptors"] for block in blocks]
    assert {"writer": writer(BLUE)} in printed
    assert {"reader": reader(BLUE)} in printed

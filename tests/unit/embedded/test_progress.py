"""How a start is told where nobody watches a terminal."""

from __future__ import annotations

import io

from rich.console import Console
from services.embedded.progress import Bar


def test_a_log_gets_one_line_for_each_step() -> None:
    written = io.StringIO()

    with Bar(Console(file=written, force_terminal=False)) as bar:
        for done in range(0, 43_000_001, 1_000_000):
            bar("downloading kafka", done, 43_000_000)
        bar("starting Kafka and Elasticsearch")

    assert written.getvalue().splitlines() == [
        "downloading kafka (43 MB)",
        "starting Kafka and Elasticsearch",
    ]


def test_a_terminal_gets_a_bar() -> None:
    written = io.StringIO()

    with Bar(Console(file=written, force_terminal=True, width=100)) as bar:
        bar("downloading kafka", 43_000_000, 43_000_000)

    assert "43.0/43.0 MB" in written.getvalue()

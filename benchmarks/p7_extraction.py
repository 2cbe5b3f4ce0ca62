"""P7: pages extracted a second, at an F-score of the body no lower than trafilatura's."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import trafilatura
from services.contracts.page import Page
from services.ingest.extract.extraction import extraction
from services.ingest.extract.newspapers import unregistered
from tests.unit.ingest.extract.scores import token_f1

from benchmarks.figure import Figure, interleaved

OWN = Path(__file__).parents[1] / "tests" / "fixtures" / "pages"
REAL = Path(__file__).parents[2] / "shared" / "data" / "html"
ROUNDS = 7


def gold_pages() -> list[tuple[dict[str, Any], bytes]]:
    """Our own pages with their gold, and the real ones where they are at hand."""
    found = [(gold, (OWN / gold["file"]).read_bytes()) for gold in _gold(OWN)]
    if REAL.is_dir():
        found += [(gold, (REAL / gold["file"]).read_bytes()) for gold in _gold(REAL)]
    return found


def _gold(folder: Path) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = json.loads((folder / "gold.json").read_text(encoding="utf-8"))
    return entries


def text_of(gold: dict[str, Any]) -> str | None:
    return "\n".join(gold["body"]) if "body" in gold else gold.get("gold_text")


def page_of(gold: dict[str, Any], raw: bytes) -> Page:
    source = unregistered(gold["url"])
    if source is None:
        raise ValueError(f"no host in {gold['url']}")
    body, now = Page.pack(raw), datetime.now(UTC)
    return Page(article_id="a_bench", source=source, url=gold["url"], fetched_at=now, body=body)


def ours(page: Page) -> str:
    return extraction(page).article.text


def theirs(page: Page) -> str:
    return trafilatura.extract(page.unpack()) or ""


def main() -> None:
    golds = [(gold, page_of(gold, raw)) for gold, raw in gold_pages()]

    def speed(extract: Callable[[Page], str]) -> Callable[[], float]:
        def run() -> float:
            started = time.process_time()
            for _, page in golds:
                extract(page)
            return len(golds) / (time.process_time() - started)

        return run

    def score(extract: Callable[[Page], str]) -> float:
        return statistics.mean(
            token_f1(extract(page), text) for gold, page in golds if (text := text_of(gold))
        )

    mine, peer = interleaved(speed(ours), speed(theirs), ROUNDS)
    figure = Figure(
        id="P7",
        what="extraction with title, date and metadata, against trafilatura's text alone",
        unit="pages/s of processor time",
        ours=mine,
        peer=peer,
        goal=1.5,
        better="higher",
        rounds=ROUNDS,
        notes=f"{len(golds)} pages; mean token-F1 of the body: {score(ours):.3f}, peer {score(theirs):.3f}",
    )
    print(figure.line())


if __name__ == "__main__":
    main()

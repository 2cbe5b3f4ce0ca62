"""P7: pages extracted a second, at an F-score of the body no lower than the peers', and the memory it takes.

Also writes the table of scores of docs/extraction.md.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import trafilatura
from services.contracts.page import Page
from services.ingest.extract.extraction import extraction

from benchmarks.extractors import OWN, REAL, Scores, by_newspaper4k, by_trafilatura, cases, ours, scores
from benchmarks.figure import Figure, interleaved

DOCS = Path(__file__).parents[1] / "docs" / "extraction.md"
ROUNDS = 7
MEMORY_PAGES = 20_000
WARM = 2_000
_START, _END = "<!-- scores: written by `make bench` -->\n", "<!-- end of scores -->"


def article(page: Page) -> object:
    """All of ours: text, title, date, authors, section, images."""
    return extraction(page)


def text_alone(page: Page) -> object:
    """trafilatura by default: text without metadata."""
    return trafilatura.extract(page.unpack())


def rate(extract: Callable[[Page], object], pages: list[Page]) -> Callable[[], float]:
    """Pages a second of processor time."""

    def run() -> float:
        started = time.process_time()
        for page in pages:
            extract(page)
        return len(pages) / (time.process_time() - started)

    return run


def speed(what: str, peer: Callable[[Page], object], pages: list[Page], rounds: int) -> Figure:
    mine, theirs = interleaved(rate(article, pages), rate(peer, pages), rounds)
    return Figure(
        id="P7",
        what=what,
        unit="pages/s of processor time",
        ours=mine,
        peer=theirs,
        goal=2,
        stretch=5,
        better="higher",
        rounds=rounds,
        notes=f"{len(pages)} pages in Arabic newspapers' templates; scores in docs/extraction.md",
    )


def memory() -> Figure:
    """Growth of a process of its own between its first pages and its 20,000th."""
    command = [sys.executable, "-c", "from benchmarks.p7_extraction import growth; print(growth())"]
    grown = float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    return Figure(
        id="P7",
        what="memory that extraction gains over 20,000 pages",
        unit="MB",
        ours=grown,
        peer=None,
        goal=10,
        better="lower",
        rounds=1,
        notes=f"peak of the process after {MEMORY_PAGES} pages less the peak after {WARM}",
    )


def growth() -> float:
    pages = [case.page for case in cases(OWN)]
    peak = {}
    for count in range(1, MEMORY_PAGES + 1):
        extraction(pages[count % len(pages)])
        if count in {WARM, MEMORY_PAGES}:
            peak[count] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return peak[MEMORY_PAGES] - peak[WARM]


def table(speeds: dict[str, float]) -> str:
    """Each extractor's scores on the own pages and on the real ones that are at hand."""
    extractors = {"ours": ours, "trafilatura": by_trafilatura, "newspaper4k": by_newspaper4k}
    rows = ["| pages | | body F1 | titles | dates | pages/s |", "|---|---|---|---|---|---|"]
    for name, measured in (("own", cases(OWN)), ("real", cases(REAL))):
        for who, extract in extractors.items() if measured else ():
            found = scores(extract, measured)
            shown = f"{speeds[who]:.0f}" if name == "own" and who in speeds else ""
            rows.append(f"| {name}, {len(measured)} | {who} | {_columns(found)} | {shown} |")
    return "\n".join(rows) + "\n"


def _columns(found: Scores) -> str:
    return f"{found.f1:.3f} | {found.titles[0]} of {found.titles[1]} | {found.days[0]} of {found.days[1]}"


def write_table(text: str) -> None:
    page = DOCS.read_text(encoding="utf-8")
    before, rest = page.split(_START)
    DOCS.write_text(f"{before}{_START}{text}{_END}{rest.split(_END)[1]}", encoding="utf-8")


def main() -> None:
    pages = [case.page for folder in (OWN, REAL) for case in cases(folder)]
    default = speed(
        "extraction with title, date and metadata, against trafilatura's text alone",
        text_alone,
        pages,
        ROUNDS,
    )
    whole = speed("the same against newspaper4k", by_newspaper4k, pages, 3)
    for figure in (default, whole, memory()):
        print(figure.line())
    peers = {"trafilatura": default.peer or 0, "newspaper4k": whole.peer or 0}
    write_table(table({"ours": default.ours, **peers}))


if __name__ == "__main__":
    main()

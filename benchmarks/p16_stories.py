"""P16: processor time and memory of deciding stories, with 10,000 and with 100,000 articles in the window."""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import numpy as np
import psutil
from services.contracts.story import Outline, StoryInput
from services.stories.clustering import Clustering
from services.stories.outline import outline

from benchmarks.figure import Figure
from benchmarks.news import enriched_articles

REAL = 6000  # articles whose events differ; the next edition of them tells of other names
FEW, MANY = 10_000, 100_000
LAST = 5000
WINDOW = timedelta(days=4.9)


def inputs(count: int, outlines: list[Outline]) -> Iterator[StoryInput]:
    """Articles of one window. Every other word of an edition is its own, so that no event comes twice."""
    start = datetime(2025, 1, 1, tzinfo=UTC)
    for number in range(count):
        edition, place = divmod(number, len(outlines))
        real = outlines[place]
        hashes = np.frombuffer(real.sketch, "<u4") * np.uint32(2 * edition + 1)
        varied = real.model_copy(
            update={
                "at": start + WINDOW * number / count,
                "title": tuple(_edition(lemma, edition) for lemma in real.title),
                "opening": {_edition(lemma, edition): times for lemma, times in real.opening.items()},
                "sketch": np.sort(hashes).astype("<u4").tobytes(),
            }
        )
        yield StoryInput(article_id=f"a_{number}", outline=varied)


def _edition(lemma: str, edition: int) -> str:
    return f"{lemma}{edition}" if zlib.crc32(lemma.encode()) % 2 else lemma


def measure(count: int, outlines: list[Outline]) -> tuple[float, float]:
    """Milliseconds of an article among the last, and megabytes that the window takes."""
    process = psutil.Process()
    before = process.memory_info().rss
    clustering = Clustering()
    spent = 0.0
    for sequence, one in enumerate(inputs(count, outlines)):
        started = time.process_time()
        clustering.decide(one, sequence)
        if sequence >= count - LAST:
            spent += time.process_time() - started
    return 1000 * spent / LAST, (process.memory_info().rss - before) / 1e6


def main() -> None:
    articles = enriched_articles(REAL)
    outline(articles[0])  # reads the dictionary
    started = time.process_time()
    outlines = [outline(one) for one in articles]
    outlining = 1000 * (time.process_time() - started) / REAL
    few, _ = measure(FEW, outlines)
    many, memory = measure(MANY, outlines)
    parts = f"{outlining:.2f} its outline, {few:.2f} and {many:.2f} to decide among few and many"
    editions = (
        "editions differ by half of their words, which makes the many easier to tell apart than real ones"
    )
    cases = [
        ("processor time of an article's story", "ms", outlining + max(few, many), None, 1.5, parts),
        ("deciding among 100,000 articles, against among 10,000", "ms", many, few, 1.5, editions),
        ("memory of 100,000 articles in the window", "MB", memory, None, 400, ""),
    ]
    for what, unit, ours, peer, goal, notes in cases:
        figure = Figure(
            id="P16", what=what, unit=unit, ours=round(ours, 3), peer=peer and round(peer, 3), goal=goal,
            better="lower", rounds=1, notes=notes,
        )  # fmt: skip
        print(figure.line())


if __name__ == "__main__":
    main()

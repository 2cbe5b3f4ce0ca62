"""How good stories and copies are, on pairs that somebody judged. The same code as the role's decides."""

from __future__ import annotations

import csv
import gzip
import json
import resource
import time
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, TextIO

from services.arabic.normalise import fold, words
from services.contracts.article import Article, EnrichedArticle, Entity, Paragraph, Published
from services.contracts.identity import article_id
from services.contracts.source import SourceRef
from services.contracts.story import Outline, StoryInput
from services.stories.clustering import Clustering
from services.stories.outline import outline

Half = Literal["all", "choose", "report"]
SAME = frozenset("SC")
COPIES = 0.8  # Jaccard index of 4-word shingles that makes a copy without doubt
NO_COPIES = 0.5  # below it, and below as much containment, nobody would call it one

Row = Mapping[str, Any]
Recognise = Callable[[Article], tuple[Entity, ...]]


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and their harmonic mean."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one half of the seeds; `ms` of processor time an article, `mb` of memory that the window takes."""

    seeds: int
    pairs: Score
    b_cubed: Score
    copies: Score
    articles: int
    stories: int
    ms: float
    mb: float

    def row(self) -> dict[str, Any]:
        found: dict[str, Any] = {"seeds": self.seeds}
        for name in ("pairs", "b_cubed", "copies"):
            score: Score = getattr(self, name)
            found |= {f"{name} P": score.precision, f"{name} R": score.recall, f"{name} F1": score.f1}
        return found | {key: asdict(self)[key] for key in ("articles", "stories", "ms", "mb")}


@dataclass(frozen=True, slots=True)
class Judged:
    seed: str
    other: str
    same: bool


@dataclass(frozen=True, slots=True)
class Clustered:
    """By article: its story, and the article that it copies."""

    story: dict[str, str]
    original: dict[str, str]
    outlines: dict[str, Outline]
    texts: dict[str, str]
    ms: float
    mb: float


def evaluate_directory(directory: Path, recognise: Recognise) -> dict[Half, Figures]:
    """`pairs.tsv` (seed_url, other_url, label; S and C: the same story) against one pass over the articles.

    The articles are the files `*.jsonl[.gz]` beside it, or in `../news`, that hold any of the judged.
    Raises ValueError when none of them does.
    """
    rows = read_pairs(directory / "pairs.tsv")
    wanted = {row[column] for row in rows for column in ("seed_url", "other_url")}
    articles: list[Article] = []
    for path in sorted([*directory.glob("*.jsonl*"), *(directory.parent / "news").glob("*.jsonl*")]):
        held = list(read_articles([path]))
        if any(one.url in wanted for one in held):
            articles += held
    ids = {one.url: one.id for one in articles}
    judged = [
        Judged(ids[row["seed_url"]], ids[row["other_url"]], row["label"] in SAME)
        for row in rows
        if row["seed_url"] in ids and row["other_url"] in ids
    ]
    if not judged:
        raise ValueError("no articles of the judged pairs: put them beside pairs.tsv as articles.jsonl.gz")
    found = cluster(articles, recognise)
    copies = copy_score(found)
    halves: tuple[Half, ...] = ("all", "choose", "report")
    return {half: figures(found, judged, half, copies) for half in halves}


def read_articles(paths: Iterable[Path]) -> Iterator[Article]:
    """Articles of JSON lines with `source`, `url`, `title`, `content` and a time in `date_extracted`."""
    for path in paths:
        with _opened(path) as lines:
            for line in lines:
                row = json.loads(line)
                if "content" in row:
                    yield article(row)


def _opened(path: Path) -> TextIO:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8")
    return path.open(encoding="utf-8")


def article(row: Row) -> Article:
    moment = datetime.fromisoformat(row["date_extracted"])
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return Article(
        id=article_id(row["source"], row["url"]),
        source=SourceRef(id=row["source"], name=row["source"]),
        url=row["url"],
        title=row.get("title") or "",
        blocks=tuple(
            Paragraph(text=text) for text in (row.get("content") or "").splitlines() if text.strip()
        ),
        published=Published(date=moment.date(), at=moment, precision="minute"),
        fetched_at=moment,
    )


def read_pairs(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


def cluster(articles: Iterable[Article], recognise: Recognise) -> Clustered:
    """One pass in the order of (time, id). `recognise`: entities of an article, as enrichment finds them."""
    ordered = sorted(articles, key=lambda one: (one.fetched_at, one.id))
    clustering = Clustering()
    before = resident_mb()
    story: dict[str, str] = {}
    original: dict[str, str] = {}
    outlines: dict[str, Outline] = {}
    cpu = 0.0
    for sequence, one in enumerate(ordered):
        enriched = EnrichedArticle(
            article=one, lang=one.source.lang, entities=recognise(one), enriched_at=one.fetched_at
        )
        started = time.process_time()
        outlined = outline(enriched)
        changes = clustering.decide(StoryInput(article_id=one.id, outline=outlined), sequence)
        cpu += time.process_time() - started
        outlines[one.id] = outlined
        for change in changes:
            for assigned in change.assigned:
                story[assigned.article_id] = change.story_id
                if assigned.duplicate_of:
                    original[assigned.article_id] = assigned.duplicate_of
    mb = resident_mb() - before
    texts = {one.id: one.text for one in ordered}
    return Clustered(story, original, outlines, texts, 1000 * cpu / max(1, len(ordered)), mb)


def resident_mb() -> float:
    """Of this process, as the kernel counts it."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def half_of(seed: str) -> Half:
    """The half by which numbers are chosen, or the half that is reported."""
    return "choose" if zlib.crc32(seed.encode()) % 2 else "report"


def figures(found: Clustered, judged: Sequence[Judged], half: Half, copies: Score) -> Figures:
    """Pairs over all judged pairs; B³ over each seed with its candidates, the mean of the seeds."""
    by_seed: defaultdict[str, list[Judged]] = defaultdict(list)
    for pair in judged:
        if half in ("all", half_of(pair.seed)):
            by_seed[pair.seed].append(pair)
    right = told = true = 0
    precisions, recalls = [], []
    for seed, pairs in by_seed.items():
        together = {pair.other for pair in pairs if found.story[pair.other] == found.story[seed]}
        same = {pair.other for pair in pairs if pair.same}
        both = len(together & same)
        right, told, true = right + both, told + len(together), true + len(same)
        precisions.append((both + 1) / (len(together) + 1))  # the seed itself is in both
        recalls.append((both + 1) / (len(same) + 1))
    seeds = len(by_seed)
    return Figures(
        seeds=seeds,
        pairs=Score(right / max(1, told), right / max(1, true)),
        b_cubed=Score(sum(precisions) / max(1, seeds), sum(recalls) / max(1, seeds)),
        copies=copies,
        articles=len(found.story),
        stories=len(set(found.story.values())),
        ms=found.ms,
        mb=found.mb,
    )


def copy_score(found: Clustered) -> Score:
    """Against every pair of texts, by all of their shingles: recall of what is a copy without doubt, and
    precision of what was called one."""
    shingles = {name: _shingles(text) for name, text in found.texts.items()}
    holders: defaultdict[int, list[str]] = defaultdict(list)
    for name, all_of in shingles.items():
        for one in sorted(all_of)[:24]:
            holders[one].append(name)
    pairs = {
        (one, other)
        for names in holders.values()
        for place, one in enumerate(names)
        for other in names[place + 1 :]
    }
    alike = [
        pair
        for pair in pairs
        if min(len(shingles[pair[0]]), len(shingles[pair[1]])) >= 12
        and _jaccard(shingles[pair[0]], shingles[pair[1]]) >= COPIES
    ]
    root = {name: found.original.get(name, name) for name in shingles}
    recalled = sum(root[one] == root[other] for one, other in alike)
    called = list(found.original.items())
    right = sum(
        max(_jaccard(shingles[one], shingles[other]), _contained(shingles[one], shingles[other])) >= NO_COPIES
        for one, other in called
    )
    return Score(right / max(1, len(called)), recalled / max(1, len(alike)))


def _shingles(text: str) -> set[int]:
    folded = [fold(word) for word in words(text)]
    return {hash(tuple(folded[place : place + 4])) for place in range(len(folded) - 3)}


def _jaccard(one: set[int], other: set[int]) -> float:
    return len(one & other) / max(1, len(one | other))


def _contained(one: set[int], other: set[int]) -> float:
    return len(one & other) / max(1, min(len(one), len(other)))

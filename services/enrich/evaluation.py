"""How good the classifier of sections is, on articles whose section somebody said: the role's own code."""

from __future__ import annotations

import csv
import gzip
import json
import re
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from services.contracts.sections import SECTIONS
from services.enrich import countries, sections

BINS = (0.0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
_FIELD = re.compile(r"<(URL|TITLE|TEXT|ABSTRACT)>(.*?)</\1>", re.DOTALL)  # of TREC documents


@dataclass(frozen=True, slots=True)
class Judged:
    """An article and the sections that are right for it."""

    title: str
    text: str
    country: str | None
    right: frozenset[str]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the classifier says, and whether it is right."""

    judged: Judged
    section: str | None
    confidence: float
    right: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """`coverage`: the share that gets a section; `accuracy`: of those, the share that is right.

    `forced`: of all, were the likeliest section always said.
    """

    articles: int
    coverage: float
    accuracy: float
    forced: float

    def row(self) -> dict[str, Any]:
        return {
            "articles": self.articles,
            "coverage": self.coverage,
            "accuracy": self.accuracy,
            "forced": self.forced,
        }


@dataclass(frozen=True, slots=True)
class Evaluation:
    """`calibration`: of each bin of confidence, how many, and the share that is right.

    `confusions`: what is right, what was said, how often. `unnamed`: articles left out.
    """

    all: Figures
    by_section: Mapping[str, Figures]
    calibration: Mapping[str, tuple[int, float]]
    confusions: Sequence[tuple[str, str, int]]
    unnamed: int
    ms: float

    def details(self) -> dict[str, list[dict[str, Any]]]:
        return {
            "calibration": [
                {"confidence": name, "articles": count, "right": share}
                for name, (count, share) in self.calibration.items()
            ],
            "confusions": [
                {"right": right, "said": said, "articles": count} for right, said, count in self.confusions
            ],
        }


def evaluate(path: Path, threshold: float, country: str | None, also: Mapping[str, str]) -> Evaluation:
    """Of a file, or of the files of a directory, compressed or not.

    JSON Lines have `section`, `title`, `content` or `text`, or the TREC document in `raw`; TSV has `category`
    or `section`, and `text`. Names of sections are read as a newspaper's, several separated by `|`.
    `also`: by section, another that is right as well. What has no known name is left out and counted.
    Raises ValueError when nothing is left.
    """
    rows = list(_rows(path))
    judged = [found for row in rows if (found := _judged(row, country, also)) is not None]
    if not judged:
        raise ValueError("no articles with a section of a known name")
    started = time.process_time()
    answers = [_answer(one) for one in judged]
    ms = 1000 * (time.process_time() - started) / len(judged)
    kinds = sorted({_kind(answer) for answer in answers})
    wrong = Counter((_kind(answer), answer.section or "-") for answer in answers if not answer.right)
    return Evaluation(
        all=_figures(answers, threshold),
        by_section={
            kind: _figures([answer for answer in answers if _kind(answer) == kind], threshold)
            for kind in kinds
        },
        calibration=_calibration(answers),
        confusions=[(kind, said, count) for (kind, said), count in wrong.most_common()],
        unnamed=len(rows) - len(judged),
        ms=ms,
    )


def _rows(path: Path) -> Iterator[Mapping[str, Any]]:
    paths = sorted(path.iterdir()) if path.is_dir() else [path]
    for one in paths:
        kinds = [suffix for suffix in one.suffixes if suffix in (".jsonl", ".tsv")]
        if not kinds:
            continue
        with _opened(one) as lines:
            if kinds == [".tsv"]:
                yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
            else:
                yield from map(json.loads, lines)


def _opened(path: Path) -> TextIO:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8")
    return path.open(encoding="utf-8", newline="")


def _judged(row: Mapping[str, Any], country: str | None, also: Mapping[str, str]) -> Judged | None:
    fields = {name.lower(): text.strip() for name, text in _FIELD.findall(row.get("raw") or "")}
    said = str(row.get("section") or row.get("category") or "")
    right = {
        section for name in said.split("|") if (section := sections.from_newspaper([name], "")) is not None
    }
    if not right:
        return None
    right |= {also[section] for section in right if section in also}
    return Judged(
        title=row.get("title") or fields.get("title") or "",
        text=row.get("content") or row.get("text") or fields.get("text") or fields.get("abstract") or "",
        country=row.get("country")
        or country
        or countries.home(None, row.get("url") or fields.get("url") or ""),
        right=frozenset(right),
    )


def _answer(judged: Judged) -> Answer:
    said = sections.classify(judged.title, judged.text, "ar", 0.0, judged.country)
    return Answer(judged, said.id, said.confidence or 0.0, said.id in judged.right)


def _kind(answer: Answer) -> str:
    return "|".join(section for section in SECTIONS if section in answer.judged.right)


def _figures(answers: Sequence[Answer], threshold: float) -> Figures:
    sure = [answer for answer in answers if answer.section is not None and answer.confidence >= threshold]
    return Figures(len(answers), len(sure) / len(answers), _share(sure), _share(answers))


def _calibration(answers: Sequence[Answer]) -> dict[str, tuple[int, float]]:
    found = {}
    for low, high in zip(BINS, (*BINS[1:], 1.01), strict=True):
        within = [answer for answer in answers if low <= answer.confidence < high]
        found[f"{low:.1f}-{min(high, 1.0):.1f}"] = (len(within), _share(within))
    return found


def _share(answers: Iterable[Answer]) -> float:
    """That is right."""
    right = [answer.right for answer in answers]
    return sum(right) / max(1, len(right))

"""Figures of the classifier of sections, on files of a few articles."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from services.enrich.evaluation import evaluate

MATCH = {
    "section": "رياضة",
    "title": "تعادل في آخر أنفاس المباراة",
    "content": "انتهت مباراة الفريقين بالتعادل هدفين لمثلهما.",
}
COURT = {
    "section": "مجتمع",
    "title": "الحبس لمتهمين بسرقة محل",
    "content": "أدانت المحكمة الابتدائية متهمين أوقفتهما الشرطة.",
}
DOCUMENT = (
    "<DOC>\n<TITLE>ارتفاع أرباح البنوك</TITLE>\n"
    "<TEXT>\nارتفعت أرباح البنوك وأسهمها في البورصة.\n</TEXT>\n</DOC>"
)


def _write(path: Path, *rows: dict[str, str]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def test_counts_what_is_told_and_what_is_right(tmp_path: Path) -> None:
    found = evaluate(_write(tmp_path / "a.jsonl", MATCH, COURT), 0.5, "ma", {})
    assert (found.all.articles, found.all.coverage, found.all.accuracy) == (2, 1.0, 0.5)
    assert found.by_section["sports"].accuracy == 1.0
    assert found.confusions == [("society", "incidents", 1)]
    assert sum(count for count, _ in found.calibration.values()) == 2


def test_another_section_may_be_right_as_well(tmp_path: Path) -> None:
    found = evaluate(_write(tmp_path / "a.jsonl", COURT), 0.5, "ma", {"society": "incidents"})
    assert found.all.accuracy == 1.0


def test_the_threshold_silences_and_forced_does_not(tmp_path: Path) -> None:
    found = evaluate(_write(tmp_path / "a.jsonl", MATCH), 0.99, "ma", {})
    assert (found.all.coverage, found.all.forced) == (0.0, 1.0)


def test_reads_a_directory_of_every_kind_of_file(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "a.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write(json.dumps({"section": "economy", "raw": DOCUMENT}))
    (tmp_path / "b.tsv").write_text(
        "category\ttext\nsports\tسجل اللاعب هدفين في المباراة\n", encoding="utf-8"
    )
    (tmp_path / "notes.txt").write_text("no articles", encoding="utf-8")
    found = evaluate(tmp_path, 0.3, None, {})
    assert (found.all.articles, found.all.forced) == (2, 1.0)


def test_articles_without_a_known_section_are_counted(tmp_path: Path) -> None:
    assert (
        evaluate(_write(tmp_path / "a.jsonl", MATCH, MATCH | {"section": "كذا"}), 0.5, None, {}).unnamed == 1
    )
    with pytest.raises(ValueError, match="no articles with a section"):
        evaluate(_write(tmp_path / "b.jsonl", MATCH | {"section": "كذا"}), 0.5, None, {})

"""The measure of the recogniser, and that it stays as good as documented."""

from __future__ import annotations

from pathlib import Path

import pytest
from services.enrich.entities.evaluation import Figures, evaluate, evaluate_directory, spans

SENTENCE = [
    ("قال", "O"),
    ("عزيز", "B-PERS"),
    ("أخنوش", "I-PERS"),
    ("بأكادير", "B-LOC"),
    ("إن", "O"),
    ("الفيفا", "B-ORG"),
    ("والرالي", "B-MISC"),
]


def test_the_names_of_a_sentence_are_spans_of_words() -> None:
    assert list(spans(SENTENCE)) == [(1, 3, "PERS"), (3, 4, "LOC"), (5, 6, "ORG"), (6, 7, "MISC")]


def test_what_is_right_counts_by_kind_and_other_kinds_do_not() -> None:
    figures = evaluate([SENTENCE]).figures
    assert figures["all"] == Figures(right=3, found=3, tagged=3)
    assert figures["org"].f1 == 1


def test_a_directory_without_sentences_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="a word and its IOB tag"):
        evaluate_directory(tmp_path)


def test_the_last_tenth_is_read_as_well_as_documented(shared_data: Path) -> None:
    figures = evaluate_directory(shared_data / "entities").figures
    assert figures["all"].f1 >= 0.70
    assert figures["place"].f1 >= 0.82
    assert figures["person"].f1 >= 0.64
    assert figures["org"].f1 >= 0.60

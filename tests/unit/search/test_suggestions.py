"""Suggestions by name, and taking turns."""

from __future__ import annotations

from services.search.results import Segment, SourceActivity, Suggestion
from services.search.suggestions import (
    IndexedSource,
    completion_body,
    highlight,
    interleave,
    sections_named,
    sources_named,
)


def source(key: str, *names: str, articles: int = 0) -> IndexedSource:
    return IndexedSource(key, names, SourceActivity(articles, None))


SOURCES = [
    source("alalam", "العلم", "Al Alam"),
    source("bayane", "بيان اليوم", "Bayane Al Yaoum", articles=9),
]


def test_a_newspaper_is_found_by_any_word_of_any_name() -> None:
    assert [found.id for found in sources_named("علم", SOURCES)] == ["alalam"]
    assert [found.id for found in sources_named("yao", SOURCES)] == ["bayane"]
    assert [found.id for found in sources_named("al", SOURCES)] == ["bayane", "alalam"]
    assert sources_named("zzz", SOURCES) == []


def test_sections_by_label_in_every_language() -> None:
    assert [found.id for found in sections_named("رياضه")] == ["sports"]
    assert [found.id for found in sections_named("écon")] == ["economy"]


def test_the_article_is_tried_where_it_was_left_out() -> None:
    assert {part["prefix"] for part in completion_body("مغر", 5)["suggest"].values()} == {"مغر", "المغر"}
    assert {part["prefix"] for part in completion_body("المغر", 5)["suggest"].values()} == {"المغر"}


def test_what_was_typed_is_marked_on_whole_words() -> None:
    assert highlight("اسف", "ميناء آسفي") == (Segment("ميناء "), Segment("آسفي", hit=True))


def test_kinds_take_turns() -> None:
    queries = [Suggestion(text, "query") for text in "أبتث"]
    sources = [Suggestion("العلم", "source")]
    assert [found.text for found in interleave([queries, sources], 4)] == ["أ", "العلم", "ب", "ت"]

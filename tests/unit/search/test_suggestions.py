"""Suggestions by name, and taking turns."""

from __future__ import annotations

from services.contracts.synonyms import SynonymGroup
from services.search.results import Segment, SourceActivity, Suggestion
from services.search.suggestions import (
    IndexedSource,
    completion_body,
    completions,
    highlight,
    interleave,
    names_like,
    of_kind,
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
    assert highlight("ال", "ميناء الصويرة") == (Segment("ميناء "), Segment("الصويرة", hit=True))
    assert highlight("صوي", "ميناء الصويرة") == (Segment("ميناء "), Segment("الصويرة", hit=True))


def test_a_name_that_begins_so_comes_before_one_of_which_a_later_word_does() -> None:
    groups = [SynonymGroup(id=name, names=(name, name), kind="place") for name in ("قصر مكناس", "مكناس")]
    assert [found.text for found in names_like("مكن", groups)] == ["مكناس", "قصر مكناس"]


def test_the_name_of_an_entity_is_offered_as_one_and_once() -> None:
    option = {
        "text": "عبد اللطيف الجواهري",
        "_source": {
            "enriched": {"entities": [{"id": "e_1", "name": "عبد اللطيف الجواهري", "type": "person"}]}
        },
    }
    plain = {"text": "عبد الإله"}
    completed = completions("عبد", {"suggest": {"typed": [{"options": [plain, option]}]}})
    assert [(found.kind, found.id) for found in completed] == [("query", None), ("entity", "e_1")]
    named = [Suggestion("عبد اللطيف الجواهري", "entity", "shipped"), Suggestion("عبد الإله", "entity", "e_2")]
    entities = of_kind("entity", [*completed, *named])
    assert [found.id for found in entities] == ["e_1", "e_2"]
    assert [found.kind for found in interleave([of_kind("query", completed), entities], 8)] == ["entity"] * 2


def test_kinds_take_turns() -> None:
    queries = [Suggestion(text, "query") for text in "أبتث"]
    sources = [Suggestion("العلم", "source")]
    assert [found.text for found in interleave([queries, sources], 4)] == ["أ", "العلم", "ب", "ت"]

"""What is wrong with Elasticsearch, and the command that mends it."""

from __future__ import annotations

from services.cli.checks import index
from services.cli.checks.finding import Grade


def test_only_the_tested_series_will_do() -> None:
    assert index.version("9.5.3").grade is Grade.OK
    assert index.version("8.19.0").grade is Grade.FAILED


def test_health_follows_the_cluster() -> None:
    assert index.health("green", 0).grade is Grade.OK
    assert "3 copies of shards" in index.health("yellow", 3).what
    assert index.health("red", 1).grade is Grade.FAILED


def test_the_fullest_node_is_named() -> None:
    found = index.room({"one": 0.5, "two": 0.97, "three": 0.9})

    assert found.grade is Grade.DEGRADED
    assert found.what == "the disk of node two is 97% full"
    assert index.room({"one": 0.5}).grade is Grade.OK


def test_a_template_is_missing_old_or_right() -> None:
    assert index.template("articles", None, 1, analysis_matches=False).grade is Grade.FAILED
    assert index.template("articles", {"schema": 0}, 1, analysis_matches=True).grade is Grade.DEGRADED
    assert index.template("articles", {"schema": 1}, 1, analysis_matches=False).grade is Grade.DEGRADED
    assert index.template("articles", {"schema": 1}, 1, analysis_matches=True).grade is Grade.OK


def test_an_alias_points_at_exactly_one_generation_of_the_schema() -> None:
    assert index.alias("articles", {}, 1).grade is Grade.FAILED
    assert index.alias("articles", {"articles-v1-first": 1}, 1).grade is Grade.OK
    assert index.alias("articles", {"articles-v1-first": 1}, 2).grade is Grade.DEGRADED

    two = index.alias("articles", {"articles-v1-first": 1, "articles-v1-second": 1}, 1)

    assert two.fix == "nashra index switch articles-v1-second"


def test_a_probe_that_differs_is_shown_with_both_readings() -> None:
    wrong = index.Difference("folded", "آسفي", ("اسفي",), ("آسفي",))

    found = index.tokens([wrong], 25)

    assert found.grade is Grade.FAILED
    assert "1 of 25 probes differ; folded of «آسفي»: آسفي instead of اسفي" in found.what
    assert index.tokens([], 25).grade is Grade.OK


def test_a_full_heap_is_told_with_its_node() -> None:
    assert index.heap({"one": 0.7, "two": 0.94}).grade is Grade.OK
    assert index.heap({"one": 0.7, "two": 0.97}).what == "the heap of node two is 97% full"


def test_a_live_index_that_reads_otherwise_is_to_be_rebuilt() -> None:
    wrong = index.Difference("folded", "آسفي", ("اسفي",), ())
    found = index.live_tokens("articles-v1-first", [wrong], 10)

    assert found.grade is Grade.FAILED
    assert "articles-v1-first reads 1 of 10 probes in another way; folded of «آسفي»: nothing" in found.what
    assert found.fix.startswith("nashra reindex")
    assert index.live_tokens("articles-v1-first", [], 10).grade is Grade.OK

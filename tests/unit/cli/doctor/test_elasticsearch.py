"""What is wrong with Elasticsearch, and the command that mends it."""

from __future__ import annotations

from services.cli.doctor import elasticsearch
from services.cli.doctor.finding import Grade


def test_only_the_tested_series_will_do() -> None:
    assert elasticsearch.version("9.5.3").grade is Grade.OK
    assert elasticsearch.version("8.19.0").grade is Grade.FAILED


def test_health_follows_the_cluster() -> None:
    assert elasticsearch.health("green", 0).grade is Grade.OK
    assert "3 copies of shards" in elasticsearch.health("yellow", 3).what
    assert elasticsearch.health("red", 1).grade is Grade.FAILED


def test_the_fullest_node_is_named() -> None:
    found = elasticsearch.room({"one": 0.5, "two": 0.97, "three": 0.9})

    assert found.grade is Grade.DEGRADED
    assert found.what == "the disk of node two is 97% full"
    assert elasticsearch.room({"one": 0.5}).grade is Grade.OK


def test_a_template_is_missing_old_or_right() -> None:
    assert elasticsearch.template("articles", None, 1, analysis_matches=False).grade is Grade.FAILED
    assert elasticsearch.template("articles", {"schema": 0}, 1, analysis_matches=True).grade is Grade.DEGRADED
    assert (
        elasticsearch.template("articles", {"schema": 1}, 1, analysis_matches=False).grade is Grade.DEGRADED
    )
    assert elasticsearch.template("articles", {"schema": 1}, 1, analysis_matches=True).grade is Grade.OK


def test_an_alias_points_at_exactly_one_generation_of_the_schema() -> None:
    assert elasticsearch.alias("articles", {}, 1).grade is Grade.FAILED
    assert elasticsearch.alias("articles", {"articles-v1-first": 1}, 1).grade is Grade.OK
    assert elasticsearch.alias("articles", {"articles-v1-first": 1}, 2).grade is Grade.DEGRADED

    two = elasticsearch.alias("articles", {"articles-v1-first": 1, "articles-v1-second": 1}, 1)

    assert two.fix == "nashra index switch articles-v1-second"


def test_a_probe_that_differs_is_shown_with_both_readings() -> None:
    wrong = elasticsearch.Difference("folded", "آسفي", ("اسفي",), ("آسفي",))

    found = elasticsearch.tokens([wrong], 25)

    assert found.grade is Grade.FAILED
    assert "1 of 25 probes differ; folded of «آسفي»: آسفي instead of اسفي" in found.what
    assert elasticsearch.tokens([], 25).grade is Grade.OK


def test_a_full_heap_is_told_with_its_node() -> None:
    assert elasticsearch.heap({"one": 0.7, "two": 0.94}).grade is Grade.OK
    assert elasticsearch.heap({"one": 0.7, "two": 0.97}).what == "the heap of node two is 97% full"


def test_a_live_index_that_reads_otherwise_is_to_be_rebuilt() -> None:
    wrong = elasticsearch.Difference("folded", "آسفي", ("اسفي",), ())
    found = elasticsearch.live_tokens("articles-v1-first", [wrong], 10)

    assert found.grade is Grade.FAILED
    assert "articles-v1-first reads 1 of 10 probes in another way; folded of «آسفي»: nothing" in found.what
    assert found.fix.startswith("nashra reindex")
    assert elasticsearch.live_tokens("articles-v1-first", [], 10).grade is Grade.OK

"""The golden file covers every analyzer of the index, and its requests need no index."""

from __future__ import annotations

from services.search.analysis import analysis
from services.search.golden import probes, spelt_out


def test_every_analyzer_has_probes() -> None:
    assert {probe.analyzer for probe in probes()} == set(analysis()["analyzer"])


def test_there_are_enough_probes_to_tell_a_foreign_cluster() -> None:
    assert len(probes()) >= 10


def test_a_request_names_only_what_any_cluster_has() -> None:
    own = {*analysis()["char_filter"], *analysis().get("tokenizer", {}), *analysis().get("filter", {})}

    for analyzer in analysis()["analyzer"]:
        spelt = spelt_out(analyzer)
        named = (*spelt["char_filter"], spelt["tokenizer"], *spelt["filter"])
        assert not own & {part for part in named if isinstance(part, str)}


def test_hamza_is_folded_but_kept_in_the_exact_reading() -> None:
    tokens = {(probe.analyzer, probe.text): probe.tokens for probe in probes()}

    assert tokens["exact", "آسفي"] == ("آسفي",)
    assert set(tokens["folded", "آسفي اسفي آسفي"]) == {"اسفي"}

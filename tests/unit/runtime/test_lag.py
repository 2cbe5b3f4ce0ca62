"""Lag is counted from what is committed, never from what expired."""

from __future__ import annotations

from aiokafka import TopicPartition
from services.runtime.lag import consuming_stages, waiting

FIRST, SECOND, THIRD = (TopicPartition("pages.v1", n) for n in range(3))


def test_only_partitions_behind_their_end_wait_and_from_what_is_committed() -> None:
    begins = {FIRST: 0, SECOND: 0, THIRD: 40}
    ends = {FIRST: 10, SECOND: 7, THIRD: 50}
    assert waiting(begins, ends, {FIRST: 4, SECOND: 7, THIRD: 30}) == {FIRST: 4, THIRD: 40}


def test_a_group_that_never_committed_has_everything_before_it() -> None:
    assert waiting({FIRST: 3}, {FIRST: 9}, {}) == {FIRST: 3}


def test_every_stage_of_the_picture_is_watched_and_the_gateway_is_not() -> None:
    assert set(consuming_stages()) == {
        ("poll", "sources.v1"),
        ("poll", "feed-pushes.v1"),
        ("extract", "pages.v1"),
        ("enrich", "articles.v1"),
        ("index", "enriched.v1"),
        ("embed", "enriched.v1"),
        ("index", "vectors.v1"),
        ("stories", "enriched.v1"),
        ("stories", "withdrawals.v1"),
        ("stories", "story-inputs.v1"),
        ("index", "stories.v1"),
        ("moderate", "image-reports.v1"),
        ("index", "image-states.v1"),
        ("index", "withdrawals.v1"),
        ("alerts", "alerts.v1"),
        ("alerts", "headlines.v1"),
        ("alerts", "alert-matches.v1"),
        ("index", "stories.v1"),
        ("stories", "enriched.v1"),
        ("stories", "withdrawals.v1"),
        ("stories", "story-inputs.v1"),
    }

"""What is wrong with Kafka, and the command that mends it."""

from __future__ import annotations

import pytest
from services.cli.doctor import kafka
from services.cli.doctor.finding import Grade
from services.cli.platform import Platform
from services.runtime.groups import GroupState
from services.runtime.lag import StageLag
from services.runtime.provision import Difference

ADDRESS = "127.0.0.1:9092"


def test_missing_topics_are_one_finding() -> None:
    (found,) = kafka.topics(
        ADDRESS,
        [
            Difference("articles.v1", "missing", "", "4 partitions"),
            Difference("pages.v1", "missing", "", "4 partitions"),
        ],
    )

    assert found.grade is Grade.FAILED
    assert found.what == "2 topics are missing: articles.v1, pages.v1"
    assert found.fix == "nashra topics apply"


def test_a_topic_with_other_partitions_keeps_them() -> None:
    (found,) = kafka.topics(ADDRESS, [Difference("articles.v1", "partitions", "8", "4")])

    assert found.grade is Grade.DEGRADED
    assert "NASHRA_PARTITIONS=8" in found.fix


@pytest.mark.parametrize(
    ("wanted", "consequence"),
    [("retention.ms=-1", "the time the platform counts on"), ("cleanup.policy=delete", "compaction")],
)
def test_another_config_says_what_it_does(wanted: str, consequence: str) -> None:
    (found,) = kafka.topics(ADDRESS, [Difference("articles.v1", "config", "x=y", wanted)])

    assert consequence in found.why
    assert f"--bootstrap-server {ADDRESS}" in found.fix
    assert found.fix.endswith(f"--add-config {wanted}")


def test_topics_as_declared_are_well() -> None:
    assert [found.grade for found in kafka.topics(ADDRESS, [])] == [Grade.OK]


def test_roles_that_nobody_plays_are_named() -> None:
    states = [GroupState("enrich", "Empty", 0), GroupState("index", "Stable", 1)]

    (found,) = kafka.workers(states)

    assert found.grade is Grade.DEGRADED
    assert found.what == "no worker runs enrich"
    assert "nashra run enrich" in found.fix


def test_a_group_that_does_not_settle_is_its_own_finding() -> None:
    (found,) = kafka.workers([GroupState("enrich", "PreparingRebalance", 3)])

    assert "3 workers of enrich" in found.what


def test_stable_groups_are_well() -> None:
    assert [found.grade for found in kafka.workers([GroupState("index", "Stable", 2)])] == [Grade.OK]


def test_dead_letters_wait_for_a_decision() -> None:
    assert kafka.letters(0).grade is Grade.OK
    assert "nashra dlq groups" in kafka.letters(7).fix


def late(role: str, seconds: float | None, records: int = 12, handled: int = 5) -> StageLag:
    return StageLag(f"blue-nashra-{role}", f"blue-{role}.v1", records, seconds, handled)


def test_a_stage_with_workers_that_is_late_is_told_with_the_latest_first() -> None:
    found = kafka.lag_of_workers([late("extract", 90), late("index", 3600, handled=0)], {"extract", "index"})

    assert found.grade is Grade.DEGRADED
    assert found.what == (
        "index is 3600 s behind on blue-index.v1: 12 wait; none was finished yet; 1 more stage is late"
    )
    assert "nashra run index" in found.fix


def test_who_keeps_up_or_plays_no_role_is_not_told_here() -> None:
    lags = [late("extract", 20), late("enrich", 9000), late("index", None, records=0)]

    assert kafka.lag_of_workers(lags, {"extract", "index"}).grade is Grade.OK
    assert "an unknown time behind" in kafka.lag_of_workers([late("index", None)], {"index"}).what


def test_an_engine_of_a_running_platform_comes_back_by_itself() -> None:
    running = Platform(7, "a:1", "http://b:2", "http://c:3", {}, {"kafka": "/state/kafka/kafka.log"})
    found = kafka.unreachable("a:1", "connection refused", running)

    assert found.fix == (
        "wait: `nashra up` (pid 7) starts it again by itself; "
        "if it does not stay, read /state/kafka/kafka.log"
    )
    assert "start it (`nashra up`)" in kafka.unreachable("a:1", "connection refused").fix

"""What the watchdog exports of a stage, also of one that is stuck."""

from __future__ import annotations

import time
from typing import Any, cast

from prometheus_client import REGISTRY
from services.runtime.batch import Progress
from services.runtime.faust_adapter.watch import Watch
from services.runtime.settings import Settings


class App:
    """A worker whose stage has so many messages waiting."""

    def __init__(self, waiting: dict[int, int]) -> None:
        self.waiting = waiting
        self.stages: list[Progress] = []
        self.settings = Settings()

    async def lags(self, _: str) -> dict[int, int]:
        return self.waiting


def exported(metric: str, **labels: str) -> float | None:
    return REGISTRY.get_sample_value(metric, {"stage": "index.enriched.v1", **labels})


async def test_the_lag_in_seconds_grows_while_a_batch_is_stuck() -> None:
    app = App({0: 7, 1: 0})
    watch = Watch(cast("Any", app))
    stage = Progress("index.enriched.v1", "enriched.v1", oldest=time.time() - 90)

    assert await watch._measure(stage) == 7
    assert exported("nashra_stage_lag_records", partition="0") == 7
    assert 89 < (exported("nashra_stage_lag_seconds") or 0) < 100

    app.waiting = {0: 0, 1: 0}
    assert await watch._measure(stage) == 0
    assert exported("nashra_stage_lag_seconds") == 0


async def test_a_stage_that_finishes_nothing_for_a_minute_is_not_alive_unless_it_says_why() -> None:
    app = App({0: 7})
    stage = Progress("index.enriched.v1", "enriched.v1", last_finished=time.monotonic() - 70)
    app.stages.append(stage)
    watch = Watch(cast("Any", app))

    assert "none was finished for 70 s" in (await watch.live() or "")
    stage.waiting = "no Elasticsearch"
    assert await watch.live() is None

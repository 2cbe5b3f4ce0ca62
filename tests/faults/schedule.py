"""In which order, and when, a seed plays the faults."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Mapping

from tests.faults.faults import OF_ELASTICSEARCH, OF_KAFKA, OF_PROCESSES, Fault, Scene
from tests.faults.history import History

PAUSE_S = (0.2, 1.5)


async def play(scene: Scene, history: History, faults: Mapping[str, Fault], rng: random.Random) -> None:
    """These faults, one after the other."""
    for name in rng.sample(sorted(faults), len(faults)):
        await asyncio.sleep(rng.uniform(*PAUSE_S))
        history.befell(name)
        await faults[name](scene)


async def play_all(scene: Scene, history: History) -> None:
    """Those of processes, of Kafka and of Elasticsearch side by side, each kind in a row of its own."""
    rows = [(faults, scene.rng.random()) for faults in (OF_PROCESSES, OF_ELASTICSEARCH, OF_KAFKA)]
    await asyncio.gather(*(play(scene, history, faults, random.Random(seed)) for faults, seed in rows))

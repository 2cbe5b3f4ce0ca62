"""The trial process of every role: its own program, which handles what it is handed and waits for more."""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path

import pytest
from services.contracts.dead_letter import Origin
from services.contracts.topics import ALL
from services.runtime.lag import OPTIONAL, consuming_stages
from services.runtime.provision import provision
from services.runtime.settings import Settings
from services.runtime.trial import LENGTH, TRIAL, Portion
from tests.faults.test_old_events import examples
from tests.workers.process import platform

TOPICS = {topic.name: topic for topic in ALL}
ROLES = sorted({role for role, _ in consuming_stages()} - OPTIONAL)
SECONDS = 60


@pytest.mark.parametrize("role", ROLES)
async def test_the_trial_of_a_role_handles_the_examples_of_each_of_its_stages(
    settings: Settings, tmp_path: Path, role: str
) -> None:
    await provision(settings)
    log = tmp_path / "trial.log"
    with log.open("wb") as err:
        trial = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "services.cli", "run", role,
            env={**os.environ, **platform(settings), TRIAL: "1"}, stdin=PIPE, stdout=PIPE, stderr=err,
        )  # fmt: skip
    try:
        assert await answer(trial) == b"", "not ready"
        for name in [topic for whose, topic in consuming_stages() if whose == role]:
            origins = tuple(
                Origin(TOPICS[name].physical(settings.namespace), 0, number, 1_744_000_000_000, key, value)
                for number, (key, value) in enumerate([(b"poison", b"\xff{"), *examples(TOPICS[name])])
            )
            frame = Portion(stage=f"{role}.{name}", origins=origins).model_dump_json().encode()
            assert trial.stdin is not None
            trial.stdin.write(LENGTH.pack(len(frame)) + frame)
            assert await answer(trial) == b"", name
        assert trial.stdin is not None
        trial.stdin.close()
        assert await asyncio.wait_for(trial.wait(), SECONDS) == 0, "it outlives its worker"
    finally:
        if trial.returncode is None:
            trial.kill()
            await trial.wait()
    assert "raised" not in log.read_text()


async def answer(trial: Process) -> bytes:
    assert trial.stdout is not None
    async with asyncio.timeout(SECONDS):
        length = LENGTH.unpack(await trial.stdout.readexactly(LENGTH.size))
        return await trial.stdout.readexactly(*length)

"""R10: what was ever written stays readable: the examples of every schema go through today's consumers."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path

from services.contracts.dead_letter import Reason
from services.contracts.event import Event
from services.contracts.schema import EXAMPLES
from services.contracts.topics import ALL, Topic
from services.runtime.lag import consuming_stages, stage_lags
from services.runtime.provision import provision
from services.runtime.scan import scan_events
from services.runtime.settings import Settings
from tests.workers.process import WorkerProcess, eventually
from tests.workers.topics import dead_letters, publish_raw

ROLES = ("extract", "enrich", "moderate", "index")


def examples(topic: Topic[Event]) -> list[tuple[bytes, bytes]]:
    """Key and value of each, as they were released."""
    values = [path.read_bytes() for path in sorted((EXAMPLES / topic.name).glob("*.json"))]
    return [(topic.key_of(topic.event.model_validate_json(value)), value) for value in values]


async def test_r10_the_examples_of_every_schema_go_through_todays_consumers(
    settings: Settings, tmp_path: Path
) -> None:
    await provision(settings)
    written = 0
    for topic in ALL:
        await publish_raw(settings, topic.physical(settings.namespace), examples(topic))
        read = [record async for record in scan_events(settings, topic)]
        assert len(read) == len(examples(topic)) > 0, topic.name
        written += len(read)
    async with AsyncExitStack() as stack:
        for role in ROLES:
            await stack.enter_async_context(process(settings, tmp_path, role))

        async def all_read() -> bool:
            return not any(await lags(settings, ROLES))

        await eventually(all_read, "the roles to read every example", 120)
    letters = await dead_letters(settings)
    unread = [letter for letter in letters if letter.reason in (Reason.UNDECODABLE, Reason.MISPLACED)]
    assert unread == []
    print(f"R10: {written} examples of {len(ALL)} topics; {len(letters)} pages without an article")


def process(settings: Settings, directory: Path, role: str) -> WorkerProcess:
    return WorkerProcess(
        "services.cli", settings, directory / f"{role}.log", "run", role,
        NASHRA_ELASTICSEARCH=settings.elasticsearch, NASHRA_STATE_DIR=str(settings.state_dir),
    )  # fmt: skip


async def lags(settings: Settings, roles: Sequence[str]) -> list[int]:
    """Of every stage of these roles, how many records wait."""
    groups = {settings.named(f"nashra-{role}") for role, _ in consuming_stages() if role in roles}
    return [lag.records for lag in await stage_lags(settings) if lag.group in groups]

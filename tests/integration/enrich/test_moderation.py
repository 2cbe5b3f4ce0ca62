"""The role `moderate` on real Kafka: reports and decisions go in, changes of state come out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from services.contracts.image import ImageReport, ReportAction
from services.contracts.topics import IMAGE_REPORTS, IMAGE_STATES
from services.runtime.provision import provision
from services.runtime.settings import Settings
from tests.workers.process import WorkerProcess, eventually
from tests.workers.topics import committed, events, publish

START = datetime(2025, 4, 5, 12, tzinfo=UTC)
State = tuple[str, str, int]


@pytest.fixture(autouse=True)
async def _topics(settings: Settings) -> None:
    await provision(settings)


def _report(image: str, reporter: str, minute: int, action: ReportAction = "report") -> ImageReport:
    at = START + timedelta(minutes=minute)
    return ImageReport(image_id=image, article_id="a_1", action=action, reporter=reporter, reported_at=at)


def _moderator(settings: Settings, log: Path) -> WorkerProcess:
    return WorkerProcess("services.cli", settings, log, "run", "moderate", NASHRA_LOG_FORMAT="json")


async def _considered(settings: Settings) -> list[State]:
    """The states so far, once every report that was sent has been considered."""
    sent = len(await events(settings, IMAGE_REPORTS))

    async def all_finished() -> bool:
        return await committed(settings, settings.named("nashra-moderate")) == sent

    await eventually(all_finished, f"{sent} considered reports")
    return [(event.image_id, event.state, event.revision) for event in await events(settings, IMAGE_STATES)]


async def test_three_reporters_hide_an_image_and_one_thrice_does_not(
    settings: Settings, tmp_path: Path
) -> None:
    async with _moderator(settings, tmp_path / "log"):
        await publish(settings, *(_report("i_one", "a", minute) for minute in range(3)))
        await publish(settings, *(_report("i_three", who, minute) for minute, who in enumerate("abc")))
        assert await _considered(settings) == [("i_three", "hidden", 1)]
        told = (await events(settings, IMAGE_STATES))[0]
        assert (told.article_id, told.changed_at) == ("a_1", START + timedelta(minutes=2))


async def test_counts_survive_a_kill_and_a_replay(settings: Settings, tmp_path: Path) -> None:
    first_two = [_report("i_1", who, minute) for minute, who in enumerate("ab")]
    async with _moderator(settings, tmp_path / "first.log") as first:
        await publish(settings, *first_two)
        assert await _considered(settings) == []
        await first.kill()
    await publish(settings, *first_two)
    async with _moderator(settings, tmp_path / "second.log") as second:
        assert await _considered(settings) == []
        await publish(settings, _report("i_1", "c", 5))
        assert await _considered(settings) == [("i_1", "hidden", 1)]
        assert await second.terminate() == 0


async def test_a_restore_sticks_until_three_times_as_many_new_reporters(
    settings: Settings, tmp_path: Path
) -> None:
    history = [
        *(_report("i_1", who, minute) for minute, who in enumerate("abc")),
        _report("i_1", "operator", 10, "restore"),
    ]
    async with _moderator(settings, tmp_path / "log"):
        await publish(settings, *history)
        await publish(settings, *history)
        await publish(settings, *(_report("i_1", f"new{n}", 20 + n) for n in range(8)))
        cleared = [("i_1", "hidden", 1), ("i_1", "cleared", 2)]
        assert await _considered(settings) == cleared
        await publish(settings, _report("i_1", "ninth", 40))
        assert await _considered(settings) == [*cleared, ("i_1", "hidden", 3)]

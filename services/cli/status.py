"""`nashra status`: lag of each stage, freshness of each newspaper, dead letters, in one view."""

from __future__ import annotations

import asyncio
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer
from rich.console import Group
from rich.live import Live
from rich.markup import escape
from rich.table import Table

from services.cli import newspapers
from services.cli.output import EXIT_DEGRADED, Json, console, print_json
from services.cli.platform import settings_of
from services.contracts.health import SourceHealth
from services.runtime import dead_letters
from services.runtime.lag import StageLag, stage_lags
from services.runtime.settings import Settings
from services.search.reader import Reader
from services.search.results import IndexState, IndexUnavailable, SearchTimeout, SourceActivity

WATCH_S = 2.0
STALE = timedelta(hours=24)
BEHIND_S = 60.0


@dataclass(frozen=True, slots=True)
class Status:
    """What an operator wants to know first. `index` None: no answer, `problem` says why.

    `activity` and `health`: of each newspaper, by id.
    """

    taken_at: datetime
    lags: tuple[StageLag, ...]
    dead_letters: int
    index: IndexState | None
    problem: str | None
    activity: dict[str, SourceActivity]
    health: dict[str, SourceHealth]

    @property
    def degraded(self) -> list[str]:
        """What is not as it should be, in words."""
        found = [f"{lag.group} is {lag.seconds or 0:.0f} s behind" for lag in self.lags if behind(lag)]
        if self.problem:
            found.append(self.problem)
        if self.dead_letters:
            found.append(f"{self.dead_letters} dead letters: `nashra dlq groups`")
        if silent := [source for source, health in self.health.items() if unread(health, self.taken_at)]:
            found.append(f"not read for a day: {', '.join(silent)}: `nashra sources test ID` says why")
        return found


def status(
    watch: Annotated[bool, typer.Option("--watch", help="refresh every 2 s until Ctrl-C")] = False,
    as_json: Json = False,
) -> None:
    """Show where the platform stands; exit 3 when something is behind, dead or unreachable."""
    settings = settings_of(Settings)
    if watch:
        _watch(settings)
        return
    taken = asyncio.run(take(settings))
    if as_json:
        print_json({**asdict(taken), "degraded": taken.degraded})
    else:
        console.print(render(taken, None))
    raise typer.Exit(EXIT_DEGRADED if taken.degraded else 0)


async def take(settings: Settings) -> Status:
    """One reading of Kafka and the index. Raises `Unreachable` when there is no Kafka."""
    lags = await stage_lags(settings)
    dead = sum(1 for entry in await dead_letters.entries(settings) if entry.fate is None)
    index: IndexState | None = None
    problem: str | None = None
    activity: dict[str, SourceActivity] = {}
    async with Reader(settings) as reader:
        try:
            index, activity = await reader.state(), await reader.activity()
        except (IndexUnavailable, SearchTimeout) as error:
            problem = str(error)
    health = await newspapers.health(settings)
    return Status(datetime.now(UTC), tuple(lags), dead, index, problem, activity, health)


def unread(health: SourceHealth, now: datetime) -> bool:
    """Whether every feed fails, and has for long."""
    failing = len(health.failing) == len(health.feeds)
    return failing and (health.read_at is None or now - health.read_at > STALE)


def render(now: Status, before: Status | None) -> Group:
    """The status as tables; with an earlier reading also the speed and the time to catch up."""
    return Group(_stages(now, before), _newspapers(now), _summary(now))


def _stages(now: Status, before: Status | None) -> Table:
    table = Table(title="Stages", title_justify="left", box=None, header_style="bold", pad_edge=False)
    for column in ("stage", "reads", "behind", "lag", "caught up in"):
        table.add_column(column, justify="left" if column in {"stage", "reads"} else "right")
    for lag in now.lags:
        colour = "red" if behind(lag) else "yellow" if lag.records else "green"
        seconds = "?" if lag.seconds is None else f"{lag.seconds:.0f} s"
        table.add_row(
            lag.group,
            lag.topic,
            str(lag.records),
            f"[{colour}]{seconds}[/{colour}]",
            eta(lag, now.taken_at, before),
        )
    return table


def behind(lag: StageLag) -> bool:
    """Whether the stage needs a look: its oldest waiting message is old, or could not be read."""
    return lag.records > 0 and (lag.seconds is None or lag.seconds > BEHIND_S)


def eta(lag: StageLag, now: datetime, before: Status | None) -> str:
    """How long until the stage has caught up at the speed since the earlier reading."""
    if lag.records == 0:
        return "–"
    earlier = (
        next((old for old in before.lags if old.group == lag.group and old.topic == lag.topic), None)
        if before
        else None
    )
    if before is None or earlier is None:
        return "?"
    speed = (earlier.records - lag.records) / max((now - before.taken_at).total_seconds(), 0.001)
    return f"{lag.records / speed:.0f} s" if speed > 0 else "never at this speed"


def _newspapers(now: Status) -> Table:
    table = Table(title="Newspapers", title_justify="left", box=None, header_style="bold", pad_edge=False)
    for column in ("newspaper", "articles in 24 h", "newest", "feeds"):
        table.add_column(column, justify="left" if column in {"newspaper", "feeds"} else "right")
    activity = {source: SourceActivity(0, None) for source in now.health} | now.activity
    for source, found in sorted(activity.items(), key=_newest_first):
        age = now.taken_at - found.last_article_at if found.last_article_at else None
        colour = "yellow" if age is None or age > STALE else "green"
        newest = f"[{colour}]{_age(age)}[/{colour}]"
        feeds = feeds_told(now.health.get(source), now.taken_at)
        table.add_row(source, str(found.articles_24h), newest, feeds)
    return table


def feeds_told(health: SourceHealth | None, now: datetime) -> str:
    """What fails, since when, and what moved; «read» when all is well."""
    if health is None:
        return "–"
    told = []
    for feed in health.feeds:
        if feed.fails:
            since = _age(now - feed.read_at if feed.read_at else None)
            told.append(f"[red]{feed.outcome}[/red] {escape(feed.url)} (read {since})")
        elif feed.moved_to:
            told.append(f"[yellow]moved[/yellow] {escape(feed.url)} → {escape(feed.moved_to)}")
    return "\n".join(told) or "[green]read[/green]"


def _newest_first(item: tuple[str, SourceActivity]) -> tuple[float, str]:
    newest = item[1].last_article_at
    return (-newest.timestamp() if newest else 0.0, item[0])


def _age(age: timedelta | None) -> str:
    if age is None:
        return "never"
    seconds = age.total_seconds()
    if seconds < 120:
        return f"{seconds:.0f} s ago"
    return f"{seconds / 60:.0f} min ago" if seconds < 7200 else f"{seconds / 3600:.0f} h ago"


def _summary(now: Status) -> str:
    index = (
        f"index {now.index.generation}, complete through {now.index.complete_through:%Y-%m-%d %H:%M:%S} UTC"
        if now.index
        else "no index"
    )
    state = "[green]well[/green]" if not now.degraded else "[red]" + "; ".join(now.degraded) + "[/red]"
    return f"{index}\n{state}"


def _watch(settings: Settings) -> None:
    before: Status | None = None
    with Live(console=console, auto_refresh=False) as live:
        while True:
            now = asyncio.run(take(settings))
            live.update(render(now, before), refresh=True)
            before = now
            time.sleep(WATCH_S)

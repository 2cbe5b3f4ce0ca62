"""`nashra status`: lag of each stage, freshness of each newspaper, dead letters, in one view."""

from __future__ import annotations

import asyncio
import sys
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

import orjson
import typer
from rich.console import Console, Group
from rich.live import Live
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from services.cli.output import EXIT_DEGRADED, LOG_EVERY_S, Json, ago, console, counted, notices, print_json
from services.cli.overview import Overview, Status, behind
from services.cli.platform import settings_of
from services.contracts.health import STALE, SourceHealth
from services.runtime.errors import NoTopic, Unreachable
from services.runtime.lag import StageLag
from services.runtime.settings import Settings
from services.search.reader import Reader
from services.search.results import SourceActivity

WATCH_S = 2.0
TO_THE_LEFT = "\u200e"  # what follows an Arabic name in a line stays to its right
LEAST_NEWSPAPERS = 5
LONGEST_NAME = 20
UNKNOWN = "?"


def status(
    watch: Annotated[bool, typer.Option("--watch", help="refresh every 2 s until Ctrl-C")] = False,
    as_json: Json = False,
) -> None:
    """Show where the platform stands; exit 3 when something is behind, dead or unreachable."""
    settings = settings_of(Settings)
    if watch:
        with suppress(KeyboardInterrupt):
            asyncio.run(_watch(settings, as_json))
        return
    taken = asyncio.run(_take(settings))
    if as_json:
        print_json(_described(taken))
    else:
        console.print(render(taken, Trend([taken]), console))
    raise typer.Exit(EXIT_DEGRADED if taken.degraded else 0)


async def _take(settings: Settings) -> Status:
    async with Reader(settings) as reader:
        return await Overview(settings, reader).take()


async def _watch(settings: Settings, as_json: bool) -> None:
    """On a terminal a view that follows its size; else a line every 5 s."""
    trend = Trend()
    async with Reader(settings) as reader:
        overview = Overview(settings, reader)
        if as_json or not console.is_terminal:
            while True:
                _write_line(await overview.take(), as_json)
                await asyncio.sleep(LOG_EVERY_S)
        with Live(console=console, screen=True, auto_refresh=False) as live:
            while True:
                try:
                    now = await overview.take()
                    trend.add(now)
                    shown = render(now, trend, console, fitting=True)
                except (Unreachable, NoTopic) as error:
                    shown = Group(Text(f"{error}\ntrying again", style="red"))
                live.update(shown, refresh=True)
                await asyncio.sleep(WATCH_S)


def _write_line(now: Status, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(orjson.dumps(_described(now), default=str).decode() + "\n")
        sys.stdout.flush()
    else:
        waiting = sum(lag.records for lag in now.lags)
        state = "; ".join(now.degraded) or "well"
        notices.print(
            f"{now.taken_at:%H:%M:%S} {counted(waiting, 'message waits', 'messages wait')}; {state}",
            soft_wrap=True,
        )


def _described(now: Status) -> dict[str, Any]:
    return {**asdict(now), "degraded": now.degraded}


def render(now: Status, trend: Trend, shown_on: Console, *, fitting: bool = False) -> Group:
    """The status as tables. `fitting`: with no more newspapers than the screen has lines for."""
    parts: list[Any] = [_heading(now), _stages(now, trend, shown_on.width)]
    used = len(now.lags) + 6
    if now.dead_by_class:
        parts.append(_dead_letters(now))
        used += len(now.dead_by_class) + 2
    room = max(LEAST_NEWSPAPERS, shown_on.height - used - 5) if fitting else None
    return Group(*parts, _newspapers(now, room), "", _verdict(now))


def _heading(now: Status) -> Text:
    index = (
        f"{now.index.generation}, complete through {now.index.complete_through:%H:%M:%S}"
        if now.index
        else "index unknown"
        if now.problem
        else "no index"
    )
    return Text.assemble(("Nashra ", "bold"), f"{now.taken_at:%H:%M:%S} UTC · {index}\n")


def _table(title: str, left: set[str], *columns: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", box=None, header_style="dim")
    table.pad_edge = False
    for column in columns:
        table.add_column(column, justify="left" if column in left else "right", no_wrap=True)
    return table


def _stages(now: Status, trend: Trend, width: int) -> Table:
    columns = ("stage", "reads", "waits", "lag", "per second", "caught up", "recent lag")
    table = _table("Stages", {"stage", "reads", "recent lag"}, *columns)
    for lag in now.lags:
        colour = "red" if behind(lag) else "yellow" if lag.records else "green"
        seconds = "?" if lag.seconds is None else duration(lag.seconds)
        rate = trend.rate(lag)
        table.add_row(
            lag.role,
            lag.topic,
            f"{lag.records:,}",
            f"[{colour}]{seconds}[/{colour}]",
            "" if rate is None else f"{rate:,.1f}",
            trend.eta(lag),
            f"[{colour}]{trend.shape(lag, max(6, min(30, width - 72)))}[/{colour}]",
        )
    return table


def _dead_letters(now: Status) -> Table:
    table = _table("\nDead letters", {"class"}, "class", "wait")
    for kind, count in now.dead_by_class.items():
        table.add_row(kind, f"[red]{count:,}[/red]")
    return table


def _newspapers(now: Status, room: int | None) -> Table:
    columns = ("newspaper", "id", "24 h", "newest", "feeds")
    table = _table("\nNewspapers", {"newspaper", "id", "feeds"}, *columns)
    table.expand = True
    table.columns[0].max_width = table.columns[1].max_width = LONGEST_NAME
    table.columns[-1].ratio = 1  # takes what the others leave
    none = None if now.activity is None else SourceActivity(0, None)
    activity = dict.fromkeys(now.health, none) | (now.activity or {})
    ordered = sorted(activity.items(), key=lambda item: _needing_a_look_first(now, *item))
    for source, found in ordered[:room]:
        table.add_row(
            escape(now.names.get(source, "")) + TO_THE_LEFT,
            source,
            UNKNOWN if found is None else f"{found.articles_24h:,}",
            UNKNOWN if found is None else _newest(found, now.taken_at),
            feeds_told(now.health.get(source), now.taken_at),
        )
    if more := len(ordered) - len(ordered[:room]):
        table.caption, table.caption_justify = f"and {more} more", "left"
    return table


def _newest(found: SourceActivity, now: datetime) -> str:
    age = now - found.last_article_at if found.last_article_at else None
    colour = "yellow" if age is None or age > STALE else "green"
    return f"[{colour}]{ago(age)}[/{colour}]"


def _needing_a_look_first(now: Status, source: str, found: SourceActivity | None) -> tuple[bool, float, str]:
    health = now.health.get(source)
    newest = found.last_article_at if found else None
    return (not (health and health.failing), -newest.timestamp() if newest else 0.0, source)


def feeds_told(health: SourceHealth | None, now: datetime) -> str:
    """What fails, since when, what moved, what came in place of articles; «read» when all is well."""
    if health is None:
        return "–"
    told = []
    for feed in health.feeds:
        if feed.fails:
            since = ago(now - feed.read_at if feed.read_at else None)
            told.append(f"[red]{feed.outcome}[/red] {escape(feed.url)} (read {since})")
        elif feed.moved_to:
            told.append(f"[yellow]moved[/yellow] {escape(feed.url)} → {escape(feed.moved_to)}")
    if shared := sum(feed.shared_addresses for feed in health.feeds):
        told.append(f"[yellow]articles that state the address of another: {shared}[/yellow]")
    if health.stand_ins:
        counts = ", ".join(f"{cause} {count}" for cause, count in health.stand_ins.items())
        told.append(f"[yellow]no articles: {counts}[/yellow]")
    return "\n".join(told) or "[green]read[/green]"


def _verdict(now: Status) -> Text:
    return Text("; ".join(now.degraded), style="red") if now.degraded else Text("all is well", style="green")


SAMPLES = 60
WINDOW_S = 20.0  # over which a speed is measured: long enough not to jump, short enough to follow
BLOCKS = "▁▂▃▄▅▆▇█"


class Trend:
    """The last readings, the newest last."""

    def __init__(self, readings: Sequence[Status] = ()) -> None:
        self._readings = deque(readings, maxlen=SAMPLES)

    def add(self, reading: Status) -> None:
        self._readings.append(reading)

    def rate(self, lag: StageLag) -> float | None:
        """Messages that the stage finished a second; None before there are two readings."""
        earlier = self._earlier(lag)
        return None if earlier is None else max(0.0, (lag.handled - earlier[0].handled) / earlier[1])

    def eta(self, lag: StageLag) -> str:
        """How long until the stage has caught up, as things go now."""
        if lag.records == 0:
            return "–"
        earlier = self._earlier(lag)
        if earlier is None:
            return "?"
        speed = (earlier[0].records - lag.records) / earlier[1]
        return f"in {duration(lag.records / speed)}" if speed > 0 else "growing"

    def shape(self, lag: StageLag, width: int) -> str:
        """Its last lags in messages as blocks, the highest of them full; a blank where nothing waited."""
        lags = [found.records for reading in self._readings if (found := _same(reading, lag))][-width:]
        top = max(lags, default=0)
        return "".join(" " if not n else BLOCKS[(len(BLOCKS) - 1) * n // top] for n in lags)

    def _earlier(self, lag: StageLag) -> tuple[StageLag, float] | None:
        """The oldest reading of the window, and how many seconds ago it was."""
        if not self._readings:
            return None
        now = self._readings[-1].taken_at
        for reading in self._readings:
            seconds = (now - reading.taken_at).total_seconds()
            found = _same(reading, lag)
            if found is not None and 0 < seconds <= WINDOW_S:
                return found, seconds
        return None


def duration(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.0f} h"


def _same(reading: Status, lag: StageLag) -> StageLag | None:
    return next((old for old in reading.lags if (old.group, old.topic) == (lag.group, lag.topic)), None)

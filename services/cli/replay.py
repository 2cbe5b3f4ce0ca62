"""`nashra replay`: records of a topic once more, for a stage that has learnt something."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated

import typer

from services.cli.output import (
    EXIT_FAILED,
    DryRun,
    Json,
    Rate,
    Yes,
    confirm,
    counted,
    notices,
    print_json,
    progress,
)
from services.cli.platform import settings_to_change
from services.contracts.event import Event
from services.contracts.topics import ALL, HEADLINES, Topic
from services.runtime.lag import consuming_stages
from services.runtime.replay import Interrupted, Place, Replayed, Selection
from services.runtime.replay import replay as publish_again
from services.runtime.settings import Settings

# those that a stage reads; a headline said again would be news on every ticker, and follows by itself
READ_BY_STAGES = {name for _, name in consuming_stages()} - {HEADLINES.name}
TOPICS = {topic.name: topic for topic in ALL if topic.name in READ_BY_STAGES}
PLACE = "offset, or time such as 2025-04-05 or 2025-04-05T12:00:00Z"


def replay(  # noqa: PLR0913, PLR0917 # the options of a command
    topic: Annotated[str, typer.Argument(help="one of " + ", ".join(TOPICS))],
    start: Annotated[str | None, typer.Option("--from", help=f"{PLACE}; default: the beginning")] = None,
    end: Annotated[str | None, typer.Option("--to", help=f"{PLACE}, not included; default: now")] = None,
    key: Annotated[list[str] | None, typer.Option(help="only records with this key, an article id")] = None,
    source: Annotated[list[str] | None, typer.Option(help="only records of this newspaper")] = None,
    rate: Rate = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Publish records again on their own topic; its stage handles them anew, behind live traffic."""
    selection = Selection(
        _topic(topic), _place(start), _place(end), frozenset(key or ()), frozenset(source or ())
    )
    settings = settings_to_change(Settings, "kafka")
    if not dry_run and not yes:
        found = _run(settings, selection, None, dry_run=True)
        confirm(f"publish {counted(found.chosen, 'record')} of {topic} again?")
    try:
        done = _run(settings, selection, rate, dry_run=dry_run)
    except Interrupted as stopped:
        begin = stopped.start.isoformat() if stopped.start else start
        rest = f"--from {begin} " if begin else ""
        rest += f"--to {end or stopped.end.isoformat()}"
        notices.print(f"{stopped}; the rest: the same command with {rest}", soft_wrap=True)
        raise typer.Exit(EXIT_FAILED) from None
    if as_json:
        print_json({"topic": topic, "dry_run": dry_run, **asdict(done)})
    else:
        period = f", written {done.first:%Y-%m-%d %H:%M} to {done.last:%Y-%m-%d %H:%M}" if done.first else ""
        verb = "would be replayed" if dry_run else "replayed"
        notices.print(
            f"{done.chosen} of {counted(done.scanned, 'record')} {verb}, {done.bytes} bytes{period}"
        )


def _run(settings: Settings, selection: Selection, rate: float | None, *, dry_run: bool) -> Replayed:
    with progress("records read") as step:
        return asyncio.run(publish_again(settings, selection, rate=rate, dry_run=dry_run, step=step))


def _topic(name: str) -> Topic[Event]:
    if name not in TOPICS:
        raise typer.BadParameter(f"{name!r} is not one of {', '.join(TOPICS)}")
    return TOPICS[name]


def _place(text: str | None) -> Place | None:
    if text is None:
        return None
    if text.isascii() and text.isdigit():
        return int(text)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is no {PLACE}") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

"""`nashra dlq`: dead letters grouped by cause, readable, sent back or set aside."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import asdict
from typing import Annotated, Any

import typer

from services.cli.output import EXIT_FAILED, Json, notices, print_json, print_rows
from services.cli.platform import settings_of
from services.runtime import dead_letters
from services.runtime.dead_letters import Entry, Fate
from services.runtime.settings import Settings

app = typer.Typer(no_args_is_help=True, help="dead letters: group, read, redrive, discard")

Judge = Callable[[Settings, Sequence[Entry]], Coroutine[Any, Any, int]]

Group = Annotated[str | None, typer.Option("--group", help="fingerprint, as `nashra dlq groups` prints it")]
Ids = Annotated[list[str] | None, typer.Argument(help="ids, as `nashra dlq list` prints them")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="only say what would be done")]
Yes = Annotated[bool, typer.Option("--yes", help="do not ask")]
Everything = Annotated[bool, typer.Option("--all", help="every letter that waits")]


@app.command()
def groups(as_json: Json = False) -> None:
    """Print the causes, the most frequent first."""
    found = dead_letters.group(entry for entry in _entries() if entry.fate is None)
    rows = [asdict(group) for group in found]
    if as_json:
        print_json({"groups": rows})
    elif rows:
        columns = ["fingerprint", "count", "stage", "reason", "first_seen", "last_seen", "message"]
        print_rows("Dead letters by cause", rows, columns)
    else:
        notices.print("no dead letter waits")


@app.command("list")
def list_letters(
    group: Group = None,
    every: Annotated[bool, typer.Option("--all", help="also those redriven or discarded")] = False,
    as_json: Json = False,
) -> None:
    """Print the letters that wait, oldest first."""
    found = [entry for entry in _entries() if every or entry.fate is None]
    rows = [_row(entry) for entry in found if group in (None, entry.fingerprint)]
    if as_json:
        print_json({"dead_letters": rows})
    elif rows:
        columns = ["id", "failed_at", "stage", "reason", "key", "size", "fate", "fingerprint", "message"]
        print_rows("Dead letters", rows, columns)
    else:
        notices.print("no dead letter waits")


@app.command()
def show(
    id_: Annotated[str, typer.Argument(metavar="ID", help="id, as `nashra dlq list` prints it")],
    raw: Annotated[bool, typer.Option("--raw", help="write the original bytes and nothing else")] = False,
    as_json: Json = False,
) -> None:
    """Print one letter: what befell it, its headers, its original bytes."""
    letter = asyncio.run(dead_letters.show(settings_of(Settings), id_))
    value = letter.origin.value or b""
    if raw:
        typer.echo(value, nl=False)
        return
    described: dict[str, Any] = {
        "id": id_,
        "topic": letter.origin.topic,
        "partition": letter.origin.partition,
        "offset": letter.origin.offset,
        "stage": letter.stage,
        "reason": letter.reason.value,
        "message": letter.message,
        "failed_at": letter.failed_at,
        "attempts": letter.attempts,
        "key": None if letter.origin.key is None else letter.origin.key.decode("utf-8", "replace"),
        "headers": {name: header.decode("utf-8", "replace") for name, header in letter.origin.headers},
        "value": value.decode("utf-8", "backslashreplace"),
    }
    if as_json:
        print_json(described)
    else:
        print_rows(
            f"Dead letter {id_}", [{"field": k, "is": v} for k, v in described.items()], ["field", "is"]
        )


@app.command()
def redrive(
    ids: Ids = None,
    group: Group = None,
    everything: Everything = False,
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Send letters back to where they came from, as they were; each goes once."""
    chosen = _chosen(ids or [], group, everything)
    if not dry_run and chosen and not yes:
        typer.confirm(f"send {len(chosen)} letters back?", abort=True)
    _give("redriven", dead_letters.redrive, chosen, dry_run, as_json)


@app.command()
def discard(
    ids: Ids = None,
    group: Group = None,
    everything: Everything = False,
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Set letters aside: they stay readable with `list --all` until they expire."""
    chosen = _chosen(ids or [], group, everything)
    if not dry_run and chosen and not yes:
        typer.confirm(f"set {len(chosen)} letters aside?", abort=True)
    _give("discarded", dead_letters.discard, chosen, dry_run, as_json)


def _entries() -> list[Entry]:
    return asyncio.run(dead_letters.entries(settings_of(Settings)))


def _chosen(ids: Sequence[str], group: str | None, everything: bool) -> list[Entry]:
    """The waiting letters that are meant. An id that is none ends the command."""
    if not (ids or group or everything):
        raise typer.BadParameter("name ids, --group FINGERPRINT or --all")
    entries = _entries()
    if unknown := set(ids) - {entry.id for entry in entries}:
        notices.print(f"no dead letter {', '.join(sorted(unknown))}; `nashra dlq list --all` shows them")
        raise typer.Exit(EXIT_FAILED)
    return [
        entry
        for entry in entries
        if entry.fate is None and (everything or entry.id in ids or entry.fingerprint == group)
    ]


def _row(entry: Entry) -> dict[str, Any]:
    return {**asdict(entry), "fingerprint": entry.fingerprint}


def _give(fate: Fate, judge: Judge, chosen: Sequence[Entry], dry_run: bool, as_json: bool) -> None:
    """Give the letters their fate, unless this is a dry run, and say how many got it."""
    count = 0 if dry_run else asyncio.run(judge(settings_of(Settings), chosen))
    if as_json:
        print_json({fate: count, "ids": [entry.id for entry in chosen], "dry_run": dry_run})
    else:
        notices.print(f"{len(chosen)} would be {fate}" if dry_run else f"{count} {fate}")

"""`nashra dlq`: dead letters grouped by cause, readable; edited, sent back or set aside; and who did that."""

from __future__ import annotations

import asyncio
import csv
import sys
from collections.abc import Awaitable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from services.cli import edits
from services.cli.edits import Assignment, Edit
from services.cli.errors import CommandError
from services.cli.output import (
    EXIT_DEGRADED,
    EXIT_FAILED,
    DryRun,
    Json,
    Rate,
    Yes,
    ago,
    confirm,
    counted,
    notices,
    print_json,
    print_rows,
    progress,
    resumable,
)
from services.cli.platform import settings_of, settings_to_change
from services.contracts.audit import Act
from services.contracts.dead_letter import DeadLetter, Origin
from services.contracts.topics import AUDIT
from services.runtime import dead_letters, decisions
from services.runtime.dead_letters import Entry
from services.runtime.provision import provision
from services.runtime.scan import scan_events
from services.runtime.settings import Settings

app = typer.Typer(no_args_is_help=True, help="dead letters: group, read, edit, redrive, discard, audit")

IDS_SHOWN = 3


@app.command()
def groups(as_json: Json = False) -> None:
    """Print the causes, the most frequent first."""
    now = datetime.now(UTC)
    waiting = [entry for entry in all_entries() if entry.fate is None]
    edited = {entry.fingerprint for entry in waiting if entry.edited}
    rows: list[dict[str, Any]] = [
        asdict(found)
        | {
            "oldest_age_s": round((now - found.first_seen).total_seconds()),
            "oldest": ago(now - found.first_seen),
            "edited": found.fingerprint in edited,
        }
        for found in dead_letters.group(waiting)
    ]
    if as_json:
        print_json({"groups": rows})
    elif rows:
        columns = ["fingerprint", "count", "stage", "reason", "first_seen", "last_seen", "oldest", "message"]
        print_rows("Dead letters by cause", rows, columns)
    else:
        notices.print("no dead letter waits")


@app.command("list")
def list_letters(
    group: GroupOption = None,
    every: Annotated[bool, typer.Option("--all", help="also those redriven or discarded")] = False,
    as_json: Json = False,
) -> None:
    """Print the letters that wait, oldest first."""
    entries = all_entries()
    known_cause(entries, group)
    found = [entry for entry in entries if every or entry.fate is None]
    rows = [_row(entry) for entry in found if group in (None, entry.fingerprint)]
    if as_json:
        print_json({"dead_letters": rows})
    elif rows:
        columns = ["id", "failed_at", "stage", "reason", "key", "size", "state", "fingerprint", "message"]
        print_rows("Dead letters", rows, columns)
    else:
        notices.print("no dead letter waits")


@app.command()
def show(
    id_: Annotated[str, typer.Argument(metavar="ID", help="id, as `nashra dlq list` prints it")],
    raw: Annotated[bool, typer.Option("--raw", help="write the original bytes and nothing else")] = False,
    as_json: Json = False,
) -> None:
    """Print one letter: what befell it, its headers, its original bytes, what was decided on it."""
    history = asyncio.run(dead_letters.show(settings_of(Settings, "kafka"), id_))
    letter = history.letter
    if raw:
        typer.echo(letter.origin.value or b"", nl=False)
        return
    described: dict[str, Any] = {
        "id": id_,
        **_described(letter),
        "edited": _sent_instead(history.edited.origin) if history.edited else None,
        "verdicts": [asdict(verdict) for verdict in history.verdicts],
    }
    if as_json:
        print_json(described)
    else:
        rows = [{"field": name, "is": value} for name, value in described.items()]
        print_rows(f"Dead letter {id_}", rows, ["field", "is"])


@app.command()
def audit(
    as_csv: Annotated[bool, typer.Option("--csv", help="print comma-separated values")] = False,
    as_json: Json = False,
) -> None:
    """Print who edited, redrove or discarded what, and when; it is kept for ever."""
    rows = [_audit_row(act) for act in asyncio.run(_acts(settings_of(Settings, "kafka")))]
    columns = ["at", "by", "verb", "count", "ids", "note"]
    if as_json:
        print_json({"acts": rows})
    elif as_csv:
        writer = csv.DictWriter(sys.stdout, columns, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(row | {"ids": " ".join(row["ids"])} for row in rows)
    elif rows:
        print_rows("Acts on dead letters", [row | {"ids": _few(row["ids"])} for row in rows], columns)
    else:
        notices.print("nobody decided on a dead letter yet")


async def _acts(settings: Settings) -> list[Act]:
    return [record.event async for record in scan_events(settings, AUDIT)]


def _audit_row(act: Act) -> dict[str, Any]:
    return act.model_dump(mode="json") | {"count": len(act.ids)}


def _few(ids: Sequence[str]) -> str:
    more = f" … and {len(ids) - IDS_SHOWN} more" if len(ids) > IDS_SHOWN else ""
    return " ".join(ids[:IDS_SHOWN]) + more


def _row(entry: Entry) -> dict[str, Any]:
    state = entry.fate or ("edited" if entry.edited else "waits")
    return {**asdict(entry), "fingerprint": entry.fingerprint, "state": state}


def _described(letter: DeadLetter) -> dict[str, Any]:
    origin = letter.origin
    return {
        "topic": origin.topic,
        "partition": origin.partition,
        "offset": origin.offset,
        "stage": letter.stage,
        "reason": letter.reason.value,
        "message": letter.message,
        "failed_at": letter.failed_at,
        "attempts": letter.attempts,
        "headers": {name: value.decode("utf-8", "replace") for name, value in origin.headers},
        **_sent_instead(origin),
    }


def _sent_instead(origin: Origin) -> dict[str, Any]:
    return {
        "key": None if origin.key is None else origin.key.decode("utf-8", "replace"),
        "value": (origin.value or b"").decode("utf-8", "backslashreplace"),
    }


T = TypeVar("T")

DIFFS_SHOWN = 3

GroupOption = Annotated[
    str | None, typer.Option("--group", help="fingerprint, as `nashra dlq groups` prints it")
]
Ids = Annotated[list[str] | None, typer.Argument(help="ids, as `nashra dlq list` prints them")]
Everything = Annotated[bool, typer.Option("--all", help="every letter that waits")]


@app.command()
def edit(  # noqa: PLR0913, PLR0917 # the options of a command
    ids: Ids = None,
    group: GroupOption = None,
    everything: Everything = False,
    set_: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="PATH=VALUE", help="such as article.title=العنوان; may be repeated"),
    ] = None,
    file: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="what to send instead, of one letter")
    ] = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Change what a redrive sends: by --set, a --file, or in $EDITOR. The letter itself is kept as it was."""
    settings = settings_to_change(Settings, "kafka")
    assignments = _assignments(set_)
    chosen, _ = _selection(ids or [], group, everything)
    letters = asyncio.run(_letters(settings, chosen))
    if not assignments and len(letters) > 1:
        raise typer.BadParameter(f"{len(letters)} letters: the editor and --file take one; use --set")
    found = [_edit(settings, id_, letter, assignments, file) for id_, letter in letters.items()]
    good = [made for made in found if made.is_good]
    if not as_json:
        _tell(found)
    if good and not dry_run:
        if not yes:
            confirm(f"send {counted(len(good), 'letter')} like this on the next redrive?")
        note = "; ".join(f"set {text}" for text in set_ or ()) or (f"from {file}" if file else "by hand")
        save = decisions.edit(settings, [(made.id, made.after) for made in good], note)
        asyncio.run(_provisioned(settings, save))
    if as_json:
        print_json(_edits_json(found, dry_run=dry_run))
    else:
        then = "; `nashra dlq redrive` sends them" if good and not dry_run else ""
        notices.print(f"{len(good)} {'would be ' if dry_run else ''}edited{then}")
    if refused := sum(made.problem is not None for made in found):
        raise typer.Exit(EXIT_DEGRADED if refused < len(found) else EXIT_FAILED)


@app.command()
def redrive(
    ids: Ids = None,
    group: GroupOption = None,
    everything: Everything = False,
    rate: Rate = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Send letters back to where they came from, edited ones as edited; each goes once."""
    settings = settings_to_change(Settings, "kafka")
    chosen, decided = _selection(ids or [], group, everything)
    sent: list[str] = []
    if chosen and not dry_run:
        if not yes:
            confirm(f"send {counted(len(chosen), 'letter')} back?")
        with (
            resumable("what was sent has its verdict; the same command sends the rest"),
            progress("letters sent", len(chosen)) as step,
        ):
            sent = asyncio.run(
                _provisioned(settings, decisions.redrive(settings, chosen, rate=rate, step=step))
            )
    _report("redriven", sent, chosen, decided, dry_run=dry_run, as_json=as_json)


@app.command()
def discard(
    ids: Ids = None,
    group: GroupOption = None,
    everything: Everything = False,
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Set letters aside: they stay readable with `list --all` until they expire."""
    settings = settings_to_change(Settings, "kafka")
    chosen, decided = _selection(ids or [], group, everything)
    done: list[str] = []
    if chosen and not dry_run:
        if not yes:
            confirm(f"set {counted(len(chosen), 'letter')} aside?")
        done = asyncio.run(_provisioned(settings, decisions.discard(settings, chosen)))
    _report("discarded", done, chosen, decided, dry_run=dry_run, as_json=as_json)


def all_entries() -> list[Entry]:
    """Every letter of the platform, oldest first."""
    return asyncio.run(dead_letters.entries(settings_of(Settings, "kafka")))


def known_cause(entries: Sequence[Entry], group: str | None) -> None:
    """A fingerprint that no letter has, decided on or not, ends the command."""
    if group is not None and group not in {entry.fingerprint for entry in entries}:
        notices.print(f"no dead letter has the cause {group}; `nashra dlq groups` shows the causes")
        raise typer.Exit(EXIT_FAILED)


async def _provisioned(settings: Settings, act: Awaitable[T]) -> T:
    """The platform may be older than the audit topic."""
    await provision(settings)
    return await act


def _selection(ids: Sequence[str], group: str | None, everything: bool) -> tuple[list[Entry], list[Entry]]:
    """The letters that are meant: those that wait, and those named that were decided on before.

    An id or a cause that is none ends the command.
    """
    if not (ids or group or everything):
        raise typer.BadParameter("name ids, --group FINGERPRINT or --all")
    entries = all_entries()
    if unknown := set(ids) - {entry.id for entry in entries}:
        notices.print(f"no dead letter {', '.join(sorted(unknown))}; `nashra dlq list --all` shows them")
        raise typer.Exit(EXIT_FAILED)
    known_cause(entries, group)
    meant = [entry for entry in entries if everything or entry.id in ids or entry.fingerprint == group]
    waiting = [entry for entry in meant if entry.fate is None]
    return waiting, [entry for entry in meant if entry.fate is not None and entry.id in ids]


async def _letters(settings: Settings, chosen: Sequence[Entry]) -> dict[str, DeadLetter]:
    return {id_: letter async for id_, letter in dead_letters.letters(settings, chosen)}


def _assignments(texts: Sequence[str] | None) -> list[Assignment]:
    try:
        return [edits.parse_assignment(text) for text in texts or ()]
    except CommandError as error:
        raise typer.BadParameter(str(error)) from error


def _edit(
    settings: Settings, id_: str, letter: DeadLetter, assignments: Sequence[Assignment], file: Path | None
) -> Edit:
    if assignments:
        try:
            value = edits.assigned(letter.origin.value, assignments)
        except CommandError as error:
            return Edit(id_, letter, letter, str(error))
        return edits.edit_of(settings, id_, letter, value)
    if file is not None:
        return edits.edit_of(settings, id_, letter, file.read_bytes())
    return _by_hand(settings, id_, letter)


def _by_hand(settings: Settings, id_: str, letter: DeadLetter) -> Edit:
    """In the operator's editor, again until the topic takes it or the operator gives up."""
    text = edits.readable(letter.origin.value)
    while True:
        text = edits.in_editor(text)
        made = edits.edit_of(settings, id_, letter, edits.compact(text))
        if made.problem is None:
            return made
        notices.print(f"{id_} {made.problem}", markup=False)
        if not typer.confirm("edit it again?", err=True):
            return made


def _edits_json(found: Sequence[Edit], *, dry_run: bool) -> dict[str, Any]:
    diffs = {made.id: made.diff() for made in found if made.is_good}
    return {
        "edited": 0 if dry_run else len(diffs),
        "ids": list(diffs),
        "dry_run": dry_run,
        "refused": {made.id: made.problem for made in found if made.problem},
        "diffs": diffs,
    }


def _tell(found: Sequence[Edit]) -> None:
    """What differs in the first few, and every refusal."""
    changed = [made for made in found if made.is_good]
    for made in changed[:DIFFS_SHOWN]:
        notices.print(f"{made.id}\n{made.diff()}", markup=False, soft_wrap=True)
    if len(changed) > DIFFS_SHOWN:
        notices.print(f"… and {len(changed) - DIFFS_SHOWN} more")
    for made in found:
        if made.problem is not None:
            notices.print(f"not edited: {made.id} {made.problem}", markup=False, soft_wrap=True)


def _report(
    fate: str,
    done: Sequence[str],
    chosen: Sequence[Entry],
    decided: Sequence[Entry],
    *,
    dry_run: bool,
    as_json: bool,
) -> None:
    """How many got their fate, and which of those named had one already."""
    ids = [entry.id for entry in chosen] if dry_run else list(done)
    already = {entry.id: entry.fate for entry in decided}
    if as_json:
        print_json({fate: len(done), "ids": ids, "already": already, "dry_run": dry_run})
        return
    for id_, before in already.items():
        notices.print(f"{id_} was {before} already")
    notices.print(f"{len(ids)} would be {fate}" if dry_run else f"{len(done)} {fate}")

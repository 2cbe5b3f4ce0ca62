"""`nashra dlq`: dead letters grouped by cause, readable; edited, sent back or set aside; and who did that."""

from __future__ import annotations

import asyncio
import csv
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from services.cli import dlq_acts
from services.cli.dlq_acts import GroupOption, all_entries, known_cause
from services.cli.output import Json, ago, notices, print_json, print_rows
from services.cli.platform import settings_of
from services.contracts.audit import Act
from services.contracts.dead_letter import DeadLetter, Origin
from services.contracts.topics import AUDIT
from services.runtime import dead_letters
from services.runtime.dead_letters import Entry
from services.runtime.scan import scan_events
from services.runtime.settings import Settings

app = typer.Typer(no_args_is_help=True, help="dead letters: group, read, edit, redrive, discard, audit")
app.command()(dlq_acts.edit)
app.command()(dlq_acts.redrive)
app.command()(dlq_acts.discard)

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
    history = asyncio.run(dead_letters.show(settings_of(Settings), id_))
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
    rows = [_audit_row(act) for act in asyncio.run(_acts(settings_of(Settings)))]
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

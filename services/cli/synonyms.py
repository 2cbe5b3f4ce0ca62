"""`nashra synonyms`: names that search takes for one. An edit is one event; no index is rebuilt for it."""

from __future__ import annotations

import asyncio
import getpass
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from services.cli.output import EXIT_FAILED, Json, counted, notices, print_json, print_rows, text_of
from services.cli.platform import settings_of, settings_to_change
from services.contracts.synonyms import NameKind, SynonymGroup
from services.runtime.producer import EventProducer
from services.runtime.provision import provision
from services.runtime.settings import Settings
from services.search.spellings import key_of
from services.search.synonyms import Synonyms, grouped, read, standing, write

app = typer.Typer(no_args_is_help=True, help="names in several spellings: list, add, remove, import, export")

DryRun = Annotated[bool, typer.Option("--dry-run", help="only say what would change")]
Kind = Annotated[NameKind | None, typer.Option(help="what the name is of; suggestions show it")]


@app.command("list")
def list_groups(
    name: Annotated[str | None, typer.Argument(help="only the group of this spelling")] = None,
    as_json: Json = False,
) -> None:
    """Print the groups that stand: shipped, decided by operators, and those of the registered newspapers."""
    synonyms = _current(settings_of(Settings, "kafka"))
    groups = synonyms.groups()
    if name is not None:
        groups = [group for group in groups if key_of(name) in map(key_of, group.names)]
    if as_json:
        print_json({"groups": [group.model_dump(mode="json") for group in groups]})
        return
    rows = [
        {"names": "، ".join(group.names), "kind": group.kind, "decided_by": group.decided_by}
        for group in groups
    ]
    print_rows(counted(len(rows), "name"), rows, ["names", "kind", "decided_by"])


@app.command()
def add(
    names: Annotated[str, typer.Argument(help='spellings, comma separated: "تغازوت, Taghazout"')],
    kind: Kind = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Let these spellings find each other; a group that has one of them gets the others."""
    settings = settings_to_change(Settings, "kafka")
    given = grouped(re.split("[,،]", names), kind)
    extended = _current(settings).extended(given)
    _decide(settings, [extended] if extended else [], dry_run, as_json)


@app.command()
def remove(
    name: Annotated[str, typer.Argument(help="a spelling, as `nashra synonyms list` prints it")],
    group: Annotated[bool, typer.Option("--group", help="all spellings of the name")] = False,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Take a spelling out of its group; what came with the platform stays away after an upgrade too."""
    settings = settings_to_change(Settings, "kafka")
    left = _current(settings).without(name)
    if left is None:
        notices.print(f"{name} is in no group; see nashra synonyms list", markup=False)
        raise typer.Exit(EXIT_FAILED)
    _decide(settings, [left.model_copy(update={"names": ()}) if group else left], dry_run, as_json)


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="YAML as `export` writes it")],
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Add every group of a file; what stands already stays as it is."""
    settings = settings_to_change(Settings, "kafka")
    synonyms = _current(settings)
    changes = []
    for group in read(text_of(file)):
        if extended := synonyms.extended(group):
            synonyms.take(extended)
            changes.append(extended)
    _decide(settings, changes, dry_run, as_json)


@app.command()
def export(
    file: Annotated[Path | None, typer.Argument(help="where to write; default: standard output")] = None,
) -> None:
    """Write the groups that operators can change as YAML, for another platform or an editor."""
    text = write(_current(settings_of(Settings, "kafka")).editable())
    if file is None:
        typer.echo(text, nl=False)
    else:
        file.write_text(text, encoding="utf-8")


def _current(settings: Settings) -> Synonyms:
    async def provisioned() -> Synonyms:
        await provision(settings)
        return await standing(settings)

    return asyncio.run(provisioned())


def _decide(settings: Settings, groups: Sequence[SynonymGroup], dry_run: bool, as_json: bool) -> None:
    """Publish what changes; every gateway follows within seconds."""
    by = {"decided_by": f"operator:{getpass.getuser()}", "decided_at": datetime.now(UTC)}
    decided = [group.model_copy(update=by) for group in groups]
    if decided and not dry_run:
        asyncio.run(_publish(settings, decided))
    if as_json:
        print_json({"groups": [group.model_dump(mode="json") for group in decided], "dry_run": dry_run})
        return
    for group in decided:
        notices.print(f"{'would be ' if dry_run else ''}{_sentence(group)}", markup=False)
    if not decided:
        notices.print("nothing to change")


def _sentence(group: SynonymGroup) -> str:
    return f"one name: {'، '.join(group.names)}" if group.names else f"no name any more: {group.id}"


async def _publish(settings: Settings, groups: Sequence[SynonymGroup]) -> None:
    async with EventProducer(settings, "cli") as producer:
        await producer.publish(groups)

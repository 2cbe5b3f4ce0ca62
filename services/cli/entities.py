"""`nashra entities`: the people, places and organisations that articles are about."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from typing import Annotated

import typer

from services.arabic.entities.lexicon import Entry, Lexicon
from services.cli.output import EXIT_FAILED, Json, notices, print_json, print_rows
from services.cli.platform import settings_of
from services.contracts.entity import EntityType
from services.contracts.topics import ENTITIES
from services.runtime.provision import provision
from services.runtime.scan import scan_events
from services.runtime.settings import Settings

app = typer.Typer(no_args_is_help=True, help="entities: list, show")

EntityId = Annotated[str, typer.Argument(metavar="ENTITY", help="entity id, e_…")]
Type = Annotated[EntityType | None, typer.Option("--type", help="person, place or org")]


@app.command("list")
def list_entities(
    text: Annotated[
        str | None, typer.Argument(help="a spelling, or its beginning; without: all that operators decided")
    ] = None,
    type_: Type = None,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 20,
    as_json: Json = False,
) -> None:
    """Print the entities of the lexicon that have this spelling, or that operators decided upon."""
    lexicon = _current(settings_of(Settings, "kafka"))
    if text is None:
        decided = dict.fromkeys(lexicon.resolve(record.id) for record in lexicon.records)
        found = [entry for id_ in decided if (entry := lexicon.entity(id_)) and type_ in {None, entry.type}]
    else:
        found = list(lexicon.find(text, limit, type_))
    if as_json:
        print_json({"entities": [asdict(entry) for entry in found[:limit]]})
        return
    print_rows(
        f"{len(found)} of {len(lexicon)} entities",
        [_row(entry) for entry in found[:limit]],
        ["name", "type", "country", "spellings", "id"],
    )


@app.command()
def show(entity: EntityId, as_json: Json = False) -> None:
    """Print an entity: its spellings, and what operators decided of it."""
    lexicon = _current(settings_of(Settings, "kafka"))
    entry = lexicon.entity(entity) or next(iter(lexicon.of_spelling(entity)), None)
    if entry is None:
        notices.print(
            f"{entity} is blocked; `nashra entities unblock {entity}` undoes it"
            if lexicon.is_blocked(entity)
            else f"no entity {entity}; `nashra entities list NAME` prints ids",
            markup=False,
        )
        raise typer.Exit(EXIT_FAILED)
    record = lexicon.record(entry.id)
    decision = record.model_dump(mode="json", exclude_defaults=True) if record else None
    if as_json:
        print_json(asdict(entry) | {"decision": decision})
        return
    if entry.id != entity:
        notices.print(f"{entity} is {entry.id}", markup=False)
    fields = {
        **_row(entry),
        "spellings": "، ".join(entry.spellings),
        "description": entry.description,
        "merged": ", ".join(entry.also),
        "decided": f"{record.decided_by} {record.decided_at or ''} {record.note}".strip() if record else "",
    }
    rows = [{"field": name, "value": value} for name, value in fields.items() if value]
    print_rows(entry.name, rows, ["field", "value"])


def _row(entry: Entry) -> dict[str, str | None]:
    return {
        "name": entry.name,
        "type": entry.type,
        "country": entry.country,
        "spellings": "، ".join(entry.spellings[1:6]),
        "id": entry.id,
    }


def _current(settings: Settings) -> Lexicon:
    """The lexicon as the decisions on the topic leave it."""

    async def standing() -> Lexicon:
        await provision(settings)
        return Lexicon.shipped().with_records([one.event async for one in scan_events(settings, ENTITIES)])

    return asyncio.run(standing())

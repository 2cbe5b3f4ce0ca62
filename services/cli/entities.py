"""`nashra entities`: the people, places and organisations that articles are about."""

from __future__ import annotations

import asyncio
import getpass
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated

import typer

from services.arabic.entities.lexicon import Entry, Lexicon
from services.cli.output import (
    EXIT_FAILED,
    DryRun,
    Json,
    Yes,
    confirm,
    counted,
    notices,
    print_json,
    print_rows,
)
from services.cli.platform import settings_of, settings_to_change
from services.contracts.audit import Act, Verb
from services.contracts.entity import EntityRecord, EntityType
from services.contracts.topics import ENTITIES
from services.runtime.producer import EventProducer
from services.runtime.provision import provision
from services.runtime.scan import scan_events
from services.runtime.settings import Settings
from services.search.reader import Reader
from services.search.results import EntityCandidate

app = typer.Typer(
    no_args_is_help=True,
    help="people, places, organisations: list, show, candidates, accept, rename, merge, block, unblock",
)

EntityId = Annotated[str, typer.Argument(metavar="ENTITY", help="entity id, e_…")]
EntityIds = Annotated[list[str], typer.Argument(metavar="ENTITY…", help="entity ids, e_…")]
Type = Annotated[EntityType | None, typer.Option("--type", help="person, place or org")]
Note = Annotated[str, typer.Option(help="for the operators: why")]
_Decide = Callable[[dict[str, Entry]], list[EntityRecord]]


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
    lexicon = asyncio.run(_lexicon(settings_of(Settings, "kafka")))
    if text is None:
        decided = dict.fromkeys(lexicon.resolve(record.id) for record in lexicon.records)
        found = [entry for id_ in decided if (entry := lexicon.entity(id_)) and type_ in {None, entry.type}]
    else:
        found = list(lexicon.find(text, limit, type_))
    if as_json:
        print_json({"entities": [_shape(entry) for entry in found[:limit]]})
        return
    print_rows(
        f"{len(found)} of {len(lexicon)} entities",
        [_row(entry) for entry in found[:limit]],
        ["name", "type", "country", "spellings", "id"],
    )


@app.command()
def show(entity: EntityId, as_json: Json = False) -> None:
    """Print an entity: its spellings, and what operators decided of it."""
    lexicon = asyncio.run(_lexicon(settings_of(Settings, "kafka")))
    entry = lexicon.entity(entity) or next(iter(lexicon.of_spelling(entity)), None)
    if entry is None:
        blocked = f"{entity} is blocked; `nashra entities unblock {entity}` undoes it"
        raise _failed(blocked if lexicon.is_blocked(entity) else _unknown(entity))
    record = lexicon.record(entry.id)
    decision = record.model_dump(mode="json", exclude_defaults=True) if record else None
    if as_json:
        print_json(_shape(entry) | {"decision": decision})
        return
    if entry.id != entity:
        notices.print(f"{entity} is {entry.id}", markup=False)
    fields = {
        **_row(entry),
        "spellings": "، ".join(entry.spellings),
        "ambiguous": "، ".join(sorted(entry.ambiguous)),
        "description": entry.description,
        "merged": ", ".join(entry.also),
        "decided": f"{record.decided_by} {record.decided_at or ''} {record.note}".strip() if record else "",
    }
    rows = [{"field": name, "value": value} for name, value in fields.items() if value]
    print_rows(entry.name, rows, ["field", "value"])


@app.command()
def candidates(
    min_newspapers: Annotated[int, typer.Option(min=1, help="of at least so many newspapers")] = 2,
    type_: Type = None,
    limit: Annotated[int, typer.Option(min=1, max=200)] = 50,
    as_json: Json = False,
) -> None:
    """Print names that the lexicon lacks, those of most newspapers first, to accept, merge or block."""
    found = [
        one
        for one in asyncio.run(_candidates(settings_of(Settings), limit))
        if one.newspaper_count >= min_newspapers and type_ in {None, one.entity.type}
    ]
    rows = [
        {
            "name": one.entity.name,
            "type": one.entity.type,
            "newspapers": one.newspaper_count,
            "articles": one.article_count,
            "id": one.entity.id,
        }
        for one in found
    ]
    if as_json:
        print_json({"candidates": rows})
        return
    print_rows(counted(len(rows), "candidate"), rows, ["name", "type", "newspapers", "articles", "id"])


@app.command()
def accept(
    entity: EntityId,
    type_: Type = None,
    spelling: Annotated[list[str] | None, typer.Option(help="one more spelling; may be repeated")] = None,
    note: Note = "",
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Let a discovered name be an entity of the lexicon: found wherever it stands, with all its spellings."""
    with_spellings = tuple(spelling or ())

    def decide(entries: dict[str, Entry]) -> list[EntityRecord]:
        record = _record(entries[entity])
        return [
            record.model_copy(
                update={
                    "type": type_ or record.type,
                    "spellings": tuple(dict.fromkeys((*record.spellings, *with_spellings))),
                }
            )
        ]

    _Edit("accept", [entity], decide, note).run(dry_run=dry_run, yes=yes, as_json=as_json)


@app.command()
def rename(
    entity: EntityId,
    name: Annotated[str, typer.Argument(help="how it is shown from now on")],
    note: Note = "",
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Show an entity under another name; its other spellings stay, and new articles have the new name."""

    def decide(entries: dict[str, Entry]) -> list[EntityRecord]:
        record = _record(entries[entity])
        spellings = tuple(dict.fromkeys((name, *record.spellings)))
        return [record.model_copy(update={"name": name, "spellings": spellings})]

    _Edit("rename", [entity], decide, note).run(dry_run=dry_run, yes=yes, as_json=as_json)


@app.command()
def merge(
    entity: EntityId,
    others: Annotated[list[str], typer.Argument(metavar="ENTITY…", help="what is the same as the first")],
    note: Note = "",
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Let the first entity answer for the others, for ever; it has their spellings from now on."""

    def decide(entries: dict[str, Entry]) -> list[EntityRecord]:
        survivor = entries[entity]
        if same := next((id_ for id_ in others if entries[id_].id == survivor.id), None):
            raise _failed(f"{same} is {entity} already")
        # a discovered name stands for others only as part of the lexicon
        stands = [] if survivor.shipped else [_record(survivor)]
        merged = [
            _record(entries[id_]).model_copy(update={"merged_into": survivor.id, "id": entries[id_].id})
            for id_ in others
        ]
        return [*stands, *merged]

    _Edit("merge", [entity, *others], decide, note).run(dry_run=dry_run, yes=yes, as_json=as_json)


@app.command()
def block(
    entities: EntityIds, note: Note = "", dry_run: DryRun = False, yes: Yes = False, as_json: Json = False
) -> None:
    """Find these in no article any more, and show them nowhere."""
    _set_blocked("block", entities, note, dry_run=dry_run, yes=yes, as_json=as_json)


@app.command()
def unblock(
    entities: EntityIds, note: Note = "", dry_run: DryRun = False, yes: Yes = False, as_json: Json = False
) -> None:
    """Undo a block."""
    _set_blocked("unblock", entities, note, dry_run=dry_run, yes=yes, as_json=as_json)


def _set_blocked(
    verb: Verb, ids: Sequence[str], note: str, *, dry_run: bool, yes: bool, as_json: bool
) -> None:
    def decide(entries: dict[str, Entry]) -> list[EntityRecord]:
        update = {"blocked": verb == "block"}
        return [_record(entries[id_]).model_copy(update=update) for id_ in ids]

    _Edit(verb, ids, decide, note).run(dry_run=dry_run, yes=yes, as_json=as_json)


class _Edit:
    """A decision about entities: looked up, asked for, published with its audit line."""

    def __init__(self, verb: Verb, ids: Sequence[str], decide: _Decide, note: str) -> None:
        self._verb = verb
        self._ids = ids
        self._decide = decide
        self._note = note

    def run(self, *, dry_run: bool, yes: bool, as_json: bool) -> None:
        settings = settings_to_change(Settings)
        records = self._decide(asyncio.run(_entries(settings, self._ids)))
        by, now = f"operator:{getpass.getuser()}", datetime.now(UTC)
        records = [
            one.model_copy(update={"decided_by": by, "decided_at": now, "note": self._note})
            for one in records
        ]
        if not dry_run:
            if not yes:
                confirm(f"{self._verb} {', '.join(self._ids)}?")
            act = Act(
                topic=ENTITIES.name,
                verb=self._verb,
                ids=tuple(self._ids),
                by=by,
                at=now,
                note=self._note or None,
            )
            asyncio.run(_publish(settings, records, act))
        if as_json:
            print_json({"records": [one.model_dump(mode="json") for one in records], "dry_run": dry_run})
            return
        for one in records:
            notices.print(f"{'would be ' if dry_run else ''}{_account(one)}", markup=False)


def _account(record: EntityRecord) -> str:
    if record.merged_into:
        return f"{record.id} ({record.name}): part of {record.merged_into}"
    if record.blocked:
        return f"{record.id} ({record.name}): blocked"
    return f"{record.id}: {record.name}, {record.type}, written {'، '.join(record.spellings)}"


def _record(entry: Entry) -> EntityRecord:
    return EntityRecord(id=entry.id, name=entry.name, type=entry.type, spellings=entry.spellings)


def _shape(entry: Entry) -> dict[str, object]:
    return asdict(entry) | {"ambiguous": sorted(entry.ambiguous)}


def _row(entry: Entry) -> dict[str, str | None]:
    return {
        "name": entry.name,
        "type": entry.type,
        "country": entry.country,
        "spellings": "، ".join(entry.spellings[1:6]),
        "id": entry.id,
    }


def _failed(message: str) -> typer.Exit:
    notices.print(message, markup=False)
    return typer.Exit(EXIT_FAILED)


def _unknown(id_: str) -> str:
    return f"no entity {id_}; `nashra entities list NAME` and `nashra entities candidates` print ids"


async def _records(settings: Settings) -> list[EntityRecord]:
    await provision(settings)
    return [one.event async for one in scan_events(settings, ENTITIES)]


async def _lexicon(settings: Settings) -> Lexicon:
    """The lexicon as the decisions on the topic leave it."""
    return Lexicon.shipped().with_records(await _records(settings))


async def _entries(settings: Settings, ids: Iterable[str]) -> dict[str, Entry]:
    """By id as given, the entities: of the lexicon, blocked ones too, or as articles name them."""
    lexicon = await _lexicon(settings)
    found = {id_: entry for id_ in ids if (entry := lexicon.entity(id_) or _blocked(lexicon, id_))}
    if missing := [id_ for id_ in ids if id_ not in found]:
        async with Reader(settings) as reader:
            found |= await reader.entity_entries(missing)
    for id_ in ids:
        if id_ not in found:
            raise _failed(_unknown(id_))
    return found


def _blocked(lexicon: Lexicon, id_: str) -> Entry | None:
    """Who it was before it was blocked."""
    record = lexicon.record(lexicon.resolve(id_))
    if record is None or not record.blocked:
        return None
    return Lexicon.shipped().with_records([record.model_copy(update={"blocked": False})]).entity(record.id)


async def _candidates(settings: Settings, limit: int) -> tuple[EntityCandidate, ...]:
    async with Reader(settings) as reader:
        for record in await _records(settings):
            reader.entities.take(record)
        return await reader.entity_candidates(limit)


async def _publish(settings: Settings, records: Sequence[EntityRecord], act: Act) -> None:
    async with EventProducer(settings, "cli") as producer:
        await producer.publish([*records, act])

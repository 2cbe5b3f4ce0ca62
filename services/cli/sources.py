"""`nashra sources`: the registered newspapers. To register is one event, which poll reads within seconds."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from pydantic import ValidationError

from services.cli import newspaper_report as report
from services.cli.newspapers import registered
from services.cli.output import EXIT_FAILED, Json, confirm, counted, notices, print_json, print_rows
from services.cli.platform import settings_here, settings_of, settings_to_change
from services.contracts.errors import NashraError
from services.contracts.source import Source
from services.ingest.extract.sandbox import Sandbox
from services.ingest.onboarding import opml
from services.ingest.onboarding.discovery import Discovery, Probe, beside, discover, probe
from services.ingest.onboarding.preview import preview
from services.ingest.onboarding.trial import Trial, trial
from services.ingest.politeness import PoliteClient
from services.ingest.settings import IngestSettings
from services.ingest.sources import default_registry, dump, load
from services.runtime.producer import EventProducer
from services.runtime.provision import provision
from services.runtime.settings import Settings
from services.web.http import GuardedClient

app = typer.Typer(no_args_is_help=True, help="newspapers: add, test, list, apply, disable, enable, dump")

T = TypeVar("T")

DryRun = Annotated[bool, typer.Option("--dry-run", help="only say what would be registered")]
Yes = Annotated[bool, typer.Option("--yes", help="do not ask")]
SourceId = Annotated[str, typer.Argument(help="id of a newspaper, as `nashra sources list` prints it")]


@app.command("list")
def list_sources(
    registry: Annotated[bool, typer.Option("--registry", help="those that come with the platform")] = False,
    as_json: Json = False,
) -> None:
    """Print the registered newspapers, or the list of Arabic ones that comes with the platform."""
    sources = (
        load(default_registry()) if registry else asyncio.run(registered(settings_of(Settings, "kafka")))
    )
    if as_json:
        print_json({"sources": [source.model_dump(mode="json") for source in sources]})
        return
    rows = [
        {
            "id": source.id,
            "name": source.name,
            "country": source.country,
            "feeds": len(source.feeds),
            "rights": source.rights,
            "state": "on" if source.enabled else "off",
        }
        for source in sources
    ]
    print_rows(counted(len(rows), "newspaper"), rows, ["id", "name", "country", "feeds", "rights", "state"])


@app.command()
def add(
    url: Annotated[str, typer.Argument(help="home page or feed of a newspaper")],
    source_id: Annotated[str | None, typer.Option("--id", help="its id; default: from the address")] = None,
    name: Annotated[str | None, typer.Option(help="its name; default: what its page says")] = None,
    allow: Annotated[
        list[str] | None, typer.Option(help="host:port that may be reached although it is private")
    ] = None,
    yes: Yes = False,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Discover a newspaper's feeds, show what would be ingested, register it."""
    found, read = asyncio.run(_with_client(lambda client: _discovered(url, client, tuple(allow or ()))))
    given = {"id": source_id, "name": name}
    known = found.source.model_dump()
    try:
        source = Source.model_validate(known | {field: value for field, value in given.items() if value})
    except ValidationError as error:
        wrong = error.errors(include_url=False)[0]
        raise typer.BadParameter(f"{wrong['input']!r}: {wrong['msg']}") from error
    report.show(source, found.probes, read, as_json)
    if not as_json:
        report.proposal(source, found.sitemaps)
    if dry_run:
        return
    if not yes:
        confirm(f"register {source.id}?")
    settings = settings_to_change(Settings, "kafka")
    if source_id is None:
        (source,) = _beside_registered(settings, [source])
    asyncio.run(register(settings, [source]))
    notices.print(
        f"registered {source.id}: its articles come within minutes (nashra status --watch); "
        f"its rights are {source.rights}, change them with sources apply",
        soft_wrap=True,
    )


@app.command("test")
def try_feeds(source_id: SourceId, as_json: Json = False) -> None:
    """Read every feed of a registered newspaper and its newest article now, without ingesting anything."""
    source = _registered_one(settings_of(Settings, "kafka"), source_id)

    async def probed(client: PoliteClient) -> tuple[list[Probe], Trial | None]:
        probes = [await probe(feed, client, source.allow) for feed in source.feeds]
        return probes, await _tried(source, probes, client)

    probes, read = asyncio.run(_with_client(probed))
    report.show(source, probes, read, as_json)
    if all(found.error for found in probes):
        raise typer.Exit(EXIT_FAILED)


@app.command()
def apply(
    file: Annotated[
        Path | None, typer.Argument(exists=True, help="YAML registry or OPML; default: our list")
    ] = None,
    only: Annotated[str | None, typer.Option(help="only these ids, comma separated")] = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Register the newspapers of a file."""
    sources = _read(file or default_registry())
    if only:
        wanted = {name.strip() for name in only.split(",")}
        if unknown := wanted - {source.id for source in sources}:
            raise typer.BadParameter(f"not in the file: {', '.join(sorted(unknown))}")
        sources = [source for source in sources if source.id in wanted]
    if not dry_run:
        settings = settings_to_change(Settings, "kafka")
        if file is not None and _is_opml(file):
            sources = _beside_registered(settings, sources)
        asyncio.run(register(settings, sources))
    if as_json:
        print_json({"registered": [source.id for source in sources], "dry_run": dry_run})
    else:
        notices.print(f"{'would register' if dry_run else 'registered'} {counted(len(sources), 'newspaper')}")


@app.command("read")
def read_document(
    file: Annotated[str, typer.Argument(help="a feed, sitemap, listing or OPML file; - is standard input")],
    url: Annotated[str, typer.Option(help="the address that the document has on the web")],
    as_json: Json = False,
) -> None:
    """Print what a document yields, read as the poller would read it; nothing is requested."""
    try:
        raw = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise NashraError(f"cannot read {file}: {error.strerror or error}") from error
    found = preview(raw, url)
    if as_json:
        print_json(found.as_json(url))
    else:
        report.contents(found)


@app.command("dump")
def dump_registry(
    file: Annotated[Path | None, typer.Argument(help="where to write; default: standard output")] = None,
    as_opml: Annotated[bool, typer.Option("--opml", help="OPML instead of YAML")] = False,
) -> None:
    """Write the registered newspapers as a YAML registry, or as OPML for another feed reader."""
    sources = asyncio.run(registered(settings_of(Settings, "kafka")))
    text = opml.write(sources) if as_opml else dump(sources)
    if file is None:
        typer.echo(text, nl=False)
    else:
        file.write_text(text, encoding="utf-8")


@app.command()
def disable(source_id: SourceId, as_json: Json = False) -> None:
    """Stop polling a newspaper; what it published stays readable."""
    _switch(source_id, False, as_json)


@app.command()
def enable(source_id: SourceId, as_json: Json = False) -> None:
    """Poll a newspaper again."""
    _switch(source_id, True, as_json)


async def _discovered(
    url: str, client: PoliteClient, allow: tuple[str, ...]
) -> tuple[Discovery, Trial | None]:
    found = await discover(url if "://" in url else f"https://{url}", client, allow)
    return found, await _tried(found.source, found.probes, client)


async def _tried(source: Source, probes: Sequence[Probe], client: PoliteClient) -> Trial | None:
    """The first article that a feed brings, as it would be read; None when no feed brings any."""
    first = next(((found.feed, found.entries[0]) for found in probes if found.entries), None)
    if first is None:
        return None
    sandbox = Sandbox(settings_here(IngestSettings))
    try:
        return await trial(source, *first, client, sandbox)
    finally:
        await sandbox.close()


def _switch(source_id: str, enabled: bool, as_json: bool) -> None:
    settings = settings_to_change(Settings, "kafka")
    found = _registered_one(settings, source_id)
    asyncio.run(register(settings, [found.model_copy(update={"enabled": enabled})]))
    if as_json:
        print_json({"id": source_id, "enabled": enabled})
    else:
        notices.print(f"{found.name} is {'on' if enabled else 'off'}")


def _registered_one(settings: Settings, source_id: str) -> Source:
    """The newspaper with this id; without one the command ends."""
    found = next((held for held in asyncio.run(registered(settings)) if held.id == source_id), None)
    if found is None:
        notices.print(f"no newspaper {source_id} is registered; see nashra sources list")
        raise typer.Exit(EXIT_FAILED)
    return found


def _is_opml(file: Path) -> bool:
    return file.suffix.lower() in {".opml", ".xml"}


def _read(file: Path) -> list[Source]:
    """The newspapers of a registry or a subscription list."""
    if _is_opml(file):
        found = opml.read(file.read_bytes(), str(file))
        for problem in found.problems:
            notices.print(f"{file}: {problem}")
        return list(found.sources)
    return load(file)


async def _with_client(use: Callable[[PoliteClient], Awaitable[T]]) -> T:
    settings = settings_here(IngestSettings)
    async with GuardedClient(settings.user_agent) as client:
        return await use(PoliteClient(client, "nashra", settings.host_pause_seconds))


def _beside_registered(settings: Settings, sources: Sequence[Source]) -> list[Source]:
    """The newspapers with ids that no other site has: an id that was made from an address may be taken."""
    known = asyncio.run(registered(settings))
    found = [beside(source, known) for source in sources]
    for source, own in zip(sources, found, strict=True):
        if own.id != source.id:
            notices.print(f"{source.id} is another newspaper already: this one is {own.id}")
    return found


async def register(settings: Settings, sources: Sequence[Source]) -> None:
    """Publish newspapers; returns when Kafka has them."""
    await provision(settings)
    async with EventProducer(settings, "cli") as producer:
        await producer.publish(sources)

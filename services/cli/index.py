"""`nashra index`: the generations of the index and the alias that readers use."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Annotated, TypeVar

import typer

from services.cli.output import (
    EXIT_DEGRADED,
    DryRun,
    Json,
    Yes,
    confirm,
    counted,
    notices,
    print_json,
    print_rows,
    progress,
    resumable,
)
from services.cli.platform import settings_of, settings_to_change
from services.search import generations
from services.search.cluster import AsyncElasticsearch, connect, reading
from services.search.mapping import SCHEMA
from services.search.rebuild import Rebuild, Rebuilt
from services.search.settings import SearchSettings

T = TypeVar("T")
TIMEOUT_S = 30.0

app = typer.Typer(no_args_is_help=True, help="the index: its generations and the alias")

Name = Annotated[str, typer.Argument(help="a generation, as `nashra index list` prints it")]


@app.command("list")
def list_generations(as_json: Json = False) -> None:
    """Print every generation: its documents, its schema, and which one is live."""
    rows = [asdict(found) for found in _ask(generations.generations)]
    if as_json:
        print_json({"generations": rows})
    else:
        print_rows("Generations", rows, ["name", "live", "building", "documents", "schema"])


@app.command()
def plan(as_json: Json = False) -> None:
    """Show what `apply` would do; exit 3 when there is something to do."""
    live = _ask(generations.live_generation)
    found = [generation for generation in _ask(generations.generations) if generation.name == live]
    steps: list[str] = []
    if live is None:
        steps.append("create the first generation and its alias")
    elif found and found[0].schema != SCHEMA:
        steps.append(f"{live} has schema {found[0].schema}, the code {SCHEMA}: nashra reindex")
    if as_json:
        print_json({"live": live, "steps": steps})
    else:
        notices.print("\n".join(steps) if steps else f"{live} is as the code wants it")
    raise typer.Exit(EXIT_DEGRADED if steps else 0)


@app.command()
def apply(as_json: Json = False) -> None:
    """Write the template, create the first generation and the aliases where they are missing."""
    live = _ask(generations.provision, settings_to_change(SearchSettings))
    if as_json:
        print_json({"live": live})
    else:
        notices.print(f"live: {live}")


@app.command()
def switch(name: Name, as_json: Json = False) -> None:
    """Go to another generation: it gets what was written since it was live, then readers see it."""

    settings = settings_to_change(SearchSettings)

    async def switched(client: AsyncElasticsearch, settings: SearchSettings) -> Rebuilt | None:
        if name not in await generations.names(client, settings):
            raise typer.BadParameter(f"no generation {name}; see nashra index list")
        if not generations.is_current(settings, name):
            raise typer.BadParameter(f"{name} has the mapping of another version of the code: use that one's")
        if name == await generations.live_generation(client, settings):
            return None
        with progress("records") as step:
            return await Rebuild(client, settings, step).run(into=name)

    with resumable("readers see the same as before; the same command goes on from here"):
        done = _ask(switched, settings)
    if as_json:
        print_json({"live": name, "caught_up": done.records if done else 0})
    else:
        notices.print(f"live: {name}")


@app.command()
def delete(name: Name, dry_run: DryRun = False, yes: Yes = False, as_json: Json = False) -> None:
    """Remove a generation that is not live."""
    settings = settings_to_change(SearchSettings)
    listed = _ask(generations.generations, settings)
    found = next((generation for generation in listed if generation.name == name), None)
    if found is None:
        raise typer.BadParameter(f"no generation {name}; see nashra index list")
    if found.live:
        raise typer.BadParameter(f"{name} is live: switch to another generation first")
    if not dry_run:
        if not yes:
            confirm(f"delete {name} and its {counted(found.documents, 'document')}?")
        _ask(lambda client, settings: generations.delete(client, settings, name), settings)
    if as_json:
        print_json({"deleted": name, "documents": found.documents, "dry_run": dry_run})
    else:
        notices.print(
            f"{'would delete' if dry_run else 'deleted'} {name}, {counted(found.documents, 'document')}"
        )


def _ask(
    question: Callable[[AsyncElasticsearch, SearchSettings], Awaitable[T]],
    settings: SearchSettings | None = None,
) -> T:
    """The index's answer, by default of the platform that was named. Raises `IndexUnavailable`."""
    platform = settings or settings_of(SearchSettings)

    async def answer() -> T:
        client = connect(platform, TIMEOUT_S)
        try:
            with reading(platform):
                return await question(client, platform)
        finally:
            await client.close()

    return asyncio.run(answer())


def reindex(as_json: Json = False) -> None:
    """Build a new generation beside the live one and switch to it; interrupted, the next run goes on."""

    settings = settings_to_change(SearchSettings)

    async def rebuilt(client: AsyncElasticsearch, settings: SearchSettings) -> Rebuilt:
        with progress("records") as step:
            return await Rebuild(client, settings, step).run()

    with resumable("readers see the same as before; `nashra reindex` goes on from here"):
        done = _ask(rebuilt, settings)
    if as_json:
        print_json(asdict(done))
        return
    notices.print(
        f"live: {done.generation}, {counted(done.documents, 'document')} "
        f"from {counted(done.records, 'record')} in {done.seconds} s "
        f"({done.withdrawn} withdrawn, {done.rejected} refused)"
    )
    if done.previous:
        notices.print(
            f"kept: {done.previous}; `nashra index switch {done.previous}` goes back, "
            f"`nashra index delete {done.previous}` frees its disk"
        )

"""`nashra ingest`: files instead of the web: HTML, JSON Lines, web archives, flattened aggregator pages."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer

from services.cli.output import EXIT_FAILED, Json, counted, notices, print_json, progress
from services.cli.platform import settings_to_change
from services.contracts.source import SourceRef
from services.ingest.description import describe
from services.ingest.importing.files import BadLine, pages_of
from services.runtime.producer import EventProducer
from services.runtime.provision import provision
from services.runtime.settings import Settings

BATCH = 500


@dataclass
class Report:
    """What became of the files."""

    pages: int = 0
    bad: list[BadLine] = field(default_factory=list)


def ingest(
    files: Annotated[
        list[Path], typer.Argument(exists=True, help="HTML, .jsonl[.gz], .warc[.gz], or flattened .txt")
    ],
    source: Annotated[
        str | None, typer.Option(help="id of the newspaper, where a file does not say it")
    ] = None,
    source_name: Annotated[str | None, typer.Option(help="its name; default: the id")] = None,
    url: Annotated[str | None, typer.Option(help="the address of a single HTML file")] = None,
    as_json: Json = False,
) -> None:
    """Publish each document of the files as a page; the stages take it from there."""
    newspaper = SourceRef(id=source, name=source_name or source) if source else None
    report = asyncio.run(_publish(settings_to_change(Settings, "kafka"), files, newspaper, url))
    if as_json:
        print_json({"pages": report.pages, "bad": [str(line) for line in report.bad]})
    else:
        for line in report.bad[:20]:
            notices.print(f"[red]not read[/red] {line}")
        notices.print(
            f"published {counted(report.pages, 'page')}, could not read {counted(len(report.bad), 'record')}"
        )
    if report.bad and not report.pages:
        raise typer.Exit(EXIT_FAILED)


async def _publish(
    settings: Settings, files: Sequence[Path], newspaper: SourceRef | None, url: str | None
) -> Report:
    report = Report()
    await provision(settings)
    async with EventProducer(settings, "cli") as producer:
        with progress("pages") as step:
            for file in files:
                documents = pages_of(file, newspaper, url, report.bad.append)
                while batch := list(islice(documents, BATCH)):
                    await producer.publish(batch)
                    report.pages += len(batch)
                    step(report.pages)
    return report


def extract(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="HTML, or an aggregator page")],
    url: Annotated[str | None, typer.Option(help="the address the file was fetched from")] = None,
    hints: Annotated[
        Path | None,
        typer.Option(
            exists=True, dir_okay=False, help="JSON of what the feed said: title, published, summary …"
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="as always here")] = True,  # noqa: ARG001 # every command takes it
) -> None:
    """Print one JSON object: the article as the API gives it; for an aggregator page also its headlines."""
    print_json(describe(file, url, hints))

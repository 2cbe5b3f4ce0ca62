"""`nashra extract`: what extraction makes of a file, without touching any engine."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from services.cli.output import print_json
from services.ingest.extract import describe


def extract(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="HTML, or an aggregator page")],
    url: Annotated[str | None, typer.Option(help="the address the file was fetched from")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="as always here")] = True,  # noqa: ARG001 # every command takes it
) -> None:
    """Print one JSON object: the article as the API gives it; for an aggregator page also its headlines."""
    print_json(describe(file, url))

"""The `nashra` command. Exit codes: 0 well, 1 failed, 2 usage, 3 degraded."""

from __future__ import annotations

import typer

from services.cli import (
    config,
    dlq,
    doctor,
    extract,
    images,
    index,
    ingest,
    search,
    sources,
    status,
    topics,
    up,
)
from services.cli import (
    run as role,
)
from services.cli.output import EXIT_FAILED, notices
from services.embedded.errors import EngineError
from services.runtime.producer import TooLarge, Unreachable
from services.search.results import IndexUnavailable, QuerySyntaxError, SearchTimeout

EXPECTED = (Unreachable, IndexUnavailable, SearchTimeout, QuerySyntaxError, TooLarge, EngineError, OSError)

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
app.command()(up.up)
app.command("run")(role.run_role)
app.command()(status.status)
app.command()(doctor.doctor)
app.command()(extract.extract)
app.command()(ingest.ingest)
app.command()(search.search)
app.command()(status.healthcheck)
app.add_typer(sources.app, name="sources", help="newspapers: list, add, test, disable")
app.add_typer(topics.app, name="topics", help="Kafka topics: what is declared and what the broker has")
app.add_typer(index.app, name="index", help="the index: its generations and aliases")
app.add_typer(dlq.app, name="dlq", help="dead letters: group, read, redrive")
app.add_typer(images.app, name="images", help="reported images: restore, confirm")
app.add_typer(config.app, name="config", help="settings: print them, secrets masked")


def run() -> None:
    """Run a command; an expected failure is one readable line and exit code 1."""
    try:
        app()
    except EXPECTED as error:
        notices.print(f"[red]{type(error).__name__}[/red]: {error}", markup=True)
        raise SystemExit(EXIT_FAILED) from error

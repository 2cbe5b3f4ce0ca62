"""The `nashra` command. Exit codes: 0 well, 1 failed, 2 usage, 3 degraded."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable
from importlib import import_module

import typer
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from services.cli.output import EXIT_FAILED, EXIT_USAGE, notices
from services.cli.platform import NoPlatform
from services.contracts.errors import NashraError
from services.runtime import logs
from services.runtime.settings import Settings

COMMANDS = {
    "up": "services.cli.up:up",
    "run": "services.cli.run:run_role",
    "status": "services.cli.status:status",
    "doctor": "services.cli.doctor.command:doctor",
    "ingest": "services.cli.ingest:ingest",
    "extract": "services.cli.ingest:extract",
    "search": "services.cli.search:search",
    "healthcheck": "services.cli.healthcheck:healthcheck",
    "sources": "services.cli.sources:app",
    "synonyms": "services.cli.synonyms:app",
    "topics": "services.cli.topics:app",
    "index": "services.cli.index:app",
    "reindex": "services.cli.index:reindex",
    "replay": "services.cli.replay:replay",
    "withdraw": "services.cli.withdraw:withdraw",
    "dlq": "services.cli.dlq:app",
    "images": "services.cli.images:app",
    "eval": "services.cli.evaluate:app",
    "config": "services.cli.config:app",
}


def command_line(names: Iterable[str] = COMMANDS) -> typer.Typer:
    """The command line with these commands; a process imports no more of the platform than it needs."""
    app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
    app.callback(help="نشرة: newspapers go in, one searchable stream comes out.")(_nothing)
    for name in names:
        module, attribute = COMMANDS[name].split(":")
        found = getattr(import_module(module), attribute)
        if isinstance(found, typer.Typer):
            app.add_typer(found, name=name)
        else:
            app.command(name)(found)
    return app


def _nothing() -> None: ...


def log_to_standard_error() -> None:
    """Standard output is for the answer alone.

    On a terminal a retry of a library is no news; what fails for good is raised and told in our words.
    """
    logs.configure(Settings())
    for name in ("aiokafka", "elastic_transport"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


def run() -> None:
    """Run a command; an expected failure is one readable line and exit code 1."""
    asked = sys.argv[1:2]
    try:
        app = command_line(asked if asked and asked[0] in COMMANDS else COMMANDS)
        log_to_standard_error()
        app()
    except KeyboardInterrupt:  # before the command began: importing takes a second
        raise SystemExit(EXIT_FAILED) from None
    except ValidationError as error:
        if not error.title.endswith("Settings"):
            raise
        notices.print(wrong_settings(error), style="red", markup=False, soft_wrap=True)
        raise SystemExit(EXIT_FAILED) from error
    except NoPlatform as error:
        notices.print(str(error), style="red", markup=False)
        raise SystemExit(EXIT_USAGE) from error
    except (NashraError, OSError) as error:
        notices.print(f"{type(error).__name__}: {error}", style="red", markup=False, soft_wrap=True)
        raise SystemExit(EXIT_FAILED) from error


def wrong_settings(error: ValidationError) -> str:
    """One line a variable, without its value: that may be a secret."""
    return "\n".join(map(_wrong_setting, error.errors(include_url=False, include_input=False)))


def _wrong_setting(found: ErrorDetails) -> str:
    message = found["msg"].removeprefix("Value error, ")
    return f"NASHRA_{found['loc'][0]}: ".upper() + message if found["loc"] else message

"""The `nashra` command. Exit codes: 0 well, 1 failed, 2 usage, 3 degraded."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from services.cli.errors import NoPlatform
from services.cli.output import EXIT_FAILED, EXIT_INTERRUPTED, EXIT_USAGE, notices
from services.contracts.errors import NashraError

if TYPE_CHECKING:  # a second of processor time, which `--help` does without
    from pydantic import ValidationError
    from pydantic_core import ErrorDetails


class Command(NamedTuple):
    """Where a command or a group of them is, and what it does in a few words; its own help says more."""

    target: str
    summary: str


COMMANDS = {
    "up": Command("services.cli.up:up", "start the whole platform on this machine"),
    "run": Command("services.cli.run:run_role", "run one role in the foreground"),
    "status": Command("services.cli.status:status", "show lag, freshness and dead letters in one view"),
    "doctor": Command("services.cli.doctor.command:doctor", "check everything; say what to do"),
    "ingest": Command("services.cli.ingest:ingest", "publish files as pages"),
    "extract": Command("services.cli.ingest:extract", "print the article in an HTML file"),
    "search": Command("services.cli.search:search", "search the archive"),
    "export": Command("services.cli.export:export", "write any filtered list of articles to a file"),
    "healthcheck": Command("services.cli.healthcheck:healthcheck", "exit 0 when a process is ready"),
    "sources": Command("services.cli.sources:app", "newspapers: add, test, list, apply, disable, dump"),
    "alerts": Command("services.cli.alerts:app", "saved searches that tell: add, list, test, remove"),
    "synonyms": Command("services.cli.synonyms:app", "names in several spellings: list, add, remove"),
    "stories": Command("services.cli.stories:app", "stories: list, show, join, split"),
    "entities": Command(
        "services.cli.entities:app", "people, places, organisations: list, accept, merge, block"
    ),
    "topics": Command("services.cli.topics:app", "Kafka topics: the declared ones against the broker"),
    "index": Command("services.cli.index:app", "the index: its generations and the alias"),
    "reindex": Command("services.cli.index:reindex", "build a new generation of the index"),
    "replay": Command("services.cli.replay:replay", "publish records of a topic once more"),
    "withdraw": Command("services.cli.withdraw:withdraw", "take an article down for good, or put it back"),
    "dlq": Command("services.cli.dlq:app", "dead letters: group, read, edit, redrive, discard, audit"),
    "images": Command("services.cli.images:app", "reported images: restore, confirm"),
    "eval": Command("services.cli.evaluate:app", "measure relevance and stories on judgements of your own"),
    "config": Command("services.cli.config:app", "print all settings, secrets masked"),
}
COMPLETION = "_NASHRA_COMPLETE"  # set by the shell's completion


def command_line(names: Iterable[str] = COMMANDS) -> typer.Typer:
    """The command line with these commands, imported."""
    app = _root()
    for name in names:
        module, attribute = COMMANDS[name].target.split(":")
        found = getattr(import_module(module), attribute)
        if isinstance(found, typer.Typer):
            app.add_typer(found, name=name)
        else:
            app.command(name)(found)
    return app


def contents() -> typer.Typer:
    """The command line with a line for each command, for `--help`: none of them is imported."""
    app = _root()
    for name, command in COMMANDS.items():
        app.command(name, help=command.summary)(_nothing)
    return app


def _root() -> typer.Typer:
    app = typer.Typer(
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback(help="نشرة: newspapers go in, one searchable stream comes out.")(_version)
    return app


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"nashra {version('nashra')}")
        raise typer.Exit


def _version(
    version: Annotated[  # its callback does the work
        bool,
        typer.Option("--version", help="print the version", callback=_print_version, is_eager=True),
    ] = False,
) -> None: ...


def _nothing() -> None: ...


def words(arguments: Sequence[str], environment: os._Environ[str] | dict[str, str] = os.environ) -> list[str]:
    """What stands behind `nashra`: what was typed, or what is typed so far where a shell completes it."""
    if COMPLETION not in environment:
        return list(arguments)
    typed = environment.get("_TYPER_COMPLETE_ARGS") or environment.get("COMP_WORDS") or ""
    return typed.split()[1:]


def log_to_standard_error() -> None:
    """Standard output is for the answer alone.

    On a terminal a retry of a library is no news; what fails for good is raised and told in our words.
    """
    from services.runtime import logs
    from services.runtime.settings import Settings

    logs.configure(Settings())
    for name in ("aiokafka", "elastic_transport", "trafilatura"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


def run() -> None:
    """Run a command; an expected failure is one readable line and exit code 1 or 2."""
    try:
        first = words(sys.argv[1:])[:1]
        if first and first[0] in COMMANDS:
            app: Callable[[], object] = command_line(first)
            log_to_standard_error()
        else:
            app = contents()
        app()
    except KeyboardInterrupt:  # before the command began
        raise SystemExit(EXIT_INTERRUPTED) from None
    except Exception as error:
        if (told := message(error)) is None:
            raise
        notices.print(told, style="red", markup=False, soft_wrap=True)
        raise SystemExit(EXIT_USAGE if isinstance(error, NoPlatform) else EXIT_FAILED) from error


def message(error: Exception) -> str | None:
    """What to say of an expected failure, in one line; None for a bug, which shows its traceback."""
    match error:
        case NashraError():
            return str(error)
        case OSError():
            return f"{type(error).__name__}: {error}"
        case ModuleNotFoundError(name=str(name)) if not name.startswith("services"):
            return f"this command needs the module {name}, which is not installed: pip install 'nashra[all]'"
        case ValueError() if type(error).__name__ == "ValidationError":
            return _wrong_settings(error)
    return None


def _wrong_settings(error: ValueError) -> str | None:
    from pydantic import ValidationError

    if isinstance(error, ValidationError) and error.title.endswith("Settings"):
        return wrong_settings(error)
    return None


def wrong_settings(error: ValidationError) -> str:
    """One line a variable, without its value: that may be a secret."""
    return "\n".join(map(_wrong_setting, error.errors(include_url=False, include_input=False)))


def _wrong_setting(found: ErrorDetails) -> str:
    message = found["msg"].removeprefix("Value error, ")
    return f"NASHRA_{found['loc'][0]}: ".upper() + message if found["loc"] else message

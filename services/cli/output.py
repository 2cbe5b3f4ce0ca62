"""How commands speak: tables and progress on a terminal, else one log line every 5 s or one JSON document."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, Protocol

import typer
from rich.console import Console

from services.cli.errors import CommandError

EXIT_FAILED = 1
EXIT_USAGE = 2
EXIT_DEGRADED = 3
EXIT_INTERRUPTED = 130  # as shells say of SIGINT
LOG_EVERY_S = 5.0

Json = Annotated[bool, typer.Option("--json", help="print one JSON document")]

console = Console(highlight=False)
notices = Console(stderr=True, highlight=False, soft_wrap=True)  # a log line is one line


def print_json(value: Any) -> None:
    """One JSON document on standard output; dates as RFC 3339."""
    import orjson

    options = orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS
    sys.stdout.write(orjson.dumps(value, option=options, default=str).decode() + "\n")


def print_rows(title: str, rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> None:
    """A table with one row a mapping; nothing is cut off when the output is not a terminal."""
    from rich.table import Table

    table = Table(title=title, title_justify="left", header_style="bold", box=None, pad_edge=False)
    for column in columns:
        table.add_column(column.replace("_", " "), overflow="fold")
    for row in rows:
        table.add_row(*(_cell(row.get(column)) for column in columns))
    wide = console if console.is_terminal else Console(width=10_000, highlight=False)
    wide.print(table)


def _cell(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}"
    return "" if value is None else str(value)


def text_of(file: Path) -> str:
    """What an operator's file says. Raises `CommandError` when it is not UTF-8."""
    content = file.read_bytes()
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise CommandError(f"{file}, line {line}: not UTF-8; save the file as UTF-8") from error


def counted(number: int, one: str, many: str | None = None) -> str:
    """«1 topic», «2 topics»; `many` where an s is not enough, or a verb has to agree."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def ago(age: timedelta | None) -> str:
    """An age as one would say it; None: it never was."""
    if age is None:
        return "never"
    seconds = max(0.0, age.total_seconds())
    for unit, length, longest in (("s", 1, 120), ("min", 60, 7200), ("h", 3600, 172_800)):
        if seconds < longest:
            return f"{seconds / length:.0f} {unit} ago"
    return f"{seconds / 86_400:.0f} d ago"


def confirm(question: str) -> None:
    """Ask the operator; without a yes the command ends with exit code 1, and nothing was done."""
    try:
        if typer.confirm(question, err=True):
            return
    except typer.Abort:  # Ctrl-C, or nobody is there to answer
        notices.print("\nnobody answered: --yes does it without asking")
    notices.print("nothing was done")
    raise typer.Exit(EXIT_FAILED)


@contextmanager
def resumable(how: str) -> Iterator[None]:
    """Ctrl-C ends the command as ever, and says how to go on."""
    try:
        yield
    except KeyboardInterrupt:
        notices.print(f"stopped: {how}", soft_wrap=True)
        raise typer.Exit(EXIT_INTERRUPTED) from None


class Step(Protocol):
    """Reports progress: how many are done now, of how many when that is known."""

    def __call__(self, done: int, total: int | None = None) -> None: ...


@contextmanager
def progress(what: str, total: int | None = None) -> Iterator[Step]:
    """A bar on a terminal, else a line on standard error every 5 s and one at the end."""
    with (_bar if notices.is_terminal else _lines)(what, total) as step:
        yield step


@contextmanager
def _bar(what: str, total: int | None) -> Iterator[Step]:
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        SpinnerColumn,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=notices, transient=True) as shown:
        task = shown.add_task(what, total=total)

        def step(done: int, total: int | None = None) -> None:
            shown.update(task, completed=done, total=total)

        yield step


@contextmanager
def _lines(what: str, total: int | None) -> Iterator[Step]:
    started = last = time.monotonic()
    seen, of = 0, total

    def step(done: int, total: int | None = None) -> None:
        nonlocal last, seen, of
        seen, of = done, total if total is not None else of
        now = time.monotonic()
        if now - last >= LOG_EVERY_S:
            last = now
            notices.print(f"{what}: {_so_far(seen, of)}{_to_go(seen, of, now - started)}")

    yield step
    notices.print(f"{what}: {_so_far(seen, of)}, done")


def _so_far(done: int, total: int | None) -> str:
    return f"{done}" if total is None else f"{done} of {total}"


def _to_go(done: int, total: int | None, seconds: float) -> str:
    """How long the rest takes at the speed so far."""
    if not total or not 0 < done < total:
        return ""
    return f", about {(total - done) * seconds / done:.0f} s to go"


DryRun = Annotated[bool, typer.Option("--dry-run", help="only say what would be done")]
Yes = Annotated[bool, typer.Option("--yes", help="do not ask")]


def per_second(text: str) -> float:
    """`50` or `50/s`."""
    try:
        rate = float(text.removesuffix("/s"))
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is no rate such as 50 or 50/s") from error
    if not 0.1 <= rate <= 1_000_000:
        raise typer.BadParameter("a rate is at least 0.1/s")
    return rate


Rate = Annotated[
    float | None,
    typer.Option(parser=per_second, metavar="N/s", help="at most so many a second, such as 50/s"),
]

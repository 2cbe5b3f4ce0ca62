"""How the start of the engines is told: one call for each step, many for a download."""

from __future__ import annotations

from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn, TimeRemainingColumn


class Tell(Protocol):
    """`total` 0: a step without a length. Else bytes; the same `what` comes again with a larger `done`."""

    def __call__(self, what: str, done: int = 0, total: int = 0) -> None: ...


def quiet(what: str, done: int = 0, total: int = 0) -> None:
    """Tells nothing."""


class Bar:
    """A bar for each download on a terminal, one line for each step elsewhere. Closes with its context."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            DownloadColumn(),
            TimeRemainingColumn(),
            console=console,
        )
        self._tasks: dict[str, TaskID] = {}
        self._told: set[str] = set()

    def __enter__(self) -> Bar:
        if self._console.is_terminal:
            self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._console.is_terminal:
            self._progress.stop()

    def __call__(self, what: str, done: int = 0, total: int = 0) -> None:
        if self._console.is_terminal and total:
            if what not in self._tasks:
                self._tasks[what] = self._progress.add_task(what, total=total)
            self._progress.update(self._tasks[what], completed=done)
        elif what not in self._told:
            self._told.add(what)
            size = f" ({total / 1e6:.0f} MB)" if total else ""
            self._console.print(f"{what}{size}", highlight=False)

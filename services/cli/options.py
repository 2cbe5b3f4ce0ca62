"""Options that several commands share, so that they read the same everywhere."""

from __future__ import annotations

from typing import Annotated

import typer

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

"""`nashra healthcheck`: for containers without curl."""

from __future__ import annotations

import urllib.request
from typing import Annotated

import typer

from services.cli.output import EXIT_FAILED, notices


def healthcheck(
    url: Annotated[
        str, typer.Argument(help="address of a /readyz or /livez")
    ] = "http://127.0.0.1:8000/readyz",
) -> None:
    """Exit 0 when a process says that it is ready."""
    if not url.startswith(("http://", "https://")):
        raise typer.BadParameter("an http or https URL is needed")
    try:
        with urllib.request.urlopen(url, timeout=5):  # noqa: S310 # the scheme is checked above
            return
    except OSError as error:
        notices.print(f"not ready: {error}")
        raise typer.Exit(EXIT_FAILED) from error

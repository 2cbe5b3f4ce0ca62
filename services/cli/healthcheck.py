"""`nashra healthcheck`: for containers without curl."""

from __future__ import annotations

import urllib.request
from typing import Annotated

import typer

from services.cli.output import EXIT_FAILED, Json, notices, print_json


def healthcheck(
    url: Annotated[
        str, typer.Argument(help="address of a /readyz or /livez")
    ] = "http://127.0.0.1:8000/readyz",
    as_json: Json = False,
) -> None:
    """Exit 0 when a process says that it is ready."""
    if not url.startswith(("http://", "https://")):
        raise typer.BadParameter("an http or https URL is needed")
    problem = None
    try:
        urllib.request.urlopen(url, timeout=5).close()  # noqa: S310 # the scheme is checked above
    except OSError as error:
        problem = str(error)
    if as_json:
        print_json({"url": url, "ready": problem is None, "problem": problem})
    elif problem:
        notices.print(f"not ready: {problem}")
    if problem:
        raise typer.Exit(EXIT_FAILED)

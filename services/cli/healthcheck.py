"""`nashra healthcheck`: for containers without curl."""

from __future__ import annotations

import urllib.request
from http.client import HTTPException
from typing import Annotated
from urllib.error import HTTPError

import typer

from services.cli.errors import NoPlatform
from services.cli.output import EXIT_FAILED, Json, notices, print_json
from services.cli.platform import Platform
from services.runtime.settings import Settings

TIMEOUT_S = 5
LONGEST = 1000  # of what a process says is wrong with it


def healthcheck(
    url: Annotated[
        str | None,
        typer.Argument(help="address of a /readyz or /livez; default: of the running gateway"),
    ] = None,
    as_json: Json = False,
) -> None:
    """Exit 0 when a process says that it is ready."""
    if url is not None and not url.startswith(("http://", "https://")):
        raise typer.BadParameter("an http or https URL is needed")
    address = url or f"{_gateway()}/readyz"
    problem = _problem(address)
    if as_json:
        print_json({"url": address, "ready": problem is None, "problem": problem})
    elif problem:
        notices.print(f"{address} is not ready: {problem}", markup=False)
    if problem:
        raise typer.Exit(EXIT_FAILED)


def _gateway() -> str:
    """Raises `NoPlatform`."""
    state_dir = Settings().state_dir
    running = Platform.running(state_dir)
    if running is None:
        raise NoPlatform(state_dir, ["the URL"])
    return running.gateway


def _problem(url: str) -> str | None:
    """What the process says, or why nobody answers; None when all is well."""
    try:
        urllib.request.urlopen(url, timeout=TIMEOUT_S).close()  # noqa: S310 # the caller checked the scheme
    except HTTPError as refused:
        return f"{refused.code}, {refused.read(LONGEST).decode('utf-8', 'replace').strip()}"
    except (OSError, ValueError, HTTPException) as error:
        return str(getattr(error, "reason", error))
    return None

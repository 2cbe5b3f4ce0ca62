"""`nashra doctor`: look at everything that can be wrong; say what, why it matters, and the exact fix."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import asdict
from typing import Annotated

import typer
from rich.markup import escape

from services.cli.doctor import alerts, edge, elasticsearch, kafka, machine, newspapers
from services.cli.doctor.finding import Finding, Grade, exit_code, failed
from services.cli.doctor.machine import Ahead, clocks
from services.cli.errors import NoPlatform
from services.cli.output import EXIT_USAGE, Json, console, print_json
from services.cli.platform import Platform, settings_here, settings_of
from services.gateway.settings import GatewaySettings
from services.search.settings import SearchSettings

MARKS = {Grade.OK: "[green]✓[/green]", Grade.DEGRADED: "[yellow]![/yellow]", Grade.FAILED: "[red]✗[/red]"}

Door = Callable[[str], Finding]


def doctor(
    url: Annotated[
        str | None, typer.Option(help="address that readers use, also through a proxy: its ticker is heard")
    ] = None,
    as_json: Json = False,
) -> None:
    """Check this machine, Kafka, Elasticsearch and the public address; exit 0 well, 1 failed, 3 degraded."""
    if url is not None and not url.startswith(("http://", "https://")):
        raise typer.BadParameter("an http or https URL is needed")
    gateway = settings_here(GatewaySettings)
    try:
        findings = diagnose(gateway, settings_of(SearchSettings), url)
        code = exit_code(findings)
    except NoPlatform as error:
        findings = [*machine.examine(gateway), no_platform(error)]
        code = EXIT_USAGE
    if as_json:
        print_json({"findings": [asdict(finding) for finding in findings]})
    else:
        for finding in findings:
            _print(finding)
    raise typer.Exit(code)


def no_platform(error: NoPlatform) -> Finding:
    """What there is to say of a platform that nobody named."""
    return failed("platform", error.problem, "nothing but this machine can be checked", error.fix)


def diagnose(
    gateway: GatewaySettings, search: SearchSettings, url: str | None = None, door: Door = edge.examine
) -> list[Finding]:
    """Every finding, also the good ones, in the order in which a fault should be looked for.

    `url`: the door; by default the public address, else the gateway of the platform that runs here.
    """
    running = Platform.running(gateway.state_dir)
    address = url or gateway.public_url or (running.gateway if running else None)
    return [*machine.examine(gateway), *asyncio.run(_examine(search, address, door, running))]


async def _examine(
    search: SearchSettings, address: str | None, door: Door, running: Platform | None
) -> list[Finding]:
    """All at once: the door alone takes as long as a ping is away."""
    seen: list[Ahead] = []

    async def door_findings() -> list[Finding]:
        return [await asyncio.to_thread(door, address)] if address else []

    broker, index, opened = await asyncio.gather(
        kafka.examine(search, seen, running), elasticsearch.examine(search, seen, running), door_findings()
    )
    usable = broker[0].grade is index[0].grade is Grade.OK  # the first finding is on the engine itself
    fresh = [*await newspapers.examine(search), *await alerts.examine(search)] if usable else []
    return [*broker, *index, clocks(seen), *fresh, *opened]


def _print(finding: Finding) -> None:
    mark = f"{MARKS[finding.grade]} [bold]{finding.check}[/bold]: "
    console.print(mark + escape(finding.what), soft_wrap=True)
    if finding.grade is not Grade.OK:
        console.print(f"    why: {finding.why}\n    fix: {finding.fix}", markup=False, soft_wrap=True)

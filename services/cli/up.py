"""`nashra up`: the whole platform on this machine under one supervisor."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
import sys
import time
import urllib.request
from contextlib import AsyncExitStack, ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from services.arabic.embedding import installed
from services.cli.errors import CommandError
from services.cli.output import notices
from services.cli.platform import Platform, make_state_directory, require_named, secret_of
from services.cli.run import Role
from services.cli.sources import register
from services.cli.supervisor import Program, Supervisor
from services.contracts.source import Source
from services.embedded.engines import Engines
from services.embedded.ports import claim, prefer
from services.embedded.progress import Bar
from services.gateway.settings import GatewaySettings
from services.ingest.sources import load
from services.press.server import Press
from services.runtime.logs import configure
from services.runtime.provision import provision
from services.search.access import admitted, writer

KAFKA_PORT, ELASTICSEARCH_PORT, PRESS_PORT = 9092, 9200, 8090
PRESS_HELD, PRESS_DRIP_S = 8, 15.0
PRESS_PACE = {
    "NASHRA_POLL_MIN_SECONDS": "2",
    "NASHRA_POLL_MAX_SECONDS": "4",
    "NASHRA_HOST_PAUSE_SECONDS": "0",
}
LOOPBACK_NAMES = {"127.0.0.1", "::1", "localhost"}
OWN_QUOTA = "60000"  # a minute: on loopback only this machine's own programs ask
# one process each on one machine; the others share their partitions
SINGLE = {Role.GATEWAY, Role.MODERATE, Role.STORIES}


@dataclass(frozen=True, slots=True)
class Plan:
    """What `up` starts. `engines`: those of its own, launched; None when it uses others."""

    settings: GatewaySettings
    roles: tuple[Role, ...]
    workers: int
    press: bool
    sources: tuple[Source, ...]
    engines: Engines | None = None


def up(
    port: Annotated[int, typer.Option(help="port of the gateway; 0 takes a free one")] = 8000,
    host: Annotated[str, typer.Option(help="address of the gateway")] = "127.0.0.1",
    roles: Annotated[str, typer.Option(help="all, or a comma-separated list of roles")] = "all",
    workers: Annotated[int, typer.Option(min=1, help="processes of each stage")] = 1,
    press: Annotated[bool, typer.Option("--press", help="serve and register our own sample press")] = False,
    sources: Annotated[Path | None, typer.Option(help="YAML file of newspapers to register")] = None,
    external: Annotated[
        bool, typer.Option("--external", help="use NASHRA_KAFKA and NASHRA_ELASTICSEARCH, start no engines")
    ] = False,
) -> None:
    """Start Kafka, Elasticsearch and every role; print the address of the reader page. Ctrl-C stops all."""
    started = time.monotonic()
    configure(GatewaySettings())
    logging.getLogger("aiokafka").setLevel(logging.ERROR)  # a retry is no news on a terminal
    settings = GatewaySettings(host=host, port=claim(port, "the gateway", host))
    if running := Platform.running(settings.state_dir):
        raise CommandError(
            f"{settings.state_dir} already runs a platform (pid {running.pid}, {running.gateway}); "
            "stop it, or set NASHRA_STATE_DIR to another directory"
        )
    make_state_directory(settings.state_dir)
    if external:
        require_named(settings)
    semantic = settings.semantic == "auto" and installed()
    chosen, newspapers = chosen_roles(roles, semantic=semantic), tuple(load(sources)) if sources else ()
    with ExitStack() as stack:
        engines = None
        if not external:
            engines = Engines(
                settings.state_dir, prefer(KAFKA_PORT, "Kafka"), prefer(ELASTICSEARCH_PORT, "Elasticsearch")
            )
            stack.callback(engines.stop)
            with Bar(notices) as bar:
                engines.launch(bar)
            settings = settings.on_open_engines(engines.kafka, engines.elasticsearch)
        plan = Plan(
            settings=settings, roles=chosen, workers=workers, press=press, sources=newspapers, engines=engines
        )
        stack.callback(Platform.forget, settings.state_dir)
        asyncio.run(_serve(plan, started))
    notices.print("stopped")


def chosen_roles(text: str, *, semantic: bool) -> tuple[Role, ...]:
    """`all`, or names with commas. Raises `typer.BadParameter` for a role that does not exist.

    `semantic`: whether texts can and shall be embedded here; else `all` leaves that role out.
    """
    if text == "all":
        return tuple(role for role in Role if semantic or role is not Role.EMBED)
    try:
        return tuple(Role(name.strip()) for name in text.split(","))
    except ValueError as error:
        raise typer.BadParameter(f"{error}; the roles are {', '.join(Role)}") from error


async def _serve(plan: Plan, started: float) -> None:
    stop = asyncio.Event()
    for signum in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(signum, stop.set)
    async with AsyncExitStack() as stack:
        if (
            plan.engines
        ):  # here too: a thread that waits for them ends with them, and the loop with the thread
            stack.push_async_callback(asyncio.to_thread, plan.engines.stop)
        programs, platform = programs_of(plan)
        work = asyncio.create_task(_bring_up(plan, programs, platform, started, stack))
        await asyncio.wait((work, leave := asyncio.create_task(stop.wait())), return_when="FIRST_COMPLETED")
        leave.cancel()
        if work.done():
            work.result()
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
        notices.print("stopping …")


async def _bring_up(
    plan: Plan, programs: list[Program], platform: Platform, started: float, stack: AsyncExitStack
) -> None:
    """Engines and roles side by side: a role imports what it needs while the engines start, then waits.

    Returns never; raises what keeps the platform from running.
    """
    if plan.engines:
        await stack.enter_async_context(Supervisor(programs))
        await asyncio.to_thread(plan.engines.await_ready, "kafka")
    else:
        await admitted(plan.settings, writer(plan.settings))
    await provision(plan.settings)
    registered = list(plan.sources)
    if plan.press:
        served = await stack.enter_async_context(
            Press(port=prefer(PRESS_PORT, "the press"), hold=PRESS_HELD, drip_s=PRESS_DRIP_S)
        )
        registered += served.sources()
    if registered:
        await register(plan.settings, registered)
    if plan.engines:
        await asyncio.to_thread(plan.engines.await_ready, "elasticsearch")
        plan.engines.keep_alive()
    else:
        await stack.enter_async_context(Supervisor(programs))
    platform.write(plan.settings.state_dir)
    await _announce(plan, platform.gateway, bool(registered), started)
    await asyncio.Event().wait()


def programs_of(plan: Plan) -> tuple[list[Program], Platform]:
    """One program for each role and worker, and where each of them listens."""
    settings = plan.settings
    base = {
        **settings.access_environment(),
        "NASHRA_STATE_DIR": str(settings.state_dir),
        "NASHRA_HOST": settings.host,
        "NASHRA_PORT": str(settings.port),
        "NASHRA_SECRET": secret_of(settings),
    }
    if settings.host in LOOPBACK_NAMES and "quota_per_minute" not in settings.model_fields_set:
        base["NASHRA_QUOTA_PER_MINUTE"] = OWN_QUOTA
    if plan.press:
        base |= PRESS_PACE
    gateway = f"http://{settings.host}:{settings.port}"  # it has no port of its own for health and metrics
    programs: list[Program] = []
    ops: dict[str, str] = {}
    for role in plan.roles:
        count = 1 if role in SINGLE else plan.workers
        for number in range(1, count + 1):
            name = role.value if count == 1 else f"{role.value}-{number}"
            ops_port = claim(0, name)
            ops[name] = gateway if role is Role.GATEWAY else f"http://127.0.0.1:{ops_port}"
            programs.append(
                Program(
                    name=name,
                    argv=(sys.executable, "-m", "services.cli", "run", role.value),
                    environment={**base, "NASHRA_OPS_PORT": str(ops_port)},
                    log=settings.state_dir / "logs" / f"{name}.log",
                )
            )
    return programs, Platform(
        os.getpid(),
        settings.kafka,
        settings.elasticsearch,
        gateway,
        ops,
        plan.engines.logs if plan.engines else {},
    )


async def _announce(plan: Plan, address: str, expects_articles: bool, started: float) -> None:
    """Print the address of the reader page, once there is something to read where something is expected."""
    if Role.GATEWAY not in plan.roles:
        notices.print(f"{', '.join(plan.roles)} run; logs in {plan.settings.state_dir / 'logs'}")
        return
    while not await asyncio.to_thread(_readable, address, expects_articles):  # noqa: ASYNC110 # no event tells
        await asyncio.sleep(0.5)
    notices.print(
        f"[bold]{address}[/bold] is ready after {time.monotonic() - started:.0f} s; Ctrl-C stops it"
    )
    if not expects_articles:
        notices.print("no newspaper was registered by this start: `nashra sources add URL` registers one")


def _readable(address: str, expects_articles: bool) -> bool:
    path = "/v1/articles?limit=1" if expects_articles else "/readyz"
    with suppress(OSError, ValueError), urllib.request.urlopen(address + path, timeout=5) as response:  # noqa: S310 # our own http address
        return not expects_articles or bool(json.load(response)["items"])
    return False

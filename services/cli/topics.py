"""`nashra topics`: the declared topics against the broker's."""

from __future__ import annotations

import asyncio
from dataclasses import asdict

import typer

from services.cli.output import EXIT_DEGRADED, Json, notices, print_json, print_rows
from services.cli.platform import settings_here, settings_of, settings_to_change
from services.runtime import provision
from services.runtime.settings import Settings

app = typer.Typer(no_args_is_help=True, help="Kafka topics: the declared ones against the broker")


@app.command()
def plan(as_json: Json = False) -> None:
    """Show where the broker differs from the declaration; exit 3 when it does."""
    differences = [asdict(found) for found in asyncio.run(provision.plan(settings_of(Settings, "kafka")))]
    if as_json:
        print_json({"differences": differences})
    elif differences:
        print_rows("Topics that differ", differences, ["topic", "kind", "found", "wanted"])
    else:
        notices.print("every topic is as declared")
    raise typer.Exit(EXIT_DEGRADED if differences else 0)


@app.command()
def apply(as_json: Json = False) -> None:
    """Create the topics that are missing; existing ones stay as they are."""
    created = asyncio.run(provision.provision(settings_to_change(Settings, "kafka")))
    if as_json:
        print_json({"created": created})
    else:
        notices.print(f"created: {', '.join(created)}" if created else "nothing was missing")


@app.command("list")
def list_topics(as_json: Json = False) -> None:
    """Print every declared topic: partitions, retention, who writes and who reads."""
    rows = [asdict(topic) for topic in provision.topic_specs(settings_here(Settings))]
    if as_json:
        print_json({"topics": rows})
    else:
        print_rows("Topics", rows, ["name", "partitions", "retention_ms"])

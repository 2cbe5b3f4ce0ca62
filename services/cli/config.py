"""`nashra config dump`: every setting of every role with its value, its variable and its reason."""

from __future__ import annotations

from collections.abc import Iterable

import typer

from services.alerts.settings import AlertSettings
from services.cli.output import Json, print_json, print_rows
from services.cli.platform import settings_here
from services.enrich.settings import EnrichSettings
from services.gateway.settings import GatewaySettings
from services.ingest.settings import IngestSettings
from services.runtime.settings import Settings
from services.search.settings import SearchSettings

app = typer.Typer(no_args_is_help=True, help="settings: print them, secrets masked")

KINDS: tuple[type[Settings], ...] = (
    Settings,
    IngestSettings,
    EnrichSettings,
    SearchSettings,
    AlertSettings,
    GatewaySettings,
)


@app.callback()
def config() -> None:
    """Settings: print them, secrets masked. They come from the environment; there is no file."""


@app.command()
def dump(as_json: Json = False) -> None:
    """Print all settings as the processes would see them now; secrets are masked."""
    rows = list(settings_rows(KINDS))
    if as_json:
        print_json({row["variable"]: row["value"] for row in rows})
    else:
        print_rows("Settings", rows, ["variable", "value", "of", "meaning"])


def settings_rows(kinds: Iterable[type[Settings]]) -> Iterable[dict[str, str]]:
    """One row a setting; those that every process shares come once, first."""
    shared = set(Settings.model_fields)
    for kind in kinds:
        values = settings_here(kind).masked()
        for name, field in kind.model_fields.items():
            if kind is not Settings and name in shared:
                continue
            yield {
                "variable": f"NASHRA_{name.upper()}",
                "value": values[name],
                "of": "every process" if kind is Settings else kind.__name__.removesuffix("Settings").lower(),
                "meaning": field.description or "",
            }

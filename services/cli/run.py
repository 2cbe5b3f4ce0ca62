"""`nashra run ROLE`: one process of the platform, in the foreground. The same image runs every role."""

from __future__ import annotations

import asyncio
import signal
from enum import StrEnum
from typing import Annotated

import typer

from services.cli.platform import settings_of
from services.embedded.ports import claim
from services.runtime.trial import end_with_parent


class Role(StrEnum):
    """What one process does; the order is the way of an article."""

    POLL = "poll"
    EXTRACT = "extract"
    ENRICH = "enrich"
    EMBED = "embed"
    STORIES = "stories"
    MODERATE = "moderate"
    INDEX = "index"
    ALERTS = "alerts"
    GATEWAY = "gateway"


def run_role(role: Annotated[Role, typer.Argument(help="which part of the platform")]) -> None:
    """Run one role until SIGTERM or SIGINT. Settings come from NASHRA_* (see `nashra config dump`)."""
    end_with_parent(signal.SIGTERM)  # under a supervisor
    raise typer.Exit(_serve(role))


def _serve(role: Role) -> int:
    """The role's main; imports only what this role needs, so that an image with one extra can run it."""
    if role is Role.GATEWAY:
        from services.gateway.server import run
        from services.gateway.settings import GatewaySettings

        settings = settings_of(GatewaySettings)
        claim(settings.port, "the gateway", settings.host)  # uvicorn would leave with a code of its own
        return run(settings)

    from services.runtime.faust_adapter.worker import run_worker

    match role:
        case Role.POLL:
            from services.ingest.poll.app import create_app as poll
            from services.ingest.settings import IngestSettings

            app = poll(settings_of(IngestSettings, "kafka"))
        case Role.EXTRACT:
            from services.ingest.extract.app import create_app as extract
            from services.ingest.settings import IngestSettings

            app = extract(settings_of(IngestSettings, "kafka"))
        case Role.ENRICH:
            from services.enrich.app import create_app as enrich
            from services.enrich.settings import EnrichSettings

            app = enrich(settings_of(EnrichSettings, "kafka"))
        case Role.EMBED:
            from services.enrich.embedding_app import create_app as embed
            from services.enrich.settings import EnrichSettings

            app = embed(settings_of(EnrichSettings, "kafka"))
        case Role.STORIES:
            from services.stories.app import create_app as stories
            from services.stories.settings import StoriesSettings

            app = stories(StoriesSettings())
        case Role.MODERATE:
            from services.enrich.moderation_app import create_app as moderate
            from services.enrich.settings import EnrichSettings

            app = moderate(settings_of(EnrichSettings, "kafka"))
        case Role.INDEX:
            from services.search.app import create_app as index
            from services.search.settings import SearchSettings

            app = index(settings_of(SearchSettings))
        case Role.ALERTS:
            from services.alerts.app import create_app as alerts
            from services.alerts.settings import AlertSettings

            app = alerts(settings_of(AlertSettings))
    return asyncio.run(run_worker(app))

"""This machine: what the engines and the roles need of it."""

from __future__ import annotations

import resource
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import psutil
from babel import Locale

from services.cli.checks import machine
from services.cli.checks.finding import Finding
from services.cli.platform import Platform
from services.embedded.errors import PortTaken
from services.embedded.java import find_java
from services.embedded.ports import claim
from services.gateway.settings import GatewaySettings

MEGABYTE = 1_000_000


def examine(settings: GatewaySettings) -> Iterator[Finding]:
    yield machine.java(find_java)
    yield machine.ports(_taken_ports(settings))
    directory = next(path for path in (settings.state_dir, *settings.state_dir.parents) if path.exists())
    yield machine.disk(settings.state_dir, shutil.disk_usage(directory).free // MEGABYTE)
    yield machine.memory(psutil.virtual_memory().available // MEGABYTE)
    yield machine.open_files(resource.getrlimit(resource.RLIMIT_NOFILE)[0])
    yield machine.time_zones(_casablanca())
    yield machine.months(Locale.parse("ar_MA").months["format"]["wide"])
    if not Platform.running(settings.state_dir):  # which has a secret of its own
        yield machine.secret(settings.secret.get_secret_value())


def _taken_ports(settings: GatewaySettings) -> dict[str, int]:
    """Ports that a platform started now would want and not get; none when it runs already.

    Only the gateway's: `nashra up` finds others for the engines by itself.
    """
    if Platform.running(settings.state_dir):
        return {}
    try:
        claim(settings.port, "the gateway", settings.host)
    except PortTaken:
        return {"gateway": settings.port}
    return {}


def _casablanca() -> timedelta | None:
    try:
        return datetime(2025, 4, 5, 12, tzinfo=ZoneInfo("Africa/Casablanca")).utcoffset()
    except ZoneInfoNotFoundError:
        return None

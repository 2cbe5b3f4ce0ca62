"""This machine: Java, ports, disk, memory, open files, clocks, time zones, Arabic month names, the secret."""

from __future__ import annotations

import resource
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import psutil
from babel import Locale

from services.cli.doctor.finding import Finding, degraded, failed, ok
from services.cli.output import counted
from services.cli.platform import Platform, unwritable
from services.embedded.errors import NoJava, PortTaken
from services.embedded.java import Java, find_java
from services.embedded.ports import claim
from services.gateway.settings import GatewaySettings

MEGABYTE = 1_000_000


def examine(settings: GatewaySettings) -> Iterator[Finding]:
    yield java(find_java)
    yield state_directory(settings.state_dir, unwritable(settings.state_dir))
    yield ports(_taken_ports(settings))
    directory = next(path for path in (settings.state_dir, *settings.state_dir.parents) if path.exists())
    yield disk(settings.state_dir, shutil.disk_usage(directory).free // MEGABYTE)
    yield memory(psutil.virtual_memory().available // MEGABYTE)
    yield open_files(resource.getrlimit(resource.RLIMIT_NOFILE)[0])
    yield time_zones(_casablanca())
    yield months(Locale.parse("ar_MA").months["format"]["wide"])
    if not Platform.running(settings.state_dir):  # which has a secret of its own
        yield secret(settings.secret.get_secret_value())


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


TOLERANCE_S = 10.0


@dataclass(frozen=True, slots=True)
class Ahead:
    """By how many seconds a clock is ahead of this machine's; negative: behind."""

    whose: str
    seconds: float


def clocks(seen: Sequence[Ahead]) -> Finding:
    wrong = [clock for clock in seen if abs(clock.seconds) > TOLERANCE_S]
    if not wrong:
        clocks_differ = counted(len(seen), "clock differs", "clocks differ")
        return ok("clocks", f"{clocks_differ} from this one by less than {TOLERANCE_S:.0f} s")
    told = "; ".join(
        f"{clock.whose} is {abs(clock.seconds):.0f} s {'ahead' if clock.seconds > 0 else 'behind'}"
        for clock in wrong
    )
    return degraded(
        "clocks",
        f"the clocks do not agree: {told}",
        "ages, lags and the order of lists are computed from them, and a cursor could leave articles out",
        "switch on time synchronisation on that machine and on this one: timedatectl set-ntp true",
    )


LEAST_FREE_MB = 2_000
LEAST_MEMORY_MB = 500
LEAST_OPEN_FILES = 1024
# Morocco left its summer time for Ramadan: on that Saturday Casablanca was on UTC, not UTC+1
CASABLANCA_IN_RAMADAN = timedelta(0)
MOROCCAN_MONTHS = {1: "يناير", 7: "يوليوز", 8: "غشت", 9: "شتنبر", 11: "نونبر", 12: "دجنبر"}
DEFAULT_SECRET = "change-me"  # noqa: S105 # the one that must not stay
SHORTEST_SECRET = 16


def java(find: Callable[[], Java]) -> Finding:
    """The Java of the embedded engines; external engines do without."""
    try:
        found = find()
    except NoJava as error:
        return failed(
            "java", error.problem, "`nashra up` cannot start Kafka and Elasticsearch here", error.fix
        )
    return ok("java", str(found))


def ports(taken: Mapping[str, int]) -> Finding:
    """`taken`: wanted ports of this platform that another program has, by what would listen there."""
    if not taken:
        return ok("ports", "the ports of the platform are free, or are its own")
    listed = ", ".join(f"{port} ({what})" for what, port in taken.items())
    first = next(iter(taken.values()))
    return degraded(
        "ports",
        f"taken by other programs: {listed}",
        "the platform then listens elsewhere, and the addresses in the documentation are not its own",
        f"find the program with `ss -ltnp 'sport = :{first}'`, or choose with `nashra up --port`",
    )


def state_directory(path: Path, problem: str | None) -> Finding:
    """`problem`: why nothing can be written there; None when it can."""
    if problem is None:
        return ok("state directory", f"{path} can be written to")
    return failed(
        "state directory",
        f"{path} cannot be written to: {problem}",
        "the engines keep their data there, and every process its log: none of them can start",
        f"chown -R $(id -un) {path}, or set NASHRA_STATE_DIR to a directory of your own",
    )


def disk(directory: Path, free_mb: int) -> Finding:
    if free_mb >= LEAST_FREE_MB:
        return ok("disk", f"{free_mb} MB free for {directory}")
    return failed(
        "disk",
        f"only {free_mb} MB free for {directory}",
        "Kafka stops and Elasticsearch refuses writes on a full disk",
        "free some space, or set NASHRA_STATE_DIR to a directory on a larger disk",
    )


def memory(available_mb: int) -> Finding:
    if available_mb >= LEAST_MEMORY_MB:
        return ok("memory", f"{available_mb} MB available")
    return degraded(
        "memory",
        f"only {available_mb} MB of memory are available",
        "the kernel ends the largest process when there is none left: Elasticsearch, then Kafka",
        "end other programs, or give the machine 4 GB; NASHRA_EXTRACT_PROCESSES=1 saves 300 MB",
    )


def open_files(limit: int) -> Finding:
    """`limit`: soft, of this shell; -1: none."""
    if limit < 0 or limit >= LEAST_OPEN_FILES:
        return ok("open files", f"{'any number' if limit < 0 else limit} of open files are allowed")
    return degraded(
        "open files",
        f"only {limit} open files are allowed",
        "each reader's stream, each segment of Kafka and of the index is one; then nothing can be opened",
        "ulimit -n 65536 in the shell that starts the platform, or LimitNOFILE=65536 in its service",
    )


def time_zones(casablanca: timedelta | None) -> Finding:
    """`casablanca`: its offset from UTC at noon of 2025-04-05; None when the zone is unknown."""
    if casablanca == CASABLANCA_IN_RAMADAN:
        return ok("time zones", "Africa/Casablanca was on UTC on 2025-04-05")
    return failed(
        "time zones",
        f"Africa/Casablanca on 2025-04-05: {casablanca or 'unknown'} from UTC, should be +0",
        "every Moroccan article of a Ramadan would carry a wrong hour",
        "pip install --upgrade tzdata, and remove an old system database from PYTHONTZPATH",
    )


def months(names: Mapping[int, str]) -> Finding:
    """`names`: months of the locale ar_MA by number."""
    wrong = [(number, name) for number, name in MOROCCAN_MONTHS.items() if names.get(number) != name]
    if not wrong:
        return ok("locale", "ar_MA names its months as Morocco does (غشت، شتنبر، نونبر)")
    number, wanted = wrong[0]
    return failed(
        "locale",
        f"ar_MA calls month {number} {names.get(number)!r} instead of {wanted!r}",
        "pages would show dates in another country's Arabic, and dates of newspapers would not be read",
        "pip install --force-reinstall babel at the version of requirements.lock",
    )


def secret(value: str) -> Finding:
    if value != DEFAULT_SECRET and len(value) >= SHORTEST_SECRET:
        return ok("secret", "NASHRA_SECRET is set")
    return degraded(
        "secret",
        "NASHRA_SECRET is the default one" if value == DEFAULT_SECRET else "NASHRA_SECRET is short",
        "who knows it can forge cursors and report an image under any number of names",
        'export NASHRA_SECRET="$(openssl rand -hex 32)", the same for every replica of the gateway',
    )

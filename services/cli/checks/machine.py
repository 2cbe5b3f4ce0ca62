"""This machine: Java, ports, disk, memory, open files, time zones, Arabic month names, the secret."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path

from services.cli.checks.finding import Finding, degraded, failed, ok
from services.embedded.errors import NoJava
from services.embedded.java import Java

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

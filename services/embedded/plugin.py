"""A home for Elasticsearch: the pinned server, unpacked, with our analysis plugin compiled for it."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import tempfile
import zipfile
from pathlib import Path

from services.embedded.artifacts import MEGABYTE, fetch, locked, require_space
from services.embedded.deployed import deployed
from services.embedded.errors import PluginBroken
from services.embedded.java import Jdk
from services.embedded.progress import Tell

NAME = "nashra-analysis"
UNPACKED_BYTES = 200 * MEGABYTE
DESCRIPTOR = """\
name={name}
description=What the embedded distribution leaves out, under stock names
version={version}
classname=org.nashra.analysis.EmbeddedPlugin
elasticsearch.version={version}
java.version={java}
"""


def installed(jdk: Jdk, cache: Path, tell: Tell) -> Path:
    """The server's home, made at the first start for each version of server, plugin and Java.

    Raises `DownloadRefused`, `ChecksumMismatch`, `DiskFull`, `PluginBroken`.
    """
    (server,) = locked("elasticsearch")
    sources = sorted(deployed("analysis").rglob("*.java"))
    home = cache / f"elasticsearch-{server.version}-{_fingerprint(sources, server.sha256, jdk)}"
    if home.exists():
        return home
    (archive,) = fetch([server], cache, tell)
    require_space(cache, UNPACKED_BYTES)
    tell("unpacking Elasticsearch and compiling its analysis plugin")
    with tempfile.TemporaryDirectory(dir=cache, prefix="unpacking-") as scratch:
        _unpack(archive, Path(scratch))
        (unpacked,) = Path(scratch).iterdir()
        _install_plugin(jdk, sources, unpacked, server.version)
        try:
            unpacked.rename(home)
        except OSError:
            if not home.exists():  # otherwise another start was faster, with the same content
                raise
    return home


def _fingerprint(sources: list[Path], server: str, jdk: Jdk) -> str:
    digest = hashlib.sha256(f"{server} {jdk.version}".encode())
    for source in sources:
        digest.update(source.name.encode() + b"\0" + source.read_bytes())
    return digest.hexdigest()[:12]


def _unpack(archive: Path, target: Path) -> None:
    with zipfile.ZipFile(archive) as files:
        files.extractall(target)
        for entry in files.infolist():  # zipfile drops the bits that make bin/elasticsearch a program
            if mode := entry.external_attr >> 16 & 0o777:
                (target / entry.filename).chmod(mode | 0o200)


def _install_plugin(jdk: Jdk, sources: list[Path], home: Path, version: str) -> None:
    folder = home / "plugins" / NAME
    folder.mkdir(parents=True)
    classes = home / "plugin-classes"
    command = [jdk.javac, "-nowarn", "-proc:none", "-cp", f"{home / 'lib'}/*", "-d", classes, *sources]
    compiled = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
    if compiled.returncode:
        raise PluginBroken(compiled.stderr.strip())
    with zipfile.ZipFile(folder / f"{NAME}.jar", "w") as jar:
        for file in sorted(classes.rglob("*.class")):
            jar.write(file, file.relative_to(classes))
    shutil.rmtree(classes)
    descriptor = DESCRIPTOR.format(name=NAME, version=version, java=jdk.version)
    (folder / "plugin-descriptor.properties").write_text(descriptor, "utf-8")

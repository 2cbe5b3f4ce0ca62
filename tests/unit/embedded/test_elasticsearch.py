"""How the node is started on this machine."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from services.embedded import elasticsearch
from services.embedded.errors import EngineError
from services.embedded.java import VECTORS, Java

OPTIONS = ["-XX:+UseG1GC", f"20-:--add-modules={VECTORS}", "-Xlog:gc*:file=gc.log", "-Xss1m"]


def test_vectors_are_asked_for_only_where_java_has_them() -> None:
    with_vectors = Java(Path("/jdk"), 25, frozenset({"java.base", VECTORS}))
    without = Java(Path("/jdk"), 25, frozenset({"java.base"}))

    assert elasticsearch._options_for(OPTIONS, with_vectors) == [OPTIONS[0], OPTIONS[1], OPTIONS[3]]
    assert elasticsearch._options_for(OPTIONS, without) == [OPTIONS[0], OPTIONS[3]]


def test_a_user_who_is_not_root_needs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    assert elasticsearch._unroot() == ()


def test_root_without_user_namespaces_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(elasticsearch, "UNROOT", ("false",))

    with pytest.raises(EngineError, match="run nashra as another user, or allow user namespaces"):
        elasticsearch._unroot()


def test_root_becomes_somebody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    try:
        before = elasticsearch._unroot()
    except EngineError:
        pytest.skip("this system offers no user namespace")

    found = subprocess.run([*before, "id", "-u"], capture_output=True, text=True, check=True)

    assert found.stdout.strip() == "1000"


def test_nobody_there_is_not_healthy() -> None:
    assert not elasticsearch.healthy(9)

"""The plugin is compiled anew exactly when it must be."""

from __future__ import annotations

from pathlib import Path

from services.embedded import plugin
from services.embedded.deployed import deployed


def test_its_sources_are_shipped() -> None:
    assert (deployed("analysis") / "org" / "nashra" / "analysis" / "EmbeddedPlugin.java").exists()


def test_a_change_of_source_server_compiler_or_modules_makes_another_home(tmp_path: Path) -> None:
    source = tmp_path / "Filter.java"
    source.write_text("class Filter {}")
    first = plugin._fingerprint([source], "server", "compiler")

    assert plugin._fingerprint([source], "server", "compiler") == first
    assert plugin._fingerprint([source], "other server", "compiler") != first
    assert plugin._fingerprint([source], "server", "other compiler") != first
    assert plugin._fingerprint([source], "server", "compiler", "jdk.jdi") != first
    source.write_text("class Filter { }")
    assert plugin._fingerprint([source], "server", "compiler") != first

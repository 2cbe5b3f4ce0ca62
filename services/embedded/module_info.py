"""A Java module with fewer requirements: a trimmed runtime lacks modules that nothing here uses.

Elasticsearch's entitlements name `jdk.jlink` and `jdk.jdi` to guard calls into them. Where they do not
exist nobody calls them, yet Java refuses to start. Empty modules of those names do not help: `java.base`
records the hashes of the real ones.
"""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Collection, Mapping
from pathlib import Path

MODULE_INFO = "module-info.class"
STATIC = 0x0040  # ACC_STATIC_PHASE: needed when compiling, optional when running (JVMS 4.7.25)
MAGIC = 0xCAFEBABE
UTF8, MODULE = 1, 19
# bytes after the tag of each constant but Utf8 (JVMS 4.4)
CONSTANT_BYTES = {
    **dict.fromkeys((7, 8, 16, 19, 20), 2),
    15: 3,
    **dict.fromkeys((3, 4, 9, 10, 11, 12, 17, 18), 4),
    **dict.fromkeys((5, 6), 8),
}
TWO_SLOTS = {5, 6}  # Long and Double


def relax(jar: Path, absent: Collection[str]) -> None:
    """Make what the jar's module requires of `absent` optional, in place. Raises ValueError for no module."""
    draft = jar.with_suffix(".new")
    with zipfile.ZipFile(jar) as old, zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = old.read(entry)
            new.writestr(entry, optional(content, absent) if entry.filename == MODULE_INFO else content)
    draft.replace(jar)


def optional(module_info: bytes, absent: Collection[str]) -> bytes:
    """The class file with `requires static` for each of `absent`. Raises ValueError for another file."""
    changed = bytearray(module_info)
    for name, flags_at in requirements(module_info).items():
        if name in absent:
            (flags,) = struct.unpack_from(">H", changed, flags_at)
            struct.pack_into(">H", changed, flags_at, flags | STATIC)
    return bytes(changed)


def requirements(module_info: bytes) -> Mapping[str, int]:
    """By the name of each required module, where its flags stand in the class file."""
    texts, modules, at = _constants(module_info)
    *_, interfaces, fields, methods, attributes = struct.unpack_from(">7H", module_info, at)
    if interfaces or fields or methods:
        raise ValueError("a class, not a module")
    at += 14
    for _ in range(attributes):
        name, length = struct.unpack_from(">HI", module_info, at)
        at += 6
        if texts.get(name) == b"Module":
            (count,) = struct.unpack_from(">H", module_info, at + 6)
            entries = range(at + 8, at + 8 + 6 * count, 6)
            named = {struct.unpack_from(">H", module_info, entry)[0]: entry + 2 for entry in entries}
            return {texts[modules[index]].decode(): flags_at for index, flags_at in named.items()}
        at += length
    raise ValueError("no module")


def _constants(class_file: bytes) -> tuple[dict[int, bytes], dict[int, int], int]:
    """The texts by index, of each module the index of its name, and where the constants end."""
    magic, _, count = struct.unpack_from(">IIH", class_file)
    if magic != MAGIC:
        raise ValueError("no class file")
    texts: dict[int, bytes] = {}
    modules: dict[int, int] = {}
    at, index = 10, 1
    while index < count:
        tag = class_file[at]
        if tag == UTF8:
            (length,) = struct.unpack_from(">H", class_file, at + 1)
            texts[index] = class_file[at + 3 : at + 3 + length]
            at += 3 + length
        else:
            if tag == MODULE:
                (modules[index],) = struct.unpack_from(">H", class_file, at + 1)
            at += 1 + CONSTANT_BYTES[tag]
        index += 2 if tag in TWO_SLOTS else 1
    return texts, modules, at

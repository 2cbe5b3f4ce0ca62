"""Pictures that any browser shows."""

from __future__ import annotations

import struct
import zlib

from services.press.pictures import HEIGHT, WIDTH, png


def test_is_a_png_of_the_announced_size() -> None:
    data = png("agadir-rain")
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", data[16:24]) == (WIDTH, HEIGHT)
    start = data.index(b"IDAT")
    length = struct.unpack(">I", data[start - 4 : start])[0]
    assert len(zlib.decompress(data[start + 4 : start + 4 + length])) == HEIGHT * (WIDTH + 1)


def test_each_name_has_its_own_picture() -> None:
    assert png("a") == png("a")
    assert png("a") != png("b")

"""Pictures drawn when asked for: tiles in the manner of zellige, as PNG, the same for the same name."""

from __future__ import annotations

import colorsys
import hashlib
import struct
import zlib
from functools import lru_cache

WIDTH, HEIGHT, TILE = 640, 360, 40


@lru_cache(maxsize=64)
def png(name: str) -> bytes:
    """An indexed-colour PNG of 640 × 360."""
    seed = hashlib.sha256(name.encode()).digest()
    tile = _tile(seed)
    rows = b"".join(b"\x00" + tile[y % TILE] * (WIDTH // TILE) for y in range(HEIGHT))
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 3, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"PLTE", _palette(seed)), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _tile(seed: bytes) -> list[bytes]:
    """One tile, symmetric like cut stone; each pixel is an index into the palette of four."""
    half = TILE // 2
    petal, ring = 5 + seed[0] % 6, 9 + seed[1] % 8

    def colour(x: int, y: int) -> int:
        across, down = abs(x - half) + (x < half), abs(y - half) + (y < half)
        if across + down <= petal:
            return 3
        if max(across, down) <= ring or across + down <= ring + petal // 2:
            return 2
        return 1 if (across * down) % (3 + seed[2] % 3) else 0

    return [bytes(colour(x, y) for x in range(TILE)) for y in range(TILE)]


def _palette(seed: bytes) -> bytes:
    hue = seed[3] / 255
    shades = ((hue, 0.06, 0.94), (hue, 0.14, 0.88), (hue + 0.08, 0.42, 0.48), (hue + 0.5, 0.30, 0.72))
    return bytes(round(part * 255) for shade in shades for part in colorsys.hsv_to_rgb(*shade))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

"""What a picture is by its first bytes, whatever a server says of it. SVG is code, never a picture."""

from __future__ import annotations

SIGNATURES = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)
AVIF_BRANDS = {b"avif", b"avis"}
RASTERS = ("image/jpeg", "image/png", "image/gif", "image/webp", "image/avif")


def media_type(data: bytes) -> str | None:
    """One of `RASTERS`, or None for everything else."""
    for signature, media in SIGNATURES:
        if data.startswith(signature):
            return media
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data[4:8] == b"ftyp" and AVIF_BRANDS & set(_brands(data)):
        return "image/avif"
    return None


def _brands(data: bytes) -> list[bytes]:
    """Of the file type box (ISO 14496-12 §4.3): the major one and, behind a version, the compatible ones."""
    end = min(int.from_bytes(data[:4], "big"), 256)
    return [data[8:12], *(data[at : at + 4] for at in range(16, end, 4))]

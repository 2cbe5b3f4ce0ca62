from __future__ import annotations

import pytest
from services.web.rasters import media_type

FTYP = (32).to_bytes(4, "big") + b"ftyp"


@pytest.mark.parametrize(
    ("data", "media"),
    [
        (b"\xff\xd8\xff\xe1Exif", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "image/png"),
        (b"GIF87a..", "image/gif"),
        (b"GIF89a..", "image/gif"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "image/webp"),
        (FTYP + b"avif\x00\x00\x00\x00mif1miaf", "image/avif"),
        (FTYP + b"mif1\x00\x00\x00\x00miafavif" + bytes(8), "image/avif"),
    ],
)
def test_rasters_are_known_by_their_first_bytes(data: bytes, media: str) -> None:
    assert media_type(data) == media


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<?xml version='1.0'?><svg/>",
        b"<!doctype html><script>alert(1)</script>",
        b"RIFF\x10\x00\x00\x00WAVEfmt ",
        FTYP + b"isom\x00\x00\x02\x00isomiso2",
        b"\x00\x00\x00\x0cftyp",
        b"%PDF-1.7",
        b"BM" + bytes(60),
    ],
)
def test_everything_else_is_no_picture(data: bytes) -> None:
    assert media_type(data) is None

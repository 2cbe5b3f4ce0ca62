from __future__ import annotations

import gzip
import tracemalloc
import zlib

import pytest
from services.web.decoding import Decoder, Limits, gunzip
from services.web.errors import Malformed, TooManyBytes

TEXT = "خبر عاجل من الرباط. ".encode() * 50
SMALL = Limits(wire=10_000, decoded=50_000, ratio=100, ratio_from=20_000)


def decode(data: bytes, encoding: str, limits: Limits = SMALL, step: int = 7) -> bytes:
    decoder = Decoder(encoding, limits)
    for start in range(0, len(data), step):
        decoder.feed(data[start : start + step])
    return decoder.finish()


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize(
    ("encoding", "data"),
    [
        ("", TEXT),
        ("identity", TEXT),
        ("gzip", gzip.compress(TEXT)),
        ("GZIP", gzip.compress(TEXT)),
        ("x-gzip", gzip.compress(TEXT)),
        ("deflate", zlib.compress(TEXT)),
        ("deflate", raw_deflate(TEXT)),
        ("gzip", gzip.compress(TEXT[:100]) + gzip.compress(TEXT[100:])),
        ("gzip", gzip.compress(TEXT) + b"\0" * 20),
    ],
)
@pytest.mark.parametrize("step", [7, 512, 100_000])
def test_what_servers_send_comes_out_whole(encoding: str, data: bytes, step: int) -> None:
    assert decode(data, encoding, step=step) == TEXT


def test_too_much_on_the_wire_stops() -> None:
    with pytest.raises(TooManyBytes, match="on the wire"):
        decode(b"x" * 10_001, "", step=1000)


def test_too_much_decoded_stops() -> None:
    with pytest.raises(TooManyBytes, match="decoded"):
        decode(gzip.compress(bytes(range(256)) * 400), "gzip")


def test_a_bomb_stops_at_its_ratio_and_costs_no_memory() -> None:
    bomb = gzip.compress(b"\0" * 200_000_000)
    tracemalloc.start()
    with pytest.raises(TooManyBytes, match=r"bomb|decoded"):
        decode(bomb, "gzip", Limits(), step=65_536)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 20_000_000


def test_a_bomb_in_many_members_stops_too() -> None:
    with pytest.raises(TooManyBytes):
        decode(gzip.compress(b"\0" * 15_000) * 200, "gzip")


@pytest.mark.parametrize(
    ("encoding", "data"),
    [
        ("gzip", b"\x00<html>not gzip</html>"),
        ("deflate", b"\xff\xff\xff\xff"),
        ("gzip", gzip.compress(TEXT)[:-20]),
    ],
)
def test_a_broken_body_is_malformed(encoding: str, data: bytes) -> None:
    with pytest.raises(Malformed):
        decode(data, encoding)


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "gzip;q=1"])
def test_compressed_bytes_in_an_encoding_that_was_not_offered_are_malformed(encoding: str) -> None:
    with pytest.raises(Malformed, match="not asked for"):
        decode(b"\x1b\x03\x00\xf8" + b"\x05" * 60, encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "none", "binary", "br", "gzip", "x-gzip", "deflate", "8bit"])
@pytest.mark.parametrize("body", ["<rss>خبر</rss>", "\ufeff<html>خبر</html>", ' {"items": []}'])
def test_plain_text_is_read_whatever_encoding_a_server_names(encoding: str, body: str) -> None:
    assert decode(body.encode(), encoding).decode() == body


def test_text_that_is_no_markup_is_read_under_an_encoding_that_is_none() -> None:
    assert decode(b"https://annahda.ma/1", "utf-8") == b"https://annahda.ma/1"


def test_gunzip_of_a_sitemap() -> None:
    assert gunzip(gzip.compress(TEXT)) == TEXT
    with pytest.raises(TooManyBytes):
        gunzip(gzip.compress(b"\0" * 10_000_000))

"""Decompress what a server sends, counting while it streams, so that a bomb costs no more than its limit."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from services.web.errors import Malformed, TooManyBytes

GZIP_MAGIC = b"\x1f\x8b"
CHUNK = 65_536
COMPRESSED = {"gzip", "x-gzip", "deflate"}
CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes on the wire and decoded; `ratio` of the two counts from `ratio_from` decoded bytes on."""

    wire: int = 2_000_000
    decoded: int = 5_000_000
    ratio: int = 100
    ratio_from: int = 65_536


class Decoder:
    """Takes the chunks of one body; `encoding` is the Content-Encoding (identity, gzip, deflate).

    Where a server names an encoding but sends plain text, the text is read as it is.
    """

    def __init__(self, encoding: str, limits: Limits) -> None:
        self._stated = encoding
        self._encoding = encoding.strip().lower() or "identity"
        self._begun = self._encoding == "identity"
        self._limits = limits
        self._stream: zlib._Decompress | None = None
        self._wire = 0
        self._drained = 0
        self._body = bytearray()

    def feed(self, chunk: bytes) -> None:
        """Raises `TooManyBytes` or `Malformed`."""
        self._wire += len(chunk)
        if self._wire > self._limits.wire:
            raise TooManyBytes(f"more than {self._limits.wire} bytes on the wire")
        if not self._begun and chunk:
            self._begin(chunk)
        if self._encoding == "identity":
            self._add(chunk)
        elif chunk:
            self._inflate(chunk)

    def _begin(self, chunk: bytes) -> None:
        self._begun = True
        if self._encoding in COMPRESSED:
            if is_markup(chunk):
                self._encoding = "identity"
        elif CONTROL.search(chunk[:512]):
            raise Malformed(f"Content-Encoding {self._stated!r} was not asked for")
        else:
            self._encoding = "identity"

    def drain(self) -> bytes:
        """What was decoded since the last time; it is not kept."""
        piece = bytes(self._body)
        self._drained += len(piece)
        self._body.clear()
        return piece

    def finish(self) -> bytes:
        """The decoded body. Raises `Malformed` when a compressed one is cut."""
        if self._stream is not None and not self._stream.eof:
            raise Malformed("the compressed body is cut")
        return bytes(self._body)

    def _inflate(self, chunk: bytes) -> None:
        while chunk:
            if self._stream is None:
                self._stream = self._start(chunk)
            elif self._stream.eof:
                if not chunk.startswith(GZIP_MAGIC):
                    return  # padding behind the last member
                self._stream = self._start(chunk)
            try:
                self._add(self._stream.decompress(chunk, self._room()))
            except zlib.error as error:
                raise Malformed(f"not {self._encoding}: {error}") from error
            chunk = self._stream.unconsumed_tail or self._stream.unused_data

    def _start(self, chunk: bytes) -> zlib._Decompress:
        if self._encoding != "deflate":
            return zlib.decompressobj(16 + zlib.MAX_WBITS)
        wrapped = len(chunk) > 1 and chunk[0] & 0x0F == 8 and int.from_bytes(chunk[:2], "big") % 31 == 0
        return zlib.decompressobj(zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS)

    def _room(self) -> int:
        """One byte more than the limits leave, so that passing them is seen without inflating the rest."""
        by_ratio = max(self._wire * self._limits.ratio, self._limits.ratio_from)
        return min(self._limits.decoded, by_ratio) - self._size + 1

    @property
    def _size(self) -> int:
        """Bytes decoded so far."""
        return self._drained + len(self._body)

    def _add(self, data: bytes) -> None:
        self._body += data
        if self._size > self._limits.decoded:
            raise TooManyBytes(f"more than {self._limits.decoded} bytes decoded")
        if self._size > max(self._wire * self._limits.ratio, self._limits.ratio_from):
            raise TooManyBytes(f"compressed more than {self._limits.ratio} times: a bomb")


def is_markup(beginning: bytes) -> bool:
    """A document of text, by how it begins; compressed bytes hold control characters."""
    return beginning.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"<", b"{", b"["} and not CONTROL.search(
        beginning[:512]
    )


def gunzip(data: bytes, limits: Limits | None = None) -> bytes:
    """A gzip file (a `.xml.gz` sitemap) decompressed within the same limits."""
    decoder = Decoder("gzip", limits or Limits())
    decoder.feed(data)
    return decoder.finish()


def gunzipped(data: bytes, limits: Limits) -> Iterator[bytes]:
    """The same piece by piece. Raises `TooManyBytes` or `Malformed` behind the last sound piece."""
    decoder = Decoder("gzip", limits)
    for at in range(0, len(data), CHUNK):
        try:
            decoder.feed(data[at : at + CHUNK])
        finally:
            yield decoder.drain()
    decoder.finish()

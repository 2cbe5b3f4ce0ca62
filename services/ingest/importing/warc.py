"""Web archives (WARC 1.0 and 1.1, ISO 28500): the documents in them, one by one, each bounded."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import IO

from services.ingest.errors import NotWarc
from services.web.decoding import Decoder, Limits
from services.web.errors import Malformed, TooManyBytes

MAX_LINE = 16_384
MAX_LINES = 500
MAX_BLOCK = 6_000_000  # a page and the headers before it
LIMITS = Limits(wire=MAX_BLOCK, decoded=5_000_000)
CHUNK = 65_536


class _Unusable(ValueError):
    """One record cannot be used; the next one can."""


@dataclass(frozen=True, slots=True)
class Capture:
    """A document as an archive kept it: body decoded, header names in lower case."""

    number: int
    url: str
    status: int
    headers: Mapping[str, str]
    fetched_at: datetime | None
    body: bytes = field(repr=False)


def captures(stream: IO[bytes], report: Callable[[int, str], None]) -> Iterator[Capture]:
    """The `response` and `resource` records of an uncompressed stream; `report` gets those it cannot use.

    Raises `NotWarc`, and what the stream raises. Records count from 1.
    """
    number = 0
    while (fields := _record_header(stream, number + 1)) is not None:
        number += 1
        block = _block(stream, _length(fields, number), number)
        kind = fields.get("warc-type", "")
        if kind not in {"response", "resource"} or not fields.get("content-type"):
            continue
        try:
            yield _capture(number, fields, block)
        except _Unusable as error:
            report(number, str(error))


def _record_header(stream: IO[bytes], number: int) -> dict[str, str] | None:
    """The named fields of the next record; None at the end."""
    line = b"\n"
    while line and not line.strip():
        line = stream.readline(MAX_LINE)
    if not line:
        return None
    if not line.startswith(b"WARC/"):
        raise NotWarc(f"record {number} does not begin with a WARC version: {line[:60]!r}")
    lines: list[bytes] = []
    for _ in range(MAX_LINES):
        line = stream.readline(MAX_LINE)
        if not line.strip():
            return _fields(b"".join(lines))
        lines.append(line)
    raise NotWarc(f"record {number} has more than {MAX_LINES} header lines")


def _fields(lines: bytes) -> dict[str, str]:
    """`Name: value` lines, as in HTTP; a folded line continues the one before."""
    fields: dict[str, str] = {}
    name = ""
    for line in lines.decode("utf-8", "replace").splitlines():
        if line[:1] in {" ", "\t"} and name:
            fields[name] += " " + line.strip()
            continue
        name, _, value = line.partition(":")
        name = name.strip().lower()
        fields[name] = value.strip()
    return fields


def _length(fields: Mapping[str, str], number: int) -> int:
    stated = fields.get("content-length", "")
    if not (stated.isascii() and stated.isdigit()):
        raise NotWarc(f"record {number} has no Content-Length: where it ends is unknown")
    return int(stated)


def _block(stream: IO[bytes], length: int, number: int) -> bytes | None:
    """A record's block; None, and read past it, when it is too large. Raises `NotWarc` where it is cut."""
    if length <= MAX_BLOCK:
        block = stream.read(length)
        if len(block) < length:
            raise NotWarc(f"record {number} is cut: {len(block)} of {length} bytes")
        return block
    while length > 0:
        passed = len(stream.read(min(length, CHUNK)))
        if not passed:
            raise NotWarc(f"record {number} is cut")
        length -= passed
    return None


def _capture(number: int, fields: Mapping[str, str], block: bytes | None) -> Capture:
    if block is None:
        raise _Unusable(f"larger than {MAX_BLOCK} bytes, no page is")
    url = fields.get("warc-target-uri", "").strip("<>")  # wget writes them in brackets
    if not url.startswith(("http://", "https://")):
        raise _Unusable(f"not a page of the web: {url[:200]!r}")
    status, headers, body = 200, {"content-type": fields["content-type"]}, block
    if fields["warc-type"] == "response":
        status, headers, body = _http(block)
    return Capture(number, url, status, headers, _moment(fields.get("warc-date", "")), body)


def _http(block: bytes) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and decoded body of an HTTP/1 message."""
    end = block.find(b"\r\n\r\n")
    head, body = (block[:end], block[end + 4 :]) if end >= 0 else (block, b"")
    status_line, _, lines = head.partition(b"\r\n")
    version, _, rest = status_line.partition(b" ")
    if not version.startswith(b"HTTP/") or not rest[:3].isdigit():
        raise _Unusable(f"not an HTTP response: {status_line[:60]!r}")
    headers = _fields(lines)
    if "chunked" in headers.get("transfer-encoding", "").lower():
        body = _unchunked(body)
    return int(rest[:3]), headers, _decoded(body, headers.get("content-encoding", ""))


def _unchunked(body: bytes) -> bytes:
    """RFC 9112 §7.1. Some archivers keep the header and store the body without its chunks: then as it is."""
    joined, at = bytearray(), 0
    while (end := body.find(b"\r\n", at)) >= 0:
        try:
            size = int(body[at:end].split(b";", 1)[0], 16)
        except ValueError:
            if at == 0:
                return body
            raise _Unusable("its chunks are broken") from None
        if size == 0:
            return bytes(joined)
        joined += body[end + 2 : end + 2 + size]
        at = end + 2 + size + 2
    return bytes(joined) if at else body


def _decoded(body: bytes, encoding: str) -> bytes:
    """The body without its Content-Encoding; as it is where the archiver had decoded it already."""
    if encoding.lower() in {"gzip", "x-gzip"} and not body.startswith(b"\x1f\x8b"):
        encoding = ""
    try:
        decoder = Decoder(encoding, LIMITS)
        decoder.feed(body)
        return decoder.finish()
    except (Malformed, TooManyBytes) as error:
        raise _Unusable(str(error)) from error


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

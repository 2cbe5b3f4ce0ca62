"""Names to addresses that may be reached: every address of a name is checked, or none is given."""

from __future__ import annotations

import asyncio
import socket

from aiohttp.abc import AbstractResolver, ResolveResult

from services.web.addresses import Refused, check_address, literal_address


class GuardedResolver(AbstractResolver):
    """Resolves a name and gives it back only when every address it has is allowed."""

    def __init__(self, allow: frozenset[str]) -> None:
        self._allow = allow

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
        if f"{host}:{port}" not in self._allow:
            for result in results:
                address = literal_address(result["host"].split("%")[0])
                if address is None:
                    raise Refused(f"{host} resolves to something that is not an address")
                check_address(address)
        return results

    async def close(self) -> None:
        """Nothing is held."""

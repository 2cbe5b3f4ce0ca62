"""Who is asking: the client's address, and those who share it.

The address is that of the connection, or what uvicorn's `ProxyHeadersMiddleware` made of it.
"""

from __future__ import annotations

from functools import lru_cache
from ipaddress import ip_address, ip_network

from starlette.types import Scope

UNKNOWN = "unknown"


def address_of(scope: Scope) -> str:
    return scope["client"][0] if scope.get("client") else UNKNOWN


@lru_cache(maxsize=4096)
def household(address: str) -> str:
    """An IPv6 household changes addresses at will inside its /64."""
    return network_of(address) if ":" in address else address


def network_of(address: str) -> str:
    """The /24 or /64 that one household or office shares; IPv4-mapped IPv6 counts as IPv4."""
    try:
        ip = ip_address(address)
    except ValueError:
        return address
    if ip.version == 6 and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    return str(ip_network((ip, 24 if ip.version == 4 else 64), strict=False))

"""Who is asking: the client's address, believed only as far as configured proxies vouch for it."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from starlette.types import Scope

Network = IPv4Network | IPv6Network
UNKNOWN = "unknown"


def networks(text: str) -> tuple[Network, ...]:
    """`127.0.0.1, 10.0.0.0/8` → networks. Raises ValueError when one is no address."""
    return tuple(ip_network(part.strip(), strict=False) for part in text.split(",") if part.strip())


def address_of(scope: Scope, trusted: tuple[Network, ...]) -> str:
    """The nearest address that is no proxy of ours; only theirs `X-Forwarded-For` counts, read backwards."""
    address = scope["client"][0] if scope.get("client") else UNKNOWN
    if not trusted or not _within(address, trusted):
        return address
    forwarded = ",".join(
        value.decode("latin-1") for name, value in scope["headers"] if name == b"x-forwarded-for"
    )
    for hop in reversed([part.strip() for part in forwarded.split(",") if part.strip()]):
        if not _is_address(hop):
            return address
        address = hop
        if not _within(hop, trusted):
            break
    return address


def subnet(address: str) -> str:
    """The /24 or /64 that one household or office shares; IPv4-mapped IPv6 counts as IPv4."""
    if not _is_address(address):
        return address
    ip = ip_address(address)
    if ip.version == 6 and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    return str(ip_network((ip, 24 if ip.version == 4 else 64), strict=False))


def cookie(headers: Mapping[str, str], name: str) -> str | None:
    """The value of one cookie as sent."""
    for pair in headers.get("cookie", "").split(";"):
        key, _, value = pair.strip().partition("=")
        if key == name:
            return value
    return None


def _within(address: str, trusted: tuple[Network, ...]) -> bool:
    return _is_address(address) and any(ip_address(address) in network for network in trusted)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True

"""Which addresses and URLs may be reached. Pure: no name is resolved and nothing is opened here."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from yarl import URL

from services.web.errors import ForbiddenAddress

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

DEFAULT_PORT = {"http": 80, "https": 443}
MAX_URL_LENGTH = 4096
REMEMBERED = 2048  # URLs that are read again and again: the feeds of one worker
LOCAL_SUFFIXES = (".localhost", ".local", ".internal", ".localdomain", ".home.arpa", ".lan", ".intranet")
FORBIDDEN = re.compile(r"[\x00-\x20\x7f\\]")
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
COMPATIBLE = ipaddress.IPv6Network("::/96")
TRANSLATED = ipaddress.IPv6Network("::ffff:0:0:0/96")  # RFC 2765 (SIIT)
# `is_global` of Python 3.11 is True for these (IANA special-purpose registries, checked 2025-04)
NOT_GLOBAL = tuple(
    ipaddress.ip_network(network)
    for network in (
        "192.0.0.0/24",  # protocol assignments
        "192.88.99.0/24",  # 6to4 relay anycast, deprecated
        "192.31.196.0/24",  # AS112
        "192.52.193.0/24",  # AMT
        "192.175.48.0/24",  # AS112
        "64:ff9b:1::/48",  # local-use NAT64
        "100::/64",  # discard only
        "2001::/23",  # protocol assignments; Teredo is unwrapped before
        "2620:4f:8000::/48",  # AS112
        "3fff::/20",  # documentation
        "5f00::/16",  # segment routing
        "fec0::/10",  # site local, deprecated
    )
)


@dataclass(frozen=True, slots=True)
class Target:
    """Where a URL leads: checked, but for the addresses of a host name. `url`: as it is to be asked."""

    url: URL
    scheme: str
    host: str
    port: int

    @property
    def endpoint(self) -> str:
        """As in `Source.allow`: `host:port`, an IPv6 address in brackets."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    def is_site_of(self, other: Target) -> bool:
        """Whether both are the same server to a newspaper: one host; its two default ports are one."""
        ports = DEFAULT_PORT.values()
        same_port = self.port == other.port or (self.port in ports and other.port in ports)
        return self.host == other.host and same_port


def target_of(url: str, allow: Collection[str] = ()) -> Target:
    """The checked target of `url`. Raises `ForbiddenAddress`.

    `allow` lists `host:port` pairs that the source's own configuration lets through.
    """
    target = _read(url)
    if target.endpoint in allow:
        return target
    if target.port not in DEFAULT_PORT.values():
        raise ForbiddenAddress(
            f"port {target.port} is not 80 or 443; add {target.endpoint} to `allow` of the source"
        )
    check_host(target.host)
    return target


def check_host(host: str) -> None:
    """Pass a public address, and a name that may lead to one. Raises `ForbiddenAddress`.

    A name of the machine or of its network is refused here already, as the address that it leads to would be.
    """
    literal = literal_address(host)
    if literal is not None:
        check_address(literal)
    elif "." not in host or host.lower().endswith(LOCAL_SUFFIXES):
        raise ForbiddenAddress(f"{host!r} is no public name; to reach it, list host:port in `allow`")


def check_public(url: str) -> None:
    """Pass a URL that readers may be sent to: of the web, its host public, any port.

    Raises `ForbiddenAddress`.
    """
    check_host(_read(url).host)


@lru_cache(REMEMBERED)
def _read(url: str) -> Target:
    """What the URL says, whoever asks. Raises `ForbiddenAddress`, which is not remembered."""
    if len(url) > MAX_URL_LENGTH:
        raise ForbiddenAddress(f"the URL has {len(url)} characters; at most {MAX_URL_LENGTH} are followed")
    if FORBIDDEN.search(url):
        raise ForbiddenAddress(f"the URL holds a space, a control character or a backslash: {url[:200]!r}")
    try:
        parts = urlsplit(url)
        port = parts.port
        # read by the library that connects: digits and dots of other scripts are ASCII there
        asked = URL(url)
        host = (asked.host or "").rstrip(".")
    except ValueError as error:
        raise ForbiddenAddress(f"not a URL: {url[:200]!r}: {error}") from error
    scheme = parts.scheme.lower()
    if scheme not in DEFAULT_PORT or not host:
        raise ForbiddenAddress(f"only absolute http and https URLs are fetched, not {url[:200]!r}")
    if "@" in parts.netloc:
        raise ForbiddenAddress(f"the URL carries credentials for {host}; remove them")
    if "%" in host:
        raise ForbiddenAddress(f"the host of the URL has a zone or an escape: {host!r}")
    return Target(asked, scheme, host, port if port is not None else DEFAULT_PORT[scheme])


@lru_cache(REMEMBERED)
def literal_address(host: str) -> Address | None:
    """The address that the host itself is, or None for a name.

    Raises `ForbiddenAddress` for the old numeric spellings (`127.1`, `0x7f000001`) that resolvers take for
    addresses.
    """
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        last = host.rsplit(".", 1)[-1].lower()
        if last.isdigit() or last.startswith("0x"):
            raise ForbiddenAddress(f"{host!r} is neither a name nor a plain address") from None
        return None


def check_address(address: Address) -> None:
    """Pass when the address, or the IPv4 one it wraps, is global unicast. Raises `ForbiddenAddress`."""
    if not is_global_unicast(unwrapped(address)):
        raise ForbiddenAddress(f"{address} is not a public address; to reach it, list host:port in `allow`")


def unwrapped(address: Address) -> Address:
    """The IPv4 address in an IPv6 one: mapped, compatible, translated, NAT64, 6to4, Teredo (the client's)."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address.teredo is not None:
        return address.teredo[1]
    if address in NAT64 or address in TRANSLATED or address in COMPATIBLE:
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    return address


def is_global_unicast(address: Address) -> bool:
    """What `is_global` of Python 3.11 should say: also without multicast and special-purpose networks."""
    if not address.is_global or address.is_multicast or address.is_reserved or address.is_unspecified:
        return False
    return not any(address.version == network.version and address in network for network in NOT_GLOBAL)

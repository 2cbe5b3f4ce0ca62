from __future__ import annotations

import pytest
from services.gateway.clients import address_of, cookie, networks, subnet

PROXIES = networks("10.0.0.0/8, 2001:db8::/32")


def scope(peer: str, *forwarded: str) -> dict[str, object]:
    headers = [(b"x-forwarded-for", value.encode()) for value in forwarded]
    return {"client": (peer, 1), "headers": headers}


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("192.0.2.1", ["198.51.100.9"], "192.0.2.1"),
        ("10.0.0.1", ["198.51.100.9"], "198.51.100.9"),
        ("10.0.0.1", ["1.1.1.1, 198.51.100.9"], "198.51.100.9"),
        ("10.0.0.1", ["198.51.100.9, 10.0.0.2"], "198.51.100.9"),
        ("10.0.0.1", ["1.1.1.1", "198.51.100.9"], "198.51.100.9"),
        ("10.0.0.1", ["198.51.100.9, nonsense"], "10.0.0.1"),
        ("10.0.0.1", [], "10.0.0.1"),
    ],
)
def test_the_nearest_address_that_is_no_proxy(peer: str, forwarded: list[str], expected: str) -> None:
    assert address_of(scope(peer, *forwarded), PROXIES) == expected


def test_a_subnet_is_what_a_household_shares() -> None:
    assert subnet("192.0.2.77") == subnet("::ffff:192.0.2.1") == "192.0.2.0/24"
    assert subnet("2001:db8:1:2:3::4") == "2001:db8:1:2::/64"
    assert subnet("unknown") == "unknown"


def test_a_wrong_proxy_setting_is_refused() -> None:
    with pytest.raises(ValueError, match="does not appear to be"):
        networks("10.0.0.0/8, proxy.internal")


def test_cookies() -> None:
    assert cookie({"cookie": "a=1; reader=x.y; b=2"}, "reader") == "x.y"
    assert cookie({}, "reader") is None

from __future__ import annotations

import pytest
from pydantic import ValidationError
from services.gateway.clients import household, network_of
from services.gateway.settings import GatewaySettings


def test_a_network_is_what_a_household_shares() -> None:
    assert network_of("192.0.2.77") == network_of("::ffff:192.0.2.1") == "192.0.2.0/24"
    assert network_of("2001:db8:1:2:3::4") == "2001:db8:1:2::/64"
    assert network_of("unknown") == "unknown"


def test_an_ipv6_household_is_one_client() -> None:
    assert household("2001:db8:1:2::1") == household("2001:db8:1:2:ffff::9") != household("2001:db8:1:3::1")


def test_a_wrong_proxy_setting_is_refused() -> None:
    with pytest.raises(ValidationError, match="does not appear to be"):
        GatewaySettings(trusted_proxies="10.0.0.0/8, proxy.internal")


def test_proxies_are_addresses_and_networks() -> None:
    settings = GatewaySettings(trusted_proxies=" 10.1.2.3/8, 192.0.2.1 ,")
    assert settings.trusted_proxies == "10.0.0.0/8,192.0.2.1/32"

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from services.web.addresses import check_address, check_public, target_of, unwrapped
from services.web.errors import ForbiddenAddress

PUBLIC = [
    "93.184.215.14",
    "8.8.8.8",
    "196.200.131.104",
    "2606:2800:21f:cb07:6820:80da:af6b:8b2c",
    "2a00:1450::5",
]
INNER = {
    "loopback": "127.0.0.1",
    "private 10": "10.1.2.3",
    "private 172": "172.16.0.1",
    "private 192": "192.168.1.1",
    "link local, cloud metadata": "169.254.169.254",
    "shared": "100.64.0.1",
    "this network": "0.0.0.0",
    "multicast": "224.0.0.251",
    "reserved": "240.0.0.1",
    "broadcast": "255.255.255.255",
    "documentation": "192.0.2.1",
    "benchmark": "198.18.0.1",
    "protocol assignments": "192.0.0.8",
    "6to4 relay": "192.88.99.1",
}
V6 = [
    "::", "::1", "fe80::1", "fec0::1", "fc00::1", "fd12:3456::1", "ff02::1", "ff0e::1", "2001:db8::1",
    "100::1", "64:ff9b:1::1", "2001:2::1", "2001:10::1", "3fff::1", "5f00::1",
]  # fmt: skip


def wrapped(address: str) -> list[str]:
    """The IPv6 addresses that lead to an IPv4 one."""
    number = int(ipaddress.IPv4Address(address))
    teredo = (0x2001_0000 << 96) | (number ^ 0xFFFF_FFFF)
    return [
        str(ipaddress.IPv6Address(value))
        for value in (
            0xFFFF << 32 | number,
            number,
            0xFFFF << 48 | number,
            (0x64_FF9B << 96) | number,
            (0x2002 << 112) | (number << 80),
            teredo,
        )
    ]


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_passes(address: str) -> None:
    check_address(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", INNER.values(), ids=INNER.keys())
def test_no_spelling_of_an_inner_address_passes(address: str) -> None:
    for spelling in [address, *wrapped(address)]:
        with pytest.raises(ForbiddenAddress):
            check_address(ipaddress.ip_address(spelling))


@pytest.mark.parametrize("address", V6)
def test_no_special_ipv6_address_passes(address: str) -> None:
    with pytest.raises(ForbiddenAddress):
        check_address(ipaddress.ip_address(address))


def test_every_spelling_of_a_public_address_passes() -> None:
    for spelling in wrapped("8.8.8.8"):
        check_address(ipaddress.ip_address(spelling))


@given(st.ip_addresses(v=4))
def test_unwrapping_finds_the_address_inside(address: ipaddress.IPv4Address) -> None:
    for spelling in wrapped(str(address)):
        assert unwrapped(ipaddress.ip_address(spelling)) == address


@given(st.ip_addresses())
def test_what_passes_is_global_and_not_multicast(address: ipaddress.IPv4Address) -> None:
    try:
        check_address(address)
    except ForbiddenAddress:
        return
    inner = unwrapped(address)
    assert inner.is_global
    assert not inner.is_multicast


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd", "ftp://example.com/", "gopher://example.com/", "javascript:alert(1)", "data:,x",
        "//example.com/x", "/relative", "", "http://", "http:///x", "https://?", "http://[::1", "http://[zz]/",
        "http://127.0.0.1/", "http://127.1/", "http://2130706433/", "http://0x7f000001/", "http://0177.0.0.1/",
        "http://0x7f.0.0.1/", "http://127.0.0.1./", "http://[::1]/", "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/", "http://[64:ff9b::7f00:1]/", "http://[fe80::1%25eth0]/", "http://0/",
        "http://169.254.169.254/latest/meta-data/", "http://10.0.0.1/", "http://[fd00::1]/",
        "http://example.com:22/", "http://example.com:8080/",
        "https://example.com:0/", "http://example.com:99999/",
        "http://user:password@example.com/", "http://user@example.com/", "http://@example.com/",
        "http://example.com\\@127.0.0.1/", "http://example.com/\r\nHost: x", "http://exa mple.com/",
        "http://example.com/\x00", "http://1.2.3.4.5/",
        "http://127。0。0。1/", "http://127．0．0．1/", "http://①②⑦.⓪.⓪.①/", "http://２１３０７０６４３３/",
        "http://⑯⑨。②⑤④。⑯⑨｡②⑤④/latest/meta-data/", "http://0x7f。1/", "http://٢١٣٠٧٠٦٤٣٣/",
        "http://127.0.0.0x1/", "http://example.com/" + "a" * 5000,
    ],
)  # fmt: skip
def test_a_bad_url_is_refused(url: str) -> None:
    with pytest.raises(ForbiddenAddress):
        target_of(url)


@pytest.mark.parametrize(
    ("url", "host", "port"),
    [
        ("https://www.hespress.com/feed/", "www.hespress.com", 443),
        ("http://example.com:443/", "example.com", 443),
        ("HTTP://Example.COM/سياسة/خبر?q=مغرب", "example.com", 80),
        ("http://8.8.8.8/", "8.8.8.8", 80),
        ("http://[2606:4700::1111]/", "2606:4700::1111", 80),
        ("https://جريدة.موقع/", "جريدة.موقع", 443),
    ],
)
def test_a_usual_url_passes(url: str, host: str, port: int) -> None:
    target = target_of(url)
    assert (target.host, target.port) == (host, port)


def test_what_a_source_allows_is_that_endpoint_and_no_other() -> None:
    allow = ["127.0.0.1:8099", "[::1]:8099"]
    assert target_of("http://127.0.0.1:8099/feed", allow).port == 8099
    assert target_of("http://[::1]:8099/feed", allow).host == "::1"
    for url in (
        "http://127.0.0.1:8098/",
        "http://127.0.0.2:8099/",
        "http://localhost:8099/",
        "http://127.0.0.1/",
    ):
        with pytest.raises(ForbiddenAddress):
            target_of(url, allow)
    for url in ("http://127.0.0.1:8099/feed", "http://[::1]:8099/feed"):
        with pytest.raises(ForbiddenAddress):
            target_of(url)  # known by now, and still no other source's
    with pytest.raises(ForbiddenAddress, match="credentials"):
        target_of("http://user:password@127.0.0.1:8099/", allow)


def test_a_refusal_says_what_to_do() -> None:
    with pytest.raises(ForbiddenAddress, match=r"add example\.com:8080 to `allow`"):
        target_of("http://example.com:8080/")


LOCAL = [
    "localhost",
    "LOCALHOST.",
    "a.localhost",
    "kafka",
    "printer.local",
    "metadata.google.internal",
    "nas.lan",
]


@pytest.mark.parametrize("name", LOCAL)
def test_a_name_of_the_machine_or_of_its_network_is_refused_before_anything_is_asked(name: str) -> None:
    with pytest.raises(ForbiddenAddress, match="no public name"):
        target_of(f"http://{name}/feed")
    with pytest.raises(ForbiddenAddress, match="no public name"):
        check_public(f"http://{name}:8080/1")
    assert target_of("http://kafka/feed", ["kafka:80"]).host == "kafka"


def test_readers_may_be_sent_to_any_port_of_a_public_host() -> None:
    check_public("https://annahda.ma:8443/1")
    for url in (
        "http://10.0.0.1/",
        "http://[::1]/",
        "http://169.254.169.254/",
        "file:///etc/passwd",
        "http://a:b@c.ma/",
    ):
        with pytest.raises(ForbiddenAddress):
            check_public(url)

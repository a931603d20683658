"""The guard against addresses inside the network."""

import ipaddress
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.addresses import AddressGuard, is_ip, is_public

INNER = [
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "100.64.0.1",
    "100.127.255.254",
    "127.0.0.1",
    "127.8.8.8",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.2.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:0:10.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:c0a8:101::1",
    "3fff::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
]
OUTER = [
    "1.1.1.1",
    "8.8.8.8",
    "100.63.255.255",
    "100.128.0.1",
    "172.15.0.1",
    "172.32.0.1",
    "192.169.0.1",
    "223.255.255.254",
    "2606:4700:4700::1111",
    "2a00:1450:4001::1",
    "64:ff9b::808:808",
    "::ffff:8.8.8.8",
    "2002:808:808::1",
]


@pytest.mark.parametrize("ip", INNER)
def test_inner_addresses_are_not_public(ip: str) -> None:
    assert not is_public(ip)


@pytest.mark.parametrize("ip", OUTER)
def test_outer_addresses_are_public(ip: str) -> None:
    assert is_public(ip)


@pytest.mark.parametrize("text", ["", "localhost", "2130706433", "0177.0.0.1", "1.2.3", "[::1]"])
def test_what_is_no_address_is_not_public(text: str) -> None:
    assert not is_public(text)


@given(st.ip_addresses())
def test_nothing_the_standard_library_calls_inner_is_public(
    ip: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    if ip.is_private or ip.is_loopback or ip.is_link_local or ip.is_multicast or ip.is_reserved:
        # An address that carries an IPv4 address is judged by that, see below.
        carries = [getattr(ip, name, None) for name in ("ipv4_mapped", "sixtofour")]
        translated = ip in ipaddress.ip_network("64:ff9b::/96")
        if not translated and carries == [None, None]:
            assert not is_public(ip)


@given(st.ip_addresses(v=4))
def test_an_address_within_another_is_judged_by_itself(ip: ipaddress.IPv4Address) -> None:
    expected = is_public(ip)
    bits = int(ip)
    assert expected == is_public(ipaddress.IPv6Address(0xFFFF << 32 | bits))
    assert expected == is_public(ipaddress.IPv6Address(0x64FF9B << 96 | bits))
    assert expected == is_public(ipaddress.IPv6Address(0x2002 << 112 | bits << 80 | 1))


def test_a_start_address_is_allowed_on_its_own_port_alone() -> None:
    guard = AddressGuard.of(["http://intranet.example:8080/care/"])
    assert guard.allows("intranet.example", 8080, "10.0.0.5")
    assert guard.allows("INTRANET.example.", 8080, "10.0.0.5")
    assert not guard.allows("intranet.example", 22, "10.0.0.5")
    assert not guard.allows("other.example", 8080, "10.0.0.5")


@pytest.mark.parametrize(("start", "port"), [("http://a.example/", 80), ("https://a.example", 443)])
def test_a_start_address_without_port_has_its_schemes(start: str, port: int) -> None:
    assert AddressGuard.of([start]).origins == {("a.example", port)}


def test_a_private_host_is_allowed_on_every_port() -> None:
    guard = AddressGuard.of(["https://www.example.org/"], ["cdn.example.org", "::1"])
    assert guard.allows("cdn.example.org", 8443, "192.168.0.9")
    assert guard.allows("[::1]", 80, "::1")
    assert not guard.allows("www.cdn.example.org", 8443, "192.168.0.9")


def test_everyone_may_go_to_public_addresses() -> None:
    assert AddressGuard().allows("anywhere.example", 443, "8.8.8.8")


def test_folders_and_nonsense_are_no_start_addresses() -> None:
    assert AddressGuard.of(["/srv/pages", "page.html", "file:///etc/", "http://"]) == AddressGuard()


def test_the_guard_travels_to_workers() -> None:
    guard = AddressGuard.of(["http://a.example/"], ["b.example"])
    assert pickle.loads(pickle.dumps(guard)) == guard


def test_the_refusal_says_how_to_allow_it() -> None:
    said = AddressGuard().refusal("trap.example", "10.1.2.3")
    assert "trap.example" in said
    assert "10.1.2.3" in said
    assert "site.private_hosts" in said


@pytest.mark.parametrize(
    ("host", "expected"), [("[::1]", True), ("10.0.0.1", True), ("a.b", False)]
)
def test_addresses_and_names_are_told_apart(host: str, expected: bool) -> None:
    assert is_ip(host) is expected

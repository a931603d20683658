"""Which network addresses may be connected to: a page must not make the audit read the inside.

A link, a redirect or a name in DNS can point into the network the audit runs in. What counts is
the address a connection really goes to, so this is asked with the resolved address, at the moment
of connecting, for every hop. Nothing here resolves or connects.
"""

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from typing import Self

import ada_url

_INNER_V4 = tuple(
    ipaddress.IPv4Network(network)
    for network in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
"""Not globally reachable: IANA's IPv4 special-purpose registry (RFC 6890), multicast, reserved."""

_OUTER_V6 = ipaddress.IPv6Network("2000::/3")
"""All global unicast addresses there are (RFC 4291, IANA's IPv6 registry)."""
_INNER_V6 = tuple(
    ipaddress.IPv6Network(network) for network in ("2001::/23", "2001:db8::/32", "3fff::/20")
)
"""What in it is for protocols and documentation; Teredo, which can carry any IPv4, among it."""
_MAPPED = ipaddress.IPv6Network("::ffff:0:0/96")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
"""RFC 6052: the last 32 bits are the IPv4 address a translator will connect to."""
_6TO4 = ipaddress.IPv6Network("2002::/16")
"""RFC 3056: bits 16 to 48 are the IPv4 address of the relay."""


def is_public(ip: str | IPv4Address | IPv6Address) -> bool:
    """Say whether an address belongs to the public internet.

    Loopback, private, shared (100.64.0.0/10), link-local, multicast, reserved, documentation and
    unspecified addresses do not. An IPv6 address that carries an IPv4 address is judged by that.
    What is no address at all is not public.
    """
    try:
        address = ipaddress.ip_address(ip.partition("%")[0] if isinstance(ip, str) else ip)
    except ValueError:
        return False
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _INNER_V4)
    if address in _MAPPED or address in _NAT64:
        return is_public(IPv4Address(int(address) & 0xFFFFFFFF))
    if address in _6TO4:
        return is_public(IPv4Address(int(address) >> 80 & 0xFFFFFFFF))
    return address in _OUTER_V6 and not any(address in network for network in _INNER_V6)


def is_ip(host: str) -> bool:
    """Say whether a host, as it stands in a parsed address, is an IP address and no name."""
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


@dataclass(frozen=True)
class AddressGuard:
    """Decides where connections may go. Small and picklable: every worker carries one."""

    origins: frozenset[tuple[str, int]] = frozenset()
    """Host and port of start addresses: somebody typed them in, so they may be anywhere."""
    hosts: frozenset[str] = frozenset()
    """Hosts that may be on private addresses, on any port."""

    @classmethod
    def of(cls, starts: Iterable[str], private_hosts: Iterable[str] = ()) -> Self:
        """Make the guard of a site from its start addresses and `private_hosts`.

        Starts that are no http(s) addresses (folders, files) are passed over.
        """
        origins = set()
        for start in starts:
            try:
                url = ada_url.URL(start.strip())
            except ValueError:
                continue
            if url.protocol in ("http:", "https:"):
                port = int(url.port or (443 if url.protocol == "https:" else 80))
                origins.add((_plain(url.hostname), port))
        return cls(frozenset(origins), frozenset(_plain(host) for host in private_hosts))

    def allows(self, host: str, port: int, ip: str) -> bool:
        """Say whether a connection to `host`:`port` may go to `ip`, the address it resolved to."""
        name = _plain(host)
        return is_public(ip) or (name, port) in self.origins or name in self.hosts

    def refusal(self, host: str, ip: str) -> str:
        """Give the sentence that tells a reader what was refused and how to allow it."""
        name = _plain(host)
        where = "is" if name == ip else f"leads to {ip},"
        return (
            f"{name} {where} an address that is not public, so it was not connected to; "
            f"if it is meant, name {name} in site.private_hosts"
        )


def _plain(host: str) -> str:
    return host.strip("[]").rstrip(".").lower()

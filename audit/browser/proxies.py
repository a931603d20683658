"""Which ways the browser's requests take: those that the gate cannot hold up lead nowhere.

Chromium lets nobody hold up a WebSocket. It sends them through the SOCKS proxy where one is named
beside the proxies for http and https, so one is named that is not there: a WebSocket fails as it
does where its server is away, in pages, frames and workers alike.
See https://chromium.googlesource.com/chromium/src/+/HEAD/net/docs/proxy.md.
"""

import ipaddress
from collections.abc import Iterator
from urllib.request import getproxies

import ada_url

NOWHERE = "socks5://127.0.0.1:9"
"""Port 9 takes what it is sent and gives nothing back, if anything listens there (RFC 863)."""
_HERE = ("localhost", "127.0.0.0/8", "[::1]", "169.254.0.0/16")
"""What Chromium by itself asks without a proxy; here this has to be said, see `<-loopback>`."""


def proxy_flags() -> list[str]:
    """Give Chromium's flags: http and https by this machine's proxies, WebSockets to nowhere.

    The machine's proxies are those of the environment (`https_proxy`, `no_proxy` …), else on macOS
    and Windows those of the system. A proxy's name and password are left out: Chromium takes none.
    """
    known = getproxies()
    ways = {scheme: _way(known.get(scheme) or known.get("all", "")) for scheme in ("http", "https")}
    past = list(_past(known.get("no", ""))) if set(ways.values()) != {"direct://"} else []
    return [
        "--proxy-server="
        + ";".join(f"{scheme}={way}" for scheme, way in ways.items())
        + f";socks={NOWHERE}",
        # Without this word, what is on this machine is asked without any proxy, by WebSocket too.
        "--proxy-bypass-list=" + ";".join(("<-loopback>", *past)),
    ]


def _way(proxy: str) -> str:
    if not proxy:
        return "direct://"
    try:
        url = ada_url.URL(proxy if "://" in proxy else f"http://{proxy}")
    except ValueError:
        return "direct://"
    return f"{url.protocol}//{url.host}"


def _past(names: str) -> Iterator[str]:
    """Yield Chromium's rules for what goes past the proxies, with schemes, so that no WebSocket
    does."""
    for name in (*_HERE, *(each.strip() for each in names.split(","))):
        bare = name.lstrip("*").lstrip(".")
        if name == "*":
            patterns = ["*"]
        elif _is_network(name):
            patterns = [name]
        else:
            patterns = [bare, f"*.{bare}"] if bare else []
        yield from (f"{scheme}://{each}" for each in patterns for scheme in ("http", "https"))


def _is_network(name: str) -> bool:
    try:
        ipaddress.ip_network(name.strip("[]"), strict=False)
    except ValueError:
        return False
    return True

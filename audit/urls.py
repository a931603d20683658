"""Addresses: resolved, canonical, and compared, as the URL standard and sites mean them.

Parsing is ada's (https://url.spec.whatwg.org); this module never fetches anything.
"""

import re
from functools import lru_cache

import ada_url
from publicsuffixlist import PublicSuffixList

TRACKING = re.compile(
    r"^(utm_\w+|gclid|gclsrc|dclid|fbclid|msclkid|twclid|igshid|mc_[ce]id|_ga|_gl|_hs\w+|hsa_\w+"
    r"|mkt_tok|yclid|wbraid|gbraid|vero_\w+|oly_\w+|s_cid|trk\w*)$",
    re.IGNORECASE,
)
"""Query parameters that say where a visitor came from, never what is shown."""


@lru_cache(maxsize=4096)
def resolve(href: str, base: str) -> str | None:
    """Give the absolute address of `href` on a page at `base`, or None where it is none."""
    try:
        return ada_url.join_url(base, href.strip()) if base else ada_url.normalize_url(href.strip())
    except ValueError:
        return None


@lru_cache(maxsize=4096)
def canonical(address: str) -> str | None:
    """Give the one spelling under which a page is wanted, or None for no http(s) or file address.

    Host in lower case, default port and fragment gone, path resolved, query kept but for
    tracking parameters. The path's case and trailing slash stay: servers tell them apart.
    """
    try:
        url = ada_url.URL(address.strip())
    except ValueError:
        return None
    if url.protocol not in ("http:", "https:", "file:"):
        return None
    # Each change is parsed anew, so only what an address has is taken away.
    if "#" in address:
        url.hash = ""
    if url.username or url.password:
        url.username = url.password = ""
    if "?" in address:
        url.search = _without_tracking(url.search)
    return str(url.href)


@lru_cache(maxsize=8192)
def comparable(address: str) -> str:
    """Give an address as two links are compared: no scheme, fragment, tracking or final slash.

    So, too, for a path relative to a folder that is audited.
    """
    try:
        url = ada_url.URL(address)
    except ValueError:
        path, _, query = address.strip().partition("#")[0].partition("?")
        return f"{_folder(path).rstrip('/')}{_without_tracking(query)}"
    if url.protocol not in ("http:", "https:", "file:"):
        return str(url.href)
    path = _folder(url.pathname).rstrip("/")
    return f"{url.host.removeprefix('www.')}{path}{_without_tracking(url.search)}"


def _folder(path: str) -> str:
    """Give the folder in place of the page that servers show for it."""
    return re.sub(r"(^|/)(index|default)\.(html?|php|aspx?)$", r"\1", path)


def untracked(address: str) -> str:
    """Give an address as it is written, relative or not, without tracking parameters."""
    before, _, rest = address.partition("?")
    query, mark, fragment = rest.partition("#")
    return f"{before}{_without_tracking(query)}{mark}{fragment}"


def host(address: str) -> str:
    """Give the host name of an address in lower case, without port; empty where there is none."""
    try:
        return str(ada_url.URL(address).hostname)
    except ValueError:
        return ""


def site(host: str) -> str:
    """Give the registrable domain of a host, as `hospital.org` of `www.hospital.org`.

    Hosts with one registrable domain are one organisation's (https://publicsuffix.org). Addresses
    in numbers, and names without a domain, stand for themselves.
    """
    if not host or ":" in host or host.replace(".", "").isdigit():
        return host
    return _suffixes().privatesuffix(host.lower().rstrip(".")) or host


@lru_cache(maxsize=1)
def _suffixes() -> PublicSuffixList:
    # Read when first asked for: it takes some 40 ms, and few commands need it.
    return PublicSuffixList()


def origin(address: str) -> str:
    """Give scheme, host and port as `https://example.org`; empty where there is none."""
    try:
        return str(ada_url.URL(address).origin)
    except ValueError:
        return ""


def port(address: str) -> int:
    """Give the port of an http(s) address, the scheme's own where none is written; else 0."""
    try:
        url = ada_url.URL(address)
    except ValueError:
        return 0
    return int(url.port or {"http:": 80, "https:": 443}.get(url.protocol, 0))


def path(address: str) -> str:
    """Give the path of an address, always beginning with `/`, or the text itself for a file."""
    try:
        return str(ada_url.URL(address).pathname)
    except ValueError:
        return "/" + address.lstrip("/")


def path_matches(address: str, globs: tuple[str, ...]) -> bool:
    """Say whether the path of `address` fits one of the globs (`*` in a name, `**` across names).

    `/care/**` fits `/care/`, `/care` and everything below.
    """
    given = path(address)
    return any(_glob(glob).fullmatch(given) for glob in globs)


@lru_cache(maxsize=1024)
def _glob(glob: str) -> re.Pattern[str]:
    glob = "/" + glob.lstrip("/")
    pattern = ""
    for part in re.split(r"(/\*\*$|\*\*/?|\*|\?)", glob):
        match part:
            case "/**":
                pattern += "(/.*)?"
            case "**/" | "**":
                pattern += ".*"
            case "*":
                pattern += "[^/]*"
            case "?":
                pattern += "[^/]"
            case _:
                pattern += re.escape(part)
    return re.compile(pattern)


def _without_tracking(search: str) -> str:
    if not search:
        return ""
    kept = [
        pair
        for pair in search.removeprefix("?").split("&")
        if pair and not TRACKING.match(pair.partition("=")[0])
    ]
    return "?" + "&".join(kept) if kept else ""

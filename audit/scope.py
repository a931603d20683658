"""Which addresses belong to the audit: on a start address's host, and on a path in scope."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from audit import config, urls

_WEB = re.compile(r"https?:", re.IGNORECASE)
_NOT_A_PAGE = re.compile(
    r"\.(?:7z|aac|ai|apk|atom|avi|avif|bmp|bz2|css|csv|dmg|docx?|dotx?|eot|eps|epub|exe|flac|gif|gz"
    r"|heic|ico|ics|iso|jar|jpe?g|js|json|kml|kmz|m4[av]|map|md5|midi?|mjs|mkv|mobi|mov|mp[34]"
    r"|mpe?g|msi|od[pst]|og[agv]|otf|pdf|pkg|png|pot[mx]?|pp[st][mx]?|ps|psd|rar|rdf|rss|rtf"
    r"|svgz?|swf|tar|tgz|tiff?|torrent|ttf|txt|vcf|vcs|wasm|wav|web[mp]|webmanifest|wm[av]|woff2?"
    r"|xls[bmx]?|xml|xz|zip)$",
    re.IGNORECASE,
)


def is_address(target: str) -> bool:
    """Say whether a target is an http(s) address; else it is meant as a folder or file."""
    return bool(_WEB.match(target.strip()))


def host_key(address: str) -> str:
    """Give host and, where it is not the scheme's own, port: what politeness is owed to."""
    return urls.origin(address).partition("//")[2]


def names_a_file(address: str) -> bool:
    """Say whether an address names, by its path's extension, something that is no page."""
    return bool(_NOT_A_PAGE.search(urls.path(address)))


@dataclass(frozen=True)
class Scope:
    """The part of the web that a site's configuration speaks of."""

    hosts: frozenset[str]
    """Of the start addresses, with a port where one is given, without `www.`."""
    include: tuple[str, ...] = ("/**",)
    exclude: tuple[str, ...] = ()

    @classmethod
    def of(cls, site: config.Site) -> Self:
        """Make the scope of a site."""
        return cls(_hosts(site.start), site.include, site.exclude)

    def covers(self, address: str) -> bool:
        """Say whether a page at `address` is the audit's business.

        http and https, and a host with and without `www.`, are one site here: most hosts send
        visitors from one to the other.
        """
        return (
            _bare(host_key(address)) in self.hosts
            and urls.path_matches(address, self.include)
            and not urls.path_matches(address, self.exclude)
        )


def _hosts(starts: Iterable[str]) -> frozenset[str]:
    return frozenset(_bare(host_key(start)) for start in starts if is_address(start))


def _bare(host: str) -> str:
    return host.removeprefix("www.")

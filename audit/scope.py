"""Which addresses belong to the audit: on a start address's host, and on a path in scope."""

import re
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
    """Give the host without `www.`, and the port where it is not the scheme's own.

    It is what scope goes by and what politeness is owed to: most hosts send visitors from one
    name to the other, and both are one server.
    """
    return urls.origin(address).partition("//")[2].removeprefix("www.")


def names_a_file(address: str) -> bool:
    """Say whether an address names, by its path's extension, something that is no page."""
    return bool(_NOT_A_PAGE.search(urls.path(address)))


@dataclass(frozen=True)
class Scope:
    """The part of the web that a site's configuration speaks of."""

    hosts: frozenset[str]
    """Of the start addresses, as `host_key` gives them."""
    include: tuple[str, ...] = ("/**",)
    exclude: tuple[str, ...] = ()

    @classmethod
    def of(cls, site: config.Site) -> Self:
        """Make the scope of a site."""
        hosts = frozenset(host_key(start) for start in site.start if is_address(start))
        return cls(hosts, site.include, site.exclude)

    def covers(self, address: str) -> bool:
        """Say whether a page at `address` is the audit's business, over http or https."""
        return (
            host_key(address) in self.hosts
            and urls.path_matches(address, self.include)
            and not urls.path_matches(address, self.exclude)
        )

    def goes_by(self, asked: str, final: str) -> str:
        """Give the address by which the page goes that was asked for at `asked` and answered at
        `final`: the latter, canonical, wherever it may be a page in scope; else the former."""
        page = urls.canonical(final) if final else None
        if page is None or page == asked or names_a_file(page) or not self.covers(page):
            return asked
        return page

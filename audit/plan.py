"""Which pages a run begins with: start addresses, those that must be audited, and sitemaps."""

import time
from collections.abc import Callable

from audit import config, urls
from audit.fetch import Fetcher
from audit.fetch.answer import Answer
from audit.frontier import Frontier, Source
from audit.scope import is_address
from audit.sitemaps import Sitemaps
from audit.text import plain


def seed(
    frontier: Frontier,
    site: config.Site,
    fetcher: Fetcher,
    sleep: Callable[[float], None] = time.sleep,
) -> tuple[str, ...]:
    """Put the first addresses of a site into `frontier`; gives warnings for the report.

    `must_audit` paths without a wildcard are wanted even where nothing links to them, on the
    origin of the first start address. Starts that are folders or files are passed over. Raises
    ConfigError for a start address that cannot be one.
    """
    starts = [_start(target) for target in site.start if is_address(target)]
    if not starts:
        return ()
    for path in site.must_audit:
        address = urls.resolve("/" + path.lstrip("/"), starts[0])
        if address and not set("*?") & set(path):
            frontier.want(address, source=Source.NAMED)
    for start in starts:
        frontier.want(start, source=Source.NAMED)
    obeyed = site.robots == "obey"
    if obeyed:
        for start in starts:
            delay = fetcher.robots.delay(start)
            if delay is not None:
                frontier.pace(start, delay)
    named, guessed = _sitemaps(site, starts, fetcher)
    sitemaps = Sitemaps(_paced(fetcher, site.delay, sleep), site.max_sitemaps)
    for address in sitemaps.addresses(named, guessed):
        frontier.want(address, source=Source.SITEMAP)
    return tuple(sitemaps.warnings)


def _start(target: str) -> str:
    address = urls.canonical(target)
    if address is None:
        raise config.ConfigError(f"site.start: {plain(target)!r} is no address of a page")
    return address


def _sitemaps(
    site: config.Site, starts: list[str], fetcher: Fetcher
) -> tuple[list[str], list[str]]:
    """Give the sitemaps that somebody named, and those that are only where they mostly are."""
    if site.sitemaps == "none":
        return [], []
    if site.sitemaps != "auto":
        given = (urls.resolve(sitemap, starts[0]) for sitemap in site.sitemaps)
        return [sitemap for sitemap in given if sitemap], []
    origins = list(dict.fromkeys(urls.origin(start) for start in starts))
    # Where robots.txt could not be read, nothing at all may be asked for.
    readable = [o for o in origins if site.robots == "ignore" or not fetcher.robots.file(o).fault]
    named = [sitemap for origin in readable for sitemap in fetcher.robots.sitemaps(origin)]
    return named, [f"{origin}/sitemap.xml" for origin in readable]


def _paced(fetcher: Fetcher, delay: float, sleep: Callable[[float], None]) -> Callable[..., Answer]:
    def read(url: str, *, max_bytes: int) -> Answer:
        sleep(delay)
        return fetcher.read(url, max_bytes=max_bytes)

    return read

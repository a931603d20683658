"""The plan: what a run begins with."""

from typing import Any

import pytest

from audit.config import ConfigError, Site
from audit.fetch import Fetcher
from audit.frontier import Frontier, Wanted
from audit.plan import seed


def plan(wire: Any, sleep: Any = lambda _: None, **changes: Any) -> tuple[list[str], Any, Frontier]:
    site = Site(**({"start": (wire.origin + "/",), "delay": 0, "retries": 0} | changes))
    frontier = Frontier(site)
    with Fetcher(site) as fetcher:
        warnings = seed(frontier, site, fetcher, sleep)
    paths = []
    while isinstance(turn := frontier.next(0), Wanted):
        paths.append(turn.url.removeprefix(wire.origin))
    return paths, warnings, frontier


def urlset(*paths: str) -> bytes:
    return b"<urlset>%s</urlset>" % b"".join(
        b"<url><loc>%s</loc></url>" % path.encode() for path in paths
    )


def test_what_must_be_audited_comes_first_then_starts_then_sitemaps(wire: Any) -> None:
    wire.on("/robots.txt", wire.ok(b"Sitemap: /named.xml", kind="text/plain"))
    wire.on("/named.xml", wire.ok(urlset("/b", "/")))
    wire.on("/sitemap.xml", wire.ok(urlset("/c", "/b", "/brochure.pdf", "https://else.example/")))
    paths, warnings, _ = plan(wire, must_audit=("/must", "/care/**"))
    assert paths == ["/must", "/", "/b", "/c"]
    assert warnings == ()


def test_without_sitemaps_the_start_alone_is_wanted(wire: Any) -> None:
    wire.on("/sitemap.xml", wire.ok(urlset("/b")))
    assert plan(wire, sitemaps="none")[0] == ["/"]
    assert "/sitemap.xml" not in wire.asked


def test_sitemaps_may_be_named(wire: Any) -> None:
    wire.on("/mine.xml", wire.ok(urlset("/b")))
    paths, warnings, _ = plan(wire, sitemaps=("/mine.xml", "/missing.xml"))
    assert paths == ["/", "/b"]
    assert len(warnings) == 1
    assert "/missing.xml" in warnings[0]


def test_nothing_is_asked_of_a_site_whose_robots_txt_cannot_be_read(wire: Any) -> None:
    wire.on("/robots.txt", wire.answer(500))
    wire.on("/sitemap.xml", wire.ok(urlset("/b")))
    assert plan(wire)[0] == ["/"]
    assert wire.asked == ["/robots.txt"]


def test_a_crawl_delay_sets_the_pace(wire: Any) -> None:
    wire.on("/robots.txt", wire.ok(b"User-agent: *\nCrawl-delay: 3", kind="text/plain"))
    wire.on("/sitemap.xml", wire.ok(urlset("/b")))
    paths, _, frontier = plan(wire)
    assert paths == ["/"]
    assert frontier.next(0) == 3


def test_sitemaps_are_read_politely(wire: Any) -> None:
    waits: list[float] = []
    plan(wire, waits.append, delay=0.7)
    assert waits == [0.7]


def test_folders_need_no_plan() -> None:
    site = Site(start=("pages/",))
    frontier = Frontier(site)
    with Fetcher(site) as fetcher:
        assert seed(frontier, site, fetcher) == ()
    assert frontier.next(0) is None


def test_a_start_that_is_no_address_is_a_configuration_error() -> None:
    site = Site(start=("https://",))
    with Fetcher(site) as fetcher, pytest.raises(ConfigError, match="https://"):
        seed(Frontier(site), site, fetcher)

"""Sitemaps: every kind read, broken ones told of, traps bounded."""

import gzip
import time
import tracemalloc
from typing import Any

import pytest

from audit import sitemaps
from audit.config import Site
from audit.fetch import Fetcher
from audit.sitemaps import SitemapError, Sitemaps, entries

SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def urlset(*locs: str, inner: str = "", space: str = SPACE) -> bytes:
    urls = "".join(f"<url><loc>{loc}</loc>{inner}</url>" for loc in locs)
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset {space}>{urls}</urlset>'.encode()


def index(*locs: str) -> bytes:
    maps = "".join(f"<sitemap><loc>{loc}</loc></sitemap>" for loc in locs)
    return f"<sitemapindex {SPACE}>{maps}</sitemapindex>".encode()


def read(wire: Any, *named: str, guessed: tuple[str, ...] = (), limit: int = 99) -> Any:
    with Fetcher(Site(start=(wire.origin + "/",), retries=0)) as fetcher:
        found = Sitemaps(fetcher.read, limit)
        return list(found.addresses(named, guessed)), found.warnings


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(urlset("https://a.example/1", "https://a.example/2"), id="plain"),
        pytest.param(urlset(" https://a.example/1\n", "https://a.example/2"), id="white space"),
        pytest.param(
            b"\xef\xbb\xbf" + urlset("https://a.example/1", "https://a.example/2"), id="mark"
        ),
        pytest.param(
            b"\n  " + urlset("https://a.example/1", "https://a.example/2"), id="late start"
        ),
        pytest.param(
            urlset("https://a.example/1", "https://a.example/2")
            .decode()
            .replace("UTF-8", "UTF-16")
            .encode("utf-16"),
            id="UTF-16",
        ),
        pytest.param(urlset("https://a.example/1", "https://a.example/2", space=""), id="no space"),
        pytest.param(
            urlset("<![CDATA[https://a.example/1]]>", "https://a.example/2"), id="character data"
        ),
        pytest.param(
            gzip.compress(urlset("https://a.example/1", "https://a.example/2")), id="gzip"
        ),
        pytest.param(b"https://a.example/1\r\nhttps://a.example/2\r\n", id="text"),
        pytest.param(b"\xef\xbb\xbfhttps://a.example/1\nhttps://a.example/2", id="text with mark"),
    ],
)
def test_each_kind_of_sitemap_is_read(body: bytes) -> None:
    assert list(entries(body)) == [("page", "https://a.example/1"), ("page", "https://a.example/2")]


def test_images_and_videos_are_no_pages_but_other_languages_are() -> None:
    body = urlset(
        "https://a.example/en",
        inner=(
            "<lastmod>2026-01-01</lastmod>"
            "<i:image><i:loc>https://a.example/a.jpg</i:loc></i:image>"
            "<i:loc>https://a.example/b.jpg</i:loc>"
            '<x:link rel="alternate" hreflang="es" href="https://a.example/es"/>'
            '<x:link rel="alternate" media="handheld" href="https://m.a.example/"/>'
            '<x:link rel="alternate" hreflang="fr" href=""/><loc/>'
        ),
        space=SPACE + ' xmlns:x="http://www.w3.org/1999/xhtml" xmlns:i="urn:images"',
    )
    found = [address for _, address in entries(body)]
    assert found == ["https://a.example/en", "https://a.example/es"]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"<!doctype html><html><p>Not found</p></html>", "no sitemap"),
        (b"<rss><channel><url><loc>https://a.example/</loc></url></channel></rss>", "<rss>"),
        (b"nothing here", "lists no address"),
        (b"", "lists no address"),
        (b"\x1f\x8bnonsense", "cannot be unpacked"),
        (gzip.compress(urlset("https://a.example/"))[:-9], "cannot be unpacked"),
        (b"<", "broken"),
    ],
)
def test_what_is_no_sitemap_is_named(body: bytes, says: str) -> None:
    with pytest.raises(SitemapError, match=says):
        list(entries(body))


def test_a_sitemap_broken_in_the_middle_is_read_up_to_there() -> None:
    body = urlset(*(f"https://a.example/{n}" for n in range(5000)))[:100_000]
    found = []
    with pytest.raises(SitemapError, match="broken"):
        for _, address in entries(body):
            found.append(address)
    assert found[0] == "https://a.example/0"
    assert 1000 < len(found) < 5000


def test_entities_neither_grow_nor_read_files() -> None:
    laughs = "".join(
        f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha" * 10}">' for n in range(12)
    )
    body = (
        f'<!DOCTYPE urlset [{laughs}<!ENTITY file SYSTEM "file:///etc/passwd">]>'
        f"<urlset {SPACE}><url><loc>https://a.example/&l11;&file;</loc></url></urlset>"
    ).encode()
    begun = time.monotonic()
    try:
        found = list(entries(body))
    except SitemapError:
        found = []
    assert time.monotonic() - begun < 2
    assert all("root:" not in address and "ha" not in address for _, address in found)


def test_a_packed_bomb_is_refused() -> None:
    with pytest.raises(SitemapError, match="larger than"):
        list(entries(gzip.compress(b"\0" * (sitemaps.MAX_BYTES + 1), 1)))


def test_a_large_sitemap_needs_little_more_memory_than_itself() -> None:
    body = urlset(*(f"https://a.example/{n}" for n in range(20_000)))
    tracemalloc.start()
    try:
        assert sum(1 for _ in entries(body)) == 20_000
        assert tracemalloc.get_traced_memory()[1] < 3 * len(body)
    finally:
        tracemalloc.stop()


def test_an_index_leads_to_its_sitemaps(wire: Any) -> None:
    wire.on("/index.xml", wire.ok(index("/a.xml.gz", "b.txt", "/index.xml"), kind="text/html"))
    wire.on("/a.xml.gz", wire.ok(gzip.compress(urlset("/1", "/2")), kind="application/gzip"))
    wire.on("/b.txt", wire.ok(f"{wire.origin}/3".encode(), kind="text/plain"))
    found, warnings = read(wire, wire.origin + "/index.xml")
    assert found == [f"{wire.origin}/{n}" for n in (1, 2, 3)]
    assert warnings == []


def test_indexes_that_name_each_other_end(wire: Any) -> None:
    wire.on("/a.xml", wire.ok(index("/b.xml")))
    wire.on("/b.xml", wire.ok(index("/a.xml", "/c.xml")))
    wire.on("/c.xml", wire.ok(urlset("/1")))
    found, _ = read(wire, wire.origin + "/a.xml")
    assert found == [wire.origin + "/1"]
    assert wire.asked == ["/a.xml", "/b.xml", "/c.xml"]


def test_indexes_nested_too_deep_are_left(wire: Any) -> None:
    for depth in range(20):
        wire.on(f"/{depth}", wire.ok(index(f"/{depth + 1}")))
    found, warnings = read(wire, wire.origin + "/0")
    assert found == []
    assert len(wire.asked) == sitemaps.MAX_DEPTH + 1
    assert "indexes deep" in warnings[0]


def test_more_sitemaps_than_the_limit_are_left_and_told_of(wire: Any) -> None:
    wire.on("/index.xml", wire.ok(index(*(f"/{n}.xml" for n in range(9)))))
    for number in range(9):
        wire.on(f"/{number}.xml", wire.ok(urlset(f"/{number}")))
    found, warnings = read(wire, wire.origin + "/index.xml", limit=4)
    assert found == [f"{wire.origin}/{n}" for n in range(3)]
    assert "site.max_sitemaps" in warnings[0]


def test_a_broken_sitemap_does_not_hide_the_others(wire: Any) -> None:
    wire.on("/a.xml", wire.ok(b"<urlset><url>"))
    wire.on("/b.xml", wire.answer(500))
    wire.on("/c.xml", wire.ok(urlset("/1")))
    names = [wire.origin + f"/{name}.xml" for name in "abc"]
    found, warnings = read(wire, *names)
    assert found == [wire.origin + "/1"]
    assert [any(name in said for said in warnings) for name in names] == [True, True, False]


@pytest.mark.parametrize("status", [200, 204, 403, 404, 410])
def test_a_guessed_sitemap_may_be_missing_a_named_one_not(wire: Any, status: int) -> None:
    url = wire.on("/sitemap.xml", wire.answer(status, b"" if status < 300 else b"none"))
    assert read(wire, guessed=(url,)) == ([], [])
    assert len(read(wire, url)[1]) == 1


def test_a_guessed_sitemap_that_fails_is_told_of(wire: Any) -> None:
    url = wire.on("/sitemap.xml", wire.answer(500, b"none"))
    assert len(read(wire, guessed=(url,))[1]) == 1


def test_a_page_in_place_of_a_guessed_sitemap_is_no_matter(wire: Any) -> None:
    url = wire.on("/sitemap.xml", wire.ok(b"<!DOCTYPE html><html><p>Not found"))
    assert read(wire, guessed=(url,)) == ([], [])


def test_addresses_of_other_schemes_are_left_out(wire: Any) -> None:
    url = wire.on("/s.xml", wire.ok(urlset("javascript:alert(1)", "file:///etc/passwd", "/1")))
    assert read(wire, url)[0] == [wire.origin + "/1"]


def test_warnings_do_not_pile_up_without_end(wire: Any) -> None:
    wire.on("/index.xml", wire.ok(index(*(f"/{n}.xml" for n in range(80)))))
    _, warnings = read(wire, wire.origin + "/index.xml")
    assert len(warnings) == sitemaps.MAX_WARNINGS

"""Scope: what belongs to the audit."""

import pytest

from audit.config import Site
from audit.scope import Scope, host_key, is_address, names_a_file

SITE = Site(
    start=("https://www.hospital.example/care/", "http://127.0.0.1:8000/", "pages/"),
    include=("/care/**", "/news/*"),
    exclude=("/care/print/**", "/**/draft-*"),
)


@pytest.mark.parametrize(
    "address",
    [
        "https://www.hospital.example/care/",
        "https://www.hospital.example/care",
        "https://hospital.example/care/a?b=c",
        "http://WWW.HOSPITAL.example/care/a/b/c",
        "https://www.hospital.example/news/a",
        "http://127.0.0.1:8000/care/",
    ],
)
def test_covered(address: str) -> None:
    assert Scope.of(SITE).covers(address)


@pytest.mark.parametrize(
    "address",
    [
        "https://www.hospital.example/",
        "https://www.hospital.example/careers/",
        "https://www.hospital.example/news/a/b",
        "https://www.hospital.example/care/print/a",
        "https://www.hospital.example/care/x/draft-1",
        "https://jobs.hospital.example/care/",
        "https://hospital.example.evil.test/care/",
        "https://evil.test/www.hospital.example/care/",
        "https://www.hospital.example@evil.test/care/",
        "http://127.0.0.1:8001/care/",
        "https://www.hospital.example:8443/care/",
        "mailto:a@hospital.example",
        "pages/care/",
        "",
    ],
)
def test_not_covered(address: str) -> None:
    assert not Scope.of(SITE).covers(address)


def test_a_site_of_folders_covers_no_address() -> None:
    assert not Scope.of(Site(start=("pages/",))).covers("https://www.hospital.example/")


@pytest.mark.parametrize(
    ("target", "expected"),
    [("https://a.example", True), (" HTTP://a", True), ("pages/", False), ("httpd.html", False)],
)
def test_addresses_and_paths_are_told_apart(target: str, expected: bool) -> None:
    assert is_address(target) is expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://a.example/report.PDF?page=2", True),
        ("https://a.example/photo.jpeg", True),
        ("https://a.example/form.docx", True),
        ("https://a.example/feed.rss", True),
        ("https://a.example/map.pdf/", False),
        ("https://a.example/page.html", False),
        ("https://a.example/page.aspx", False),
        ("https://a.example/dr.jones", False),
        ("https://a.example/?file=a.pdf", False),
        ("https://www.pdf", False),
    ],
)
def test_other_files_than_pages_are_known_by_extension(address: str, expected: bool) -> None:
    assert names_a_file(address) is expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://A.example/x", "a.example"),
        ("https://www.a.example/x", "a.example"),
        ("http://a.example:80/", "a.example"),
        ("http://a.example:8080/", "a.example:8080"),
        ("nonsense", ""),
    ],
)
def test_politeness_is_owed_to_a_host_under_both_its_names(address: str, expected: str) -> None:
    assert host_key(address) == expected


@pytest.mark.parametrize(
    ("final", "expected"),
    [
        (
            "https://hospital.example/care/new/?utm_source=x#top",
            "https://hospital.example/care/new/",
        ),
        ("https://hospital.example/care/old/", "https://hospital.example/care/old/"),
        ("https://hospital.example/care/print/old/", "https://hospital.example/care/old/"),
        ("https://hospital.example/care/old.pdf", "https://hospital.example/care/old/"),
        ("https://other.example/care/", "https://hospital.example/care/old/"),
        ("", "https://hospital.example/care/old/"),
    ],
)
def test_a_page_goes_by_the_address_that_answers_where_that_is_in_scope(
    final: str, expected: str
) -> None:
    assert expected == Scope.of(SITE).goes_by("https://hospital.example/care/old/", final)

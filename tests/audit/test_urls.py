"""Addresses: one spelling for one page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit import urls

ADDRESSES = st.builds(
    "{}://{}{}/{}{}{}".format,
    st.sampled_from(["http", "https", "HTTPS"]),
    st.sampled_from(["a.example", "WWW.A.example", "127.0.0.1", "[::1]", "müller.example"]),
    st.sampled_from(["", ":80", ":443", ":8080"]),
    st.text(st.sampled_from("aZ%é ./~+;,é&=\\2F"), max_size=20),
    st.sampled_from(["", "?", "?a=b", "?utm_source=x&a=%20b", "?a=b&&gclid=1", "?é=&x"]),
    st.sampled_from(["", "#", "#top"]),
)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("HTTPS://A.Example:443/Care/../b?x=1#top", "https://a.example/b?x=1"),
        ("https://a.example", "https://a.example/"),
        ("https://a.example/Care/", "https://a.example/Care/"),
        ("https://a.example/care?utm_source=x&utm_medium=y", "https://a.example/care"),
        ("https://a.example/care?gclid=1&id=2", "https://a.example/care?id=2"),
        ("https://user:secret@a.example/", "https://a.example/"),
        (" https://a.example/a b ", "https://a.example/a%20b"),
        ("http://0x7f.1/", "http://127.0.0.1/"),
        ("https://müller.example/é", "https://xn--mller-kva.example/%C3%A9"),
        ("file:///srv/pages/a.html#top", "file:///srv/pages/a.html"),
        ("mailto:a@b.example", None),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("/care/", None),
        ("https://", None),
        ("", None),
    ],
)
def test_the_one_spelling(address: str, expected: str | None) -> None:
    assert urls.canonical(address) == expected


@given(ADDRESSES)
def test_the_one_spelling_is_spelled_so_itself(address: str) -> None:
    once = urls.canonical(address)
    assert once is None or urls.canonical(once) == once


@given(st.text(max_size=60))
def test_no_text_makes_an_address_fail(text: str) -> None:
    base = "https://a.example/b/"
    for found in (urls.resolve(text, base), urls.resolve(text, ""), urls.canonical(text)):
        assert found is None or isinstance(found, str)
    urls.comparable(text)
    assert urls.host(text) == urls.host(text).lower()
    assert urls.port(text) in range(65536)
    assert urls.path(text)
    urls.path_matches(text, ("/**",))


@given(ADDRESSES)
def test_resolving_an_absolute_address_gives_itself(address: str) -> None:
    alone = urls.resolve(address, "")
    assert alone == urls.resolve(address, "https://other.example/x/")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://www.a.example/b/", "https://a.example/b"),
        ("https://a.example/b/index.html", "https://a.example/b/"),
        ("https://a.example/b?utm_source=x#top", "https://a.example/b"),
        ("care/b.html#top", "care/b.html"),
        ("care/index.html", "care/"),
        ("./#top", "./"),
    ],
)
def test_links_that_lead_to_one_page_compare_equal(one: str, other: str) -> None:
    assert urls.comparable(one) == urls.comparable(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/b", "https://a.example/c"),
        ("care/b.html", "care/c.html"),
        ("care/b.html?id=1", "care/b.html?id=2"),
        ("https://a.example/b", "https://a.example/B"),
        ("https://a.example/b?id=1", "https://a.example/b?id=2"),
        ("https://a.example/b", "https://b.example/b"),
        ("mailto:a@b.example", "mailto:c@b.example"),
    ],
)
def test_links_that_lead_to_different_pages_do_not(one: str, other: str) -> None:
    assert urls.comparable(one) != urls.comparable(other)


@pytest.mark.parametrize(
    ("glob", "path", "expected"),
    [
        ("/**", "/", True),
        ("/**", "/a/b", True),
        ("/care/**", "/care", True),
        ("/care/**", "/care/", True),
        ("/care/**", "/care/a/b", True),
        ("/care/**", "/careers/", False),
        ("/care/*", "/care/a", True),
        ("/care/*", "/care/a/b", False),
        ("/care/", "/care/", True),
        ("/care/", "/care", False),
        ("care/**", "/care/a", True),
        ("/**/print", "/a/b/print", True),
        ("/**/print", "/print", True),
        ("/a?c", "/abc", True),
        ("/a?c", "/a/c", False),
        ("/a.b", "/aXb", False),
        ("/(x", "/(x", True),
    ],
)
def test_globs_fit_paths(glob: str, path: str, expected: bool) -> None:
    assert urls.path_matches(f"https://a.example{path}?q=1", (glob,)) is expected
    assert urls.path_matches(path.lstrip("/") or "/", (glob,)) is expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("http://a.example/", 80),
        ("https://a.example/", 443),
        ("https://a.example:8443/", 8443),
        ("mailto:a@b", 0),
        ("a.html", 0),
    ],
)
def test_the_port_is_the_schemes_own_where_none_is_written(address: str, expected: int) -> None:
    assert urls.port(address) == expected


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("www.hospital.org", "hospital.org"),
        ("hospital.org", "hospital.org"),
        ("a.b.hospital.co.uk", "hospital.co.uk"),
        ("Care.Hospital.EXAMPLE", "hospital.example"),
        ("one.github.io", "one.github.io"),
        ("localhost", "localhost"),
        ("127.0.0.1", "127.0.0.1"),
        ("[::1]", "[::1]"),
        ("co.uk", "co.uk"),
        ("", ""),
    ],
)
def test_the_registrable_domain_of_a_host(host: str, expected: str) -> None:
    assert expected == urls.site(host)

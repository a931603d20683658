"""The server for folders: what is in the folder, as it is, to this machine alone."""

import http.client
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from audit.config import Site
from audit.fetch import Fetcher
from audit.serve import serve_folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    site = tmp_path / "site"
    (site / "sub").mkdir(parents=True)
    (site / "bare").mkdir()
    (site / ".git").mkdir()
    (site / ".well-known").mkdir()
    (site / "index.html").write_bytes("<title>Café</title>".encode("latin-1"))
    (site / "sub/index.html").write_text("<title>Sub</title>")
    (site / "a b.html").write_text("<title>Space</title>")
    for name in (
        "a.css",
        "a.js",
        "a.svg",
        "a.webp",
        "a.woff2",
        "a.xhtml",
        "a.json",
        "a.png",
        "a.unheard-of",
    ):
        (site / name).write_text("x")
    (site / ".git/config").write_text("secret")
    (site / ".hidden").write_text("secret")
    (site / ".well-known/x.txt").write_text("open")
    (site / "robots.txt").write_text("Sitemap: {origin}/sitemap.xml")
    (tmp_path / "secret.txt").write_text("secret")
    (site / "out.txt").symlink_to(tmp_path / "secret.txt")
    return site


@pytest.fixture
def origin(folder: Path) -> Iterator[str]:
    with serve_folder(folder, templates=("robots.txt",)) as served:
        yield served


def get(origin: str, path: str, host: str = "", method: str = "GET") -> tuple[int, str, bytes]:
    connection = http.client.HTTPConnection(urlsplit(origin).netloc, timeout=5)
    connection.request(method, path, headers={"Host": host} if host else {})
    response = connection.getresponse()
    try:
        return response.status, response.headers.get("Content-Type", ""), response.read()
    finally:
        connection.close()


def test_a_folder_answers_with_its_index_byte_for_byte(origin: str) -> None:
    assert get(origin, "/") == (200, "text/html", "<title>Café</title>".encode("latin-1"))
    assert get(origin, "/sub/")[2] == b"<title>Sub</title>"
    assert get(origin, "/a%20b.html?v=1")[2] == b"<title>Space</title>"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.css", "text/css"),
        ("a.js", "text/javascript"),
        ("a.svg", "image/svg+xml"),
        ("a.webp", "image/webp"),
        ("a.woff2", "font/woff2"),
        ("a.xhtml", "application/xhtml+xml"),
        ("a.json", "application/json"),
        ("a.png", "image/png"),
        ("a.unheard-of", "application/octet-stream"),
    ],
)
def test_types_are_right_and_name_no_charset(origin: str, name: str, expected: str) -> None:
    assert get(origin, f"/{name}")[1] == expected


@pytest.mark.parametrize(
    "path",
    [
        "/missing.html",
        "/bare/",
        "/.hidden",
        "/.git/config",
        "/%2egit/config",
        "/sub/../.git/config",
        "/out.txt",
        "/../secret.txt",
        "/..%2fsecret.txt",
        "/%2e%2e/secret.txt",
        "//etc/passwd",
        "/etc/passwd",
    ],
)
def test_nothing_else_is_given_away(origin: str, path: str) -> None:
    status, _, body = get(origin, path)
    assert status == 404
    assert b"secret" not in body
    assert b"root:" not in body


def test_what_a_site_gives_away_on_purpose_is(origin: str) -> None:
    assert get(origin, "/.well-known/x.txt")[2] == b"open"


def test_templates_name_the_origin(origin: str) -> None:
    assert get(origin, "/robots.txt")[2] == f"Sitemap: {origin}/sitemap.xml".encode()


def test_other_names_for_the_server_are_refused(origin: str) -> None:
    assert get(origin, "/", host="rebound.example")[0] == 421


def test_a_head_has_no_body(origin: str) -> None:
    assert get(origin, "/index.html", method="HEAD") == (200, "text/html", b"")


def test_it_serves_quickly_over_a_kept_connection(origin: str) -> None:
    with Fetcher(Site(start=(origin + "/",))) as fetcher:
        begun = time.perf_counter()
        for _ in range(50):
            assert fetcher.fetch(origin + "/").html == "<title>Café</title>"
        # Some 0.1 s; with Nagle's algorithm each answer would take 0.04 s more.
        assert time.perf_counter() - begun < 1.5


def test_nothing_answers_once_the_context_is_left(folder: Path) -> None:
    with serve_folder(folder) as origin:
        assert get(origin, "/")[0] == 200
    with pytest.raises(OSError):
        get(origin, "/")


def test_it_says_nothing(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with serve_folder(folder) as origin:
        get(origin, "/")
        get(origin, "/missing")
        connection = http.client.HTTPConnection(urlsplit(origin).netloc)
        connection.connect()
        connection.sock.sendall(b"nonsense\r\n\r\n")
        connection.close()
    assert capfd.readouterr() == ("", "")

"""Folders and files as targets."""

import pickle
from pathlib import Path

import pytest

from audit.config import ConfigError
from audit.files import FileReader, FileTarget, address_of


def write(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("<!doctype html><title>Page</title>")


def reader(folder: Path, max_bytes: int = 1000) -> FileReader:
    return FileReader(FileTarget.of(folder), max_bytes)


def kind(folder: Path, page: str) -> str:
    answer = reader(folder).fetch(page)
    return answer.outcome.kind if answer.outcome else "page"


def test_every_page_of_a_folder_is_found_in_order(tmp_path: Path) -> None:
    write(tmp_path, "b.html", "a/z.HTM", "a/b/c.xhtml", "a.css", "notes.txt", "html")
    assert FileTarget.of(tmp_path).pages == ("a/b/c.xhtml", "a/z.HTM", "b.html")


def test_hidden_pages_are_left_out(tmp_path: Path) -> None:
    write(tmp_path, "a.html", ".hidden.html", ".git/b.html", "c/.d/e.html")
    assert FileTarget.of(tmp_path).pages == ("a.html",)


def test_links_out_of_the_folder_and_circles_are_not_followed(tmp_path: Path) -> None:
    write(tmp_path, "site/a.html", "outside/b.html")
    (tmp_path / "site/out").symlink_to(tmp_path / "outside")
    (tmp_path / "site/out.html").symlink_to(tmp_path / "outside/b.html")
    (tmp_path / "site/circle").symlink_to(tmp_path / "site")
    (tmp_path / "site/same.html").symlink_to(tmp_path / "site/a.html")
    assert FileTarget.of(tmp_path / "site").pages == ("a.html", "same.html")


def test_a_file_is_a_target_of_one_page_whatever_its_name(tmp_path: Path) -> None:
    write(tmp_path, "page.txt", "other.html")
    target = FileTarget.of(tmp_path / "page.txt")
    assert (target.folder, target.pages) == (tmp_path.resolve(), ("page.txt",))


@pytest.mark.parametrize("name", ["missing", "empty", "www.hospital.example"])
def test_a_target_with_nothing_to_read_is_a_configuration_error(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(ConfigError, match=name):
        FileTarget.of(tmp_path / name)


def test_a_page_is_read_as_browsers_read_it(tmp_path: Path) -> None:
    write(tmp_path, "a/ö.html")
    (tmp_path / "a/ö.html").write_bytes("<meta charset=utf-8>Café".encode())
    answer = reader(tmp_path).fetch("a/ö.html")
    assert (answer.url, answer.status, answer.outcome) == ("a/ö.html", 200, None)
    assert (answer.html, answer.encoding) == ("<meta charset=utf-8>Café", "utf-8")
    assert pickle.loads(pickle.dumps(answer)) == answer


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"<p>" + b"x" * 1000, "skipped:too-large"),
        (b"<p>" + b"x" * 997, "page"),
        (b"", "error:empty"),
        (b"\n ", "error:empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" * 9, "error:decode"),
    ],
)
def test_a_file_that_is_no_page_has_its_outcome(tmp_path: Path, body: bytes, expected: str) -> None:
    (tmp_path / "a.html").write_bytes(body)
    assert expected == kind(tmp_path, "a.html")


def test_a_file_that_went_away_has_its_outcome(tmp_path: Path) -> None:
    write(tmp_path, "a.html")
    answer = reader(tmp_path).fetch("b.html")
    assert answer.outcome is not None
    assert answer.outcome.kind == "error:connect"
    assert "b.html" in answer.outcome.detail
    assert str(tmp_path) not in answer.outcome.detail


@pytest.mark.parametrize("page", ["../secret.html", "/etc/passwd", "a\0b"])
def test_nothing_outside_the_target_is_read(tmp_path: Path, page: str) -> None:
    write(tmp_path, "secret.html", "site/a.html")
    assert kind(tmp_path / "site", page) in ("skipped:out-of-scope", "error:connect")


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("a/b.html", "http://files.invalid/a/b.html"),
        ("50% off?#1.html", "http://files.invalid/50%25%20off%3F%231.html"),
        ("ö.html", "http://files.invalid/%C3%B6.html"),
    ],
)
def test_a_pages_address_leads_to_its_file_whatever_the_name(page: str, expected: str) -> None:
    assert address_of(page) == expected

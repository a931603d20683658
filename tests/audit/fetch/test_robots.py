"""robots.txt: read once, obeyed, and never guessed at where it cannot be read."""

import pickle
from collections.abc import Callable
from typing import Any

import pytest

from audit.config import Site
from audit.fetch import Fetcher
from audit.fetch.answer import Answer
from audit.fetch.robots import MAX_BYTES


def fetcher(wire: Any, **site: Any) -> Fetcher:
    settings = {"start": (wire.origin + "/",), "timeout": 1.0} | site
    return Fetcher(Site(**settings), sleep=lambda _: None)


def fetch(wire: Any, path: str = "/", **site: Any) -> Answer:
    with fetcher(wire, **site) as made:
        return made.fetch(wire.origin + path)


def kind(answer: Answer) -> str:
    return answer.outcome.kind if answer.outcome else "page"


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        ("User-agent: *\nDisallow: /no/", "/no/x", "skipped:robots"),
        ("User-agent: *\nDisallow: /no/", "/yes", "page"),
        ("User-agent: *\nDisallow: /no/\nAllow: /no/but$", "/no/but", "page"),
        ("User-agent: *\nDisallow: /*.php$", "/a/b.php", "skipped:robots"),
        ("User-agent: CareAudit\nDisallow: /\n\nUser-agent: *\nDisallow:", "/", "skipped:robots"),
        ("User-agent: *\nDisallow: /\n\nUser-agent: careaudit\nDisallow:", "/", "page"),
        ("User-agent: Audit\nDisallow: /", "/", "page"),
        ("\ufeffUser-agent: *\nDisallow: /", "/", "skipped:robots"),
        ("<!doctype html><p>Not found", "/", "page"),
        ("", "/", "page"),
    ],
)
def test_robots_txt_is_obeyed(wire: Any, text: str, path: str, expected: str) -> None:
    wire.on("/robots.txt", wire.ok(text.encode(), kind="text/plain"))
    wire.page(path)
    answer = fetch(wire, path)
    assert expected == kind(answer)
    assert (path in wire.asked) == (expected == "page")


def test_a_refusal_names_the_path_and_the_way_out(wire: Any) -> None:
    wire.on("/robots.txt", wire.ok(b"User-agent: *\nDisallow: /no/", kind="text/plain"))
    outcome = fetch(wire, "/no/x").outcome
    assert outcome is not None
    assert "/no/x" in outcome.detail
    assert "site.robots" in outcome.detail


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 429])
def test_without_a_robots_txt_all_is_allowed(wire: Any, status: int) -> None:
    wire.on("/robots.txt", wire.answer(status, b"no"))
    wire.page("/")
    assert kind(fetch(wire)) == "page"


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_robots_txt_that_fails_forbids_all(wire: Any, status: int) -> None:
    wire.on("/robots.txt", wire.answer(status, b"no"))
    wire.page("/")
    answer = fetch(wire)
    assert kind(answer) == "skipped:robots"
    assert answer.outcome is not None
    assert "robots.txt could not be read" in answer.outcome.detail
    assert "/" not in wire.asked


def test_a_site_that_is_down_does_not_look_as_if_it_asked_to_be_left_alone(wire: Any) -> None:
    wire.on("/robots.txt", lambda connection: connection.recv(1))
    wire.page("/")
    answer = fetch(wire)
    assert kind(answer) == "error:timeout"
    assert answer.outcome is not None
    assert "robots.txt could not be read" in answer.outcome.detail
    assert "/" not in wire.asked


def test_robots_txt_is_asked_once_in_a_run(wire: Any) -> None:
    wire.on("/robots.txt", wire.ok(b"User-agent: *\nDisallow: /no/", kind="text/plain"))
    wire.page("/")
    with fetcher(wire) as made:
        for _ in range(3):
            made.fetch(wire.origin + "/")
            made.fetch(wire.origin + "/no/")
    assert wire.asked.count("/robots.txt") == 1


def test_what_one_process_has_read_another_need_not_ask(wire: Any) -> None:
    wire.on("/robots.txt", wire.ok(b"User-agent: *\nDisallow: /", kind="text/plain"))
    site = Site(start=(wire.origin + "/",))
    with Fetcher(site) as first:
        first.fetch(wire.origin + "/")
        carried = pickle.loads(pickle.dumps(tuple(first.robots.files.values())))
    with Fetcher(site, robots=carried) as second:
        assert kind(second.fetch(wire.origin + "/")) == "skipped:robots"
    assert wire.asked == ["/robots.txt"]


def test_robots_txt_is_not_asked_where_it_is_ignored(wire: Any) -> None:
    wire.on("/robots.txt", wire.ok(b"User-agent: *\nDisallow: /", kind="text/plain"))
    wire.page("/")
    assert kind(fetch(wire, robots="ignore")) == "page"
    assert "/robots.txt" not in wire.asked


def test_the_target_of_a_redirect_is_asked_for_by_robots_txt_too(wire: Any) -> None:
    wire.on("/robots.txt", wire.ok(b"User-agent: *\nDisallow: /no/", kind="text/plain"))
    wire.on("/", wire.redirect("/no/x"))
    wire.page("/no/x")
    assert kind(fetch(wire)) == "skipped:robots"
    assert "/no/x" not in wire.asked


@pytest.mark.parametrize(("hops", "expected"), [(5, "skipped:robots"), (6, "page")])
def test_five_redirects_of_robots_txt_are_followed(wire: Any, hops: int, expected: str) -> None:
    wire.on("/robots.txt", wire.redirect("/r1"))
    for hop in range(1, hops):
        wire.on(f"/r{hop}", wire.redirect(f"/r{hop + 1}"))
    wire.on(f"/r{hops}", wire.ok(b"User-agent: *\nDisallow: /", kind="text/plain"))
    wire.page("/")
    assert expected == kind(fetch(wire))


def test_robots_txt_may_be_on_another_host_but_not_on_the_inside(
    wires: Callable[..., Any],
) -> None:
    other, wire = wires(), wires()
    other.on("/robots.txt", wire.ok(b"User-agent: *\nDisallow: /", kind="text/plain"))
    wire.on("/robots.txt", wire.redirect(other.origin + "/robots.txt"))
    wire.page("/")
    assert kind(fetch(wire, private_hosts=("127.0.0.1",))) == "skipped:robots"
    assert other.connections == 1
    fetch(wire)
    assert other.connections == 1


def test_only_the_first_part_of_a_huge_robots_txt_counts(wire: Any) -> None:
    filler = b"# " + b"x" * 97 + b"\n"
    text = b"User-agent: *\nDisallow: /no/\n" + filler * (MAX_BYTES // 100 + 1) + b"Disallow: /\n"
    wire.on("/robots.txt", wire.ok(text, kind="text/plain"))
    wire.page("/")
    assert kind(fetch(wire)) == "page"
    assert kind(fetch(wire, "/no/")) == "skipped:robots"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Crawl-delay: 2.5", 2.5),
        ("Crawl-delay: 86400", 30),
        ("Crawl-delay: soon", None),
        ("", None),
    ],
)
def test_the_crawl_delay_is_read_and_bounded(wire: Any, line: str, expected: float | None) -> None:
    wire.on("/robots.txt", wire.ok(f"User-agent: *\n{line}\n".encode(), kind="text/plain"))
    with fetcher(wire) as made:
        assert made.robots.delay(wire.origin + "/any") == expected


def test_sitemaps_are_found_relative_ones_too(wire: Any) -> None:
    text = b"Sitemap: /a.xml\nSITEMAP: https://cdn.example/b.xml\nSitemap: /a.xml\nSitemap: http://"
    wire.on("/robots.txt", wire.ok(text, kind="text/plain"))
    with fetcher(wire) as made:
        found = made.robots.sitemaps(wire.origin + "/any")
    assert found == (wire.origin + "/a.xml", "https://cdn.example/b.xml")

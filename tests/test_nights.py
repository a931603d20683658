"""Two nights over a real site, whole runs of the command: what the second one knows."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

BAD = '<img src="x.png" alt="IMG_2041.jpg">'
TEXTS = {
    "/": "We look after people with cancer in the whole county, near their homes.",
    "/breast/": "Mammograms, biopsies and surgery by one team, in one building, within days.",
    "/lung/": "Screening for smokers, tomography, robotic operations and rehabilitation classes.",
    "/visit/": "Parking, wheelchairs, interpreters, meals: what to bring when you come here.",
}
MENU = "".join(
    f'<a href="{path}">Our page on {path.strip("/") or "everything"}</a>' for path in TEXTS
)


def page(path: str, more: str = "", links: str = MENU) -> str:
    name = path.strip("/").title() or "Elm Valley"
    return (
        f'<!doctype html><html lang="en"><title>{name} | Elm Valley</title>'
        f"<header><nav>{links}</nav></header><main><h1>{name}</h1><p>{TEXTS[path]}</p>{more}</main>"
    )


class Site:
    """A site whose pages can be changed between the nights."""

    def __init__(self, server: HTTPServer, folder: Path) -> None:
        self.pages: dict[str, str | tuple[int, str]] = {path: page(path) for path in TEXTS}
        self._folder = folder
        self._address = server.url_for("/")
        server.expect_request("/").respond_with_handler(self._answer)
        server.expect_request(re.compile("/.*")).respond_with_handler(self._answer)
        (folder / "audit.yaml").write_text("site: {delay: 0, retries: 0}\nlinks: {ask: none}\n")

    def _answer(self, request: Request) -> Response:
        given = self.pages.get(request.path, (404, "Not here"))
        status, html = given if isinstance(given, tuple) else (200, given)
        headers = {"Location": html} if status in (301, 302) else None
        return Response(html, status, headers=headers, mimetype="text/html")

    def audit(self) -> tuple[int, dict[str, Any]]:
        words = ["run", "--static", "--workers", "1", "--quiet", self._address]
        ended = subprocess.run(
            [sys.executable, "-m", "audit", *words],
            cwd=self._folder,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert "Traceback" not in ended.stderr
        found = json.loads((self._folder / "out/findings.json").read_text(encoding="utf-8"))
        return ended.returncode, found

    def statuses(self, found: dict[str, Any]) -> dict[str, str]:
        return {
            each["url"].removeprefix(self._address[:-1]): each["status"]
            for each in found["findings"]
            if each["rule"] == "image-alt-filename"
        }


@pytest.fixture
def site(httpserver: HTTPServer, tmp_path: Path) -> Site:
    return Site(httpserver, tmp_path)


def test_a_site_that_was_edited_between_two_nights(site: Site) -> None:
    site.pages |= {path: page(path, BAD) for path in ("/breast/", "/lung/")}
    code, first = site.audit()
    assert 1 == code
    assert {"/breast/": "new", "/lung/": "new"} == site.statuses(first)
    site.pages |= {"/breast/": page("/breast/"), "/visit/": page("/visit/", BAD)}
    _, second = site.audit()
    assert {"/breast/": "fixed", "/lung/": "existing", "/visit/": "new"} == site.statuses(second)
    (known,) = (each for each in second["findings"] if each["url"].endswith("/lung/"))
    assert first["run"]["id"] == known["first_seen"]["run"]
    assert second["run"]["id"] == known["last_seen"]["run"]
    site.pages = {path: page(path) for path in TEXTS}
    code, third = site.audit()
    assert {"/lung/": "fixed", "/visit/": "fixed"} == site.statuses(third)
    assert 0 == code, "what is fixed trips no gate"


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ((503, "later"), "error:http"),
        ("<title>Sign in</title><h1>Sign in</h1><input type=password>", "error:auth"),
        ("<title>Maintenance</title><p>We will be back soon.", "error:http"),
    ],
    ids=["unavailable", "login", "maintenance"],
)
def test_a_page_that_something_else_answers_for_is_not_checked(
    site: Site, answer: str | tuple[int, str], kind: str
) -> None:
    site.pages["/lung/"] = page("/lung/", BAD)
    site.audit()
    site.pages["/lung/"] = answer
    code, second = site.audit()
    assert {"/lung/": "not-checked"} == site.statuses(second)
    assert kind in {each["outcome"] for each in second["coverage"]["pages"]}
    assert (3, "incomplete") == (code, second["run"]["status"])
    lung = [each for each in second["findings"] if each["url"].endswith("/lung/")]
    assert {"not-checked"} == {each["status"] for each in lung}, "nothing is said of what answered"
    site.pages["/lung/"] = page("/lung/", BAD)
    _, third = site.audit()
    assert {"/lung/": "existing"} == site.statuses(third)


def test_a_page_that_nothing_leads_to_any_more_is_looked_at_again(site: Site) -> None:
    site.pages["/lung/"] = page("/lung/", BAD)
    site.audit()
    rest = MENU.replace('href="/lung/"', 'href="/visit/"')
    for path in ("/", "/breast/", "/visit/"):
        site.pages[path] = page(path, links=rest)
    _, second = site.audit()
    assert {"/lung/": "existing"} == site.statuses(second)
    del site.pages["/lung/"]
    _, third = site.audit()
    assert {"/lung/": "fixed"} == site.statuses(third)
    (gone,) = (each for each in third["findings"] if each["rule"] == "image-alt-filename")
    assert gone["note"].startswith("page gone")


def test_a_crawl_that_sees_far_fewer_pages_is_incomplete_and_says_so_first(site: Site) -> None:
    site.audit()
    site.pages["/"] = page("/", links='<a href="/visit/">Our page on visits</a>')
    site.pages["/visit/"] = page("/visit/", links='<a href="/">Our page on everything</a>')
    code, second = site.audit()
    assert 3 == code
    assert second["run"]["reasons"][0].startswith("2 pages were audited, where the last complete")

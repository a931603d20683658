"""Links in whole runs: what is said of them, what is left open, and what trips the gate."""

import io
import json
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from functools import partial
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from click.testing import CliRunner
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from audit.cli import command

PAGE = '<!doctype html><html lang="en"><head><title>{title}</title></head><body><main><h1>{title}\
</h1><p>Come to the front desk.</p>{more}</main></body></html>'
RUN = ("run", "--static", "--workers", "1")
RULES = ("link-broken", "link-insecure", "page-orphan", "document-inaccessible")


def _audit(folder: Path, *arguments: str, code: int | None = None) -> dict[str, Any]:
    out = folder / "out"
    done = CliRunner().invoke(command, [*RUN, "--out", str(out), *arguments])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.output
    found: dict[str, Any] = json.loads((out / "findings.json").read_text(encoding="utf-8"))
    if code is not None:
        assert code == found["run"]["exit"], done.output
    return found


def _said(found: dict[str, Any]) -> list[tuple[str, str, str]]:
    return sorted(
        (each["rule"], each["certainty"], each["message"])
        for each in found["findings"]
        if each["rule"] in RULES
    )


def _open(found: dict[str, Any]) -> list[tuple[str, str]]:
    return sorted(
        (each["rule"], each["reason"]) for each in found["unchecked"] if each["rule"] in RULES
    )


def _write(folder: Path, **pages: str) -> Path:
    site = folder / "site"
    for name, more in pages.items():
        path = site / f"{name}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(PAGE.format(title=f"Visiting {name} at Lakeside", more=more))
    return site


def _pdf(*, tagged: bool = True, words: bool = True, **settings: str) -> bytes:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    if words:
        pdf.pages[0].Contents = pdf.make_stream(b"BT /F1 12 Tf (Consent to treatment) Tj ET")
    else:
        picture = pikepdf.Stream(pdf, b"\0", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image)
        pdf.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=picture))
        pdf.pages[0].Contents = pdf.make_stream(b"q 600 0 0 800 0 0 cm /Im0 Do Q")
    if tagged:
        pdf.Root.MarkInfo = pikepdf.Dictionary(Marked=True)
        pdf.Root.StructTreeRoot = pikepdf.Dictionary(
            Type=pikepdf.Name.StructTreeRoot, K=pikepdf.Array([])
        )
    if "title" in settings:
        pdf.docinfo["/Title"] = settings["title"]
        pdf.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
    if "language" in settings:
        pdf.Root.Lang = settings["language"]
    stream = io.BytesIO()
    pdf.save(stream)
    return stream.getvalue()


class Site:
    """A site on loopback; what it does not hold answers 404."""

    def __init__(self, server: HTTPServer) -> None:
        self.server = server
        self.answers: dict[str, Response] = {}
        self.asked: Counter[str] = Counter()
        server.expect_request("/", method="GET")
        server.clear()
        server.expect_request(_Any()).respond_with_handler(self._answer)

    def page(self, path: str, more: str, title: str = "") -> None:
        html = PAGE.format(title=title or "Visiting us at Lakeside", more=more)
        self.answers[path] = Response(html, mimetype="text/html")

    def sitemap(self, *paths: str) -> None:
        names = "".join(f"<url><loc>{self.server.url_for(each)}</loc></url>" for each in paths)
        xml = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{names}</urlset>'
        self.answers["/sitemap.xml"] = Response(xml, mimetype="text/xml")

    def _answer(self, request: Request) -> Response:
        self.asked[f"{request.method} {request.path}"] += 1
        return self.answers.get(request.path) or Response("nothing", 404)


class _Any(str):
    """Every path."""

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = str.__hash__


@pytest.fixture
def site(httpserver: HTTPServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "audit.yaml").write_text("site: {delay: 0, retries: 0}\nlinks: {delay: 0}\n")
    return Site(httpserver)


def _plain(said: list[tuple[str, str, str]], site: Site) -> list[tuple[str, str, str]]:
    origin = site.server.url_for("/").rstrip("/")
    return [(rule, sure, message.replace(origin, "")) for rule, sure, message in said]


def test_links_between_files_are_looked_up_in_their_folder(tmp_path: Path) -> None:
    site = _write(
        tmp_path,
        **{
            "index": '<a href="care/">Care</a> <a href="forms.html">Forms</a>'
            '<a href="/about">Us</a>'
            '<a href="care/index.html#team">Team</a> <a href="care/#tem">Staff</a>'
            '<a href="map%20a.html?from=home">Map</a>',
            "care/index": '<h2 id="team">Team</h2><p>We.</p><a href="../index.html">Home</a>'
            '<a href="../../elsewhere.html">Elsewhere</a> <a href="/care/gone.html">Gone</a>'
            '<a href="/shop/">Shop</a>',
            "about": "",
            "map a": "",
        },
    )
    found = _audit(tmp_path, str(site), code=1)
    assert [
        (
            "link-broken",
            "review",
            "“Shop” leads to /shop/, which has no file: there is none of that name in the folder, "
            "if that is where the site begins",
        ),
        (
            "link-broken",
            "sure",
            "“Forms” leads to forms.html, which has no file: there is none of that name in the "
            "folder",
        ),
        (
            "link-broken",
            "sure",
            "“Gone” leads to /care/gone.html, which has no file: there is none of that name in "
            "the folder",
        ),
        (
            "link-broken",
            "sure",
            "“Staff” leads to the place “tem” on care/, which has no place of that name",
        ),
    ] == _said(found)
    assert [("link-broken", "../elsewhere.html: it lies outside the folder that was audited")] == (
        _open(found)
    )


def test_files_are_audited_without_asking_anybody(tmp_path: Path, site: Site) -> None:
    address = site.server.url_for("/form/")
    folder = _write(tmp_path, index=f'<a href="{address}">Form</a>')
    found = _audit(tmp_path, str(folder), code=0)
    assert Counter() == site.asked
    ((rule, reason),) = _open(found)
    assert "link-broken" == rule
    assert "links.ask to all" in reason


def test_beside_a_single_file_nothing_is_called_missing(tmp_path: Path) -> None:
    folder = _write(tmp_path, index='<a href="other.html">Other</a> <a href="#no">Down</a>')
    found = _audit(tmp_path, str(folder / "index.html"), code=1)
    assert [("link-broken", "sure")] == [each[:2] for each in _said(found)]
    assert ["only single files were audited" in reason for _, reason in _open(found)] == [True]


def test_a_folder_that_no_site_begins_in_knows_nothing_of_links_from_the_root(
    tmp_path: Path,
) -> None:
    folder = _write(tmp_path, page='<a href="/">Home</a> <a href="/contact/">Contact</a>')
    found = _audit(tmp_path, str(folder), code=0)
    assert [] == _said(found)
    assert ["2 addresses, first /: the folder" in reason for _, reason in _open(found)] == [True]


def test_a_place_that_a_script_may_add_is_for_a_person(tmp_path: Path) -> None:
    folder = _write(tmp_path, index='<a href="#late">Late</a><script>add("late")</script>')
    said = _said(_audit(tmp_path, str(folder)))
    assert [("link-broken", "review")] == [each[:2] for each in said]


def test_files_of_two_targets_of_one_name_link_within_their_own(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir(), (tmp_path / "b").mkdir()
    for name in ("a", "b"):
        link = '<a href="more.html#x">More</a>'
        (tmp_path / name / "index.html").write_text(
            PAGE.format(title=f"Visiting {name} at Lakeside", more=link)
        )
    (tmp_path / "a" / "more.html").write_text(PAGE.format(title="More", more='<p id="x">X</p>'))
    found = _audit(tmp_path, str(tmp_path / "a"), str(tmp_path / "b"))
    assert [f"{tmp_path}/b/index.html"] == [
        each["url"] for each in found["findings"] if each["rule"] == "link-broken"
    ]


def test_a_crawl_says_what_is_broken_once_for_each_template(site: Site, tmp_path: Path) -> None:
    footer = '<footer><a href="/privacy/">Privacy</a></footer>'
    for path in ("/", "/a/", "/b/"):
        site.page(path, f'<a href="/">Home</a> <a href="/a/#x">A</a> <a href="/b/">B</a>{footer}')
    found = _audit(tmp_path, site.server.url_for("/"), code=1)
    broken = [each for each in found["findings"] if each["rule"] == "link-broken"]
    dead = [each for each in broken if "/privacy/" in each["message"]]
    assert 3 == len(dead) == len({each["url"] for each in dead})
    assert 1 == len({each["group"] for each in dead})
    places = [each for each in broken if each not in dead]
    assert {"“A” leads to the place “x” on"} == {each["message"][:29] for each in places}
    assert 2 == site.asked["GET /privacy/"], "the crawl asked once, and it was confirmed once"
    assert 0 == sum(n for asked, n in site.asked.items() if asked.startswith("HEAD"))


def test_a_page_under_two_addresses_has_its_places_under_both(site: Site, tmp_path: Path) -> None:
    site.page("/", '<a href="/team#lead">Lead</a> <a href="/team/#lead">Lead</a>')
    site.page("/team/", '<p id="lead">She leads the team.</p>')
    site.answers["/team"] = Response("", 301, {"Location": "/team/"})
    assert [] == _said(_audit(tmp_path, site.server.url_for("/"), code=0))


def test_trouble_of_others_is_for_a_person_and_never_trips_the_gate(
    site: Site, tmp_path: Path
) -> None:
    paths = {401: "/login.pdf", 403: "/trial.zip", 429: "/busy.csv", 503: "/down.ics"}
    site.page("/", "".join(f'<a href="{path}">File {n}</a>' for n, path in paths.items()))
    for status, path in paths.items():
        site.answers[path] = Response("", status)
    found = _audit(tmp_path, site.server.url_for("/"), code=0)
    assert ["review"] * 4 == [each[1] for each in _said(found) if each[0] == "link-broken"]


def test_pages_that_only_say_they_are_not_there_are_for_a_person(
    site: Site, tmp_path: Path
) -> None:
    site.page("/", '<a href="/old/">Old</a> <a href="/a/b/">Deep</a> <a href="/fine/">Fine</a>')
    site.page("/old/", "", title="Page not found today")
    site.page("/fine/", "", title="Lost and found")
    site.answers["/a/b/"] = Response("", 302, {"Location": "/"})
    assert [
        ("review", "“Deep” leads to /a/b/, which sends visitors on to the front page, /"),
        (
            "review",
            "“Old” leads to /old/, which answers, but is titled “Page not found today”",
        ),
    ] == [each[1:] for each in _plain(_said(_audit(tmp_path, site.server.url_for("/"))), site)]


def test_a_page_that_nothing_links_to_is_found_where_all_was_audited(
    site: Site, tmp_path: Path
) -> None:
    site.page("/", '<a href="/a/">A</a>')
    site.page("/a/", '<a href="/twin">Twin</a>')
    for path in ("/lost/", "/twin/"):
        site.page(path, '<a href="/">Home</a>')
    site.answers["/twin"] = Response("", 301, {"Location": "/twin/"})
    site.sitemap("/", "/a/", "/lost/", "/twin/")
    found = _audit(tmp_path, site.server.url_for("/"), code=0)
    orphans = [each for each in found["findings"] if each["rule"] == "page-orphan"]
    assert [site.server.url_for("/lost/")] == [each["url"] for each in orphans]
    assert "review" == orphans[0]["certainty"], "without a browser, a script may link to it"


def test_no_page_is_called_an_orphan_where_links_may_be_unknown(site: Site, tmp_path: Path) -> None:
    site.page("/", '<a href="/a/">A</a> <a href="/broken/">B</a>')
    site.page("/a/", "")
    site.page("/lost/", "")
    site.answers["/broken/"] = Response("", 500)
    site.sitemap("/", "/lost/")
    found = _audit(tmp_path, site.server.url_for("/"), code=3)
    assert "page-orphan" not in {each["rule"] for each in found["findings"]}
    assert "not every page could be audited" in dict(_open(found))["page-orphan"]


def test_a_linked_pdf_is_read_once_and_says_what_it_lacks(site: Site, tmp_path: Path) -> None:
    good = _pdf(title="A guide", language="en-US")
    pdfs = {
        "/good.pdf": good,
        "/plain.pdf": _pdf(tagged=False),
        "/scan.pdf": _pdf(words=False, title="Scan", language="en"),
        "/torn.pdf": good[:200],
    }
    for path, body in pdfs.items():
        site.answers[path] = Response(body, mimetype="application/pdf")
    links = "".join(f'<a href="{path}">{path[1:-4]}</a>' for path in pdfs)
    site.page("/", f'{links}<a href="/a/">A</a>')
    site.page("/a/", links)
    found = _audit(tmp_path, site.server.url_for("/"), code=1)
    assert [
        ("sure", "“plain” leads to a PDF without tags, a title and a language: /plain.pdf"),
        ("sure", "“scan” leads to a PDF without any text: its pages are pictures: /scan.pdf"),
    ] == [each[1:] for each in _plain(_said(found), site) if each[0] == "document-inaccessible"]
    assert "it is damaged" in dict(_open(found))["document-inaccessible"]
    assert dict.fromkeys(pdfs, 1) == {path: site.asked[f"GET {path}"] for path in pdfs}


def test_pdfs_of_a_folder_are_read_from_the_disk(tmp_path: Path) -> None:
    folder = _write(tmp_path, index='<a href="a.pdf">Consent</a> <a href="/b.pdf">Guide</a>')
    (folder / "a.pdf").write_bytes(_pdf(tagged=False, title="Consent", language="en"))
    (folder / "b.pdf").write_bytes(_pdf(title="Guide", language="en"))
    assert [("document-inaccessible", "sure", "“Consent” leads to a PDF without tags: a.pdf")] == (
        _said(_audit(tmp_path, str(folder), code=1))
    )


def test_pages_of_others_cost_no_more_than_the_time_that_is_set(site: Site, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        site.page("/", "".join(f'<a href="http://localhost:{port}/{n}">{n}</a>' for n in range(30)))
        (tmp_path / "audit.yaml").write_text(
            "site: {delay: 0, retries: 0, private_hosts: [localhost]}\n"
            "links: {delay: 0, timeout: 1, seconds: 2}\n"
        )
        begun = time.monotonic()
        found = _audit(tmp_path, site.server.url_for("/"), code=0)
    assert time.monotonic() - begun < 10
    assert {"review"} == {each[1] for each in _said(found)}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_run_that_is_broken_off_while_it_asks_ends_soon_and_says_so(
    number: signal.Signals, site: Site, tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        site.page("/", f'<a href="http://localhost:{port}/">Other</a> <a href="#gone">Gone</a>')
        (tmp_path / "audit.yaml").write_text(
            "site: {delay: 0, private_hosts: [localhost]}\nlinks: {timeout: 60, hosts: 1}\n"
        )
        process = subprocess.Popen(
            [sys.executable, "-m", "audit", *RUN, site.server.url_for("/")],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            # Where tests run in the background, Ctrl-C is ignored, and children inherit that.
            preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
        )
        silent.settimeout(60)
        connection, _ = silent.accept()
        begun = time.monotonic()
        process.send_signal(number)
        said, wrong = process.communicate(timeout=60)
        connection.close()
    assert time.monotonic() - begun < 15
    assert "Traceback" not in wrong
    assert 3 == process.returncode
    assert "broken off" in said.splitlines()[-1]
    found = json.loads((tmp_path / "out" / "findings.json").read_text(encoding="utf-8"))
    assert ["sure"] == [sure for rule, sure, _ in _said(found) if rule == "link-broken"]

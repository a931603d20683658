"""Whole runs that go wrong: dying processes, interruptions, crashing rules, pages found twice."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

PAGE = """<!doctype html><html lang="en"><head><title>{name}</title></head>
<body><main><h1>{name}</h1><p>Come to the front desk. {more}</p></main></body></html>"""
RULES = '''"""Rules that misbehave on purpose."""
import os, signal
from dataclasses import dataclass
from audit.model import Severity
from rules.base import PageRule

@dataclass(frozen=True)
class Trouble(PageRule):
    """No page makes trouble.

    It does.

    To fix it, stop.
    """
    title = "Trouble"
    severity = Severity.NOTICE

    def check(self, page):
        if "KILL" in page.html:
            os.kill(os.getpid(), signal.SIGKILL)
        if "CRASH" in page.html:
            raise RuntimeError("a rule crashed")
        yield from ()
'''


def _plug_in(folder: Path) -> None:
    """Install a package of rules as pip would: a module and its metadata on the path."""
    package = folder / "trouble_rules"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "trouble.py").write_text(RULES)
    info = folder / "trouble_rules-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: trouble-rules\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[care_audit.rules]\ntrouble = trouble_rules\n")


def _start(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "audit", "run", "--static", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        # Where these tests run in the background, Ctrl-C is ignored, and children inherit that.
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    )


def _run(folder: Path, *arguments: str) -> tuple[int, dict[str, Any], str]:
    process = _start(folder, *arguments)
    said, wrong = process.communicate(timeout=120)
    assert "Traceback" not in wrong, wrong
    found = json.loads((folder / "out/findings.json").read_text(encoding="utf-8"))
    return process.returncode, found, said


def _outcomes(found: dict[str, Any]) -> dict[str, str]:
    return {page["url"]: page["outcome"] for page in found["coverage"]["pages"]}


def _write_pages(folder: Path, **more: str) -> Path:
    site = folder / "site"
    site.mkdir()
    for name, text in more.items():
        (site / f"{name}.html").write_text(PAGE.format(name=name, more=text))
    return site


def test_a_page_that_kills_its_worker_is_named_and_the_others_are_audited(tmp_path: Path) -> None:
    _plug_in(tmp_path)
    _write_pages(tmp_path, **{f"page{n}": "" for n in range(8)}, killer="KILL")
    code, found, said = _run(tmp_path, "--workers", "2", "site")
    outcomes = _outcomes(found)
    assert "error:crash" == outcomes.pop("killer.html")
    assert {f"page{n}.html": "audited" for n in range(8)} == outcomes
    assert 3 == code
    assert said.splitlines()[-1].startswith("INCOMPLETE: 1 page was not audited (error:crash)")


def test_a_rule_that_crashes_leaves_its_page_unchecked_and_the_run_incomplete(
    tmp_path: Path,
) -> None:
    _plug_in(tmp_path)
    _write_pages(tmp_path, fine="", strange="CRASH")
    code, found, _ = _run(tmp_path, "site")
    crashes = [each for each in found["unchecked"] if each["rule"] == "trouble/trouble"]
    assert ["strange.html"] == [each["url"] for each in crashes]
    assert "RuntimeError: a rule crashed" in crashes[0]["reason"]
    assert 3 == code
    assert "incomplete" == found["run"]["status"]


@pytest.mark.parametrize("workers", ["1", "2"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_run_broken_off_says_so_and_keeps_what_it_has(
    number: signal.Signals, workers: str, tmp_path: Path, httpserver: HTTPServer
) -> None:
    def answer(request: Request) -> Response:
        if request.path in ("/robots.txt", "/sitemap.xml"):
            return Response("", 404)
        time.sleep(0.05)
        here = int(request.path.strip("/") or 0)
        link = f'<a href="/{here + 1}/">The next of many pages</a>'
        return Response(PAGE.format(name=f"Page {here}", more=link), mimetype="text/html")

    httpserver.expect_request("/").respond_with_handler(answer)
    httpserver.expect_request(re.compile("/.*")).respond_with_handler(answer)
    (tmp_path / "audit.yaml").write_text("site: {delay: 0, max_depth: 10000}\n")
    process = _start(tmp_path, "-v", "--workers", workers, httpserver.url_for("/"))
    assert process.stderr is not None
    for _ in range(5):
        process.stderr.readline()
    begun = time.monotonic()
    process.send_signal(number)
    said, wrong = process.communicate(timeout=60)
    assert time.monotonic() - begun < 20
    assert "Traceback" not in wrong
    assert 3 == process.returncode
    assert "broken off" in said.splitlines()[-1]
    found = json.loads((tmp_path / "out/findings.json").read_text(encoding="utf-8"))
    kinds = list(_outcomes(found).values())
    assert kinds.count("audited") >= 4
    assert "skipped:limit" in kinds, "the pages it did not get to are listed"


def test_a_page_reached_by_two_addresses_is_audited_once(
    tmp_path: Path, httpserver: HTTPServer
) -> None:
    links = '<a href="/old/">Our old address</a> <a href="/new/">Our new address</a>'
    pages = {
        "/": PAGE.format(name="Home", more=links),
        "/new/": PAGE.format(name="New", more='<img src="x.png" alt="IMG_2041.jpg">'),
    }
    for path, html in pages.items():
        httpserver.expect_request(path).respond_with_data(html, content_type="text/html")
    for path in ("/robots.txt", "/sitemap.xml"):
        httpserver.expect_request(path).respond_with_data("", status=404)
    httpserver.expect_request("/old/").respond_with_data(
        "", status=301, headers={"Location": "/new/"}
    )
    (tmp_path / "audit.yaml").write_text("site: {delay: 0}\n")
    _, found, _ = _run(tmp_path, httpserver.url_for("/"))
    kinds = sorted(_outcomes(found).values())
    assert ["audited", "audited", "skipped:duplicate"] == kinds
    assert 1 == len([each for each in found["findings"] if each["rule"] == "image-alt-filename"])


def test_two_files_of_one_name_keep_apart(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "index.html").write_text(PAGE.format(name=name, more=""))
    for targets in (("a", "b"), ("a/index.html", "b/index.html")):
        _, found, _ = _run(tmp_path, *targets)
        assert {"a/index.html": "audited", "b/index.html": "audited"} == _outcomes(found)


def test_a_file_named_twice_is_audited_once(tmp_path: Path) -> None:
    _write_pages(tmp_path, fine="")
    _, found, _ = _run(tmp_path, "site", "site/fine.html")
    assert {"fine.html": "audited"} == _outcomes(found)


def test_pages_that_must_be_audited_and_were_not_make_a_run_incomplete(tmp_path: Path) -> None:
    _write_pages(tmp_path, fine="")
    (tmp_path / "audit.yaml").write_text("site: {must_audit: ['/cancer-care/**']}\n")
    code, found, _ = _run(tmp_path, "site")
    assert 3 == code
    assert ["/cancer-care/** must be audited and was not"] == found["run"]["reasons"]


def test_the_same_pages_give_the_same_findings_whatever_the_number_of_workers(
    tmp_path: Path,
) -> None:
    bad = '<img src="x.png" alt="IMG_2041.jpg"><h2>Nothing here</h2><h2>More</h2> Words.'
    _write_pages(tmp_path, **{f"page{n}": bad for n in range(6)})
    results = []
    for workers in ("1", "2"):
        _, found, _ = _run(tmp_path, "--workers", workers, "site")
        # Which run saw it is another one each time.
        results.append(
            [
                {**each, "status": "", "first_seen": {}, "last_seen": {}}
                for each in found["findings"]
            ]
        )
    assert results[0]
    assert results[0] == results[1]

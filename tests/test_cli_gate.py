"""The gate by the command line: baselines, twins, changes and waivers."""

import json
import subprocess
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from audit import cli

PAGE = """<!doctype html><html lang="en"><head><title>{0}</title></head><body><main>
<h1>{0}</h1><p>Come to the front desk first.</p>{1}</main></body></html>"""
OLD = '<img src="a.png" alt="DSC_0042.JPG">'
NEW = '<img src="b.png" alt="IMG_2041.JPG">'
SOON = (datetime.now(UTC).date() + timedelta(days=30)).isoformat()
CONFIG = "# Ours.\nsite: {name: Lakeside, start: [site], delay: 0}  # all of it\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every test stands in a folder of its own, with a site of two pages, one with a defect."""
    monkeypatch.chdir(tmp_path)
    write("a", OLD)
    write("b", "")
    Path("audit.yaml").write_text(CONFIG)
    return tmp_path


def write(name: str, more: str, site: str = "site") -> None:
    Path(site).mkdir(exist_ok=True)
    (Path(site) / f"{name}.html").write_text(PAGE.format(f"Page {name}", more))


def audit(code: int, *options: str) -> dict[str, Any]:
    assert code == cli.main(["run", "--static", "-q", *options])
    found: dict[str, Any] = json.loads(Path("out/findings.json").read_text())
    assert code == found["run"]["exit"]
    return found


def notes(found: dict[str, Any]) -> str:
    return "\n".join(found["run"]["notes"])


def waive(found: dict[str, Any], *options: str, until: str = SOON) -> int:
    (identity,) = [each["id"] for each in found["findings"] if each["status"] != "fixed"]
    given = ("--reason", "New pictures: #2", "--owner", "Web team", "--until", until)
    return cli.main(["waive", identity, *given, *options])


def test_a_gate_for_new_findings_trips_at_first_and_then_for_new_ones_only() -> None:
    audit(1, "--new-only")
    assert "1 finding does not trip the gate" in notes(audit(0, "--new-only"))
    write("b", NEW)
    found = audit(1, "--new-only")
    assert {"a.html": "existing", "b.html": "new"} == {
        each["url"]: each["status"] for each in found["findings"]
    }
    audit(1)


def test_a_baseline_lets_through_what_it_holds_and_nothing_else(
    capsys: pytest.CaptureFixture[str],
) -> None:
    audit(1)
    assert 0 == cli.main(["baseline"])
    assert "baseline.jsonl: 1 finding, 1 of them new." in capsys.readouterr().out
    Path("audit.yaml").write_text(CONFIG + "gate: {baseline: baseline.jsonl}\n")
    found = audit(0, "--db", "sqlite:///another.db")
    assert "existing" == found["findings"][0]["status"]
    assert "in the baseline baseline.jsonl" == found["findings"][0]["note"]
    write("b", NEW)
    audit(1)


def test_a_baseline_loses_lines_only_when_it_is_asked_to(
    capsys: pytest.CaptureFixture[str],
) -> None:
    write("b", NEW)
    audit(1)
    cli.main(["baseline"])
    before = Path("baseline.jsonl").read_bytes()
    write("a", "")
    assert "1 line is stale in baseline.jsonl" in notes(audit(0, "--baseline", "baseline.jsonl"))
    assert 0 == cli.main(["baseline"])
    assert before == Path("baseline.jsonl").read_bytes()
    assert "stale: --prune deletes them" in capsys.readouterr().out
    assert 0 == cli.main(["baseline", "--prune"])
    (line,) = Path("baseline.jsonl").read_text().splitlines()
    assert "b.html" == json.loads(line)["page"]


def test_git_merges_what_two_branches_add_to_a_baseline() -> None:
    Path(".gitattributes").write_text("baseline.jsonl merge=union\n")
    Path("baseline.jsonl").write_text("")
    git("init", "--quiet", "--initial-branch=main")
    git("add", ".")
    git("commit", "--quiet", "--message", "x")
    git("checkout", "--quiet", "-b", "other")
    audit(1)
    cli.main(["baseline"])
    git("commit", "--quiet", "--all", "--message", "a")
    git("checkout", "--quiet", "main")
    write("a", "")
    write("b", NEW)
    audit(1)
    cli.main(["baseline"])
    git("commit", "--quiet", "--message", "b", "baseline.jsonl")
    git("merge", "--quiet", "other")
    write("a", OLD)
    audit(0, "--baseline", "baseline.jsonl")


def test_a_baseline_that_is_missing_ends_the_run_before_it_begins(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert 2 == cli.main(["run", "--static", "--baseline", "none.jsonl"])
    assert "none.jsonl: there is no such baseline" in capsys.readouterr().err
    assert not Path("out").exists()


def serve(server: HTTPServer, *, down: str = "") -> str:
    for path in ("/robots.txt", "/sitemap.xml"):
        server.expect_request(path).respond_with_data("", status=404)
    links = '<p><a href="/a.html">The first page</a> and <a href="/b.html">the second page</a></p>'
    pages = {"/": PAGE.format("Home", links), "/a.html": PAGE.format("Page a", OLD)}
    pages["/b.html"] = PAGE.format("Page b", "")
    for path, html in pages.items():
        status = 500 if path == down else 200
        server.expect_request(path).respond_with_data(html, status=status, content_type="text/html")
    return server.url_for("/")


def test_what_the_live_site_has_as_well_does_not_trip_the_gate(httpserver: HTTPServer) -> None:
    live = serve(httpserver)
    found = audit(0, "--against", live)
    assert f"held against {live}: 2 pages are there as well, 0 only here" in notes(found)
    assert f"{live} has it, too" == found["findings"][0]["note"]
    write("b", NEW)
    found = audit(1, "--against", live)
    assert {"a.html", "b.html"} == {page["url"] for page in found["coverage"]["pages"]}


def test_a_live_page_that_is_down_excuses_nothing(httpserver: HTTPServer) -> None:
    Path("audit.yaml").write_text(CONFIG.replace("delay: 0", "delay: 0, retries: 0"))
    found = audit(1, "--against", serve(httpserver, down="/a.html"))
    assert "1 page could not be audited on" in notes(found)


def git(*words: str) -> None:
    who = ("-c", "user.email=a@hospital.example", "-c", "user.name=A")
    subprocess.run(["git", *who, *words], check=True, capture_output=True)


def test_only_what_changed_is_audited_and_nothing_else_is_called_fixed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    git("init", "--quiet")
    git("add", "audit.yaml", "site")
    git("commit", "--quiet", "--message", "x")
    audit(1)
    found = audit(0, "--changed-since", "HEAD")
    assert [] == found["coverage"]["pages"]
    assert "0 of 2 pages were audited" in notes(found)
    write("b", "<p>More.</p>")
    found = audit(0, "--changed-since", "HEAD")
    assert ["b.html"] == [page["url"] for page in found["coverage"]["pages"]]
    assert [] == found["findings"]
    assert "rules that compare pages saw only these" in notes(found)
    assert "existing" == audit(1)["findings"][0]["status"], "a part of a site is no history"
    assert 2 == cli.main(["run", "--static", "--changed-since", "nowhere"])
    assert "git knows no commit 'nowhere' here" in capsys.readouterr().err


def test_a_waiver_is_written_and_holds_and_its_ticket_is_in_the_report(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert 0 == waive(audit(1), "--ticket", "WEB-7")
    assert (
        f"Waived until {SOON} in audit.yaml: 1 finding of the last run." in capsys.readouterr().out
    )
    assert Path("audit.yaml").read_text().startswith(CONFIG)
    formats = [f"--format={name}" for name in ("json", "html", "csv", "sarif")]
    found = audit(0, *formats)
    assert "waived" == found["findings"][0]["status"]
    assert (
        f"waived until {SOON}: New pictures: #2 (Web team, WEB-7)" == found["findings"][0]["note"]
    )
    for report in ("findings.json", "findings.csv", "findings.sarif"):
        assert "WEB-7" in (Path("out") / report).read_text(encoding="utf-8")
    assert 2 == waive(found)
    assert "covers it already" in capsys.readouterr().err


def test_a_waiver_that_has_ended_fails_even_a_gate_for_new_findings() -> None:
    waive(audit(1))
    config = Path("audit.yaml")
    config.write_text(config.read_text().replace(SOON, date(2026, 1, 1).isoformat()))
    found = audit(1, "--new-only")
    assert "ended on 2026-01-01, so its finding counts again" in notes(found)
    assert "existing" == found["findings"][0]["status"]


def test_a_waiver_whose_subject_changed_is_void() -> None:
    waive(audit(1))
    write("a", NEW)
    assert "is void" in notes(audit(1))


def test_a_waiver_that_matches_nothing_is_reported() -> None:
    waive(audit(1))
    write("a", "")
    assert "matches nothing" in notes(audit(0))


def test_a_waived_finding_does_not_go_into_a_baseline() -> None:
    waive(audit(1))
    audit(0)
    assert 0 == cli.main(["baseline"])
    assert "" == Path("baseline.jsonl").read_text()


@pytest.mark.parametrize(
    ("config", "options", "until", "sentence"),
    [
        (None, (), SOON, "there is no such file"),
        ("{site: {start: [site]}}\n", (), SOON, "in brackets"),
        (CONFIG, (), "2020-01-01", "a waiver ends in the future"),
        (CONFIG, ("--pages", "a.html"), SOON, "a path begins with /"),
        (CONFIG, ("--reason", " "), SOON, "--reason must say something"),
    ],
    ids=["no file", "brackets", "over", "no path", "no reason"],
)
def test_a_waiver_that_cannot_be_written_changes_nothing(
    config: str | None,
    options: tuple[str, ...],
    until: str,
    sentence: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = audit(1)
    path = Path("audit.yaml")
    path.unlink()
    if config is not None:
        path.write_text(config)
    assert 2 == waive(found, *options, until=until)
    assert sentence in capsys.readouterr().err
    assert config == (path.read_text() if config else None)


def test_what_could_not_be_checked_never_passes_for_known(httpserver: HTTPServer) -> None:
    live = serve(httpserver)
    Path("audit.yaml").write_text("site: {delay: 0, retries: 0, connect_timeout: 2}\n")
    audit(1, live)
    cli.main(["baseline"])
    httpserver.clear()
    serve(httpserver, down="/a.html")
    found = audit(3, "--new-only", "--baseline", "baseline.jsonl", live)
    assert "1 line of baseline.jsonl could not be checked" in notes(found)
    (left,) = [each for each in found["findings"] if each["rule"] == "image-alt-filename"]
    assert "not-checked" == left["status"]

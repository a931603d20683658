"""The command line: what goes where, and how it ends."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from audit import cli

CLEAN = """<!doctype html><html lang="en"><head><title>Visiting</title></head>
<body><main><h1>Visiting</h1><p>Come to the front desk first.</p></main></body></html>"""
BROKEN = CLEAN.replace("<p>", '<img src="a.png" alt="DSC_0042.JPG"><p>')
MILD = CLEAN.replace("<p>", '<p><a href="/more/">Read more</a> ')


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every test stands in an empty folder of its own."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _write(name: str, text: str) -> str:
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_text(text, encoding="utf-8")
    return name


def test_a_clean_page_ends_with_0(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == cli.main(["run", "--static", _write("a.html", CLEAN)])
    out = capsys.readouterr().out
    assert "1 of 1 page audited, without a browser, so axe-core did not run" in out
    assert "no defects found in what was checked" in out.splitlines()[-1]


def test_a_tripped_gate_ends_with_1(capsys: pytest.CaptureFixture[str]) -> None:
    assert 1 == cli.main(["run", "--static", _write("a.html", BROKEN)])
    assert "image-alt-filename" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("fail_on", "code"), [("error", 0), ("warning", 1), ("notice", 1), ("off", 0)]
)
def test_the_gate_is_where_the_caller_puts_it(fail_on: str, code: int) -> None:
    assert code == cli.main(["run", "--static", "--fail-on", fail_on, _write("a.html", MILD)])


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["run"], "nothing to audit"),
        (["run", "--static", "no-such-file.html"], "no-such-file.html"),
        (["run", "--sttic", "a.html"], "No such option"),
        (["run", "--static", "--format", "docx", "."], "no report format 'docx'"),
        (["run", "--static", "--config", "none.yaml", "."], "none.yaml"),
        (["rnu"], "No such command 'rnu'"),
        (["explain", "card-duplicat"], "did you mean 'card-duplicate'?"),
    ],
    ids=["no target", "no file", "no option", "no format", "no config", "no command", "no rule"],
)
def test_a_wrong_use_ends_with_2_and_says_what_is_wrong(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert 2 == cli.main(arguments)
    said = capsys.readouterr()
    assert "" == said.out
    assert sentence in said.err
    assert "Traceback" not in said.err
    assert not Path("out").exists(), "nothing runs on a wrong use"


def test_a_wrong_configuration_names_file_line_and_key(
    capsys: pytest.CaptureFixture[str],
) -> None:
    _write("audit.yaml", "site:\n  name: Lakeside\n  strat: [.]\n")
    assert 2 == cli.main(["run", "--static"])
    assert re.search(
        r"audit\.yaml:3:3: site: unknown key 'strat'.*'start'", capsys.readouterr().err
    )


def test_audit_yaml_in_this_folder_is_read(capsys: pytest.CaptureFixture[str]) -> None:
    _write("pages/a.html", BROKEN)
    _write(
        "audit.yaml",
        "site: {name: Lakeside, start: [pages]}\nbrowser: {enabled: false}\n"
        "rules: {image-alt-filename: off}\n",
    )
    assert 0 == cli.main(["run"])
    assert "Lakeside" in Path("out/report.html").read_text(encoding="utf-8")


def test_what_was_not_checked_ends_with_3(
    httpserver: HTTPServer, capsys: pytest.CaptureFixture[str]
) -> None:
    httpserver.expect_request("/").respond_with_data(
        CLEAN.replace("<p>", '<p><a href="/broken/">More about visiting</a> '),
        content_type="text/html",
    )
    for path in ("/robots.txt", "/sitemap.xml"):
        httpserver.expect_request(path).respond_with_data("", status=404)
    httpserver.expect_request("/broken/").respond_with_data("out of order", status=500)
    _write("audit.yaml", "site: {retries: 0, delay: 0}\n")
    assert 3 == cli.main(["run", "--static", httpserver.url_for("/")])
    last = capsys.readouterr().out.splitlines()[-1]
    assert last.startswith("INCOMPLETE: only 1 of 2 wanted pages were audited")
    assert "1 page was not audited (error:http)" in last
    pages = json.loads(Path("out/findings.json").read_text())["coverage"]["pages"]
    assert {"audited", "error:http"} == {page["outcome"] for page in pages}


def test_a_server_that_is_not_there_ends_with_3(capsys: pytest.CaptureFixture[str]) -> None:
    _write("audit.yaml", "site: {retries: 0, connect_timeout: 2}\n")
    assert 3 == cli.main(["run", "--static", "http://127.0.0.1:9/"])
    assert "no page was audited" in capsys.readouterr().out


def test_without_a_browser_the_run_is_incomplete_and_says_how_to_get_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("audit.browser.programs.BROWSERS", ())
    monkeypatch.setattr("audit.browser.programs.DRIVERS", ())
    assert 3 == cli.main(["run", _write("a.html", CLEAN)])
    said = capsys.readouterr()
    assert "chromium" in said.err
    assert "no browser was found" in said.out.splitlines()[-1]
    found = json.loads(Path("out/findings.json").read_text())
    assert "axe" in {each["rule"] for each in found["unchecked"]}
    assert "audited:partial" == found["coverage"]["pages"][0]["outcome"]


def test_json_goes_to_stdout_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert 1 == cli.main(["run", "--static", "--json", _write("a.html", BROKEN)])
    found = json.loads(capsys.readouterr().out)
    assert 1 == found["schema"]
    assert "a.html" == found["findings"][0]["url"]


def test_page_text_cannot_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    _write("a.html", BROKEN.replace("DSC_0042.JPG", "\x1b[31m\x9b1A\u202eDSC_0042.JPG"))
    cli.main(["run", "--static", "-v", "a.html"])
    said = capsys.readouterr()
    assert not re.search("[\x1b\x9b\u202e]", said.out + said.err)


def test_a_folder_that_cannot_be_written_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    _write("out", "a file where the folder should be")
    assert 2 == cli.main(["run", "--static", _write("a.html", CLEAN)])
    assert "out" in capsys.readouterr().err


def test_init_writes_a_configuration_that_works_and_never_writes_over_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    _write("site/a.html", CLEAN)
    assert 0 == cli.main(["init", "--name", "Lakeside: “Cancer” Care", "--start", "site"])
    assert 0 == cli.main(["run", "--static"])
    assert 2 == cli.main(["init"])
    assert "audit.yaml is there already" in capsys.readouterr().err


def test_rules_are_listed_and_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == cli.main(["rules"])
    assert "card-duplicate" in capsys.readouterr().out
    assert 0 == cli.main(["rules", "--json"])
    ids = [each["id"] for each in json.loads(capsys.readouterr().out)]
    assert sorted(ids) == ids
    assert 0 == cli.main(["explain", "image-alt-filename"])
    assert "To fix it" in capsys.readouterr().out
    assert 0 == cli.main(["explain", "axe/color-contrast"])
    assert "axe/color-contrast" in capsys.readouterr().out


def test_a_reader_that_leaves_is_no_failure() -> None:
    """`care-audit rules | head -1`, with a pipe that closes at once."""
    read, write = os.pipe()
    os.close(read)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "audit", "rules"],
            stdout=write,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    finally:
        os.close(write)
    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr


@pytest.mark.browser
def test_doctor_finds_what_a_full_audit_needs(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == cli.main(["doctor"])
    out = capsys.readouterr().out
    assert "axe-core    4.14.1" in out
    assert "All is well" in out.splitlines()[-1]


def test_doctor_without_a_browser_gives_the_line_to_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("audit.browser.programs.BROWSERS", ())
    assert 2 == cli.main(["doctor"])
    assert "install" in capsys.readouterr().err

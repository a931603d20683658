"""`care-audit report`: the reports of a run that is over, written again."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from audit import cli

PAGE = """<!doctype html><html lang="en"><head><title>Quality</title></head><body><main>
<h1>Quality</h1><p>We are looked at from outside.</p></main></body></html>"""
BROKEN = PAGE.replace("<p>", '<img src="a.png" alt="DSC_0042.JPG"><p>')


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every test stands in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def night(html: str) -> str:
    """Audit a folder with this one page, and give the run's id."""
    Path("site").mkdir(exist_ok=True)
    Path("site/a.html").write_text(html, encoding="utf-8")
    assert cli.main(["run", "--static", "-q", "site"]) in (0, 1, 3)
    found = json.loads(Path("out/findings.json").read_text("utf-8"))
    return str(found["run"]["id"])


def files(folder: str) -> dict[str, bytes]:
    base = Path(folder)
    return {
        path.relative_to(base).as_posix(): path.read_bytes()
        for path in base.rglob("*")
        if path.is_file() and path.suffix in (".html", ".json")
    }


def test_the_last_run_is_written_again_byte_for_byte() -> None:
    night(BROKEN)
    first = files("out")
    assert cli.main(["report", "--out", "again"]) == 0
    assert files("again") == first
    assert {"report.html", "findings.json"} <= first.keys()


def test_an_earlier_run_is_written_as_it_was(capsys: pytest.CaptureFixture[str]) -> None:
    first = night(BROKEN)
    before = files("out")
    second = night(PAGE)
    assert cli.main(["report", first, "--out", "then"]) == 0
    assert files("then") == before
    assert cli.main(["report", "last~1", "--out", "named"]) == 0
    assert files("named") == before
    capsys.readouterr()
    assert cli.main(["report", "--out", "now", "--format", "json"]) == 0
    assert [second] == [json.loads(text)["run"]["id"] for text in files("now").values()]
    said = capsys.readouterr().out.splitlines()
    assert said[0] == f"Report: {Path('now/findings.json')}"
    assert said[-1].startswith(f"{second}: 1 of 1 page audited")


def test_the_language_is_chosen() -> None:
    night(PAGE)
    assert cli.main(["report", "--language", "es", "--out", "es", "--format", "html"]) == 0
    assert '<html lang="es">' in Path("es/report.html").read_text("utf-8")


def test_a_run_that_was_broken_off_has_no_report(capsys: pytest.CaptureFixture[str]) -> None:
    run = night(PAGE)
    with closing(sqlite3.connect("out/care-audit.db")) as database:
        database.execute("UPDATE runs SET finished = NULL")
        database.commit()
    assert cli.main(["report", run]) == 2
    assert f"the run {run} has not ended" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "no run is remembered yet"),
        (("--format", "fax"), "there is no report format 'fax'"),
        (("--language", "tlh"), "'tlh'"),
    ],
)
def test_what_cannot_be_written_is_told(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str
) -> None:
    assert cli.main(["report", *arguments]) == 2
    assert said in capsys.readouterr().err
    assert not Path("out").exists()


def test_an_unknown_run_is_told_and_nothing_is_written(capsys: pytest.CaptureFixture[str]) -> None:
    night(PAGE)
    assert cli.main(["report", "2001", "--out", "none"]) == 2
    assert "holds no run '2001'" in capsys.readouterr().err
    assert not Path("none").exists()

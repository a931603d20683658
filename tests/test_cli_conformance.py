"""Laws and people's results, from audit.yaml to the report."""

from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from audit import cli

PAGE = """<!doctype html><html lang="en"><head><title>Quality</title></head><body><main>
<h1>Quality</h1><img src="a.png" alt="DSC_0042.JPG"><p>We are looked at.</p></main></body></html>"""
CONFIG = """laws: [{law: section-504-web, who: fifteen or more}]
conformance: {results: people/checks.csv}
"""
CHECKS = "criterion,result,who,date\n1.1.1,pass,Ada,2026-11-01\n1.2.2,pass,Ada,2026-11-01\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to stand in, beside one with a page, audit.yaml and people's results."""
    (tmp_path / "site/people").mkdir(parents=True)
    (tmp_path / "site/audit.yaml").write_text(CONFIG, encoding="utf-8")
    (tmp_path / "site/people/checks.csv").write_text(CHECKS, encoding="utf-8")
    (tmp_path / "site/pages").mkdir()
    (tmp_path / "site/pages/a.html").write_text(PAGE, encoding="utf-8")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    return tmp_path


def run(*more: str) -> int:
    return cli.main(
        ["run", "--static", "-q", "--config", "../site/audit.yaml", "../site/pages", *more]
    )


def test_laws_and_results_reach_the_report_and_what_is_exported(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run("--format", "html", "--format", "openacr", "--format", "checklist") == 1
    page = BeautifulSoup(Path("out/report/conformance.html").read_text("utf-8"), "lxml").get_text()
    assert "for recipients with fifteen or more employees" in page
    assert "Contradiction:" in page
    draft = Path("out/openacr.yaml").read_text("utf-8")
    assert "level: supports" in draft.partition("1.2.2")[2].partition("1.2.3")[0]
    assert "level: does-not-support" in draft.partition("1.1.1")[2].partition("1.2.1")[0]


def test_results_added_later_are_in_a_report_written_again(folder: Path) -> None:
    run()
    with (folder / "site/people/checks.csv").open("a") as file:
        file.write("2.1.1,fail,Grace,2026-11-02\n")
    assert cli.main(["report", "--config", "../site/audit.yaml", "--out", "again"]) == 0
    assert "Grace" in Path("again/report/conformance.html").read_text("utf-8")
    assert "Grace" not in Path("out/report/conformance.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (CHECKS + "1.2.3,maybe,Ada,2026-11-01\n", "checks.csv:4: expected pass, fail,"),
        (None, "checks.csv: cannot be read: No such file"),
    ],
)
def test_a_mistake_in_the_results_is_told_before_anything_is_audited(
    folder: Path, capsys: pytest.CaptureFixture[str], text: str | None, told: str
) -> None:
    path = folder / "site/people/checks.csv"
    path.unlink()
    if text:
        path.write_text(text, encoding="utf-8")
    assert run() == 2
    assert told in capsys.readouterr().err
    assert not Path("out").exists()

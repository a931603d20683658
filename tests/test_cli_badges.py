"""`care-audit badges`: what it lists, of which run, and how it ends."""

import json
import re
from pathlib import Path

import pytest

from audit import cli

COC = "Commission on Cancer Accredited Program"
PAGE = f"""<!doctype html><html lang="en"><head><title>Quality</title></head><body><main>
<h1>Quality</h1><p>We are looked at from outside.</p><img src="/i/coc.png" alt="{COC}">
</main></body></html>"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every test stands in a folder of its own, with one page."""
    monkeypatch.chdir(tmp_path)
    Path("a.html").write_text(PAGE, encoding="utf-8")
    return tmp_path


def badges(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    capsys.readouterr()
    assert code == cli.main(["badges", *arguments])
    return capsys.readouterr().out


def test_the_last_run_is_listed_with_each_signal_and_its_reason(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert 0 == cli.main(["run", "--static", "a.html"])
    out = badges(capsys)
    assert out.startswith("a.html\n  1. “Commission on Cancer")
    assert "(acs-coc): there is no registry to hold it against" in out
    assert re.search(r"alternative text  “.*”: “.*” is the name of Commission on Cancer", out)
    assert re.search(r"file name +“coc\.png”: “coc” is short for", out)
    assert "1 badge on 1 page." == out.splitlines()[-1]


def test_the_registry_is_that_of_today(capsys: pytest.CaptureFixture[str]) -> None:
    cli.main(["run", "--static", "a.html"])
    Path("audit.yaml").write_text("accreditations: [{is: acs-coc, until: 2020-01-01}]\n")
    assert "its term ended on 2020-01-01" in badges(capsys)


def test_a_target_is_audited_first(capsys: pytest.CaptureFixture[str]) -> None:
    assert "1 badge on 1 page." in badges(capsys, "--static", "a.html")
    assert "1 badge on 1 page." in badges(capsys), "and remembered"


def test_signals_that_were_told_are_not_told_again(capsys: pytest.CaptureFixture[str]) -> None:
    Path("b.html").write_text(PAGE, encoding="utf-8")
    out = badges(capsys, "--static", ".")
    assert "as badge 1 of a.html" in out
    assert 1 == out.count("is the name of")


def test_an_earlier_run_can_be_named(capsys: pytest.CaptureFixture[str]) -> None:
    first = json.loads(badges(capsys, "--static", "--json", "a.html"))["run"]["id"]
    Path("a.html").write_text("<title>Empty</title><p>Nothing is left.</p>", encoding="utf-8")
    assert "No badge was seen." in badges(capsys, "--static", "a.html")
    assert "1 badge on 1 page." in badges(capsys, "--run", first)


def test_json_holds_all_that_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    Path("audit.yaml").write_text("accreditations: [{is: acs-napbc}]\n")
    (page,) = json.loads(badges(capsys, "--static", "--json", "a.html"))["pages"]
    (badge,) = page["badges"]
    assert ("a.html", [["acs-coc"]]) == (page["url"], badge["shows"])
    assert ["not held"] == [each["word"] for each in badge["registry"]]
    assert {"alternative text", "file name"} == {each["signal"] for each in badge["signals"]}


def test_what_is_learnt_is_a_registry_that_the_next_run_takes(
    capsys: pytest.CaptureFixture[str],
) -> None:
    learnt = badges(capsys, "--static", "--learn", "a.html")
    assert "- is: acs-coc" in learnt
    assert not Path("audit.yaml").exists(), "nothing is written by itself"
    Path("audit.yaml").write_text(learnt, encoding="utf-8")
    assert ": held\n" in badges(capsys, "--static", "a.html")


def test_a_run_that_was_incomplete_is_said_to_be(capsys: pytest.CaptureFixture[str]) -> None:
    Path("audit.yaml").write_text("site: {retries: 0, connect_timeout: 2}\n")
    assert 3 == cli.main(["badges", "--static", "http://127.0.0.1:9/"])
    said = capsys.readouterr()
    assert "No badge was seen." in said.out
    assert "the run was incomplete, so badges may be missing here" in said.err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "no run is remembered yet"),
        (["--learn", "--json"], "leave out --json"),
        (["--run", "x", "a.html"], "leave out the targets"),
        (["--static", "none.html"], "none.html"),
    ],
)
def test_a_wrong_use_ends_with_2(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert 2 == cli.main(["badges", *arguments])
    assert sentence in capsys.readouterr().err
    assert not Path("out").exists()


def test_a_run_that_is_not_there_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    cli.main(["run", "--static", "a.html"])
    assert 2 == cli.main(["badges", "--run", "nosuch"])
    assert "no run 'nosuch'" in capsys.readouterr().err


@pytest.mark.parametrize("options", [[], ["--json"], ["--learn"]], ids=["list", "json", "learn"])
def test_page_text_cannot_steer_the_terminal(
    options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    hostile = PAGE.replace(COC, f"{COC} \x1b[31m\x9b1A\u202e [b]").replace("coc.png", "\x9bcoc.png")
    Path("a.html").write_text(hostile, encoding="utf-8")
    out = badges(capsys, "--static", *options, "a.html")
    assert "Commission on Cancer" in out
    assert not re.search("[\x1b\x9b\u202e]", out)

"""`care-audit history`, `diff` and `asof`: what they tell of runs that are over."""

import json
import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from audit import cli

COC = "Commission on Cancer Accredited Program"
PAGE = f"""<!doctype html><html lang="en"><head><title>Quality</title></head><body><main>
<h1>Quality</h1><p>We are looked at from outside.</p><img src="/i/coc.png" alt="{COC}">
</main></body></html>"""
BROKEN = PAGE.replace("<p>", '<img src="a.png" alt="DSC_0042.JPG"><p>')
TODAY = datetime.now(UTC).date().isoformat()


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every test stands in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def night(**pages: str) -> None:
    """Audit a folder that holds these pages and no others."""
    site = Path("site")
    site.mkdir(exist_ok=True)
    for old in site.iterdir():
        old.unlink()
    for name, html in pages.items():
        (site / f"{name}.html").write_text(html, encoding="utf-8")
    assert cli.main(["run", "--static", "-q", "site"]) in (0, 1, 3)


def said(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    capsys.readouterr()
    assert code == cli.main([*arguments])
    return capsys.readouterr().out


def ids(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return [run["id"] for run in json.loads(said(capsys, "history", "--json"))]


def test_history_counts_what_each_run_saw_the_latest_first(
    capsys: pytest.CaptureFixture[str],
) -> None:
    night(a=BROKEN)
    night(a=PAGE)
    lines = said(capsys, "history").splitlines()
    assert lines[0].split()[0] == "run"
    assert re.search(r"complete +1 of 1 +0 +1 +0 +0$", lines[1])
    assert re.search(r"complete +1 of 1 +1 +0 +1 +0$", lines[2])
    runs = json.loads(said(capsys, "history", "--json", "--runs", "1"))
    assert [1] == [run["findings"]["fixed"] for run in runs]


def test_without_a_history_there_is_nothing_to_tell(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["history"], ["diff"], ["asof", TODAY, "a.html"]):
        assert 2 == cli.main(arguments)
        assert "no run is remembered yet" in capsys.readouterr().err
    assert not Path("out").exists(), "asking makes no database"


def test_diff_holds_the_last_run_against_the_one_before(
    capsys: pytest.CaptureFixture[str],
) -> None:
    night(a=BROKEN, b=PAGE)
    night(a=PAGE, b=BROKEN)
    out = said(capsys, "diff")
    new, fixed = out.split("\nFIXED\n")
    assert re.search(r"NEW\n  image-alt-filename\n    b\.html\n      [0-9a-f]{8}  .*DSC_0042", new)
    assert "image-alt-filename\n    a.html\n" in fixed
    assert "1 new, 1 fixed, 0 not checked." == out.splitlines()[-1]


def test_a_fault_that_an_earlier_run_fixed_is_fixed_for_the_last_one_too(
    capsys: pytest.CaptureFixture[str],
) -> None:
    night(a=BROKEN)
    night(a=PAGE)
    night(a=PAGE)
    assert "0 new, 0 fixed" in said(capsys, "diff").splitlines()[-1]
    out = said(capsys, "diff", "last~2", "last")
    assert "(in a run between the two)" in out
    assert "0 new, 1 fixed, 0 not checked." == out.splitlines()[-1]
    assert out == said(capsys, "diff", "last", "last~2"), "the earlier one is told by its time"


def test_runs_of_other_targets_fix_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    night(a=BROKEN)
    Path("other").mkdir()
    Path("other/b.html").write_text(PAGE, encoding="utf-8")
    cli.main(["run", "--static", "-q", "other"])
    out = said(capsys, "diff", "last~1", "last")
    assert "(the page was not wanted)" in out
    assert "The two audited different targets" in out
    assert "0 new, 0 fixed, 1 not checked." == out.splitlines()[-1]


def test_a_rule_that_was_off_fixed_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    night(a=BROKEN)
    Path("audit.yaml").write_text("rules: {image-alt-filename: off}\n")
    night(a=PAGE)
    changes = json.loads(said(capsys, "diff", "--json"))["changes"]
    assert [("not-checked", "image-alt-filename")] == [
        (each["change"], each["rule"]) for each in changes
    ]


def test_a_run_may_be_abbreviated_as_long_as_one_is_meant(
    capsys: pytest.CaptureFixture[str],
) -> None:
    night(a=BROKEN)
    night(a=PAGE)
    later, earlier = ids(capsys)
    assert "0 new, 1 fixed" in said(capsys, "diff", earlier[:19], later)
    assert 2 == cli.main(["diff", earlier[:4], later])
    assert "Several runs begin with" in capsys.readouterr().err
    assert 2 == cli.main(["diff", "nothing-like-it", later])
    assert "holds no run 'nothing-like-it'" in capsys.readouterr().err


def test_an_incomplete_run_says_so_first_and_ends_with_3(
    capsys: pytest.CaptureFixture[str],
) -> None:
    night(a=PAGE)
    Path("audit.yaml").write_text("site: {must_audit: [/promised/]}\n")
    night(a=PAGE)
    out = said(capsys, "diff", code=3)
    assert out.splitlines()[2].startswith("INCOMPLETE: ")
    assert "/promised/ must be audited" in out.splitlines()[2]


def test_the_last_complete_run_can_be_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    night(a=PAGE)
    Path("audit.yaml").write_text("site: {must_audit: [/promised/]}\n")
    night(a=PAGE)
    incomplete, complete = ids(capsys)
    out = said(capsys, "diff", "last-complete", "last", code=3)
    assert f"From {complete}" in out
    assert f"to {incomplete}" in out


def test_asof_shows_the_badges_of_the_last_run_before_the_moment(
    capsys: pytest.CaptureFixture[str],
) -> None:
    night(a=PAGE)
    between = datetime.now(UTC).isoformat()
    night(a=PAGE.replace(COC, "Our garden"))
    then = said(capsys, "asof", between, "a.html")
    assert "1. “Commission on Cancer" in then
    assert "titled “Quality”" in then
    assert "Badges: none was seen." in said(capsys, "asof", TODAY, "a.html")


def test_asof_quotes_what_the_page_claimed(capsys: pytest.CaptureFixture[str]) -> None:
    said_then = "The only cancer center here with all 4 national accreditations."
    night(a=PAGE.replace("We are looked at from outside.", said_then))
    between = datetime.now(UTC).isoformat()
    night(a=PAGE)
    out = said(capsys, "asof", between, "a.html")
    assert f"Claims:\n  “{said_then}”\n\n" in out
    assert re.search(r"error +claim-count-mismatch", out)
    assert "Claims: none was seen." in said(capsys, "asof", TODAY, "a.html")


def test_asof_names_later_runs_that_did_not_audit_the_page(
    capsys: pytest.CaptureFixture[str],
) -> None:
    night(a=PAGE)
    night(a="")
    out = said(capsys, "asof", TODAY, "a.html")
    later, earlier = ids(capsys)
    assert f"as seen by the run {earlier}" in out
    assert f"The later run {later} did not audit it" in out
    assert "1. “Commission on Cancer" in out


def test_asof_says_plainly_that_nothing_is_known(capsys: pytest.CaptureFixture[str]) -> None:
    night(a=PAGE)
    capsys.readouterr()
    before = (datetime.now(UTC) - timedelta(days=2)).date().isoformat()
    for arguments in ((before, "a.html"), (TODAY, "b.html")):
        assert 3 == cli.main(["asof", *arguments])
        told = capsys.readouterr()
        assert "" == told.out
        assert "Nothing is known of what it showed" in told.err
        assert f"the history begins on {TODAY}" in told.err


def test_asof_tells_what_was_wrong_with_a_badge(capsys: pytest.CaptureFixture[str]) -> None:
    Path("audit.yaml").write_text("accreditations: [{is: acs-coc, until: 2020-01-01}]\n")
    night(a=PAGE)
    out = said(capsys, "asof", TODAY, "a.html")
    assert "its term ended on 2020-01-01" in out
    assert re.search(r"error +badge-expired", out)
    told = json.loads(said(capsys, "asof", TODAY, "a.html", "--json"))
    assert ["badge-expired"] == [each["rule"] for each in told["findings"]]
    assert 1 == len(told["badges"])


def test_a_run_that_never_came_to_note_badges_is_not_said_to_have_seen_none(
    capsys: pytest.CaptureFixture[str],
) -> None:
    night(a=PAGE.replace(COC, "Our garden"))
    assert "Badges: none was seen." in said(capsys, "asof", TODAY, "a.html")
    with closing(sqlite3.connect("out/care-audit.db")) as database, database:
        database.execute("DELETE FROM costs")  # they are noted at a run's end
    assert "Badges: not known" in said(capsys, "asof", TODAY, "a.html")


def test_a_date_that_is_none_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    night(a=PAGE)
    assert 2 == cli.main(["asof", "2026-02-31", "a.html"])
    assert "is no date" in capsys.readouterr().err


def test_page_text_cannot_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    night(a=PAGE)
    night(a=BROKEN.replace("DSC_0042", "\x1b[31m\u202eDSC_0042").replace(COC, f"\x9b1A{COC}"))
    told = said(capsys, "diff") + said(capsys, "asof", TODAY, "a.html")
    assert not re.search("[\x1b\x9b\u202e]", told)

"""`care-audit mark` and what `care-audit rules` makes of marks and costs."""

import json
from pathlib import Path

import pytest

from audit import cli

PAGE = """<!doctype html><html lang="en"><head><title>Visiting</title></head><body><main>
<h1>Visiting</h1><p>Come to the front desk first.</p>{}</main></body></html>"""
BROKEN = PAGE.format("".join(f'<img src="{n}.png" alt="DSC_{n}.JPG">' for n in range(1001, 1013)))
RULE = "image-alt-filename"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every test stands in a folder of its own, with a page of twelve findings."""
    monkeypatch.chdir(tmp_path)
    Path("a.html").write_text(BROKEN, encoding="utf-8")
    return tmp_path


def audit(code: int) -> dict[str, object]:
    assert code == cli.main(["run", "--static", "-q", "a.html"])
    found: dict[str, object] = json.loads(Path("out/findings.json").read_text())
    return found


def ids(found: dict[str, object]) -> list[str]:
    return [each["id"] for each in found["findings"] if each["rule"] == RULE]  # type: ignore[attr-defined]


def rule_row(capsys: pytest.CaptureFixture[str], *options: str) -> dict[str, object]:
    capsys.readouterr()
    assert 0 == cli.main(["rules", "--json", *options])
    rows = json.loads(capsys.readouterr().out)
    return next(row for row in rows if row["id"] == RULE)


def test_a_mark_names_the_finding_and_counts(capsys: pytest.CaptureFixture[str]) -> None:
    first, second, *_ = ids(audit(1))
    assert 0 == cli.main(["mark", first, "true", "--by", "Ann Lee", "--note", "camera's name"])
    assert 0 == cli.main(["mark", second, "false", "--by", "Ann Lee"])
    out = capsys.readouterr().out
    assert "Marked as a false alarm in marks.jsonl." in out
    assert f"{RULE}: 1 of 2 marked findings were right (50 %" in out
    lines = [json.loads(line) for line in Path("marks.jsonl").read_text().splitlines()]
    assert {first, second} == {each["finding"] for each in lines}
    assert {("a.html", "Ann Lee", RULE)} == {(e["url"], e["by"], e["rule"]) for e in lines}


def test_the_first_characters_of_an_id_are_enough(capsys: pytest.CaptureFixture[str]) -> None:
    first, *_ = ids(audit(1))
    assert 0 == cli.main(["mark", first[:8].upper(), "true"])
    assert first in Path("marks.jsonl").read_text()


def test_a_changed_mind_replaces_the_mark(capsys: pytest.CaptureFixture[str]) -> None:
    first, *_ = ids(audit(1))
    cli.main(["mark", first, "true"])
    assert 0 == cli.main(["mark", first, "false"])
    assert "(it was marked true before)" in capsys.readouterr().out
    assert 1 == len(Path("marks.jsonl").read_text().splitlines())


def test_a_rule_that_is_often_wrong_only_asks_in_the_next_run_and_says_so(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for number, identity in enumerate(ids(audit(1))):
        assert 0 == cli.main(["mark", identity, "false" if number < 5 else "true"])
    assert f"From the next run on {RULE} only asks for a review" in capsys.readouterr().out
    found = audit(0)
    assert f"{RULE} only asks for a review: 7 of 12" in capsys.readouterr().err
    assert {"review"} == {e["certainty"] for e in found["findings"] if e["rule"] == RULE}  # type: ignore[attr-defined,index]
    assert [True] == [note.startswith(RULE) for note in found["run"]["notes"]]  # type: ignore[index]
    assert "only asks for a review: 7 of 12" in Path("out/report.html").read_text("utf-8")
    assert 12 == len(ids(found)), "nothing is left out"


def test_the_marks_lie_beside_the_configuration(tmp_path: Path) -> None:
    first, *_ = ids(audit(1))
    (tmp_path / "ci").mkdir()
    Path("ci/audit.yaml").write_text("precision: {marks: reviewed.jsonl}\n")
    assert 0 == cli.main(["mark", first, "true", "--config", "ci/audit.yaml"])
    assert first in Path("ci/reviewed.jsonl").read_text()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["0123456789abcdef", "true"], "no remembered run has a finding"),
        (["12345", "true"], "is no finding's id"),
        (["%%%%%%", "true"], "is no finding's id"),
        (["0123456789abcdef", "maybe"], "'maybe' is not one of"),
    ],
)
def test_what_cannot_be_marked_is_said(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    audit(1)
    capsys.readouterr()
    assert 2 == cli.main(["mark", *arguments])
    assert sentence in capsys.readouterr().err
    assert not Path("marks.jsonl").exists()


def test_marking_before_any_run_ends_with_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert 2 == cli.main(["mark", "0123456789abcdef", "true"])
    assert "no run is remembered yet" in capsys.readouterr().err
    assert not Path("out").exists()


def test_a_file_of_marks_that_is_none_stops_a_run_before_it_begins(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path("marks.jsonl").write_text("true\n")
    assert 2 == cli.main(["run", "--static", "a.html"])
    assert "marks.jsonl:1: this is no JSON object on one line" in capsys.readouterr().err
    assert not Path("out").exists()


def test_rules_tell_what_they_cost_and_how_often_they_are_right(
    capsys: pytest.CaptureFixture[str],
) -> None:
    first, *_ = ids(audit(1))
    cli.main(["mark", first, "true"])
    row = rule_row(capsys)
    assert 1 == row["cost"]["pages"]  # type: ignore[index]
    assert 0 < row["cost"]["median_ms"] < 10_000  # type: ignore[index]
    assert {"marks": 1, "right": 1, "review": False}.items() <= row["precision"].items()  # type: ignore[attr-defined]
    assert 0 == cli.main(["rules"])
    said = capsys.readouterr()
    (line,) = [each for each in said.out.splitlines() if each.startswith(RULE)]
    assert " ms  1 of 1 right (few)" in line
    assert "processor time for a page" in said.err


def test_without_runs_and_marks_rules_are_only_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert {"cost", "precision"}.isdisjoint(rule_row(capsys))
    assert not Path("out").exists()


def test_rules_are_listed_even_where_audit_yaml_is_wrong(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path("audit.yaml").write_text("rules: {image-alt-filenam: off}\n")
    assert 0 == cli.main(["rules"])
    said = capsys.readouterr()
    assert RULE in said.out
    assert "did you mean" in said.err
    assert 2 == cli.main(["rules", "--config", "audit.yaml"])

import json
import shutil
import subprocess
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import pytest
from jsonschema import Draft202012Validator

from audit.model import Certainty, Place, Severity, Status
from reports import to_sarif

SCHEMA = json.loads(Path(__file__).with_name("sarif.schema.json").read_text("utf-8"))
"""SARIF as this package writes it: closed, so that no name is misspelt, with GitHub's limits."""


def read(result, folder):
    document = json.loads(to_sarif.write(result, folder).read_text("utf-8"))
    Draft202012Validator(SCHEMA).validate(document)
    return document


def run_of(result, folder):
    (run,) = read(result, folder)["runs"]
    return run


def filed(make_finding, **changes):
    place = changes.pop("place", None) or Place(
        "a.html", "main > p", "<p>", 3, 5, file="web/a.html"
    )
    return make_finding(place=place, **changes)


def test_a_finding_stands_at_its_line_of_its_file(tmp_path, filed_result):
    results = run_of(filed_result, tmp_path)["results"]
    (told,) = [each for each in results if each["ruleId"] == "badge-mislabelled"]
    given = next(each for each in filed_result.findings if each.rule == "badge-mislabelled")
    assert told["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "public/care/page-0001.html", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 120, "startColumn": 7},
    }
    assert told["partialFingerprints"]["careAudit/v1"] == given.fingerprint
    assert told["level"] == "error"
    assert given.fix.replace("`", "") in told["message"]["text"].replace("`", "")
    assert told["relatedLocations"][0]["message"]["text"] == "the badge it repeats"


def test_every_rule_is_listed_and_results_lead_to_theirs(tmp_path, filed_result):
    run = run_of(filed_result, tmp_path)
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [rule.id for rule in filed_result.rules]
    assert all(rules[each["ruleIndex"]]["id"] == each["ruleId"] for each in run["results"])


def test_pages_that_are_no_files_are_counted_and_left_out(tmp_path, rich_result):
    run = run_of(rich_result, tmp_path)
    assert run["results"] == []
    said = [each["message"]["text"] for each in run["invocations"][0]["toolExecutionNotifications"]]
    assert "33 findings are not in here" in said[-1]


@pytest.mark.parametrize(
    ("changes", "level", "baseline", "suppressed"),
    [
        ({}, "error", "new", False),
        ({"status": Status.EXISTING}, "error", "unchanged", False),
        ({"status": Status.NOT_CHECKED}, "error", "unchanged", False),
        ({"status": Status.WAIVED}, "note", "unchanged", True),
        ({"certainty": Certainty.REVIEW}, "note", "new", False),
        ({"severity": Severity.WARNING}, "warning", "new", False),
        ({"severity": Severity.NOTICE}, "note", "new", False),
    ],
)
def test_what_becomes_of_a_finding(
    tmp_path, make_result, make_finding, changes, level, baseline, suppressed
):
    (told,) = run_of(make_result(findings=(filed(make_finding, **changes),)), tmp_path)["results"]
    assert told["level"] == level
    assert told["baselineState"] == baseline
    assert ("suppressions" in told) is suppressed


def test_what_is_fixed_is_not_there(tmp_path, make_result, make_finding):
    result = make_result(findings=(filed(make_finding, status=Status.FIXED),))
    assert run_of(result, tmp_path)["results"] == []


def test_a_line_that_is_not_known_is_said_to_be_so(tmp_path, make_result, make_finding):
    place = Place("a.html", "#events > li", "<li>", file="web/a b.html")
    (told,) = run_of(make_result(findings=(filed(make_finding, place=place),)), tmp_path)["results"]
    where = told["locations"][0]["physicalLocation"]
    assert where["artifactLocation"]["uri"] == "web/a%20b.html"
    assert where["region"] == {"startLine": 1}
    assert told["message"]["text"].endswith("(Its line is not known; its element is #events > li)")


def test_an_incomplete_run_was_no_success(tmp_path, filed_result):
    (invocation,) = run_of(filed_result, tmp_path)["invocations"]
    assert invocation["executionSuccessful"] is False
    assert invocation["exitCode"] == 3
    said = invocation["toolExecutionNotifications"][0]
    assert said == {"level": "error", "message": {"text": "2 pages could not be audited."}}


def test_the_worst_are_kept_where_there_are_too_many(
    tmp_path, make_result, make_finding, monkeypatch
):
    monkeypatch.setattr(to_sarif, "MOST", 30)
    findings = [
        filed(make_finding, subject=str(n), severity=list(Severity)[n % 3]) for n in range(60)
    ]
    run = run_of(make_result(findings=findings), tmp_path)
    assert Counter(each["level"] for each in run["results"]) == {"error": 20, "warning": 10}
    (said,) = run["invocations"][0]["toolExecutionNotifications"]
    assert said["message"]["text"].startswith("30 of 60 findings are not in here")


def test_a_file_is_never_larger_than_github_takes(tmp_path, make_result, make_finding, monkeypatch):
    monkeypatch.setattr(to_sarif, "LARGEST", 4000)
    findings = [filed(make_finding, subject=str(n)) for n in range(300)]
    run = run_of(make_result(findings=findings), tmp_path)
    assert 0 < len(run["results"]) < 100
    assert "of 300 findings are not in here" in str(run["invocations"])


def test_a_message_holds_no_link_and_no_placeholder(tmp_path, make_result, make_finding):
    finding = filed(make_finding, message="See [this](https://evil.example) {0} and {name}.")
    (told,) = run_of(make_result(findings=(finding,)), tmp_path)["results"]
    assert told["message"]["text"] == r"See \[this\](https://evil.example) {{0}} and {name}."


def test_what_a_page_says_fits_the_schema(tmp_path, make_result, make_finding, make_run, hostile):
    place = Place(hostile, hostile, hostile, 3, 5, context=hostile, note=hostile, file="web/a.html")
    finding = filed(make_finding, place=place, related=(place,), message=hostile, fix=hostile)
    run = run_of(make_result(run=make_run(reasons=(hostile,)), findings=(finding,)), tmp_path)
    assert len(run["results"]) == 1


def find_multitool():
    return shutil.which("sarif-multitool") or shutil.which("Sarif.Multitool")


@pytest.mark.skipif(
    find_multitool() is None,
    reason="Microsoft's validator is not here: npm install --global @microsoft/sarif-multitool",
)
def test_microsofts_validator_finds_no_error_by_githubs_rules(tmp_path, filed_result, make_finding):
    path = to_sarif.write(filed_result, tmp_path)
    assert validate(path, tmp_path) == []
    # A validator that finds no error in this one did not apply GitHub's rules.
    document = json.loads(path.read_text("utf-8"))
    del document["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]
    broken = tmp_path / "broken.sarif"
    broken.write_text(json.dumps(document), "utf-8")
    assert validate(broken, tmp_path) == ["GH1003"]


def validate(path, folder):
    """Give the ids of the rules that `path` breaks; most of GitHub's are off unless turned on."""
    settings = folder / "all.xml"
    call("export-validation-config", settings)
    tree = ElementTree.parse(settings)
    for rule in tree.getroot():
        if rule.get("Key").startswith(("GH1", "SARIF1")):
            for option in rule.iter("Property"):
                if option.get("Key") == "RuleEnabled":
                    option.set("Value", "Error")
    tree.write(settings)
    broken = set()
    for kind in ("Sarif", "Ghas"):
        found = folder / f"{kind}.sarif"
        call(
            *("validate", path, f"--rule-kind={kind}", "--config", settings, "--level", "Error"),
            *("--output", found, "--log", "ForceOverwrite"),
        )
        (run,) = json.loads(found.read_text("utf-8-sig"))["runs"]
        broken |= {each["ruleId"] for each in run.get("results", ())}
    return sorted(broken)


def call(*words):
    command = [find_multitool(), *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode in (0, 1), done.stdout + done.stderr

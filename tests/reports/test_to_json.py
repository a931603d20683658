import copy
import io
import json
import tracemalloc
from dataclasses import replace
from datetime import UTC, datetime
from importlib.resources import files

import pytest
from jsonschema import Draft202012Validator

from audit.model import OUTCOMES, Certainty, Outcome, Severity, Status
from reports import to_json

SCHEMA = json.loads(files("reports").joinpath("findings.schema.json").read_text("utf-8"))


def refuse(constant):
    raise AssertionError(f"{constant} is no JSON")


def read(result, folder):
    path = to_json.write(result, folder)
    return json.loads(path.read_bytes().decode("utf-8"), parse_constant=refuse)


def validate(document):
    Draft202012Validator(SCHEMA).validate(document)


def test_the_schema_is_a_schema():
    Draft202012Validator.check_schema(SCHEMA)


def test_a_rich_run_fits_the_schema(tmp_path, rich_result):
    document = read(rich_result, tmp_path)
    validate(document)
    assert len(document["findings"]) == 34
    assert document["coverage"]["wanted"] == len(document["coverage"]["pages"]) == 30
    assert document["coverage"]["audited"] == 26
    assert {finding["status"] for finding in document["findings"]} == set(Status)


def test_a_run_without_anything_fits_the_schema(tmp_path, make_result):
    document = read(make_result(outcomes=(), rules=()), tmp_path)
    validate(document)
    assert document["coverage"] == {"wanted": 0, "audited": 0, "pages": []}
    assert document["rules"] == document["findings"] == document["unchecked"] == []


def test_the_schema_knows_every_word_of_the_model():
    items = SCHEMA["properties"]
    finding = items["findings"]["items"]["properties"]
    assert (
        set(items["coverage"]["properties"]["pages"]["items"]["properties"]["outcome"]["enum"])
        == OUTCOMES
    )
    assert finding["severity"]["enum"] == list(Severity)
    assert finding["certainty"]["enum"] == list(Certainty)
    assert finding["status"]["enum"] == list(Status)


@pytest.mark.parametrize(
    "path",
    [
        ("schema",),
        ("tool", "axe"),
        ("run", "status"),
        ("run", "exit"),
        ("coverage", "wanted"),
        ("coverage", "pages", 0, "outcome"),
        ("rules", 0, "wcag"),
        ("findings", 0, "id"),
        ("findings", 0, "group"),
        ("findings", 0, "certainty"),
        ("findings", 0, "related", 0, "selector"),
        ("unchecked", 0, "reason"),
    ],
    ids=lambda path: ".".join(map(str, path)),
)
def test_the_schema_wants_what_others_rely_on(tmp_path, rich_result, path):
    document = copy.deepcopy(read(rich_result, tmp_path))
    *steps, last = path
    part = document
    for step in steps:
        part = part[step]
    del part[last]
    assert not Draft202012Validator(SCHEMA).is_valid(document)


def test_a_finding_is_written_with_all_it_has(tmp_path, rich_result):
    document = read(rich_result, tmp_path)
    finding = next(one for one in document["findings"] if one["rule"] == "badge-mislabelled")
    given = next(one for one in rich_result.findings if one.rule == "badge-mislabelled")
    assert finding["id"] == given.fingerprint
    assert finding["group"] == given.group
    assert finding["selector"] == "#accreditations li:nth-child(3) > img"
    assert (finding["line"], finding["column"]) == (120, 7)
    assert finding["context"] == "main › Our accreditations"
    assert finding["related"][0]["note"] == "the badge it repeats"
    assert finding["related"][0]["url"] == given.place.url
    assert finding["fix"] == given.fix
    assert finding["evidence"] == given.evidence
    assert finding["owner"] == "Web team"


def test_the_run_says_how_it_ended(tmp_path, rich_result):
    run = read(rich_result, tmp_path)["run"]
    assert run["status"] == "incomplete"
    assert run["gate"] == "fail"
    assert run["exit"] == 3
    assert run["started"] == "2026-11-03T14:05:12+00:00"
    assert run["reasons"] == ["2 pages could not be audited.", "1 rule crashed on a page."]


def test_what_a_reader_should_know_of_a_run_is_in_it(tmp_path, make_result, make_run):
    run = read(make_result(run=make_run(notes=("link-generic only asks.",))), tmp_path)["run"]
    assert run["notes"] == ["link-generic only asks."]


def test_the_order_of_the_findings_is_kept(tmp_path, rich_result):
    document = read(rich_result, tmp_path)
    assert [one["id"] for one in document["findings"]] == [
        one.fingerprint for one in rich_result.findings
    ]


def test_the_same_run_gives_the_same_bytes(tmp_path, rich_result):
    first = to_json.write(rich_result, tmp_path / "a").read_bytes()
    assert to_json.write(rich_result, tmp_path / "b").read_bytes() == first


def test_each_finding_stands_on_its_line(tmp_path, rich_result):
    lines = to_json.write(rich_result, tmp_path).read_text("utf-8").splitlines()
    assert sum(line.startswith('{"id"') and '"group"' in line for line in lines) == 34


def test_what_a_page_says_comes_back_as_it_was(tmp_path, make_result, make_finding, hostile):
    finding = make_finding(
        message=hostile, fix=hostile, subject=hostile, evidence={hostile: [hostile]}
    )
    finding = replace(finding, place=replace(finding.place, snippet=hostile, selector=hostile))
    document = read(make_result(findings=(finding,)), tmp_path)
    validate(document)
    expected = "".join("\ufffd" if "\ud800" <= one <= "\udfff" else one for one in hostile)
    (written,) = document["findings"]
    assert written["message"] == written["snippet"] == written["selector"] == expected
    assert written["evidence"] == {expected: [expected]}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (float("nan"), None),
        (float("inf"), None),
        (2.5, 2.5),
        ((1, 2), [1, 2]),
        pytest.param({"b", "a"}, ["a", "b"], id="set"),
        (Severity.ERROR, "error"),
        ({1: {"x": None}}, {"1": {"x": None}}),
        (b"raw", "b'raw'"),
        (True, True),
    ],
    ids=repr,
)
def test_evidence_that_is_not_quite_json_is_made_so(
    tmp_path, make_result, make_finding, given, expected
):
    finding = make_finding(evidence={"value": given})
    (written,) = read(make_result(findings=(finding,)), tmp_path)["findings"]
    assert written["evidence"] == {"value": expected}


class Stream:
    """Findings that are made as they are read, like those of a store."""

    def __init__(self, make, number):
        self.make, self.number = make, number

    def __iter__(self):
        return (self.make(subject=str(n)) for n in range(self.number))


class Nowhere(io.TextIOBase):
    def write(self, text):
        return len(text)


def test_findings_are_not_gathered_in_memory(make_result, make_finding):
    to_json.write_to(make_result(findings=Stream(make_finding, 10)), Nowhere())
    tracemalloc.start()
    try:
        to_json.write_to(make_result(findings=Stream(make_finding, 4000)), Nowhere())
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 400_000  # the text alone would be 4 MB


def test_what_came_and_went_is_marked(tmp_path, make_finding, make_result):
    findings = (make_finding(), make_finding(certainty=Certainty.REVIEW, unstable=True))
    document = read(make_result(findings=findings), tmp_path)
    validate(document)
    assert [finding["unstable"] for finding in document["findings"]] == [False, True]


def test_a_page_that_was_carried_over_says_since_when(tmp_path, make_result):
    since = datetime(2026, 11, 23, 2, 31, tzinfo=UTC)
    outcomes = (Outcome("a", "audited", unchanged_since=since), Outcome("b", "audited"))
    document = read(make_result(outcomes=outcomes), tmp_path)
    validate(document)
    carried, audited = document["coverage"]["pages"]
    assert carried["unchanged_since"] == "2026-11-23T02:31:00+00:00"
    assert "unchanged_since" not in audited

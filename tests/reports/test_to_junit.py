from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from audit.model import Certainty, Outcome, Severity, Status, Unchecked
from reports import to_junit

SCHEMA = etree.XMLSchema(file=Path(__file__).with_name("junit.xsd"))


def read(result, folder):
    tree = etree.parse(to_junit.write(result, folder))
    SCHEMA.assertValid(tree)
    return tree


def cases(tree, page):
    found = tree.xpath("//testsuite[@name=$name]/testcase", name=page)
    return {case.get("name"): next((child.tag for child in case), "passed") for case in found}


def test_a_rich_run_fits_the_schema_and_its_counts_are_right(tmp_path, rich_result):
    for suite in read(rich_result, tmp_path).getroot():
        assert int(suite.get("tests")) == len(suite.findall("testcase"))
        for kind, count in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped")):
            assert int(suite.get(count)) == len(suite.findall(f"testcase/{kind}"))


def test_what_trips_the_gate_fails_and_the_rest_of_the_page_passes(
    tmp_path, make_result, make_finding, make_run
):
    url = "https://a.example/"
    result = make_result(
        run=make_run(gate="fail"),
        outcomes=(Outcome(url, "audited"),),
        findings=(
            make_finding(url=url),
            make_finding("link-generic", url, severity=Severity.WARNING),
            make_finding("claim-count-mismatch", url, certainty=Certainty.REVIEW),
            make_finding("section-empty", url, status=Status.WAIVED),
        ),
        unchecked=(Unchecked("axe", url, "no browser"),),
    )
    assert cases(read(result, tmp_path), url) == {
        "image-alt-filename": "failure",
        "link-generic": "system-out",
        "claim-count-mismatch": "system-out",
        "section-empty": "system-out",
        "axe": "skipped",
        "all other rules": "passed",
    }


def test_a_failure_says_what_where_and_how_to_fix_it(tmp_path, filed_result):
    tree = read(filed_result, tmp_path)
    (failure,) = tree.xpath("//testcase[@name='badge-mislabelled']/failure")
    assert failure.get("message").startswith("A badge's label names another accreditation: ")
    assert "public/care/page-0001.html:120, #accreditations li:nth-child(3)" in failure.text
    assert "Make the heading and the text of the third badge say" in failure.text


def test_an_incomplete_run_is_an_error(tmp_path, rich_result):
    tree = read(rich_result, tmp_path)
    (suite,) = tree.xpath("//testsuite[@name='the run']")
    assert suite.get("errors") == "2"
    assert "2 pages could not be audited." in suite.xpath("testcase/error/@message")


def test_a_page_that_was_not_audited_is_skipped_and_never_passes(tmp_path, rich_result):
    tree = read(rich_result, tmp_path)
    page = "https://www.lindenhof-cancer.example/care/page-0028"
    assert cases(tree, page) == {"audited": "skipped"}


def test_what_was_not_checked_this_time_is_skipped(tmp_path, make_result, make_finding):
    finding = make_finding(url="x", status=Status.NOT_CHECKED)
    assert cases(read(make_result(findings=(finding,), outcomes=()), tmp_path), "x") == {
        "image-alt-filename": "skipped"
    }


def test_a_rule_that_finds_much_is_cut(tmp_path, make_result, make_finding, make_run):
    findings = [make_finding(url="x", subject=str(n)) for n in range(100)]
    run = make_run(gate="fail")
    tree = read(make_result(run=run, findings=findings, outcomes=()), tmp_path)
    (failure,) = tree.xpath("//failure")
    assert "(100 times)" in failure.get("message")
    assert "… and 80 more" in failure.text


def test_what_a_page_says_is_text(tmp_path, make_result, make_finding, make_run, hostile):
    place = replace(make_finding().place, url=hostile, selector=hostile)
    finding = make_finding(message=hostile, fix=hostile, place=place)
    unchecked = Unchecked("axe", hostile, hostile)
    result = make_result(
        run=make_run(gate="fail"), findings=(finding,), unchecked=(unchecked,), outcomes=()
    )
    tree = read(result, tmp_path)
    assert {element.tag for element in tree.iter()} == {
        "testsuites",
        "testsuite",
        "testcase",
        "failure",
        "skipped",
    }


@pytest.mark.parametrize("broken", ["<testsuites/><x/>", "<testsuites><testsuite/></testsuites>"])
def test_the_schema_refuses_what_is_wrong(broken):
    document = f"<root>{broken}</root>" if "<x/>" in broken else broken
    assert not SCHEMA.validate(etree.fromstring(document))

import json
from collections import Counter

from audit.model import Certainty, Status
from reports import to_gitlab


def read(result, folder):
    return json.loads(to_gitlab.write(result, folder).read_text("utf-8"))


def test_each_issue_has_what_gitlab_asks_for(tmp_path, filed_result):
    issues = read(filed_result, tmp_path)
    for issue in issues:
        assert set(issue) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert issue["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert not issue["location"]["path"].startswith(("/", "./", "http"))
        assert issue["location"]["lines"]["begin"] >= 1
    assert max(Counter(issue["fingerprint"] for issue in issues).values()) == 1


def test_what_was_not_checked_stays_in_and_what_is_settled_does_not(tmp_path, filed_result):
    written = {issue["fingerprint"] for issue in read(filed_result, tmp_path)}
    for finding in filed_result.findings:
        settled = finding.status in (Status.WAIVED, Status.FIXED)
        assert (finding.fingerprint in written) is not settled


def test_a_review_is_only_for_information(tmp_path, make_result, make_finding):
    (issue,) = read(make_result(findings=(make_finding(certainty=Certainty.REVIEW),)), tmp_path)
    assert issue["severity"] == "info"
    assert issue["description"].startswith("For a person to decide: ")


def test_a_page_of_the_web_goes_by_the_path_of_its_address(tmp_path, make_result, make_finding):
    findings = (
        make_finding(url="https://a.example/care/?x=1#y"),
        make_finding(url="https://a.example"),
    )
    issues = read(make_result(findings=findings), tmp_path)
    assert [issue["location"]["path"] for issue in issues] == ["care/", "index"]
    assert "[https://a.example/care/?x=1#y]" in issues[0]["description"]


def test_no_finding_is_an_empty_list(tmp_path, make_result):
    assert read(make_result(), tmp_path) == []

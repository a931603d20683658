import re
from collections import Counter

from audit.model import Certainty, Severity, Status
from reports import to_github

COMMAND = re.compile(
    r"::(error|warning|notice) ((?:\w+=[^,:\r\n]*)(?:,\w+=[^,:\r\n]*)*)::([^\r\n]+)"
)


def read(result):
    return [COMMAND.fullmatch(line).groups() for line in to_github.commands(result)]


def test_a_finding_of_a_file_is_shown_beside_its_line(filed_result):
    told = [each for each in read(filed_result) if "badge-mislabelled" in each[2]]
    assert told == [
        (
            "error",
            "title=A badge's label names another accreditation,"
            "file=public/care/page-0001.html,line=120,col=7",
            told[0][2],
        )
    ]


def test_a_finding_of_a_page_names_its_address(rich_result):
    for level, where, said in read(rich_result):
        assert "file=" not in where
        assert "Incomplete" in where or "[https://www.lindenhof-cancer.example/" in said, level


def test_no_level_has_more_than_github_shows(make_result, make_finding, make_run):
    findings = [
        make_finding(subject=str(n), severity=severity) for severity in Severity for n in range(30)
    ]
    run = make_run(reasons=("one.", "two.", "three.", "four."))
    counts = Counter(level for level, _, _ in read(make_result(findings=findings, run=run)))
    assert counts == {"error": 10, "warning": 10, "notice": 10}


def test_new_findings_come_before_known_ones(make_result, make_finding):
    known = [make_finding(message=f"known {n}", status=Status.EXISTING) for n in range(20)]
    findings = (*known, make_finding(message="new"))
    assert read(make_result(findings=findings))[0][2].startswith("new")


def test_what_is_settled_is_not_told(make_result, make_finding):
    settled = (Status.WAIVED, Status.FIXED, Status.NOT_CHECKED)
    assert not read(make_result(findings=[make_finding(status=each) for each in settled]))


def test_a_review_is_a_notice_for_a_person(make_result, make_finding):
    ((level, _, said),) = read(make_result(findings=(make_finding(certainty=Certainty.REVIEW),)))
    assert level == "notice"
    assert said.startswith("For a person to decide: ")


def test_an_incomplete_run_is_told_first(rich_result):
    first = read(rich_result)[0]
    assert first == ("error", "title=Incomplete", "2 pages could not be audited.")


def test_a_page_gives_the_runner_no_command(make_result, make_finding, hostile):
    words = f"{hostile}\n::stop-commands::x\r##[add-mask]y,file=z"
    finding = make_finding(message=words)
    ((_, where, said),) = read(make_result(findings=(finding,)))
    assert "##[" not in said
    assert where == "title=Alt text is a file name"


def test_a_file_name_cannot_end_its_property(make_result, make_finding):
    place = make_finding().place.__class__("x", "p", file="a,line=9::b%\n.html")
    ((_, where, _),) = read(make_result(findings=(make_finding(place=place),)))
    assert where == "title=Alt text is a file name,file=a%2Cline=9%3A%3Ab%25 .html,line=1"

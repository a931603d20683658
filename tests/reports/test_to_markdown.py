import pytest
from bs4 import BeautifulSoup
from markdown_it import MarkdownIt

from audit.model import Certainty, Severity, Status
from audit.text import plain
from reports import to_markdown

OURS = {"h2", "h3", "p", "strong", "table", "thead", "tbody", "tr", "th", "td", "code", "ul", "li"}


def show(result):
    """Give the summary as a code host shows it."""
    text = "\n".join(to_markdown.lines(result))
    return BeautifulSoup(MarkdownIt().enable("table").render(text), "html.parser")


def rows(result):
    return [[cell.get_text() for cell in row("td")] for row in show(result)("tr")[1:]]


def test_what_was_not_checked_is_said_first(rich_result):
    first = show(rich_result).find("p").get_text()
    assert first.startswith("INCOMPLETE: 2 pages could not be audited")


def test_a_defect_on_many_pages_is_one_row(filed_result):
    icons = [row for row in rows(filed_result) if "image-alt-filename" in row[1]]
    assert len(icons) == 1
    assert icons[0][2] == "25 pages, first public/care/page-0004.html:214"


def test_worst_comes_first_and_what_is_settled_is_left_out(make_result, make_finding):
    findings = [
        make_finding(subject="1", status=Status.WAIVED),
        make_finding(subject="2", status=Status.FIXED),
        make_finding(subject="3", certainty=Certainty.REVIEW),
        make_finding(subject="4", severity=Severity.WARNING, status=Status.EXISTING),
        make_finding(subject="5"),
    ]
    told = [row[0] for row in rows(make_result(findings=findings))]
    assert told == ["new error", "warning", "new review"]


def test_only_the_worst_are_listed_and_the_rest_counted(make_result, make_finding):
    findings = [make_finding(subject=str(n)) for n in range(80)]
    shown = show(make_result(findings=findings))
    assert len(shown("tr")) == 1 + to_markdown.MOST
    assert "30 more defects" in shown.get_text()


def test_pages_and_rules_that_were_not_checked_are_named(rich_result):
    said = show(rich_result).get_text()
    assert "page-0028 (error:http): The server answered 503 after 3 tries." in said
    assert "axe/color-contrast, 16 times: The checks did not end in time." in said
    assert "page-0029" not in said  # A page's second address was audited under its first.


def test_what_a_page_says_is_text(make_result, make_finding, make_run, hostile):
    result = make_result(
        run=make_run(reasons=(hostile,), site=hostile, notes=(hostile,), status="incomplete"),
        findings=(make_finding(message=f"| {hostile}"),),
    )
    shown = show(result)
    assert {tag.name for tag in shown(True)} <= OURS
    (row,) = rows(result)
    said = row[1].replace("\u2060", "")
    assert " ".join(plain(f"| {hostile}", 300).split()[:3]) in " ".join(said.split()) or (
        "\ud800" in hostile
    )


@pytest.mark.parametrize("call", ["@everyone", "#12", "https://evil.example", "www.evil.example"])
def test_nobody_is_called_and_nothing_is_linked(make_result, make_finding, call):
    text = "\n".join(to_markdown.lines(make_result(findings=(make_finding(message=call),))))
    assert call not in text


def test_it_fits_into_a_job_summary(make_result, make_finding, make_run):
    findings = [make_finding(subject=str(n), message="&" * 5000) for n in range(300)]
    run = make_run(reasons=("&" * 5000,) * 30, status="incomplete")
    text = "\n".join(to_markdown.lines(make_result(findings=findings, run=run)))
    assert len(text.encode()) < 1_000_000

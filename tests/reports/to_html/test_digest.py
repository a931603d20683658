from dataclasses import replace

import pytest

from audit.model import (
    Certainty,
    Outcome,
    Picture,
    Place,
    Severity,
    Status,
    Unchecked,
)
from reports.to_html import digest as digest_module
from reports.to_html import entries, sheets
from reports.to_html.digest import digest


def at(finding, url):
    return replace(finding, place=replace(finding.place, url=url))


@pytest.fixture
def on_pages(make_result, make_finding):
    """Give the digest of a run that found one defect on so many pages."""

    def run(number):
        return digest(
            make_result(
                outcomes=[Outcome(f"https://a.example/{n}", "audited") for n in range(number)],
                findings=[make_finding(url=f"https://a.example/{n}") for n in range(number)],
            )
        )

    return run


def test_one_defect_on_many_pages_is_one_entry(on_pages):
    (entry,) = on_pages(12).sections["defects"].full
    assert (entry.pages, entry.findings) == (12, 12)
    assert [listed.url for listed in entry.listed][:2] == [
        "https://a.example/0",
        "https://a.example/1",
    ]


def test_pages_beyond_the_limit_are_counted(on_pages):
    (entry,) = on_pages(200).sections["defects"].full
    assert entry.pages == 200
    assert len(entry.listed) == entries.PAGES_SHOWN + entries.PAGES_FOLDED


def test_a_defect_twice_on_a_page_is_on_one_page(make_result, make_finding):
    findings = [
        make_finding(),
        make_finding(place=Place("https://a.example/", "p", structure="main section img")),
        make_finding(place=Place("https://a.example/", "q", structure="main section img")),
    ]
    (entry,) = digest(make_result(findings=findings)).sections["defects"].full
    assert (entry.pages, entry.findings) == (2, 3)
    assert [listed.times for listed in entry.listed] == [1, 2]


def test_a_defect_twice_on_a_page_beyond_the_limit_is_on_one_page(make_result, make_finding):
    last = entries.PAGES_SHOWN + entries.PAGES_FOLDED
    findings = [make_finding(url=f"https://a.example/{n}") for n in [*range(last + 1), last]]
    (entry,) = digest(make_result(findings=findings)).sections["defects"].full
    assert (entry.pages, entry.findings) == (last + 1, last + 2)
    assert entry.listed[-1].times == 1


def test_the_worst_come_first_and_then_those_on_most_pages(make_result, make_finding):
    def some(subject, severity, pages):
        return [
            make_finding(url=f"https://a.example/{n}", subject=subject, severity=severity)
            for n in range(pages)
        ]

    findings = [
        *some("notice", Severity.NOTICE, 9),
        *some("few", Severity.ERROR, 1),
        *some("warning", Severity.WARNING, 5),
        *some("many", Severity.ERROR, 3),
    ]
    shown = digest(make_result(findings=findings)).sections["defects"].full
    assert [entry.finding.subject for entry in shown] == ["many", "few", "warning", "notice"]


def test_what_to_fix_first_weighs_severity_by_pages(make_result, make_finding):
    findings = [make_finding(subject="error")]
    for n in range(11):
        findings.append(
            make_finding(url=f"https://a.example/{n}", subject="warning", severity=Severity.WARNING)
        )
    findings += [make_finding(subject=str(n), severity=Severity.NOTICE) for n in range(9)]
    first = digest(make_result(findings=findings)).first
    assert len(first) == 5
    assert [entry.finding.subject for entry in first[:2]] == ["warning", "error"]


def test_an_entry_has_the_worst_severity_of_its_findings(make_result, make_finding):
    findings = [
        make_finding(url="https://a.example/1", severity=Severity.NOTICE),
        make_finding(url="https://a.example/2", severity=Severity.ERROR),
        make_finding(url="https://a.example/3", severity=Severity.WARNING),
    ]
    section = digest(make_result(findings=findings)).sections["defects"]
    assert section.by_severity == {
        Severity.ERROR: (1, 3),
        Severity.WARNING: (0, 0),
        Severity.NOTICE: (0, 0),
    }


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({}, "defects"),
        ({"status": Status.EXISTING}, "defects"),
        ({"certainty": Certainty.REVIEW}, "reviews"),
        ({"status": Status.WAIVED}, "waived"),
        ({"status": Status.WAIVED, "certainty": Certainty.REVIEW}, "waived"),
        ({"status": Status.NOT_CHECKED}, "not_checked"),
        ({"status": Status.FIXED}, "fixed"),
    ],
    ids=str,
)
def test_a_finding_is_in_one_section(make_result, make_finding, change, kind):
    sections = digest(make_result(findings=[make_finding(**change)])).sections
    assert {name: one.entries for name, one in sections.items() if one.entries} == {kind: 1}


def test_the_anchor_is_the_group_and_no_two_are_equal(make_result, make_finding):
    finding = make_finding()
    waived = replace(finding, status=Status.WAIVED)
    sections = digest(make_result(findings=[finding, waived])).sections
    assert sections["defects"].full[0].anchor == finding.group
    assert sections["waived"].brief[0].anchor == f"waived-{finding.group}"


def test_further_places_of_the_defect_are_parted_from_what_else_belongs_to_it(rich_result):
    shown = {one.finding.rule: one for one in digest(rich_result).sections["defects"].full}
    assert len(shown["image-alt-filename"].also) == 1
    assert shown["image-alt-filename"].related == []
    assert shown["badge-mislabelled"].also == []
    assert [one.note for one in shown["badge-mislabelled"].related] == ["the badge it repeats"]


def test_pictures_stop_where_the_file_has_no_more_room(monkeypatch, make_result, make_finding):
    monkeypatch.setattr(sheets, "PICTURES", 900)
    findings = [make_finding(subject=str(n)) for n in range(3)]
    pictures = {one.group: Picture(b"x" * 300, 10, 10, (0, 0, 5, 5)) for one in findings}
    shown = digest(make_result(findings=findings, pictures=pictures)).sections["defects"].full
    assert [one.picture is not None for one in shown] == [True, True, False]
    assert [one.picture_left_out for one in shown] == [False, False, True]


def test_coverage_counts_each_wanted_page_once(rich_result):
    coverage = digest(rich_result).coverage
    assert (coverage.wanted, coverage.full, coverage.partial) == (30, 25, 1)
    assert (coverage.missed, coverage.same) == (3, 1)
    assert coverage.kinds == {
        "audited:partial": 1,
        "error:timeout": 1,
        "error:http": 1,
        "skipped:duplicate": 1,
        "skipped:robots": 1,
    }


def test_unaudited_pages_beyond_the_limit_are_counted(monkeypatch, make_result):
    monkeypatch.setattr(digest_module, "UNAUDITED", 3)
    outcomes = [Outcome(str(n), "error:http") for n in range(5)]
    outcomes.append(Outcome("x", "error:tls"))
    coverage = digest(make_result(outcomes=outcomes)).coverage
    assert coverage.kinds == {"error:http": 5, "error:tls": 1}
    assert [len(found) for found in coverage.unaudited.values()] == [3]


def test_pages_with_a_defect_are_counted_once(rich_result):
    assert digest(rich_result).affected == 25


def test_unchecked_rules_are_gathered_by_reason_and_rule(make_result):
    unchecked = [
        Unchecked("link-generic", "https://a.example/1", "no browser"),
        Unchecked("section-empty", "https://a.example/1", "no browser"),
        Unchecked("section-empty", "https://a.example/2", "no browser"),
        Unchecked("section-empty", "", "it crashed"),
    ]
    found = digest(make_result(unchecked=unchecked))
    assert {
        reason: [(gap.rule.id, gap.pages, gap.site) for gap in gaps]
        for reason, gaps in found.gaps.items()
    } == {
        "it crashed": [("section-empty", 0, True)],
        "no browser": [("section-empty", 2, False), ("link-generic", 1, False)],
    }
    assert found.unchecked_rules == 2
    assert found.missed_by == {"section-empty": 7, "link-generic": 1}


def test_gaps_beyond_the_limit_are_counted(monkeypatch, make_result):
    monkeypatch.setattr(digest_module, "GAPS", 2)
    unchecked = [Unchecked("r", "https://a.example/", f"reason {n}") for n in range(5)]
    found = digest(make_result(unchecked=unchecked))
    assert (len(found.gaps), found.gaps_left_out) == (2, 3)


DUPLICATE = Outcome("https://a.example/2", "skipped:duplicate")


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        ({}, "clear"),
        ({"outcomes": ()}, "nothing"),
        ({"outcomes": (Outcome("a", "error:http"),)}, "nothing"),
        ({"outcomes": (Outcome("a", "audited"), Outcome("b", "error:http"))}, "partial"),
        ({"outcomes": (Outcome("a", "audited"), Outcome("b", "skipped:limit"))}, "partial"),
        ({"outcomes": (Outcome("a", "audited"), Outcome("b", "audited:partial"))}, "partial"),
        ({"outcomes": (Outcome("a", "audited"), DUPLICATE)}, "clear"),
        ({"outcomes": (DUPLICATE,)}, "nothing"),
        ({"unchecked": (Unchecked("r", "a", "no browser"),)}, "partial"),
        ({"unchecked": (Unchecked("r", "", "no browser"),)}, "partial"),
    ],
    ids=str,
)
def test_only_a_run_that_checked_everything_is_clear(make_result, change, verdict):
    assert digest(make_result(**change)).verdict == verdict


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        (Status.NEW, "defects"),
        (Status.WAIVED, "clear"),
        (Status.FIXED, "clear"),
        (Status.NOT_CHECKED, "partial"),
    ],
)
def test_a_finding_decides_the_verdict_by_its_status(make_result, make_finding, status, verdict):
    assert digest(make_result(findings=[make_finding(status=status)])).verdict == verdict


def test_titles_are_kept_for_the_pages_that_are_named(make_result, make_finding):
    finding = make_finding()
    assert digest(make_result(findings=[finding])).titles == {finding.place.url: "Care page 1"}

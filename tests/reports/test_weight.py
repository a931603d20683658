import pytest

from audit.model import Certainty, Severity, Status
from reports.weight import fails, heaviest, weigh, word


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "error"),
        ({"severity": Severity.NOTICE}, "notice"),
        ({"certainty": Certainty.REVIEW}, "review"),
        ({"status": Status.WAIVED, "certainty": Certainty.REVIEW}, "waived"),
        ({"status": Status.FIXED}, "fixed"),
        ({"status": Status.NOT_CHECKED}, "not checked"),
    ],
)
def test_a_finding_counts_as_one_thing(make_finding, changes, expected):
    assert word(make_finding(**changes)) == expected


def test_worst_comes_first_and_new_before_known(make_finding):
    ordered = [
        make_finding(),
        make_finding(status=Status.EXISTING),
        make_finding(severity=Severity.WARNING),
        make_finding(certainty=Certainty.REVIEW),
        make_finding(status=Status.NOT_CHECKED),
        make_finding(status=Status.WAIVED),
        make_finding(status=Status.FIXED),
    ]
    assert [weigh(each) for each in ordered] == sorted(map(weigh, ordered))


def test_the_heaviest_keep_their_order(make_finding):
    severities = [Severity.NOTICE, Severity.ERROR, Severity.WARNING, Severity.ERROR]
    findings = [make_finding(subject=str(n), severity=each) for n, each in enumerate(severities)]
    assert [each.subject for each in heaviest(findings, 3)] == ["1", "2", "3"]
    assert [each.subject for each in heaviest(findings, 1)] == ["1"]
    assert [each.subject for each in heaviest(findings, 9)] == ["0", "1", "2", "3"]
    assert list(heaviest(findings, 0)) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, True),
        ({"status": Status.EXISTING}, True),
        ({"severity": Severity.WARNING}, False),
        ({"certainty": Certainty.REVIEW}, False),
        ({"status": Status.WAIVED}, False),
        ({"status": Status.FIXED}, False),
        ({"status": Status.NOT_CHECKED}, False),
    ],
)
def test_only_what_trips_the_gate_fails(make_finding, make_run, changes, expected):
    run = make_run(fail_on=Severity.ERROR, gate="fail")
    assert fails(make_finding(**changes), run) is expected


def test_nothing_fails_where_the_gate_is_off(make_finding, make_run):
    assert not fails(make_finding(), make_run(fail_on=None, gate="fail"))


def test_nothing_fails_where_the_gate_did_not_trip(make_finding, make_run):
    assert not fails(make_finding(), make_run(gate="pass"))

import pytest

from audit.law.criteria import belong
from audit.model import RuleInfo, Severity
from reports.to_html import audience


def rule(*tags, wcag=()):
    return RuleInfo("x", "X", Severity.ERROR, tags=tags, wcag=wcag)


def test_every_criterion_says_whom_it_is_for():
    assert set(audience._BY_CRITERION) >= belong("WCAG 2.2 AA") | belong("WCAG 2.1 AA")


def test_every_group_in_the_tables_is_named_once_and_in_one_order():
    tables = (audience._BY_CRITERION, audience._BY_TAG)
    used = {group for table in tables for groups in table.values() for group in groups}
    assert used | {audience.EVERYBODY} == set(audience.GROUPS)
    assert len(set(audience.GROUPS)) == len(audience.GROUPS)


@pytest.mark.parametrize(
    ("given", "criteria", "expected"),
    [
        (rule("badges", "truth"), (), [audience.DECIDING]),
        (rule("badges", wcag=("1.1.1",)), (), [audience.BLIND, audience.DECIDING]),
        (rule("axe"), ("1.4.3",), [audience.LOW_VISION, audience.COLORS]),
        (rule("axe", wcag=("1.1.1",)), ("1.2.2",), [audience.DEAF]),
        (rule("pages"), (), [audience.EVERYBODY]),
        (rule(), ("9.9.9",), [audience.EVERYBODY]),
    ],
    ids=str,
)
def test_criteria_and_tags_name_the_people(given, criteria, expected):
    assert list(audience.audience(given, criteria)) == expected

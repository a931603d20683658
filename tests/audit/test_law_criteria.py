from collections import Counter

import pytest

from audit.law.criteria import CRITERIA, belong, criterion


@pytest.mark.parametrize(
    ("version", "levels"), [("2.1", {"A": 30, "AA": 20}), ("2.2", {"A": 31, "AA": 24})]
)
def test_a_version_has_as_many_criteria_of_each_level_as_w3c_lists(version, levels):
    found = Counter(one.level for one in CRITERIA.values() if version in one.versions)
    assert found == levels


def test_a_standard_asks_for_the_criteria_of_its_version_and_level():
    assert len(belong("WCAG 2.1 AA")) == 50
    assert len(belong("WCAG 2.2 A")) == 31
    assert belong("WCAG 2.1 AA") - belong("WCAG 2.2 AA") == {"4.1.1"}
    assert belong("WCAG 2.1 AA") >= belong("WCAG 2.1 A")


@pytest.mark.parametrize("standard", ["", "WCAG", "WCAG 3.0 AA", "EN 301 549"])
def test_of_a_standard_that_is_not_known_nothing_is_said(standard):
    assert belong(standard) == frozenset()


def test_what_wcag_2_2_took_out_is_explained_where_it_was_asked_for():
    parsing = criterion("4.1.1")
    assert parsing.versions == ("2.1",)
    assert parsing.url == "https://www.w3.org/WAI/WCAG21/Understanding/parsing"


@pytest.mark.parametrize(
    ("number", "name", "level", "page"),
    [
        ("1.1.1", "Non-text Content", "A", "non-text-content"),
        ("1.4.3", "Contrast (Minimum)", "AA", "contrast-minimum"),
        ("4.1.2", "Name, Role, Value", "A", "name-role-value"),
        ("2.5.8", "Target Size (Minimum)", "AA", "target-size-minimum"),
    ],
)
def test_a_criterion_has_name_level_and_explanation(number, name, level, page):
    found = criterion(number)
    assert (found.name, found.level) == (name, level)
    assert found.url == f"https://www.w3.org/WAI/WCAG22/Understanding/{page}"


@pytest.mark.parametrize("number", ["1.4.6", "nonsense"])
def test_another_number_has_no_name(number):
    found = criterion(number)
    assert (found.number, found.name, found.url) == (number, "", "")

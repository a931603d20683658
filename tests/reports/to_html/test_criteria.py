from collections import Counter

import pytest

from reports.to_html.criteria import _CRITERIA, criterion


def test_wcag_2_2_has_31_criteria_of_level_a_and_24_of_level_aa():
    assert Counter(one.level for one in _CRITERIA.values()) == {"A": 31, "AA": 24}


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


@pytest.mark.parametrize("number", ["4.1.1", "1.4.6", "nonsense"])
def test_another_number_has_no_name(number):
    found = criterion(number)
    assert (found.number, found.name, found.url) == (number, "", "")

"""`laws` and `conformance` in audit.yaml."""

import pytest

from audit.config import Duty


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("laws: [section-504-web]", (Duty(law="section-504-web"),)),
        ("laws: [{law: section-504-web}]", (Duty(law="section-504-web"),)),
        (
            "laws:\n  - {law: section-504-web, who: fifteen or more}\n  - price-transparency",
            (Duty(law="section-504-web", who="fifteen or more"), Duty(law="price-transparency")),
        ),
        ("laws:", ()),
    ],
)
def test_a_law_is_named_by_its_id_or_with_whom_it_is_for(load, text, expected):
    assert load(text).laws == expected


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "laws: [section-504]",
            "audit.yaml:1:8: laws #1: unknown law 'section-504'; this version knows ada",
        ),
        (
            "laws: [{law: section-504-web, who: hospitals}]",
            "audit.yaml:1:36: laws #1.who: 'hospitals' names none of the law's dates; it has"
            " 'recipients with fifteen or more employees' or 'recipients with fewer than fifteen"
            " employees'",
        ),
        (
            "laws: [{law: section-504-web, who: fifteen}]",
            "audit.yaml:1:36: laws #1.who: 'fifteen' names 2 of the law's dates; it has",
        ),
        (
            "laws: [price-transparency, price-transparency]",
            "audit.yaml:1:28: laws #2: the law 'price-transparency' stands twice, first on line 1",
        ),
        ("laws: [{who: x}]", "audit.yaml:1:8: laws #1: 'law' is missing"),
        ("laws: [[x]]", "audit.yaml:1:8: laws #1: expected a law's id or a mapping"),
        ("laws: section-504-web", "audit.yaml:1:7: laws: expected a list of ids of laws"),
        ("conformance: {results: a.csv, old_after: 0}", "audit.yaml:1:42: conformance.old_after"),
    ],
)
def test_a_mistake_is_told_with_its_place(mistakes, text, told):
    (found,) = mistakes(text)
    assert found.startswith(told)


def test_results_have_a_file_and_an_age(load):
    found = load("conformance: {results: checks.csv, old_after: 90}").conformance
    assert (found.results, found.old_after) == ("checks.csv", 90)
    assert (load("").conformance.results, load("").conformance.old_after) == ("", 365)

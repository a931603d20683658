"""What to fix first, and why."""

from dataclasses import replace

import pytest

from audit.model import Place, Severity
from reports.to_html import audience
from reports.to_html.digest import digest
from reports.to_html.priority import CANDIDATES, PEOPLE


@pytest.fixture
def first(make_result, make_finding):
    """Give what comes first of these defects: subject, pages, and what else is particular."""

    def run(*defects, audited=1000):
        findings = []
        for subject, pages, changes in defects:
            given = {"rule": "badge-mislabelled", "context": "main", "wcag": ()} | changes
            context = given.pop("context")
            for n in range(pages):
                url = f"https://a.example/{n:04}"
                place = Place(url, "p", structure=subject, context=context)
                findings.append(make_finding(subject=subject, place=place, **given))
        outcomes = [
            replace(make_result().outcomes[0], url=f"https://a.example/{n:04}")
            for n in range(audited)
        ]
        findings.sort(key=lambda finding: finding.place.url)
        return digest(make_result(outcomes=outcomes, findings=findings)).first

    return run


def names(firsts):
    return [one.finding.subject for one in firsts]


def test_one_change_that_clears_hundreds_of_findings_comes_first_and_is_called_so(first):
    single = [(f"single {n}", 1, {}) for n in range(9)]
    found = first(*single, ("menu", 380, {"context": "nav › Menu", "severity": Severity.WARNING}))
    assert names(found)[0] == "menu"
    assert found[0].shared
    assert not found[1].shared
    assert len(found) == 5


@pytest.mark.parametrize(
    ("heavier", "lighter"),
    [
        (("more pages", 3, {}), ("fewer", 2, {})),
        (("error", 1, {}), ("warning", 1, {"severity": Severity.WARNING})),
        (("warning", 1, {"severity": Severity.WARNING}), ("x", 1, {"severity": Severity.NOTICE})),
        (("everybody", 1, {}), ("blind", 1, {"rule": "section-empty", "wcag": ("1.3.1",)})),
        (
            ("blind", 1, {"rule": "b", "wcag": ("1.1.1",)}),
            ("hands", 1, {"rule": "a", "wcag": ("2.5.2",)}),
        ),
        (("decided", 1, {"fix": "Write `ACR`."}), ("open", 1, {})),
        (("header", 4, {"context": "header › Top"}), ("main", 4, {})),
        (("footer", 4, {"context": "footer"}), ("main", 4, {})),
    ],
    ids=lambda defect: defect[0],
)
def test_people_harm_pages_and_ease_decide(first, heavier, lighter):
    expected = [heavier[0], lighter[0]]
    assert names(first(heavier, lighter)) == expected
    assert names(first(lighter, heavier)) == expected


def test_general_advice_is_no_decided_fix_and_is_told_without_its_opening(first):
    found = first(("a", 1, {}), ("b", 1, {"fix": "To fix it, look it up."}))
    assert names(found) == ["a", "b"]
    assert found[1].fix == "look it up."
    assert found[0].fix.startswith("find out which accreditation")


@pytest.mark.parametrize(
    ("pages", "audited", "context", "shared", "widespread"),
    [
        (3, 100, "header › Menu", True, False),
        (2, 2, "header › Menu", False, False),
        (3, 7, "main", False, False),
        (4, 8, "main", False, True),
        (4, 8, "header", True, False),
        (3, 100, "aside", False, False),
        (3, 100, "headers of ours", False, False),
    ],
)
def test_only_what_stands_in_the_frame_of_pages_is_surely_one_change(
    first, pages, audited, context, shared, widespread
):
    (found,) = first(("x", pages, {"context": context}), audited=audited)
    assert (found.shared, found.widespread) == (shared, widespread)


def test_every_group_of_people_counts():
    assert PEOPLE.keys() == set(audience.GROUPS)


def test_a_defect_beyond_the_candidates_is_not_read(first):
    others = [(f"{n:03}", 2, {}) for n in range(CANDIDATES)]
    assert "easy" not in names(first(*others, ("easy", 1, {"fix": "Write `ACR`."})))

from audit.model import Outcome, RuleInfo, Severity, Unchecked
from reports.pages import by_page


def test_each_page_comes_once_with_all_that_is_said_of_it(make_result, make_finding):
    result = make_result(
        outcomes=(Outcome("a", "audited"), Outcome("c", "audited")),
        unchecked=(Unchecked("link-broken", "", "nobody was asked"), Unchecked("axe", "a", "x")),
        findings=(make_finding(url="a"), make_finding(url="a"), make_finding(url="b")),
    )
    pages = list(by_page(result))
    assert [page.url for page in pages] == ["", "a", "b", "c"]
    assert [len(page.findings) for page in pages] == [0, 2, 1, 0]
    assert pages[0].unchecked == {"link-broken": "nobody was asked"}
    assert pages[2].outcome is None


def test_axe_speaks_for_each_of_its_rules(make_result):
    result = make_result(
        outcomes=(Outcome("a", "audited"),), unchecked=(Unchecked("axe", "a", "no browser"),)
    )
    (page,) = by_page(result)
    assert page.is_unchecked(RuleInfo("axe/color-contrast", "x", Severity.ERROR))
    assert not page.is_unchecked(RuleInfo("link-generic", "x", Severity.ERROR))

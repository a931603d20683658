"""What of all that was wanted was not checked."""

from audit.coverage import Coverage
from audit.model import Outcome


def _audited(*addresses: str, policies: dict[str, tuple[str, ...]]) -> list[str]:
    coverage = Coverage((), policies)
    for address in addresses:
        coverage.note(Outcome(address, "audited"), asked_for=True)
    coverage.note(Outcome("https://a.example/lost/", "error:http"), asked_for=False, status=404)
    return list(coverage.reasons())


def test_a_policy_that_speaks_of_no_audited_page_was_not_checked() -> None:
    policies = {"line": ("/symptoms/**", "/urgent/**"), "notice": ("/**",), "gone": ("/lost/**",)}
    assert [
        "policy 'line' was not checked: no audited page is at /symptoms/** or /urgent/**",
        "policy 'gone' was not checked: no audited page is at /lost/**",
    ] == _audited("https://a.example/", policies=policies)


def test_one_page_is_enough_for_a_policy_to_be_checked() -> None:
    policies = {"line": ("/symptoms/**", "/urgent/**")}
    assert [] == _audited("https://a.example/urgent/now/", policies=policies)


def test_what_answered_for_a_page_does_not_count_as_the_page() -> None:
    coverage = Coverage(())
    for url in ("u", "v"):
        coverage.note(Outcome(url, "audited"), asked_for=False)
    coverage.take_back(Outcome("u", "error:auth", "u asks for a password"), audited=True)
    assert 1 == coverage.audited
    assert ["1 page was not audited (error:auth), the first because u asks for a password"] == list(
        coverage.reasons()
    )


def test_a_run_short_of_the_wanted_pages_says_so() -> None:
    coverage = Coverage(())
    for number in range(7):
        coverage.note(Outcome(f"u{number}", "audited"), asked_for=False)
    coverage.note_beyond(3)
    coverage.note(Outcome("gone", "error:http"), asked_for=False, status=404)
    assert "" == coverage.shortfall(0.7)
    coverage.note_beyond(1)
    assert "only 7 of 11 wanted pages were audited" == coverage.shortfall(0.7)


def test_a_page_that_must_be_audited_may_go_by_the_address_that_it_leads_to() -> None:
    coverage = Coverage(("/old/", "/lost/"))
    coverage.note(Outcome("https://a.example/old/", "skipped:duplicate"), asked_for=True)
    coverage.note(Outcome("https://a.example/lost/", "skipped:duplicate"), asked_for=True)
    coverage.note(Outcome("https://a.example/new/", "audited"), asked_for=False)
    pages = {"https://a.example/old/": "https://a.example/new/"}
    assert ["/lost/ must be audited and was not"] == list(
        coverage.reasons(lambda double: pages.get(double, ""))
    )

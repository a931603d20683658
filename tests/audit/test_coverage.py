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

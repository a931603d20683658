"""The examples in the rules are their tests."""

import pytest

from rules import examples
from rules.base import Rule


@pytest.mark.parametrize("rule", examples.rules_in("acme_rules"))
def test_a_rule_keeps_what_its_examples_promise(rule: type[Rule]) -> None:
    """Fails with a sentence for each promise that is not kept."""
    examples.check(rule)

"""Regular expressions from a configuration: used within a time, refused where they have none."""

import time

import pytest

from audit import patterns


@pytest.mark.parametrize(
    "expression",
    [
        r"guaranteed|miracle|100% cure",
        r"\bcancer\b.{0,40}\bcure",
        r"\(?662\)?[ -.]?377[ -.]?\d{4}",
        r"accredited since (\d{4})",
        r"https?://\S+",
        r"\bcurá\b",
        r"(?<!not )guaranteed",
    ],
)
def test_what_people_write_is_taken(expression: str) -> None:
    patterns.check(expression)


@pytest.mark.parametrize("expression", [r"(a+)+$", r"(\w+\s?)+$", r"(\d+-?)+x", r"(x+x+)+y"])
def test_a_pattern_that_never_ends_is_refused_at_once(expression: str) -> None:
    begun = time.process_time()
    with pytest.raises(patterns.PatternError, match="for ever"):
        patterns.check(expression)
    assert time.process_time() - begun < 10 * patterns.PROBE_SECONDS


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("((", "missing )"),
        ("[", "unterminated"),
        ("x*", "match anywhere"),
        ("", "match anywhere"),
        ("a" * 1001, "longer than 1000"),
        ("(?P<n>a)(?P=m)", "unknown group"),
    ],
)
def test_what_cannot_be_used_says_why(expression: str, said: str) -> None:
    with pytest.raises(patterns.PatternError, match=said.replace(")", r"\)")):
        patterns.check(expression)


def test_a_search_ends_with_its_time() -> None:
    with pytest.raises(patterns.TooSlowError):
        patterns.search(patterns.compile(r"(\w+\s?)+$"), "a" * 5000 + "!", 0.1)


def test_searches_share_a_budget() -> None:
    budget = patterns.Budget(0.0)
    with pytest.raises(patterns.TooSlowError):
        budget.search(patterns.compile("a"), "a")


def test_letters_of_any_language_make_words() -> None:
    assert "CURÁ" == patterns.search(patterns.compile(r"\bcurá\b"), "LA CURÁ YA", 1)
    assert patterns.search(patterns.compile(r"\bcur\b"), "la curá ya", 1) is None

"""Runs the examples that stand in a rule: they are its tests, here and in packages of others.

A package of rules of your own needs one test:

    import pytest
    from rules import examples

    @pytest.mark.parametrize("rule", examples.rules_in("acme_rules"))
    def test_a_rule_keeps_what_its_examples_promise(rule):
        examples.check(rule)
"""

import importlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

from audit.model import ALSO, Finding, Reach, Target
from audit.page import Page
from rules import plugins
from rules.base import PageRule, Rule, SiteRule, TargetRule

TODAY = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
"""The day on which examples are judged; what they say of dates must be meant for it."""
ORIGIN = "https://hospital.example"
CARE = f"{ORIGIN}/care/"
"""Where the page of a page rule's example stands."""


class ExampleError(AssertionError):
    """A rule does not do what its examples promise, or does not explain itself."""


@dataclass(frozen=True)
class Trial:
    """One example, judged."""

    pages: tuple[Page, ...]
    findings: tuple[Finding, ...]

    @property
    def marked(self) -> set[tuple[str, str]]:
        """Address and selector of every element that the example marks with `data-bad`."""
        return {
            (page.url, page.place(tag).selector)
            for page in self.pages
            for tag in page.soup.select("[data-bad]")
        }

    @property
    def found(self) -> set[tuple[str, str]]:
        """Address and selector of every place with the very defect that the rule reports."""
        return {
            (place.url, place.selector)
            for finding in self.findings
            for place in (finding.place, *(p for p in finding.related if p.note == ALSO))
        }


def rules_in(package: str) -> list[type[Rule]]:
    """Give the rules of an importable package by its name; raises `rules.RuleError`."""
    return [
        cls for cls in plugins.classes(importlib.import_module(package)) if issubclass(cls, Rule)
    ]


def judge(rule: type[Rule], example: str | Mapping[str, str]) -> Trial:
    """Judge one example: a page's HTML for a page rule, paths with their HTML for a site rule."""
    ready = rule(**rule.given)
    if isinstance(ready, PageRule) and isinstance(example, str):
        page = _page(example, CARE)
        return Trial((page,), tuple(ready.check(page)))
    if isinstance(ready, SiteRule) and isinstance(example, Mapping):
        pages = tuple(_page(html, f"{ORIGIN}{path}") for path, html in example.items())
        return Trial(pages, tuple(_compared(ready, pages)))
    raise ExampleError(
        f"{rule.__name__}: examples of a page rule are HTML, of a site rule mappings"
    )


def problems(rule: type[Rule]) -> Iterator[str]:
    """Yield what a rule lacks or does wrong, a sentence each; nothing where all is well."""
    yield from _unexplained(rule)
    examples: Any = rule
    if not getattr(examples, "bad", ()):
        yield "it has no bad example, so nobody knows whether it finds anything"
    if not getattr(examples, "good", ()):
        yield "it has no good example, so nobody knows what it leaves alone"
    for number, example in enumerate(getattr(examples, "bad", ()), 1):
        yield from (f"bad example {number}: {said}" for said in _bad(rule, example))
    for number, example in enumerate(getattr(examples, "good", ()), 1):
        trial = judge(rule, example)
        if trial.findings:
            yield f"good example {number}: it is not silent: {trial.findings[0].message}"
        yield from (f"good example {number}: {said}" for said in _changed(rule, example, trial))


def check(rule: type[Rule]) -> None:
    """Raise `ExampleError`, an assertion that failed, with everything that `problems` says."""
    found = list(problems(rule))
    if found:
        raise ExampleError("\n".join(f"{rule.id or rule.__name__}: {each}" for each in found))


def _bad(rule: type[Rule], example: str | Mapping[str, str]) -> Iterator[str]:
    trial = judge(rule, example)
    if not trial.marked:
        yield "it marks no offender with data-bad"
    for address, selector in sorted(trial.marked - trial.found):
        yield f"{selector} on {address} is marked and not found"
    for address, selector in sorted(trial.found - trial.marked):
        yield f"{selector} on {address} is found and not marked"
    yield from _changed(rule, example, trial)


def _changed(rule: type[Rule], example: str | Mapping[str, str], trial: Trial) -> Iterator[str]:
    sources = [example] if isinstance(example, str) else list(example.values())
    for page, html in zip(trial.pages, sources, strict=True):
        if str(page.soup) != str(_page(html, page.url).soup):
            yield f"{rule.__name__} changes the page, which other rules read too"


def _unexplained(rule: type[Rule]) -> Iterator[str]:
    info = rule.info()
    if not info.title or info.title.endswith("."):
        yield "its title must be a few words without a full stop"
    if not info.demand.endswith("."):
        yield "its docstring must begin with one sentence that says what it asks"
    if not info.why:
        yield "its docstring must say why it matters, and to whom"
    if not info.fix:
        yield "its docstring must have a paragraph that begins “To fix it,”"


def _compared(rule: SiteRule, pages: Sequence[Page]) -> Iterator[Finding]:
    facts = [fact for page in pages for fact in rule.collect(page)]
    for key in sorted({fact.key for fact in facts}):
        group = [fact for fact in facts if fact.key == key]
        if isinstance(rule, TargetRule):
            said = rule.check(key, group, partial(_answer, rule))
        else:
            said = rule.check(key, group)
        yield from (each for each in said if isinstance(each, Finding))


def _answer(rule: TargetRule, address: str) -> Target:
    """Give what the rule says that an address answers; all others are there."""
    return replace(rule.answers.get(address, Target("", Reach.THERE)), address=address)


def _page(html: str, address: str) -> Page:
    return Page(url=address, html=html, gathered=TODAY)

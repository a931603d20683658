"""A run page by page: what became of each, what was found there, and what was not checked."""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from audit.model import Finding, Outcome, RuleInfo, RunResult, Unchecked


@dataclass
class PageReport:
    """All that a run says of one page; of the whole site where `url` is empty."""

    url: str
    outcome: Outcome | None = None
    """None for a page that this run did not want: only earlier findings speak of it."""
    findings: list[Finding] = field(default_factory=list)
    unchecked: dict[str, str] = field(default_factory=dict)
    """Reason by rule."""

    def is_unchecked(self, rule: RuleInfo) -> bool:
        """Say whether `rule` did not judge this page; `axe` speaks for every `axe/…`."""
        return rule.id in self.unchecked or rule.id.partition("/")[0] in self.unchecked


def by_page(result: RunResult) -> Iterator[PageReport]:
    """Yield the pages of a run in order of their addresses, one in memory at a time."""
    # Each collection is in order of the pages' addresses: RunResult says so.
    outcomes = ((each.url, each) for each in result.outcomes)
    unchecked = ((each.url, each) for each in result.unchecked)
    findings = ((each.place.url, each) for each in result.findings)
    merged = heapq.merge(outcomes, unchecked, findings, key=lambda pair: pair[0])
    for url, pairs in groupby(merged, key=lambda pair: pair[0]):
        page = PageReport(url)
        for _, item in pairs:
            match item:
                case Outcome():
                    page.outcome = item
                case Unchecked():
                    page.unchecked.setdefault(item.rule, item.reason)
                case Finding():
                    page.findings.append(item)
        yield page

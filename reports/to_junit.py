"""junit.xml: what CI servers read as test results.

Each page is a suite. In it, a rule that found something is a case, which fails where the gate trips
for what it found; a rule that did not judge the page is skipped, with the reason; all other rules
are one case that passes. What makes the run incomplete is an error, so that no server shows green.

The form is the one that Jenkins' xUnit plugin and GitLab read: suites in `testsuites`, counts as
attributes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from lxml import etree

from audit.model import Finding, RuleInfo, RunResult, Status
from audit.text import plain
from reports import output
from reports.pages import PageReport, by_page
from reports.weight import fails, word

NAME = "junit.xml"
SITE = "the whole site"
OTHERS = "all other rules"
MOST = 20
"""Findings of one rule on one page that are written out."""
LONGEST = 1000
"""Characters of one text."""

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold (its production 2)."""


def write(result: RunResult, folder: Path) -> Path:
    """Write junit.xml into `folder` and give its path; one page is in memory at a time.

    Raises ReportError where the file cannot be written.
    """
    path = folder / NAME
    with output.replace(path) as stream:
        write_to(result, stream)
    return path


def write_to(result: RunResult, stream: TextIO) -> None:
    """Write the text of junit.xml to an open stream."""
    titles = {rule.id: rule for rule in result.rules}
    stream.write('<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="Care Audit">\n')
    if result.run.reasons:
        stream.write(_suite("the run", _incomplete(result), 0.0))
    for page in by_page(result):
        cases = list(_cases(page, titles, result))
        if cases:
            seconds = page.outcome.seconds if page.outcome else 0.0
            stream.write(_suite(page.url or SITE, cases, seconds))
    stream.write("</testsuites>\n")


@dataclass(frozen=True)
class _Case:
    name: str
    kind: str = ""
    """`failure`, `error`, `skipped`; empty where it passed."""
    headline: str = ""
    detail: str = ""


def _incomplete(result: RunResult) -> list[_Case]:
    return [
        _Case(f"complete ({number})", "error", reason, reason)
        for number, reason in enumerate(result.run.reasons, 1)
    ]


def _cases(page: PageReport, rules: dict[str, RuleInfo], result: RunResult) -> Iterator[_Case]:
    outcome = page.outcome
    if outcome is not None and not outcome.audited:
        detail = outcome.detail or "it was not audited"
        yield _Case("audited", "skipped", f"{outcome.kind}: {detail}", detail)
    by_rule: dict[str, list[Finding]] = {}
    for finding in page.findings:
        if finding.status is not Status.FIXED:
            by_rule.setdefault(finding.rule, []).append(finding)
    for rule, findings in sorted(by_rule.items()):
        yield _found(rule, findings, rules.get(rule), result)
    for rule, reason in sorted(page.unchecked.items()):
        if rule not in by_rule:
            yield _Case(rule, "skipped", f"not checked: {reason}", reason)
    if outcome is not None and outcome.audited:
        yield _Case(OTHERS)


def _found(rule: str, findings: list[Finding], info: RuleInfo | None, result: RunResult) -> _Case:
    failed = [finding for finding in findings if fails(finding, result.run)]
    told = failed or findings
    title = info.title if info else rule
    count = f" ({len(told)} times)" if len(told) > 1 else ""
    lines = [line for finding in told[:MOST] for line in _lines(finding)]
    if len(told) > MOST:
        lines.append(f"… and {len(told) - MOST} more")
    if info and info.fix and failed:
        lines.append(info.fix)
    headline = f"{title}{count}: {told[0].message}"
    if failed:
        return _Case(rule, "failure", headline, "\n".join(lines))
    if all(finding.status is Status.NOT_CHECKED for finding in findings):
        return _Case(rule, "skipped", f"not checked: {headline}", "\n".join(lines))
    return _Case(rule, "", "", "\n".join(lines))


def _lines(finding: Finding) -> Iterator[str]:
    place = finding.place
    line = f":{place.line}" if place.line else ""
    yield f"{word(finding)}: {plain(finding.message, LONGEST)}"
    yield f"at {plain(place.file or place.url, LONGEST)}{line}, {plain(place.selector, LONGEST)}"
    if finding.fix:
        yield f"{plain(finding.fix, LONGEST)}"


def _suite(name: str, cases: list[_Case], seconds: float) -> str:
    counts = {kind: sum(case.kind == kind for case in cases) for kind in _KINDS}
    suite = etree.Element(
        "testsuite",
        name=_text(name) or "(a page without a name)",
        tests=str(len(cases)),
        failures=str(counts["failure"]),
        errors=str(counts["error"]),
        skipped=str(counts["skipped"]),
        time=f"{seconds:.3f}",
    )
    for case in cases:
        element = etree.SubElement(
            suite, "testcase", name=_text(case.name), classname=str(suite.get("name")), time="0"
        )
        if case.kind:
            etree.SubElement(
                element, case.kind, type=case.kind, message=_text(case.headline)
            ).text = _lines_of(case.detail)
        elif case.detail:
            etree.SubElement(element, "system-out").text = _lines_of(case.detail)
    etree.indent(suite)
    return str(etree.tostring(suite, encoding="unicode")) + "\n"


_KINDS = ("failure", "error", "skipped")


def _text(words: str) -> str:
    return _FORBIDDEN.sub("\ufffd", plain(words, LONGEST))


def _lines_of(words: str) -> str:
    return "\n".join(map(_text, words.split("\n")))

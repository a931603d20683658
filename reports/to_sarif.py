"""findings.sarif: SARIF 2.1.0 for code hosts and editors, within what GitHub takes.

It is about files of the repository in which the run was started: a page that is none has no place
there, and its findings are counted instead. Of several findings with one place and rule a code
host would see one; each has a fingerprint, so all are seen.

Source: OASIS, SARIF 2.1.0; GitHub, “SARIF support for code scanning” (limits and properties).
"""

import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO
from urllib.parse import quote

from audit.model import Certainty, Finding, Place, RuleInfo, RunInfo, RunResult, Severity, Status
from audit.text import plain
from reports import output
from reports.notation import listed, text
from reports.weight import heaviest, word

NAME = "findings.sarif"
MOST = 25_000
"""Results that GitHub takes of one run; of these it shows 5,000."""
LARGEST = 10_000_000
"""Bytes that GitHub takes of a file, compressed by gzip."""
RELATED = 100
"""Further places of one result that GitHub shows."""
TAGS = 20
"""Tags of one rule that GitHub takes."""
LONGEST = 1000
"""Characters of a text; GitHub cuts descriptions there."""

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTICE: "note"}
_RANKS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTICE: "recommendation"}


def write(result: RunResult, folder: Path) -> Path:
    """Write findings.sarif into `folder` and give its path.

    Where there are more findings than GitHub takes, the worst are written and the file says how
    many are not. Raises ReportError where the file cannot be written.
    """
    path = folder / NAME
    most = MOST
    with output.replace(path) as stream:
        while write_to(result, stream, most) > LARGEST and most > 1:
            most //= 2
            stream.seek(0)
            stream.truncate()
    return path


def write_to(result: RunResult, stream: TextIO, most: int = MOST) -> int:
    """Write at most `most` results to an open stream; gives the text's size, compressed."""
    squeezed = zlib.compressobj(6)
    size = 0
    for piece in _pieces(result, most):
        stream.write(piece)
        size += len(squeezed.compress(piece.encode("utf-8")))
    return size + len(squeezed.flush())


class _InFiles:
    """The findings that are in files, and those that are no more left out; read again and again."""

    def __init__(self, result: RunResult) -> None:
        self._result = result

    def __iter__(self) -> Iterator[Finding]:
        for finding in self._result.findings:
            if finding.place.file and finding.status is not Status.FIXED:
                yield finding


def _pieces(result: RunResult, most: int) -> Iterator[str]:
    numbers: dict[str, int] = {}
    elsewhere = 0
    for finding in result.findings:
        elsewhere += not finding.place.file and finding.status is not Status.FIXED
    found = _InFiles(result)
    total = sum(1 for _ in found)
    rules = [_rule(rule) for rule in result.rules]
    for number, rule in enumerate(rules):
        numbers[rule["id"]] = number
    driver = {
        "name": "Care Audit",
        "semanticVersion": result.run.version or "0.0.0",
    }
    yield f'{{"$schema": "{_SCHEMA}",\n"version": "2.1.0",\n"runs": [{{\n'
    yield f'"tool": {{"driver": {text(driver)[:-1]}, "rules": '
    yield from listed(rules)
    yield "}},\n"
    notes = list(_left_out(elsewhere, total, most))
    yield f'"invocations": [{text(_invocation(result.run, notes))}],\n'
    yield '"columnKind": "unicodeCodePoints",\n"results": '
    yield from listed(_result(each, numbers) for each in heaviest(found, most))
    yield "\n}]}\n"


def _left_out(elsewhere: int, total: int, most: int) -> Iterator[str]:
    if elsewhere:
        yield (
            f"{elsewhere:,} {'finding is' if elsewhere == 1 else 'findings are'} not in here: SARIF"
            " names files of a repository, and their pages are none. The other reports have them."
        )
    if total > most:
        yield (
            f"{total - most:,} of {total:,} findings are not in here, since GitHub takes no larger "
            "file; these are the worst. The other reports have them all."
        )


def _invocation(run: RunInfo, notes: list[str]) -> dict[str, Any]:
    said = [*(("error", each) for each in run.reasons), *(("note", each) for each in run.notes)]
    said += [("warning", each) for each in notes]
    return {
        "executionSuccessful": run.status == "complete",
        "exitCode": run.exit,
        "startTimeUtc": run.started.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "endTimeUtc": run.finished.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "toolExecutionNotifications": [
            {"level": level, "message": {"text": _message(sentence)}} for level, sentence in said
        ],
    }


def _rule(rule: RuleInfo) -> dict[str, Any]:
    tags = [*rule.tags, *(f"WCAG {criterion}" for criterion in rule.wcag)]
    about: dict[str, Any] = {
        "id": rule.id,
        "name": "".join(part.capitalize() for part in re.split(r"[^A-Za-z0-9]+", rule.id)),
        "shortDescription": {"text": _sentence(rule.title)},
        "fullDescription": {"text": _sentence(rule.demand or rule.title)},
        "help": {"text": rule.help or rule.title, "markdown": rule.help or rule.title},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {
            "tags": tags[:TAGS],
            "precision": "high",
            "problem.severity": _RANKS[rule.severity],
        },
    }
    if rule.help_url.startswith("https://"):
        about["helpUri"] = rule.help_url
    return about


def _result(finding: Finding, numbers: dict[str, int]) -> dict[str, Any]:
    review = finding.certainty is Certainty.REVIEW
    waived = finding.status is Status.WAIVED
    about: dict[str, Any] = {
        "ruleId": finding.rule,
        # GitHub fails a change for errors, and knows neither reviews nor waivers.
        "level": "note" if review or waived else _LEVELS[finding.severity],
        "message": {"text": _said(finding)},
        "locations": [_location(finding.place)],
        "partialFingerprints": {
            "primaryLocationLineHash": f"{finding.fingerprint}:1",
            "careAudit/v1": finding.fingerprint,
        },
        "baselineState": "new" if finding.status is Status.NEW else "unchanged",
        "properties": {
            "status": finding.status,
            "severity": finding.severity,
            "certainty": finding.certainty,
            "page": _line(finding.place.url),
            "markup": _line(finding.place.snippet),
            "context": _line(finding.place.context),
            "owner": _line(finding.owner),
            "wcag": finding.wcag,
        },
    }
    if finding.rule in numbers:
        about["ruleIndex"] = numbers[finding.rule]
    related = [place for place in finding.related if place.file][:RELATED]
    if related:
        about["relatedLocations"] = [
            {
                "id": number,
                **_location(place),
                "message": {"text": _message(place.note or "see also")},
            }
            for number, place in enumerate(related)
        ]
    if waived:
        about["suppressions"] = [
            {
                "kind": "external",
                "status": "accepted",
                "justification": finding.note or "waived in audit.yaml",
            }
        ]
    return about


def _said(finding: Finding) -> str:
    """Give the message: GitHub shows it alone, so all that must be known is in it."""
    parts = {
        "review": "For a person to decide: ",
        "waived": "Waived: ",
        "not checked": "Not checked this time, and there before: ",
    }
    said = _message(parts.get(word(finding), "") + _sentence(finding.message))
    if finding.fix:
        said += " " + _message(_sentence(finding.fix))
    if finding.place.line is None:
        said += " " + _message(f"(Its line is not known; its element is {finding.place.selector})")
    return said


def _location(place: Place) -> dict[str, Any]:
    # GitHub takes no result without a line. Where it is not known, the result's message says so.
    region: dict[str, Any] = {"startLine": place.line or 1}
    if place.line is not None and place.column is not None:
        region["startColumn"] = place.column
    return {
        "physicalLocation": {
            # A colon in the first part would read as a scheme (RFC 3986, 4.2).
            "artifactLocation": {
                "uri": quote(place.file, safe="/", errors="replace"),
                "uriBaseId": "%SRCROOT%",
            },
            "region": region,
        },
        "logicalLocations": [{"fullyQualifiedName": _line(place.selector), "kind": "element"}],
    }


def _line(words: str) -> str:
    return plain(words, LONGEST)


def _sentence(words: str) -> str:
    line = _line(words)
    return line if line.endswith((".", "!", "?", "…", "”")) else f"{line}."


def _message(words: str) -> str:
    """Give text in which nothing is a link or a placeholder (SARIF 2.1.0, 3.11.5 and 3.11.6)."""
    line = re.sub(r"([\\\[\]])", r"\\\1", _line(words))
    return re.sub(r"\{(\d+)\}", r"{{\1}}", line) or "(no text)"

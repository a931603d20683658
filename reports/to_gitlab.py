"""gl-code-quality-report.json: GitLab's code quality report, shown in merge requests.

GitLab holds two of these against each other by fingerprint: what is missing in the new one counts
as fixed. So what was not checked this time stays in, and waived and fixed findings do not.

Source: GitLab, “Code Quality: code quality report format”.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from audit.model import Finding, RunResult, Severity, Status
from audit.text import plain
from reports import output
from reports.notation import listed
from reports.weight import heaviest, word

NAME = "gl-code-quality-report.json"
MOST = 10_000
"""Findings written, the worst ones; a merge request shows far fewer."""

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.NOTICE: "info"}


def write(result: RunResult, folder: Path) -> Path:
    """Write gl-code-quality-report.json into `folder` and give its path.

    Raises ReportError where the file cannot be written.
    """
    path = folder / NAME
    with output.replace(path) as stream:
        for piece in listed(_issue(each) for each in heaviest(_Open(result), MOST)):
            stream.write(piece)
        stream.write("\n")
    return path


class _Open:
    """The findings that are neither fixed nor waived; read again and again."""

    def __init__(self, result: RunResult) -> None:
        self._result = result

    def __iter__(self) -> Iterator[Finding]:
        for finding in self._result.findings:
            if finding.status not in (Status.FIXED, Status.WAIVED):
                yield finding


def _issue(finding: Finding) -> dict[str, Any]:
    review = word(finding) == "review"
    place = finding.place
    said = plain(finding.message, 500)
    if not place.file:
        said += f" [{plain(place.url, 300)}]"
    return {
        "description": f"For a person to decide: {said}" if review else said,
        "check_name": finding.rule,
        "fingerprint": finding.fingerprint,
        "severity": "info" if review else _SEVERITIES[finding.severity],
        "location": {"path": _path(place.file or place.url), "lines": {"begin": place.line or 1}},
    }


def _path(name: str) -> str:
    """Give a relative path; of a page that is no file of the repository, that of its address."""
    rest = plain(name, 500)
    if "://" in rest:
        rest = rest.partition("://")[2].partition("?")[0].partition("#")[0].partition("/")[2]
    return rest.lstrip("/") or "index"

"""findings.csv: a row for each place of each finding, for spreadsheets.

docs/ci.md names the columns. Columns may be added at the end; none is renamed, moved or dropped.
"""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

from audit.model import ALSO, Finding, Place, RuleInfo, RunResult
from audit.text import plain
from reports import output
from reports.weight import word

NAME = "findings.csv"
COLUMNS = tuple(
    "id group status severity certainty counts_as rule title page file line column place role"
    " message fix wcag owner selector markup note".split()
)
LONGEST = 2000
"""Characters of a cell; a spreadsheet cuts them at 32,767."""

_COMMAND = re.compile(r"[=+\-@\t\r\n＝＋－＠|%]")
"""How a cell begins that a spreadsheet would run (OWASP, “CSV Injection”)."""
_NUMBER = re.compile(r"\d+e\d+|\d+", re.IGNORECASE)
"""What a spreadsheet takes for a number and saves as another: `12e4567890123456`."""


def write(result: RunResult, folder: Path) -> Path:
    """Write findings.csv into `folder` and give its path.

    UTF-8 with a byte order mark, without which Excel reads another encoding; lines end as RFC 4180
    has them. Raises ReportError where the file cannot be written.
    """
    path = folder / NAME
    rules = {rule.id: rule for rule in result.rules}
    with output.replace(path) as stream:
        stream.write("\ufeff")
        rows = csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        rows.writerow(COLUMNS)
        for finding in result.findings:
            rows.writerows(_rows(finding, rules.get(finding.rule)))
    return path


def _rows(finding: Finding, rule: RuleInfo | None) -> Iterator[list[str]]:
    yield _row(finding, rule, finding.place, "here")
    for place in finding.related:
        yield _row(finding, rule, place, "also here" if place.note == ALSO else place.note)


def _row(finding: Finding, rule: RuleInfo | None, place: Place, role: str) -> list[str]:
    numbers = {"line": place.line, "column": place.column}
    cells = {
        "id": finding.fingerprint,
        "group": finding.group,
        "status": finding.status,
        "severity": finding.severity,
        "certainty": finding.certainty,
        "counts_as": word(finding),
        "rule": finding.rule,
        "title": rule.title if rule else "",
        "page": place.url,
        "file": place.file,
        "place": place.context,
        "role": role,
        "message": finding.message,
        "fix": finding.fix or "",
        "wcag": " ".join(finding.wcag),
        "owner": finding.owner,
        "selector": place.selector,
        "markup": place.snippet,
        "note": finding.note,
    }
    return [str(numbers[name] or "") if name in numbers else cell(cells[name]) for name in COLUMNS]


def cell(words: str) -> str:
    """Give text as a cell that stays text; what would be run or counted begins with `'`."""
    line = plain(words, LONGEST).encode("utf-8", "replace").decode("utf-8")
    return f"'{line}" if _COMMAND.match(line) or _NUMBER.fullmatch(line) else line

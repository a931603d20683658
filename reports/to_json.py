"""findings.json: the stable format that other programs read; `findings.schema.json` describes it.

Fields may be added. None is renamed or dropped, and none changes its meaning, without a new
schema number.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from audit.model import Finding, Outcome, Place, RuleInfo, RunInfo, RunResult, Sighting, Unchecked
from reports import output
from reports.notation import listed, text

SCHEMA = 1
"""The number that a program checks before it reads on."""

NAME = "findings.json"


def write(result: RunResult, folder: Path) -> Path:
    """Write findings.json into `folder` and give its path.

    One element of a list stands on one line, in the result's order, and is dropped from memory
    once written. Raises ReportError where the file cannot be written.
    """
    path = folder / NAME
    with output.replace(path) as stream:
        write_to(result, stream)
    return path


def write_to(result: RunResult, stream: TextIO) -> None:
    """Write the text of findings.json to an open stream, as for standard output."""
    for piece in _pieces(result):
        stream.write(piece)


def _pieces(result: RunResult) -> Iterator[str]:
    wanted = audited = 0
    for outcome in result.outcomes:
        wanted += 1
        audited += outcome.audited
    yield f'{{"schema": {SCHEMA},\n'
    yield f'"tool": {text(_tool(result.run))},\n'
    yield f'"run": {text(_run(result.run))},\n'
    yield f'"coverage": {{"wanted": {wanted}, "audited": {audited}, "pages": '
    yield from listed(_page(outcome) for outcome in result.outcomes)
    yield '},\n"rules": '
    yield from listed(_rule(rule) for rule in result.rules)
    yield ',\n"findings": '
    yield from listed(_finding(finding) for finding in result.findings)
    yield ',\n"unchecked": '
    yield from listed(_unchecked(unchecked) for unchecked in result.unchecked)
    yield "}\n"


def _tool(run: RunInfo) -> dict[str, Any]:
    return {
        "name": "care-audit",
        "version": run.version,
        "axe": run.axe,
        "browser": run.browser,
    }


def _run(run: RunInfo) -> dict[str, Any]:
    return {
        "id": run.id,
        "site": run.site,
        "started": run.started.isoformat(),
        "finished": run.finished.isoformat(),
        "targets": run.targets,
        "mode": run.mode,
        "status": run.status,
        "reasons": run.reasons,
        "notes": run.notes,
        "fail_on": run.fail_on,
        "gate": run.gate,
        "exit": run.exit,
    }


def _page(outcome: Outcome) -> dict[str, Any]:
    fields = {
        "url": outcome.url,
        "title": outcome.title,
        "outcome": outcome.kind,
        "detail": outcome.detail,
        "seconds": round(outcome.seconds, 3),
    }
    if outcome.unchanged_since is not None:
        fields["unchanged_since"] = outcome.unchanged_since.isoformat()
    return fields


def _rule(rule: RuleInfo) -> dict[str, Any]:
    return {
        "id": rule.id,
        "title": rule.title,
        "severity": rule.severity,
        "wcag": rule.wcag,
        "tags": rule.tags,
        "demand": rule.demand,
        "why": rule.why,
        "fix": rule.fix,
        "help": rule.help,
        "help_url": rule.help_url,
        "version": rule.version,
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "id": finding.fingerprint,
        "group": finding.group,
        "rule": finding.rule,
        "severity": finding.severity,
        "certainty": finding.certainty,
        "unstable": finding.unstable,
        "status": finding.status,
        "note": finding.note,
        "new_rule": finding.new_rule,
        "first_seen": _sighting(finding.first_seen),
        "last_seen": _sighting(finding.last_seen),
        **_place(finding.place),
        "subject": finding.subject,
        "message": finding.message,
        "fix": finding.fix,
        "related": [{**_place(place), "note": place.note} for place in finding.related],
        "wcag": finding.wcag,
        "owner": finding.owner,
        "evidence": finding.evidence,
    }


def _sighting(sighting: Sighting | None) -> dict[str, Any] | None:
    if sighting is None:
        return None
    return {"run": sighting.run, "date": sighting.when.isoformat()}


def _place(place: Place) -> dict[str, Any]:
    return {
        "url": place.url,
        "selector": place.selector,
        "snippet": place.snippet,
        "line": place.line,
        "column": place.column,
        "file": place.file,
        "context": place.context,
    }


def _unchecked(unchecked: Unchecked) -> dict[str, Any]:
    return {"rule": unchecked.rule, "url": unchecked.url, "reason": unchecked.reason}

"""annotations.txt: workflow commands, by which GitHub Actions shows findings beside the lines.

`care-audit run` prints them too; the runner acts on what a step prints. GitHub shows ten of each
level for one step, so the worst and new ones are given, and the job summary has the others.

Source: GitHub, “Workflow commands for GitHub Actions”.
"""

import heapq
from collections.abc import Iterator
from pathlib import Path

from audit.model import Certainty, Finding, RunResult, Severity, Status
from audit.text import plain
from reports import output
from reports.weight import weigh

NAME = "annotations.txt"
EACH = 10
"""Annotations of one level that GitHub shows of one step."""
REASONS = 3
"""Reasons why a run is incomplete that are given, each as an error; the summary has them all."""


def write(result: RunResult, folder: Path) -> Path:
    """Write annotations.txt into `folder` and give its path.

    Raises ReportError where the file cannot be written.
    """
    path = folder / NAME
    with output.replace(path) as stream:
        for line in commands(result):
            stream.write(line + "\n")
    return path


def commands(result: RunResult) -> Iterator[str]:
    """Yield a command for each reason why the run is incomplete, and for the worst findings."""
    titles = {rule.id: rule.title for rule in result.rules}
    reasons = result.run.reasons[:REASONS]
    for reason in reasons:
        yield _command("error", {"title": "Incomplete"}, reason)
    for level in ("error", "warning", "notice"):
        room = EACH - len(reasons) if level == "error" else EACH
        found = (each for each in result.findings if _level(each) == level)
        for finding in heapq.nsmallest(room, found, key=_order):
            yield _annotation(level, finding, titles.get(finding.rule, finding.rule))


def _level(finding: Finding) -> str:
    if finding.status not in (Status.NEW, Status.EXISTING):
        return ""
    if finding.certainty is Certainty.REVIEW or finding.severity is Severity.NOTICE:
        return "notice"
    return finding.severity.value


def _order(finding: Finding) -> tuple[object, ...]:
    # Of one level, what is new comes first.
    return (finding.certainty is Certainty.REVIEW, finding.status is not Status.NEW, weigh(finding))


def _annotation(level: str, finding: Finding, title: str) -> str:
    place = finding.place
    where: dict[str, str] = {"title": title}
    said = finding.message
    if finding.certainty is Certainty.REVIEW:
        said = f"For a person to decide: {said}"
    if place.file:
        where["file"] = place.file
        where["line"] = str(place.line or 1)
        if place.line and place.column:
            where["col"] = str(place.column)
    else:
        said += f" [{place.url}]"
    return _command(level, where, f"{said} ({finding.rule})")


def _command(level: str, where: dict[str, str], said: str) -> str:
    properties = ",".join(f"{name}={_property(value)}" for name, value in where.items())
    return f"::{level} {properties}::{_data(plain(said, 1000))}"


def _data(words: str) -> str:
    escaped = words.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return escaped.encode("utf-8", "replace").decode("utf-8")


def _property(words: str) -> str:
    return _data(plain(words, 500)).replace(":", "%3A").replace(",", "%2C")

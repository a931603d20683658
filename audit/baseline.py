"""The baseline: findings that were there when a site began to be audited, a line for each.

A committed file, so that a gate can be had at once on a site with a thousand old defects. JSON
Lines, sorted, so that a pull request shows what changed and git can merge two people's changes.
"""

import json
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from audit.config import ConfigError
from audit.marks import FINGERPRINT
from audit.model import Certainty, Finding, RunResult, Status
from audit.replacement import replace_text
from audit.text import plain

MAX_BYTES = 100_000_000
"""Room for some four hundred thousand lines; more is another kind of file."""
LONGEST = 200
"""Characters of a subject that a line shows."""


@dataclass(frozen=True)
class Line:
    """One finding of a baseline. Only `finding` counts; the rest is for whoever reads the file."""

    finding: str
    """The finding's fingerprint."""
    rule: str
    page: str
    subject: str = ""

    @classmethod
    def of(cls, finding: Finding) -> "Line":
        """Give the line of a finding."""
        return cls(
            finding.fingerprint, finding.rule, finding.place.url, plain(finding.subject, LONGEST)
        )


class Baseline:
    """The findings of a baseline, held against those of a run."""

    def __init__(
        self, path: Path, lines: Iterable[Line], comparing: frozenset[str] = frozenset()
    ) -> None:
        """`path` is for messages; `comparing` are the rules that compare pages."""
        self._path = path
        self._comparing = comparing
        self._lines = {line.finding: line for line in lines}
        self._found: set[str] = set()

    @classmethod
    def read(cls, path: Path, comparing: frozenset[str] = frozenset()) -> "Baseline":
        """Read the file. Raises ConfigError where there is none, or it holds something else."""
        if not path.is_file():
            raise ConfigError(f"{path}: there is no such baseline; care-audit baseline writes one")
        return cls(path, read(path), comparing)

    def knows(self, finding: Finding) -> str:
        """Say that the baseline has a finding; empty where it has not."""
        if finding.fingerprint not in self._lines:
            return ""
        self._found.add(finding.fingerprint)
        return f"in the baseline {self._path.name}"

    def remarks(self, result: RunResult) -> Iterator[str]:
        """Yield what is to be said of lines whose finding was not there."""
        lost = [line for key, line in self._lines.items() if key not in self._found]
        stale = stale_lines(self._lines.values(), self._found, result, self._comparing)
        if stale:
            lines = "1 line is" if len(stale) == 1 else f"{len(stale)} lines are"
            first = min(stale, key=_order)
            yield (
                f"{lines} stale in {self._path}: what they stand for was looked for and is gone, "
                f"first {first.rule} on {plain(first.page, 200)}; "
                "care-audit baseline --prune deletes them"
            )
        if len(lost) > len(stale):
            left = len(lost) - len(stale)
            lines = "1 line" if left == 1 else f"{left} lines"
            yield f"{lines} of {self._path} could not be checked in this run"


def read(path: Path) -> list[Line]:
    """Give the lines of a file, one for each finding; none where there is no file.

    Raises ConfigError that names each line that is none.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        return []
    except OSError as problem:
        raise ConfigError(f"{path}: cannot be read: {problem.strerror}") from problem
    if len(content) > MAX_BYTES:
        raise ConfigError(f"{path}: bigger than {MAX_BYTES:,} bytes; no baseline needs that")
    lines: dict[str, Line] = {}
    mistakes = []
    for number, text in enumerate(content.decode("utf-8", "replace").split("\n"), 1):
        if text.strip():
            try:
                line = _parse(text)
                lines[line.finding] = line
            except ValueError as problem:
                mistakes.append(f"{path}:{number}: {problem}")
    if mistakes:
        raise ConfigError("\n".join(mistakes[:20]))
    return list(lines.values())


def write(path: Path, lines: Iterable[Line]) -> None:
    """Write lines, sorted, each finding once; the file is replaced in one step or not at all.

    The same lines give the same bytes. Raises OSError where it cannot be written.
    """
    once = {line.finding: line for line in lines}
    replace_text(path, (_text(line) for line in sorted(once.values(), key=_order)))


def acceptable(finding: Finding) -> bool:
    """Say whether a finding belongs into a baseline: one that may trip a gate.

    What is waived does not: it would be let through once its waiver ends.
    """
    return finding.certainty is Certainty.SURE and finding.status in (Status.NEW, Status.EXISTING)


def stale_lines(
    lines: Iterable[Line],
    found: Container[str],
    result: RunResult,
    comparing: frozenset[str] = frozenset(),
) -> list[Line]:
    """Give those of a baseline's `lines` that a run shows to be fixed.

    Their finding is not among the fingerprints that the run `found`, though their page was audited
    and their rule judged it. What rules `comparing` pages say of one page depends on the others:
    for them, the run must have audited every page that the baseline speaks of.
    """
    every = list(lines)
    pages = {line.page for line in every}
    rules = {rule.id for rule in result.rules}
    audited = {each.url for each in result.outcomes if each.url in pages and each.audited}
    unchecked = {
        (each.rule, each.url) for each in result.unchecked if not each.url or each.url in pages
    }

    def was_judged(line: Line) -> bool:
        if line.page not in audited or line.rule not in rules:
            return False
        if line.rule in comparing and audited != pages:
            return False
        named = (line.rule, line.rule.partition("/")[0])
        return not any((rule, page) in unchecked for rule in named for page in (line.page, ""))

    return [line for line in every if line.finding not in found and was_judged(line)]


def _order(line: Line) -> tuple[str, str, str]:
    return line.page, line.rule, line.finding


def _text(line: Line) -> str:
    told = {name: value for name, value in vars(line).items() if value}
    return json.dumps(told, ensure_ascii=False) + "\n"


def _parse(text: str) -> Line:
    if text.startswith(("<<<<<<<", "=======", ">>>>>>>", "|||||||")):
        raise ValueError("a merge was not finished here; keep the lines of both sides")
    try:
        given = json.loads(text)
    except (ValueError, RecursionError) as problem:
        raise ValueError("this is no JSON object on one line") from problem
    if not isinstance(given, Mapping):
        raise ValueError("this is no JSON object on one line")
    names = {each.name for each in fields(Line)}
    unknown = given.keys() - names
    if unknown:
        raise ValueError(f"unknown key {plain(repr(min(unknown)), 60)}")
    texts = {name: given.get(name, "") for name in names}
    if not all(isinstance(value, str) for value in texts.values()):
        raise ValueError("every value must be text")
    if not FINGERPRINT.fullmatch(texts["finding"]):
        raise ValueError("'finding' must be a finding's id: 16 characters of 0-9 and a-f")
    if not texts["rule"] or not texts["page"]:
        raise ValueError("'rule' and 'page' must be there")
    return Line(**texts)

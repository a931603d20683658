"""What reviewers have marked: a file of one line for each finding that somebody has looked at.

JSON Lines, sorted, so that a pull request shows what was marked and git can merge two reviewers'
marks. Care Audit adds and replaces lines; a person may delete some.
"""

import contextlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

from audit.config import ConfigError
from audit.replacement import replace_text
from audit.text import plain

FINGERPRINT = re.compile(r"[0-9a-f]{16}")
"""A finding's id, as reports give it."""
MAX_BYTES = 50_000_000
"""Room for some two hundred thousand marks; more is another kind of file."""


@dataclass(frozen=True)
class Mark:
    """What somebody says of one finding."""

    finding: str
    """The finding's fingerprint."""
    rule: str
    real: bool
    """Whether it is a defect; else it was a false alarm."""
    on: date
    by: str = ""
    note: str = ""
    url: str = ""
    """The page, for whoever reads the file."""
    subject: str = ""
    """What the finding is about, for whoever reads the file."""


def read(path: Path) -> list[Mark]:
    """Give the marks of a file, one for each finding; none where there is no file.

    Of two lines on one finding, as a merge may leave them, the later date counts. Raises
    ConfigError that names each line that is no mark.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        return []
    except OSError as problem:
        raise ConfigError(f"{path}: cannot be read: {problem.strerror}") from problem
    if len(content) > MAX_BYTES:
        raise ConfigError(f"{path}: bigger than {MAX_BYTES:,} bytes; no file of marks needs that")
    marks: dict[str, Mark] = {}
    mistakes = []
    for number, line in enumerate(content.decode("utf-8", "replace").split("\n"), 1):
        if not line.strip():
            continue
        try:
            mark = _parse(line)
        except ValueError as problem:
            mistakes.append(f"{path}:{number}: {problem}")
            continue
        known = marks.get(mark.finding)
        if known is None or mark.on >= known.on:
            marks[mark.finding] = mark
    if mistakes:
        raise ConfigError("\n".join(mistakes))
    return list(marks.values())


def add(path: Path, mark: Mark) -> Mark | None:
    """Write a mark into the file, in place of one on the same finding; gives what it replaced.

    The file is made where there is none, and changed in one step or not at all. Raises
    ConfigError where it holds what is no mark, OSError where it cannot be written.
    """
    marks = {each.finding: each for each in read(path)}
    before = marks.get(mark.finding)
    marks[mark.finding] = mark
    ordered = sorted(marks.values(), key=lambda each: (each.rule, each.finding))
    replace_text(path, _lines(ordered))
    return before


def _parse(line: str) -> Mark:
    if line.startswith(("<<<<<<<", "=======", ">>>>>>>")):
        raise ValueError("a merge was not finished here; keep the lines of both sides")
    try:
        given = json.loads(line)
    except (ValueError, RecursionError) as problem:
        raise ValueError("this is no JSON object on one line") from problem
    if not isinstance(given, dict):
        raise ValueError("this is no JSON object on one line")
    unknown = given.keys() - {each.name for each in fields(Mark)}
    if unknown:
        raise ValueError(f"unknown key {plain(repr(min(unknown)), 60)}")
    finding, rule, real = given.get("finding"), given.get("rule"), given.get("real")
    if not isinstance(finding, str) or not FINGERPRINT.fullmatch(finding):
        raise ValueError("'finding' must be a finding's id: 16 characters of 0-9 and a-f")
    if not isinstance(rule, str) or not rule:
        raise ValueError("'rule' must be a rule's id")
    if not isinstance(real, bool):
        raise ValueError("'real' must be true or false")
    return Mark(finding, rule, real, _date(given.get("on")), **_texts(given))


def _date(given: object) -> date:
    if isinstance(given, str):
        with contextlib.suppress(ValueError):
            return date.fromisoformat(given)
    raise ValueError("'on' must be a date as 2026-11-23")


def _texts(given: dict[str, Any]) -> dict[str, str]:
    texts = {name: given.get(name, "") for name in ("by", "note", "url", "subject")}
    for name, text in texts.items():
        if not isinstance(text, str):
            raise ValueError(f"{name!r} must be text")
    return texts


def _lines(marks: Iterable[Mark]) -> Iterator[str]:
    for mark in marks:
        told = {name: value for name, value in vars(mark).items() if value != ""}
        yield json.dumps({**told, "on": mark.on.isoformat()}, ensure_ascii=False) + "\n"

"""What people found when they tried success criteria: a CSV file that they keep.

A spreadsheet saves it, `care-audit run --format checklist` writes one to begin with. A row without
a result is a question that nobody has answered yet, and says nothing.
"""

import csv
import io
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from audit.config import ConfigError, Conformance
from audit.dossier import Check, Result
from audit.law.criteria import CRITERIA
from audit.text import plain

COLUMNS = ("criterion", "result", "who", "date", "note", "pages")
"""Those that are read, in any order and in capitals or not; others are for whoever keeps it."""
NEEDED = ("criterion", "result", "who", "date")
MAX_BYTES = 5_000_000
"""Room for some fifty thousand results; more is another kind of file."""
MISTAKES = 50
"""Told at once."""

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_RESULTS = {
    **{each.value: each for each in Result},
    "passed": Result.PASS,
    "failed": Result.FAIL,
    "n/a": Result.NOT_APPLICABLE,
    "not-applicable": Result.NOT_APPLICABLE,
    "not-checked": Result.NOT_CHECKED,
}


def load(settings: Conformance, today: date) -> tuple[Check, ...]:
    """Give the results in the file that the settings name, if they name any; see `read`."""
    return read(Path(settings.results), today) if settings.results else ()


def read(path: Path, today: date) -> tuple[Check, ...]:
    """Give what people found, in the order of the file.

    UTF-8, with commas, semicolons or tabs between the cells, as spreadsheets write it. A day after
    `today` is a mistake. Raises ConfigError with a line `file:line: what is wrong` for each
    mistake.
    """
    rows = csv.reader(io.StringIO(_text(path), newline=""), delimiter=_delimiter(_text(path)))
    mistakes: list[str] = []
    found: list[Check] = []
    try:
        places = _places(next(rows, []))
        for row in rows:
            cells = {name: row[at].strip() for name, at in places.items() if at < len(row)}
            try:
                check = _check(cells, today)
            except ValueError as problem:
                mistakes.append(f"{path}:{rows.line_num}: {problem}")
                continue
            if check:
                found.append(check)
    except (ValueError, csv.Error) as problem:
        mistakes.append(f"{path}:{max(rows.line_num, 1)}: {problem}")
    if mistakes:
        more = len(mistakes) - MISTAKES
        told = [*mistakes[:MISTAKES], *([f"{path}: and {more} more"] if more > 0 else ())]
        raise ConfigError("\n".join(told))
    return tuple(found)


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as problem:
        raise ConfigError(f"{path}: cannot be read: {problem.strerror}") from problem
    if len(content) > MAX_BYTES:
        raise ConfigError(f"{path}: bigger than {MAX_BYTES:,} bytes; no file of results needs that")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = content[: problem.start].count(b"\n") + 1
        raise ConfigError(f"{path}:{line}: this is no UTF-8; save it as “CSV UTF-8”") from problem


def _delimiter(text: str) -> str:
    """Give what stands between the names of the columns: spreadsheets go by the country."""
    head = text.partition("\n")[0]
    return max(",;\t", key=head.count)


def _places(head: list[str]) -> Mapping[str, int]:
    names = [name.strip().casefold() for name in head]
    lacking = [name for name in NEEDED if name not in names]
    if lacking:
        raise ValueError(
            f"the first line must name the columns {', '.join(NEEDED)};"
            f" {', '.join(lacking)} {'is' if len(lacking) == 1 else 'are'} missing"
        )
    twice = next((name for name in COLUMNS if names.count(name) > 1), "")
    if twice:
        raise ValueError(f"the column {twice} stands twice")
    return {name: names.index(name) for name in COLUMNS if name in names}


def _check(cells: Mapping[str, str], today: date) -> Check | None:
    """Give the result that a row holds; None of one that is not answered yet."""
    said = cells.get("result", "")
    if not said:
        beyond = [name for name in ("who", "date") if cells.get(name)]
        if beyond:
            raise ValueError(f"'result' is missing, though {_either(beyond)} is there")
        return None
    result = _RESULTS.get(" ".join(said.casefold().split()))
    if result is None:
        wanted = _either([each.value for each in Result])
        raise ValueError(f"expected {wanted} as 'result', found {_quoted(said)}")
    number = cells.get("criterion", "").partition(" ")[0]
    if number not in CRITERIA:
        found = _quoted(cells.get("criterion", ""))
        raise ValueError(
            "expected a success criterion of WCAG 2.1 or 2.2, level A or AA, as 1.4.3,"
            f" found {found}"
        )
    who = plain(cells.get("who", ""), 200)
    if not who:
        raise ValueError("'who' is missing: somebody answers for a result")
    on = _day(cells.get("date", ""))
    if on > today:
        raise ValueError(f"{on} is still to come; results are of the past")
    note, pages = (plain(cells.get(name, ""), 1000) for name in ("note", "pages"))
    return Check(number, result, who, on, note, pages)


def _day(text: str) -> date:
    if _DAY.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    raise ValueError(f"expected a date as 2026-11-23, found {_quoted(text)}")


def _quoted(text: str) -> str:
    return f"'{plain(text, 60)}'" if text else "nothing"


def _either(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"

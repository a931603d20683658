"""A finding's evidence as small tables, where it is simple enough to be read as one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reports.to_html.text import cut, label

ROWS = 12
"""Rows of a table, at most; findings.json has the rest."""
COLUMNS = 4
"""Columns of a table, at most: what 320 pixels hold."""
LENGTH = 300
"""Characters in a cell, at most."""

SEEN_IN = {
    "both": "the server’s HTML and the rendered page",
    "rendered": "the rendered page only: a script or a style sheet makes it",
}
"""Words for a finding's `seen_in`. Without a browser all is the server's, and nothing is said."""


@dataclass(frozen=True)
class Table:
    """A table with one header row; without columns, each row is a name and its value."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    more: int = 0
    """Rows that were left out."""


def tables(evidence: Mapping[str, Any]) -> list[Table]:
    """Give what a reader can take in of `evidence`.

    Single values stand together in one table. A list of records (`{"signals": [{"signal": …},
    …]}`) becomes a table of its own, with its first columns. What is nested deeper is left to
    findings.json; where a finding is seen is said beside its place.
    """
    single: list[tuple[str, ...]] = []
    records: list[Table] = []
    for name, value in evidence.items():
        if name == "seen_in":
            continue
        cell = _cell(value)
        if cell is not None:
            if cell:
                single.append((label(str(name)), cell))
        elif isinstance(value, Sequence):
            table = _records(label(str(name)), value)
            if table:
                records.append(table)
    if single:
        records.append(Table("", (), tuple(single[:ROWS]), max(0, len(single) - ROWS)))
    return records


def _records(caption: str, items: Sequence[Any]) -> Table | None:
    if not all(isinstance(item, Mapping) for item in items):
        return None
    cells = {
        name: [_cell(item.get(name, "")) for item in items]
        for name in dict.fromkeys(str(key) for item in items for key in item)
    }
    simple = {name: column for name, column in cells.items() if None not in column and any(column)}
    columns = tuple(simple)[:COLUMNS]
    if not columns:
        return None
    rows = list(zip(*([cell or "" for cell in simple[name]] for name in columns), strict=True))
    return Table(
        caption,
        tuple(label(name) for name in columns),
        tuple(rows[:ROWS]),
        max(0, len(rows) - ROWS),
    )


def _cell(value: Any) -> str | None:
    """Give a single value, or a list of single values, as text; None for anything deeper."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case str() | int() | float():
            return cut(str(value), LENGTH)
        case Sequence():
            cells = [_cell(part) if not _is_list(part) else None for part in value]
            if None in cells:
                return None
            return cut(", ".join(cell for cell in cells if cell), LENGTH)
        case _:
            return None


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)

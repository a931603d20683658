"""A finding's evidence as small tables, where it is simple enough to be read as one."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from audit.dossier import Sheet
from audit.model import Finding, Place
from reports.language import N_, Language
from reports.standing import name, term
from reports.to_html.text import cut, label

ROWS = 12
"""Rows of a table, at most; findings.json has the rest."""
COLUMNS = 4
"""Columns of a table, at most: what 320 pixels hold."""
LENGTH = 300
"""Characters in a cell, at most."""

SEEN_IN = {
    "both": N_("the server’s HTML and the rendered page"),
    "rendered": N_("the rendered page only: a script or a style sheet makes it"),
}
"""Words for a finding's `seen_in`. Without a browser all is the server's, and nothing is said."""

_NAMES = {
    "signals": N_("What says which accreditation it is"),
    "signal": N_("Signal"),
    "text": N_("Text"),
    "says": N_("Names"),
    "why": N_("Why"),
    "until": N_("Held until"),
    "proof": N_("Proof"),
    "only_on": N_("May be shown only on"),
    "show_on": N_("Must be shown on"),
    "sentence": N_("The claim"),
    "claimed": N_("Number claimed"),
    "said": N_("On the page"),
    "right": N_("Right"),
    "contrastRatio": N_("Contrast"),
    "expectedContrastRatio": N_("Contrast needed"),
    "fgColor": N_("Color of the text"),
    "bgColor": N_("Color behind it"),
    "fontSize": N_("Size of the text"),
    "fontWeight": N_("Weight of the text"),
}
"""Better words than a field's own name."""
_YES, _NO = N_("yes"), N_("no")
_FIRST = ("signal", "text", "says", "why", "message")
"""Columns that come before others, which are the first to be left out."""
_SKIPPED = frozenset({"seen_in", "help"})
"""Said elsewhere in an entry."""
_HASH = re.compile(r"([0-9a-f]{12})[0-9a-f-]{36,}")
"""A picture's hash: nobody reads all of it."""


@dataclass(frozen=True)
class Table:
    """A table with one header row; without columns, each row is a name and its value."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    more: int = 0
    """Rows that were left out."""


def pair(finding: Finding) -> Place | None:
    """Give the other place of a finding that has just two, to be shown beside its own."""
    if len(finding.related) != 1 or not finding.place.snippet or not finding.related[0].snippet:
        return None
    return finding.related[0]


def tables(
    evidence: Mapping[str, Any], translate: Callable[[str], str] = lambda text: text
) -> list[Table]:
    """Give what a reader can take in of `evidence`, with names in the language of `translate`.

    Single values stand together in one table. A list of records (`{"signals": [{"signal": …},
    …]}`) becomes a table of its own, with its first columns. What is nested deeper is left to
    findings.json; where a finding is seen is said beside its place.
    """

    def name(field: str) -> str:
        return translate(_NAMES[field]) if field in _NAMES else label(field)

    single: list[tuple[str, ...]] = []
    records: list[Table] = []
    for field, value in evidence.items():
        if field in _SKIPPED:
            continue
        cell = _cell(value, translate)
        if cell is not None:
            if cell:
                single.append((name(str(field)), cell))
        elif isinstance(value, Sequence):
            table = _records(str(field), value, name, translate)
            if table:
                records.append(table)
    if single:
        records.append(Table("", (), tuple(single[:ROWS]), max(0, len(single) - ROWS)))
    return records


def registered(
    evidence: Mapping[str, Any], sheet: Sheet | None, language: Language
) -> Table | None:
    """Give the registry's entries for the accreditations that a badge's signals name.

    None where there is none: whether that is a defect, the rule has said.
    """
    signals = evidence.get("signals")
    if sheet is None or not isinstance(signals, Sequence):
        return None
    named = {
        each for signal in signals if isinstance(signal, Mapping) for each in signal.get("ids", ())
    }
    _ = language.words.gettext
    rows = [
        (
            entry.name,
            f"{name(entry.standing, language)}. {term(entry, language)}",
            entry.since,
            entry.proof or _("none entered"),
        )
        for entry in sheet.registry
        if entry.id in named
    ]
    if not rows:
        return None
    columns = (_("Accreditation"), _("Status"), _("Since"), _("Proof"))
    return Table(_("What the registry says"), columns, tuple(rows[:ROWS]), max(0, len(rows) - ROWS))


def _records(
    caption: str,
    items: Sequence[Any],
    name: Callable[[str], str],
    translate: Callable[[str], str],
) -> Table | None:
    if not all(isinstance(item, Mapping) for item in items):
        return None
    cells = {
        field: [_cell(item.get(field, ""), translate) for item in items]
        for field in dict.fromkeys(str(key) for item in items for key in item)
    }
    simple = [field for field, column in cells.items() if None not in column and any(column)]
    simple.sort(key=lambda field: _FIRST.index(field) if field in _FIRST else len(_FIRST))
    columns = simple[:COLUMNS]
    if not columns:
        return None
    rows = list(zip(*([cell or "" for cell in cells[field]] for field in columns), strict=True))
    return Table(
        name(caption),
        tuple(map(name, columns)),
        tuple(rows[:ROWS]),
        max(0, len(rows) - ROWS),
    )


def _cell(value: Any, translate: Callable[[str], str]) -> str | None:
    """Give a single value, or a list of single values, as text; None for anything deeper."""
    match value:
        case None:
            return ""
        case bool():
            return translate(_YES) if value else translate(_NO)
        case str() | int() | float():
            return cut(_HASH.sub(r"\1…", str(value)), LENGTH)
        case Sequence():
            cells = [_cell(part, translate) if not _is_list(part) else None for part in value]
            if None in cells:
                return None
            return cut(", ".join(cell for cell in cells if cell), LENGTH)
        case _:
            return None


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)

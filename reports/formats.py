"""The table of report formats: ours, and those that installed packages add.

A package adds a format by an entry point in the group `care_audit.reports` that names a function
`write(result: RunResult, folder: Path) -> Path`. Writers are loaded when they are used, so a
run that writes no HTML never loads a template engine.
"""

from collections.abc import Iterable
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Protocol

from audit.model import RunResult
from reports.output import ReportError as ReportError
from reports.output import together

GROUP = "care_audit.reports"
"""The entry point group in which other packages declare formats."""

OURS = {
    "accreditations-csv": "reports.to_accreditations_csv:write",
    "accreditations-xlsx": "reports.to_accreditations_xlsx:write",
    "checklist": "reports.to_checklist:write",
    "csv": "reports.to_csv:write",
    "earl": "reports.to_earl:write",
    "github": "reports.to_github:write",
    "gitlab": "reports.to_gitlab:write",
    "html": "reports.to_html:write",
    "json": "reports.to_json:write",
    "junit": "reports.to_junit:write",
    "markdown": "reports.to_markdown:write",
    "openacr": "reports.to_openacr:write",
    "pdf": "reports.to_pdf:write",
    "sarif": "reports.to_sarif:write",
    "wcag-em": "reports.to_wcag_em:write",
}
"""Format: the function that writes it. A new format is one line here and one module."""


class Writer(Protocol):
    """What writes one format."""

    def __call__(self, result: RunResult, folder: Path) -> Path:
        """Write `result` into `folder` and give the file's path; raise ReportError if it cannot.

        The same result gives the same bytes: no clock, no environment, no network.
        """
        ...


def names() -> tuple[str, ...]:
    """Give the formats there are, in alphabetical order; nothing is loaded for it.

    Raises ReportError where two packages claim one name.
    """
    return tuple(sorted(_table()))


def load(name: str) -> Writer:
    """Give the writer of the format `name`.

    Raises ReportError where there is no such format, or where the package that adds it cannot be
    imported: a report that silently goes missing would be taken for one that found nothing.
    """
    table = _table()
    if name not in table:
        raise ReportError(
            f"there is no report format {name!r}; there are: {', '.join(sorted(table))}"
        )
    entry = table[name]
    try:
        writer = entry.load()
    except Exception as error:
        raise ReportError(
            f"the report format {name!r} of {_owner(entry)} cannot be loaded from"
            f" {entry.value!r}: {type(error).__name__}: {error}"
        ) from error
    if not callable(writer):
        raise ReportError(
            f"the report format {name!r} of {_owner(entry)} is no function: {entry.value!r}"
        )
    return writer  # type: ignore[no-any-return]


def write(name: str, result: RunResult, folder: Path) -> Path:
    """Write `result` in the format `name` into `folder` and give the file's path.

    Raises ReportError, see `load`, and where the file cannot be written.
    """
    return load(name)(result, folder)


def write_all(names: Iterable[str], result: RunResult, folder: Path) -> list[Path]:
    """Write `result` in several formats into `folder` and give the files' paths, in order.

    All are replaced together, once the last is written. Raises ReportError, and then `folder`
    keeps all that it held.
    """
    with together(folder) as draft:
        written = [write(name, result, draft).relative_to(draft) for name in dict.fromkeys(names)]
    return [folder / path for path in written]


def _table() -> dict[str, EntryPoint]:
    table = {name: EntryPoint(name, value, GROUP) for name, value in OURS.items()}
    for entry in entry_points(group=GROUP):
        if entry.name in table:
            raise ReportError(
                f"two packages declare the report format {entry.name!r}:"
                f" {_owner(table[entry.name])} and {_owner(entry)}"
            )
        table[entry.name] = entry
    return table


def _owner(entry: EntryPoint) -> str:
    return entry.dist.name if entry.dist else "care-audit"

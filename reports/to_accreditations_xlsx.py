"""accreditations.xlsx: the sheet of accreditations as a workbook, one worksheet for each kind.

Every text is written as text, so none is ever taken for a formula or a link.
"""

import re
from datetime import UTC, date
from pathlib import Path
from tempfile import TemporaryDirectory

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from audit.model import RunResult
from audit.text import plain
from reports import output
from reports.accreditations import COLUMNS, NOT_CHECKED, Cell, heads, kinds, lines
from reports.language import Language, speak

NAME = "accreditations.xlsx"
LONGEST = 2000
"""Characters of a cell; the format allows 32,767."""
MOST = 100_000
"""Rows of a worksheet; so the file stays small. accreditations.csv has all of them."""
WIDTHS = {"page": 45, "what": 45, "means": 40, "status": 40, "signals": 60, "problems": 45}
"""Of columns, in characters; all others have 20."""

_UNFIT = re.compile("[\ufdd0-\ufdef\ufffe\uffff]")
"""What XML may not hold and `plain` leaves (https://www.w3.org/TR/xml/#charsets)."""


def write(result: RunResult, folder: Path) -> Path:
    """Write accreditations.xlsx into `folder` and give its path.

    The same result gives the same bytes: the workbook is dated by the run. Raises ReportError
    where the file cannot be written.
    """
    path = folder / NAME
    language = speak(result.dossier.language)
    with output.replace_binary(path) as stream, TemporaryDirectory() as scratch:
        options = {"constant_memory": True, "tmpdir": scratch}
        with Workbook(stream, options) as book:
            # Without a date of its own it takes that of the clock.
            created = result.run.finished.astimezone(UTC).replace(tzinfo=None)
            book.set_properties(
                {"created": created, "title": language.words.gettext("Accreditations")}
            )
            _fill(book, result, language)
    return path


def _fill(book: Workbook, result: RunResult, language: Language) -> None:
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left", "valign": "top"})
    called, columns = kinds(language), heads(language)
    sheets: dict[str, Worksheet] = {}
    for kind, names in COLUMNS.items():
        sheet = sheets[kind] = book.add_worksheet(called[kind])
        sheet.freeze_panes(1, 0)
        sheet.set_landscape()
        sheet.repeat_rows(0)
        sheet.fit_to_pages(1, 0)
        for at, name in enumerate(names):
            sheet.set_column(at, at, WIDTHS.get(name, 20))
            sheet.write_string(0, at, columns[name], bold)
    filled = dict.fromkeys(COLUMNS, 0)
    for line in lines(result):
        filled[line.kind] += 1
        row = filled[line.kind]
        if row > MOST:
            continue
        for at, name in enumerate(COLUMNS[line.kind]):
            _put(sheets[line.kind], row, at, line.cells.get(name, ""), wrap, day)
    _ = language.words.gettext
    for kind, number in filled.items():
        if number > MOST:
            more = _("And %(number)s more rows, which accreditations.csv has.")
            text = more % {"number": language.number(number - MOST)}
            sheets[kind].write_string(MOST + 1, 0, text, bold)
    _sign(book, result, language, whole=not filled[NOT_CHECKED], bold=bold, wrap=wrap)


def _put(sheet: Worksheet, row: int, at: int, value: Cell, wrap: Format, day: Format) -> None:
    if isinstance(value, str):
        sheet.write_string(row, at, _text(value), wrap)
    elif isinstance(value, date):
        sheet.write_datetime(row, at, value, day)
    else:
        sheet.write_number(row, at, value, wrap)


def _text(value: str) -> str:
    return _UNFIT.sub("\ufffd", plain(value, LONGEST).encode("utf-8", "replace").decode("utf-8"))


def _sign(
    book: Workbook,
    result: RunResult,
    language: Language,
    *,
    whole: bool,
    bold: Format,
    wrap: Format,
) -> None:
    """Add the worksheet on which somebody signs, which says first whether all was checked."""
    _ = language.words.gettext
    run = result.run
    sheet = book.add_worksheet(_("Sign-off"))
    sheet.set_landscape()
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 80)
    wanted = audited = 0
    for outcome in result.outcomes:
        wanted += outcome.kind != "skipped:duplicate"
        audited += outcome.audited
    complete = whole and audited and run.status == "complete"
    facts = (
        (_("Site"), run.site or ", ".join(run.targets[:10])),
        (_("Run"), run.id),
        (_("Date of the pages"), language.date(run.started)),
        (_("Pages audited"), f"{language.number(audited)} / {language.number(wanted)}"),
        (
            _("Complete"),
            _("Yes: every wanted page was audited, and every rule about badges and claims ran.")
            if complete
            else _("No: what the worksheet before this one lists was not checked."),
        ),
        *((name, "") for name in (_("Reviewed by"), _("Role"), _("Date"), _("Signature"))),
    )
    for row, (name, value) in enumerate(facts):
        sheet.write_string(row, 0, name, bold)
        sheet.write_string(row, 1, _text(value), wrap)

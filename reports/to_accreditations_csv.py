"""accreditations.csv: the sheet of accreditations, a row for each badge and claim on each page.

docs/accreditations.md says what the rows are.
"""

import csv
from pathlib import Path

from audit.model import RunResult
from reports import output
from reports.accreditations import EVERY, heads, kinds, lines
from reports.language import speak
from reports.to_csv import cell

NAME = "accreditations.csv"


def write(result: RunResult, folder: Path) -> Path:
    """Write accreditations.csv into `folder` and give its path.

    UTF-8 with a byte order mark, without which Excel reads another encoding; lines end as RFC 4180
    has them; days are as ISO 8601 has them. Raises ReportError where the file cannot be written.
    """
    path = folder / NAME
    language = speak(result.dossier.language)
    called, columns = kinds(language), heads(language)
    with output.replace(path) as stream:
        stream.write("\ufeff")
        rows = csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        rows.writerow([language.words.gettext("Kind"), *(columns[name] for name in EVERY)])
        for line in lines(result):
            cells = (line.cells.get(name, "") for name in EVERY)
            rows.writerow(
                [
                    called[line.kind],
                    *(cell(each) if isinstance(each, str) else str(each) for each in cells),
                ]
            )
    return path

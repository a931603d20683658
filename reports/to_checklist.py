"""checklist.csv: the success criteria with their questions, for people to fill in.

It holds what they have found so far, so that it can take the place of the file that audit.yaml
names under `conformance.results`; docs/conformance.md says how.
"""

import csv
from collections.abc import Iterator
from pathlib import Path

from audit.model import RunResult
from reports import output
from reports.checklist import QUESTIONS
from reports.conformance import Standing, assess
from reports.remarks import automated
from reports.to_csv import cell

NAME = "checklist.csv"
COLUMNS = "criterion result who date note pages level versions question automated explained".split()


def write(result: RunResult, folder: Path) -> Path:
    """Write checklist.csv into `folder` and give its path.

    UTF-8 as Excel knows it, as in findings.csv. Raises ReportError where the file cannot be
    written.
    """
    path = folder / NAME
    with output.replace(path) as stream:
        stream.write("\ufeff")
        rows = csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        rows.writerow(COLUMNS)
        for standing in assess(result).standings.values():
            rows.writerows(_rows(standing))
    return path


def _rows(standing: Standing) -> Iterator[list[str]]:
    """Yield what people found, the oldest first, and a row to fill in where nothing counts."""
    one = standing.criterion
    # With its name: a spreadsheet would take a bare `1.1.1` for a day in 2001.
    name = f"{one.number} {one.name}"
    about = (one.level, " and ".join(one.versions), QUESTIONS[one.number], automated(standing))
    for answer in reversed(standing.answers):
        check = answer.check
        said = (check.result.value, check.who, check.on.isoformat(), check.note, check.pages)
        yield [cell(each) for each in (name, *said, *about, one.url)]
    if standing.people is None:
        yield [cell(each) for each in (name, "", "", "", "", "", *about, one.url)]

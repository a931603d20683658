"""The sheet of accreditations as CSV and as a workbook: whole, the same each time, and harmless."""

import csv
import io
import re
import tracemalloc
import zipfile
from dataclasses import replace
from datetime import date

import pytest
from lxml import etree

from audit.dossier import (
    Approval,
    Approved,
    BadgeSeen,
    ClaimSeen,
    Dossier,
    Meant,
    Registered,
    Sheet,
    Signal,
    Standing,
)
from audit.model import ALSO, Outcome, RuleInfo, Severity, Unchecked
from reports import formats, to_accreditations_xlsx
from reports.problems import read_problems

FORMATS = ("accreditations-csv", "accreditations-xlsx")
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RULE = RuleInfo("badge-expired", "Ended", Severity.ERROR, tags=("badges", "registry"))


def build_sheet(text="Commission on Cancer", url="https://a.example/", *, number=1):
    entry = Registered(
        id="acs-coc",
        name=text,
        issuer=text,
        since=text,
        until=date(2026, 1, 31),
        proof=text,
        facility=text,
        only_on=(),
        standing=Standing.ENDED,
        days=-276,
    )
    meant = Meant(("acs-coc",), (text,), Standing.ENDED, (0,))
    signal = Signal(text, text, (text,))
    badge = BadgeSeen(url, "img", text, text, text, Standing.ENDED, (meant,), (), (signal,))
    claim = ClaimSeen(url, "p", text, "superlative", text, text, entry=0)
    ledger = (Approved(text, text, text, date(2026, 12, 31), Approval.APPROVED),)
    return Sheet(date(2026, 11, 3), (entry,), ledger, Many(badge, number), Many(claim, number))


class Many:
    """The same on many pages, made as it is read."""

    def __init__(self, one, number):
        self.one, self.number = one, number

    def __iter__(self):
        if self.number == 1:
            return iter((self.one,))
        return (replace(self.one, url=f"{self.one.url}{n:06}") for n in range(self.number))


@pytest.fixture
def write(tmp_path, make_result):
    """Write a sheet in a format and give the bytes."""

    def run(name, sheet, **changes):
        result = make_result(rules=(RULE,), dossier=Dossier(sheet=sheet), **changes)
        return formats.write(name, result, tmp_path).read_bytes()

    return run


def table(data):
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def worksheets(data):
    """Give the rows of each worksheet as texts; a formula anywhere is an error."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        assert book.testzip() is None
        tree = etree.fromstring(book.read("xl/workbook.xml"))
        names = [sheet.get("name") for sheet in tree.iter(f"{MAIN}sheet")]
        found = {}
        for number, name in enumerate(names, 1):
            sheet = etree.fromstring(book.read(f"xl/worksheets/sheet{number}.xml"))
            assert not list(sheet.iter(f"{MAIN}f", f"{MAIN}hyperlink"))
            found[name] = [
                ["".join(cell.itertext()) for cell in row] for row in sheet.iter(f"{MAIN}row")
            ]
    return found


def test_every_badge_and_claim_is_a_row(write, make_finding):
    finding = make_finding("badge-expired", "https://a.example/", subject="acs-coc")
    finding = replace(finding, place=replace(finding.place, selector="img"))
    rows = table(write("accreditations-csv", build_sheet(), findings=(finding,)))
    assert [row["Kind"] for row in rows] == ["Accreditation", "Badge", "Approved claim", "Claim"]
    held, badge, approved, claim = rows
    assert (held["Status"], held["Until"], held["Pages"]) == (
        "Ended: Ended on 31 January 2026",
        "2026-01-31",
        "1",
    )
    assert badge["Page"] == "https://a.example/"
    assert badge["Status"] == "Ended: Its term has ended."
    assert held["Problems"] == badge["Problems"] == f"badge-expired (error): {finding.group}"
    assert (approved["Pages"], claim["Status"]) == ("1", "Approved until 31 December 2026")


def test_the_workbook_says_the_same(write):
    found = worksheets(write("accreditations-xlsx", build_sheet()))
    assert list(found) == [
        "Accreditation",
        "Badge",
        "Approved claim",
        "Claim",
        "Not checked",
        "Sign-off",
    ]
    assert [len(found[name]) for name in list(found)[:5]] == [2, 2, 2, 2, 1]
    assert "Ended: Ended on 31 January 2026" in found["Accreditation"][1]
    assert ["Signature", ""] in [row[:2] for row in found["Sign-off"]]
    assert found["Sign-off"][4][1].startswith("Yes: ")


def test_without_a_browser_nobody_knows_what_scripts_show(write, make_run):
    data = write("accreditations-xlsx", build_sheet(), run=make_run(mode="static"))
    assert worksheets(data)["Sign-off"][4][1].startswith("No: ")


@pytest.mark.parametrize(
    "change",
    [
        {"outcomes": (Outcome("https://a.example/2", "error:timeout", "No answer."),)},
        {"outcomes": ()},
        {"unchecked": (Unchecked("badges", "https://a.example/", "It crashed."),)},
        {"unchecked": (Unchecked("badge-expired", "", "No registry could be read."),)},
    ],
)
def test_what_was_not_checked_is_told_and_never_signed_as_whole(write, change):
    found = worksheets(write("accreditations-xlsx", build_sheet(), **change))
    assert found["Sign-off"][4][1].startswith("No: ")
    reasons = [row["Status"] for row in table(write("accreditations-csv", build_sheet(), **change))]
    for told in (*change.get("unchecked", ()), *change.get("outcomes", ())):
        assert (told.reason if isinstance(told, Unchecked) else told.detail) in reasons


@pytest.mark.parametrize("name", FORMATS)
def test_without_a_sheet_the_file_says_that_nothing_is_known(write, name):
    data = write(name, None)
    if name == "accreditations-csv":
        (row,) = table(data)
        assert row["Kind"] == "Not checked"
        assert "Nothing is known" in row["Status"]
    else:
        assert "Nothing is known" in "".join(worksheets(data)["Not checked"][1])


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_gives_the_same_bytes(write, name):
    assert write(name, build_sheet()) == write(name, build_sheet())


def test_no_cell_of_the_table_is_run_or_breaks_out(write, hostile):
    data = write("accreditations-csv", build_sheet(hostile, url=hostile))
    assert not {"\x1b", "\u202e", "\x00", "\x9f", "\x07"} & set(data.decode("utf-8"))
    rows = table(data)
    assert len(rows) == 4
    assert not [cell for row in rows for cell in row.values() if re.match(r"[=+\-@|%]", cell)]


def test_no_cell_of_the_workbook_is_run_or_breaks_out(write, hostile):
    found = worksheets(write("accreditations-xlsx", build_sheet(hostile, url=hostile)))
    assert [len(rows) for rows in found.values()][:4] == [2, 2, 2, 2]


@pytest.mark.parametrize("name", FORMATS)
def test_badges_are_not_gathered_in_memory(write, name):
    def peak(number):
        tracemalloc.start()
        try:
            write(name, build_sheet(number=number))
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(10)
    assert peak(2500) < peak(500) + 1_500_000  # the badges alone would be some 5 MB


def test_a_long_worksheet_ends_with_what_is_missing(write, monkeypatch):
    monkeypatch.setattr(to_accreditations_xlsx, "MOST", 3)
    badges = worksheets(write("accreditations-xlsx", build_sheet(number=5)))["Badge"]
    assert len(badges) == 5
    assert badges[-1][0] == "And 2 more rows, which accreditations.csv has."


def test_of_too_many_places_the_rest_is_counted(make_finding, monkeypatch):
    monkeypatch.setattr("reports.problems.MOST", 2)
    findings = [make_finding("badge-expired", f"https://a.example/{n}") for n in range(5)]
    found = read_problems([*findings, make_finding("image-alt-filename")], (RULE,))
    assert (len(found.at), found.left_out, len(found.all)) == (2, 3, 1)


def test_a_defect_is_told_where_it_is_and_not_at_what_it_is_held_against(make_finding):
    finding = make_finding("badge-expired")
    here, twin = finding.place, replace(finding.place, selector="twin", note=ALSO)
    other = replace(finding.place, selector="other", note="the badge it repeats")
    found = read_problems([replace(finding, related=(twin, other))], (RULE,))
    assert {selector for _url, selector in found.at} == {here.selector, "twin"}

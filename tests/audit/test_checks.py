"""What people found, read from the file that they keep."""

from datetime import date

import pytest

from audit import checks
from audit.config import ConfigError, Conformance
from audit.dossier import Check, Result

TODAY = date(2026, 11, 23)
HEAD = "criterion,result,who,date,note,pages\n"


@pytest.fixture
def file(tmp_path, monkeypatch):
    """Write a text, or bytes, as checks.csv and give its name."""
    monkeypatch.chdir(tmp_path)

    def write(content):
        path = tmp_path / "checks.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path.relative_to(tmp_path)

    return write


@pytest.fixture
def mistakes(file):
    def read(content):
        with pytest.raises(ConfigError) as refused:
            checks.read(file(content), TODAY)
        return str(refused.value).splitlines()

    return read


FULL = Check("1.1.1", Result.PASS, "Ada", date(2026, 11, 23), "with NVDA, twice", "/care/")


@pytest.mark.parametrize(
    "text",
    [
        HEAD + '1.1.1,pass,Ada,2026-11-23,"with NVDA, twice",/care/\n',
        HEAD + '1.1.1 Non-text Content, Passed ,Ada,2026-11-23,"with NVDA, twice",/care/',
        "\ufeff" + HEAD.replace(",", ";") + "1.1.1;pass;Ada;2026-11-23;with NVDA, twice;/care/\r\n",
        "Date\tWho\tPages\tQuestion\tNote\tResult\tCriterion\n"
        "2026-11-23\tAda\t/care/\tDoes it?\twith NVDA, twice\tPASS\t1.1.1\n",
        HEAD + '1.1.1,pass,Ada,2026-11-23,"with NVDA,\n twice",/care/\n\n,,,,,\n',
    ],
    ids=["plain", "with names", "semicolons", "tabs and other columns", "lines in a cell"],
)
def test_a_file_is_read_as_spreadsheets_write_it(file, text):
    assert (FULL,) == checks.read(file(text), TODAY)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("pass", "pass"),
        ("FAILED", "fail"),
        ("n/a", "not applicable"),
        ("not  applicable", "not applicable"),
        ("not checked", "not checked"),
    ],
)
def test_a_result_may_be_written_in_several_ways(file, said, expected):
    (found,) = checks.read(file(f"{HEAD}1.1.1,{said},Ada,2026-11-23\n"), TODAY)
    assert found.result == expected
    assert (found.note, found.pages) == ("", "")


def test_a_row_without_a_result_is_no_result(file):
    assert () == checks.read(file(HEAD + "1.1.1,,,,,\n2.1.1\n"), TODAY)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (
            "1.1.1,ok,Ada,2026-11-23",
            "expected pass, fail, not applicable or not checked as 'result', found 'ok'",
        ),
        ("1.1.1,pass,,2026-11-23", "'who' is missing: somebody answers for a result"),
        ("1.1.1,pass,Ada,", "expected a date as 2026-11-23, found nothing"),
        ("1.1.1,pass,Ada,23.11.2026", "expected a date as 2026-11-23, found '23.11.2026'"),
        ("1.1.1,pass,Ada,2026-02-30", "expected a date as 2026-11-23, found '2026-02-30'"),
        ("1.1.1,pass,Ada,2026-11-24", "2026-11-24 is still to come; results are of the past"),
        ("1.1.1,,Ada,2026-11-23", "'result' is missing, though who or date is there"),
        (
            "1.1.99,pass,Ada,2026-11-23",
            "expected a success criterion of WCAG 2.1 or 2.2, level A or AA, as 1.4.3, found"
            " '1.1.99'",
        ),
        (
            ",fail,Ada,2026-11-23",
            "expected a success criterion of WCAG 2.1 or 2.2, level A or AA, as 1.4.3, found"
            " nothing",
        ),
    ],
)
def test_a_mistake_is_told_with_its_line(mistakes, row, told):
    assert [f"checks.csv:3: {told}"] == mistakes(f"{HEAD}1.1.1,pass,Ada,2026-11-23\n{row}\n")


def test_all_mistakes_are_told_at_once_up_to_a_number(mistakes):
    found = mistakes(HEAD + "1.1.1,ok,Ada,2026-11-23\n" * (checks.MISTAKES + 3))
    assert len(found) == checks.MISTAKES + 1
    assert found[-1] == "checks.csv: and 3 more"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (
            "",
            "checks.csv:1: the first line must name the columns criterion, result, who, date;"
            " criterion, result, who, date are missing",
        ),
        (
            "criterion,result,who\n",
            "checks.csv:1: the first line must name the columns criterion, result, who, date;"
            " date is missing",
        ),
        ("criterion,result,who,date,Who\n", "checks.csv:1: the column who stands twice"),
        (
            HEAD.encode() + b"1.1.1,pass,\xe4da,2026-11-23",
            "checks.csv:2: this is no UTF-8; save it as “CSV UTF-8”",
        ),
        (HEAD + '1.1.1,"' + "x" * 140_000, "checks.csv:2: field larger than field limit (131072)"),
        (
            b"x" * (checks.MAX_BYTES + 1),
            "checks.csv: bigger than 5,000,000 bytes; no file of results needs that",
        ),
    ],
)
def test_what_is_no_such_file_is_refused_in_words(mistakes, content, told):
    assert [told] == mistakes(content)


def test_a_file_that_is_not_there_is_refused_in_words(tmp_path):
    with pytest.raises(ConfigError, match=r"gone\.csv: cannot be read: No such file"):
        checks.load(Conformance(results=str(tmp_path / "gone.csv")), TODAY)


def test_without_a_file_nobody_has_found_anything():
    assert () == checks.load(Conformance(), TODAY)

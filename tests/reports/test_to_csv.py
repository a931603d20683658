import csv
import io

import pytest

from reports import to_csv


def read(result, folder):
    text = to_csv.write(result, folder).read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_excel_reads_it_as_utf_8(tmp_path, rich_result):
    raw = to_csv.write(rich_result, tmp_path).read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.count(b"\r\n") == raw.count(b"\n") == len(read(rich_result, tmp_path)) + 1


def test_each_place_of_a_finding_is_a_row(tmp_path, filed_result):
    rows = [row for row in read(filed_result, tmp_path) if row["rule"] == "badge-mislabelled"]
    assert [row["role"] for row in rows] == ["here", "the badge it repeats"]
    assert rows[0]["file"] == "public/care/page-0001.html"
    assert (rows[0]["line"], rows[0]["column"]) == ("120", "7")
    assert rows[0]["owner"] == "Web team"
    assert rows[0]["title"] == "A badge's label names another accreditation"
    assert len({row["id"].lstrip("'") for row in rows}) == 1


def test_columns_keep_their_places(tmp_path, make_result):
    header = to_csv.write(make_result(), tmp_path).read_text("utf-8-sig").splitlines()[0]
    assert header.replace('"', "").split(",") == list(to_csv.COLUMNS)


@pytest.mark.parametrize(
    "start", ["=", "+", "-", "@", "\t=", "\r=", " =", "＝", "\u200b=", "\x00="]
)
def test_no_cell_is_a_command(tmp_path, make_result, make_finding, start):
    words = f"{start}HYPERLINK(1)"
    (row,) = read(make_result(findings=(make_finding(message=words, owner=words),)), tmp_path)
    assert row["message"][0] == row["owner"][0] == "'"


def test_no_cell_begins_as_a_command_whatever_a_page_says(
    tmp_path, make_result, make_finding, hostile
):
    finding = make_finding(message=hostile, fix=hostile, owner=hostile)
    for row in read(make_result(findings=(finding,)), tmp_path):
        assert not [cell for cell in row.values() if cell[:1] in tuple("=+-@\t\r")]


@pytest.mark.parametrize("words", ["12e4567890123456", "0012", "1234567890123456"])
def test_no_cell_becomes_another_number(tmp_path, make_result, make_finding, words):
    (row,) = read(make_result(findings=(make_finding(owner=words),)), tmp_path)
    assert row["owner"] == f"'{words}"


def test_cells_are_short_enough_for_a_spreadsheet(tmp_path, make_result, make_finding):
    (row,) = read(make_result(findings=(make_finding(message="x" * 50_000),)), tmp_path)
    assert len(row["message"]) == to_csv.LONGEST

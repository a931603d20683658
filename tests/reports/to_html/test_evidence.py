from dataclasses import replace

import pytest

from reports.language import speak
from reports.to_html.evidence import COLUMNS, ROWS, Table, pair, registered, tables


def test_no_evidence_gives_no_table():
    assert tables({}) == []


def test_single_values_stand_in_one_table_by_name():
    given = {"claimed": 4, "shown": 3.5, "onPage": True, "hidden": False, "text": "all 4"}
    rows = (
        ("Number claimed", "4"),
        ("Shown", "3.5"),
        ("On page", "yes"),
        ("Hidden", "no"),
        ("Text", "all 4"),
    )
    assert tables(given) == [Table("", (), rows)]


def test_a_list_of_single_values_is_one_value():
    assert tables({"repeated": ["a", 2, None]})[0].rows == (("Repeated", "a, 2"),)


def test_where_a_finding_is_seen_is_in_no_table():
    assert tables({"seen_in": "both"}) == []


def test_records_become_a_table_with_their_fields_as_columns():
    signals = [{"signal": "heading", "says": "CoC"}, {"signal": "alt", "text": "ACR"}]
    (table,) = tables({"signals": signals})
    assert table.caption == "What says which accreditation it is"
    assert table.columns == ("Signal", "Text", "Names")
    assert table.rows == (("heading", "", "CoC"), ("alt", "ACR", ""))


@pytest.mark.parametrize(
    "value",
    [
        {"nested": 1},
        [[1, 2], [3]],
        [{"a": {"b": 1}}],
        [{"a": 1}, 2],
        [],
        None,
        "",
        [{}],
        pytest.param(object(), id="object"),
    ],
    ids=repr,
)
def test_what_is_too_deep_or_empty_is_left_out(value):
    assert tables({"value": value}) == []


def test_columns_that_are_too_deep_or_empty_are_left_out():
    checks = [{"id": "contrast", "data": {"ratio": 2.5}, "none": ""}, {"id": "size"}]
    (table,) = tables({"checks": checks})
    assert (table.columns, table.rows) == (("Id",), (("contrast",), ("size",)))


def test_columns_beyond_the_limit_are_left_out():
    (table,) = tables({"wide": [{f"c{n}": n for n in range(COLUMNS + 2)}]})
    assert table.rows == (tuple(str(n) for n in range(COLUMNS)),)


def test_rows_beyond_the_limit_are_counted():
    many = [{"n": n} for n in range(ROWS + 3)]
    (table,) = tables({"many": many})
    assert (len(table.rows), table.more) == (ROWS, 3)
    (table,) = tables({f"field {n}": n for n in range(ROWS + 2)})
    assert (len(table.rows), table.more) == (ROWS, 2)


def test_long_values_are_cut():
    ((_, value),) = tables({"text": "x" * 5000})[0].rows
    assert len(value) == 300


def test_a_hash_is_shortened():
    ((_, value),) = tables({"picture": "af127362f43f" + "0" * 52 + "-0d00-5bced3af1e37"})[0].rows
    assert value == "af127362f43f…"


def test_two_places_with_markup_are_a_pair(make_finding):
    finding = make_finding()
    other = replace(finding.place, selector="p", note="the other")
    assert pair(replace(finding, related=(other,))) == other
    assert pair(finding) is None
    assert pair(replace(finding, related=(other, other))) is None
    assert pair(replace(finding, related=(replace(other, snippet=""),))) is None


def test_the_registrys_entries_for_what_signals_name_stand_beside_them(make_sheet):
    sheet = make_sheet()
    entry = sheet.registry[0]
    evidence = {"signals": [{"signal": "heading", "ids": [entry.id]}, {"ids": ["unknown"]}]}
    table = registered(evidence, sheet, speak("en"))
    assert [row[0] for row in table.rows] == [
        each.name for each in sheet.registry if each.id == entry.id
    ]
    assert len(table.rows) < len(sheet.registry)
    assert registered({"signals": [{"ids": ["unknown"]}]}, sheet, speak("en")) is None
    assert registered(evidence, None, speak("en")) is None
    assert registered({"signals": "hostile"}, sheet, speak("en")) is None

"""Hostile text in one line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.text import plain


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Not Found", "Not Found"),
        ("  a\r\n\tb  ", "a b"),
        ("a\x1b[31mred\x07", "a [31mred"),
        ("abc\u202etxt.exe", "abc txt.exe"),
        ("Zentrum für Onkologie™", "Zentrum für Onkologie™"),
        ("", ""),
    ],
)
def test_what_is_unseen_is_dropped(text: str, expected: str) -> None:
    assert plain(text) == expected


@given(st.text(), st.integers(1, 50))
def test_any_text_becomes_one_short_line(text: str, limit: int) -> None:
    line = plain(text, limit)
    assert len(line) <= limit
    assert len(line.splitlines()) <= 1

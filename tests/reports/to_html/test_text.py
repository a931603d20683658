import pytest

from reports.to_html import text


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("plain", "plain"),
        ("two\nlines\tand a tab", "two\nlines\tand a tab"),
        ("\x00\x07", "[U+0000][U+0007]"),
        ("a\r\nb", "a[U+000D]\nb"),
        ("\u202egpj.exe", "[U+202E]gpj.exe"),
        ("\u2066a\u2069", "[U+2066]a[U+2069]"),
        ("\x85\x7f", "[U+0085][U+007F]"),
        ("\ud83d", "\ufffd"),
        ("\uffff", "[U+FFFF]"),
        ("مرحبا\u200f", "مرحبا\u200f"),
        ("👩\u200d⚕️", "👩\u200d⚕️"),
    ],
    ids=ascii,
)
def test_what_cannot_be_seen_is_shown(given, expected):
    assert text.visible(given) == expected


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/",
        "http://example.org:8080/a?b=c&d='e'#f",
        "HTTPS://EXAMPLE.ORG/ä",
        "https://[::1]/",
    ],
)
def test_a_reader_may_follow_web_addresses(address):
    assert text.web(address) == address


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        " javascript:alert(1)",
        "JaVaScRiPt:alert(1)//https://example.org",
        "data:text/html,x",
        "file:///etc/passwd",
        "vbscript:x",
        "mailto:a@example.org",
        "//example.org/",
        "care/index.html",
        "",
        "https://",
        "https://example.org/\njavascript:alert(1)",
        'https://example.org/" onclick="alert(1)',
        "https://example.org/<script>",
        "https://example.org/\x00",
        "https://example.org/" + "x" * 2000,
    ],
    ids=lambda address: ascii(address)[:40],
)
def test_a_reader_may_follow_nothing_else(address):
    assert text.web(address) == ""


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("none", "none"),
        ('leave it empty: `alt=""`.', "leave it empty: <code>alt=&#34;&#34;</code>."),
        ("`<b>` and `<i>`", "<code>&lt;b&gt;</code> and <code>&lt;i&gt;</code>"),
        ("<b>`x", "&lt;b&gt;`x"),
        ("``", "``"),
        ("`\u202e`", "<code>[U+202E]</code>"),
    ],
)
def test_code_stands_between_backticks(given, expected):
    assert text.code(given) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("the text is empty", "The text is empty"),
        ("“notepad” is a file", "“notepad” is a file"),
        ("éclair", "éclair"),
        ("", ""),
    ],
)
def test_a_message_begins_with_a_capital_but_a_quotation_stays(given, expected):
    assert text.sentence(given) == expected


@pytest.mark.parametrize(
    ("given", "length", "expected"),
    [("short", 5, "short"), ("longer", 5, "long…"), ("a b cdef", 5, "a b…")],
)
def test_long_texts_are_cut(given, length, expected):
    assert text.cut(given, length) == expected


def test_paragraphs_are_parted_by_empty_lines():
    assert text.paragraphs("one\ntwo\n\n three\n \n\n") == ["one\ntwo", "three"]
    assert text.paragraphs("") == []


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("fgColor", "Fg color"),
        ("held_until", "Held until"),
        ("kebab-case", "Kebab case"),
        ("signals", "Signals"),
        ("", ""),
        ("_", "_"),
    ],
)
def test_a_fields_name_is_given_as_words(given, expected):
    assert text.label(given) == expected

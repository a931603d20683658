"""Bodies: unpacked within a limit, decoded as browsers do."""

import codecs
import gzip
import zlib
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.fetch.body import BodyError, BodyTooLargeError, charset_of, decode, unpack

LIMIT = 100_000


def raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(body) + packer.flush()


@pytest.mark.parametrize(
    ("encodings", "packed"),
    [
        pytest.param("", b"care " * 99, id="none"),
        pytest.param("identity", b"care " * 99, id="identity"),
        pytest.param("gzip", gzip.compress(b"care " * 99), id="gzip"),
        pytest.param("X-GZIP", gzip.compress(b"care " * 99), id="its old name"),
        pytest.param("deflate", zlib.compress(b"care " * 99), id="deflate"),
        pytest.param("deflate", raw_deflate(b"care " * 99), id="deflate without its wrapper"),
        pytest.param("deflate, gzip", gzip.compress(zlib.compress(b"care " * 99)), id="both"),
        pytest.param(
            "gzip", gzip.compress(b"care " * 9) + gzip.compress(b"care " * 90), id="two members"
        ),
        pytest.param("gzip", gzip.compress(b"care " * 99) + b"\0" * 512, id="padding after it"),
    ],
)
@pytest.mark.parametrize("size", [1, 7, 65536])
def test_a_packed_body_comes_out_whole(encodings: str, packed: bytes, size: int) -> None:
    chunks = (packed[i : i + size] for i in range(0, len(packed), size))
    assert unpack(chunks, encodings, LIMIT) == b"care " * 99


def test_an_empty_body_is_empty_however_it_is_packed() -> None:
    assert unpack([], "gzip", LIMIT) == b""


@pytest.mark.parametrize("encodings", ["gzip", "deflate"])
@given(body=st.binary(min_size=1, max_size=400), data=st.data())
def test_a_packed_body_cut_anywhere_is_never_taken_for_whole(
    encodings: str, body: bytes, data: st.DataObject
) -> None:
    packed = gzip.compress(body, mtime=0) if encodings == "gzip" else zlib.compress(body)
    cut = data.draw(st.integers(1, len(packed) - 1))
    with pytest.raises(BodyError):
        unpack([packed[:cut]], encodings, LIMIT)


def test_damaged_data_is_named() -> None:
    packed = bytearray(gzip.compress(b"care " * 99))
    packed[15] ^= 0xFF
    with pytest.raises(BodyError, match="damaged"):
        unpack([bytes(packed)], "gzip", LIMIT)


def test_an_encoding_nobody_asked_for_is_named() -> None:
    with pytest.raises(BodyError, match="'br'"):
        unpack([b"x"], "br", LIMIT)


def test_a_bomb_is_given_up_at_the_limit() -> None:
    taken = 0

    def chunks() -> Iterator[bytes]:
        nonlocal taken
        packer = zlib.compressobj(wbits=zlib.MAX_WBITS | 16)
        for _ in range(1000):
            taken += 1
            yield packer.compress(b"\0" * 1_000_000) + packer.flush(zlib.Z_SYNC_FLUSH)

    with pytest.raises(BodyTooLargeError) as caught:
        unpack(chunks(), "gzip", LIMIT)
    assert taken <= 2
    assert len(caught.value.begun) == LIMIT


def test_a_bomb_within_a_bomb_is_given_up_too() -> None:
    bomb = gzip.compress(gzip.compress(b"\0" * 50_000_000))
    with pytest.raises(BodyTooLargeError):
        unpack([bomb], "gzip, gzip", LIMIT)


def test_a_body_of_exactly_the_limit_passes() -> None:
    assert len(unpack([b"x" * 50_000] * 2, "", LIMIT)) == LIMIT


@pytest.mark.parametrize(
    ("body", "charset", "html", "encoding"),
    [
        pytest.param(codecs.BOM_UTF8 + "é".encode(), "latin-1", "é", "utf-8", id="mark beats HTTP"),
        pytest.param(codecs.BOM_UTF16_LE + "é!".encode("utf-16-le"), "", "é!", "utf-16le", id="16"),
        pytest.param(b"<meta charset=utf-8>\xe9", "iso-8859-1", None, "windows-1252", id="HTTP"),
        pytest.param("<meta charset=utf-8>é".encode(), "", None, "utf-8", id="meta"),
        pytest.param(
            b'<meta http-equiv=Content-Type content="text/html; charset=shift_jis">\x83e',
            "",
            '<meta http-equiv=Content-Type content="text/html; charset=shift_jis">テ',
            "shift_jis",
            id="old meta",
        ),
        pytest.param(b"caf\xe9 \x80", "", "café €", "windows-1252", id="nothing declared"),
        pytest.param(b"caf\xe9", "nonsense", "café", "windows-1252", id="unknown label"),
        pytest.param("<meta charset=utf-16>é".encode(), "", None, "utf-8", id="meta cannot be 16"),
    ],
)
def test_text_is_decoded_as_browsers_do(
    body: bytes, charset: str, html: str | None, encoding: str
) -> None:
    text = decode(body, charset)
    assert text.encoding == encoding
    assert text.readable
    assert "é" in text.html if html is None else text.html == html


def test_what_cannot_be_decoded_is_replaced() -> None:
    text = decode(b"<p>A caf\xe9 for patients and their families</p>", "utf-8")
    assert "caf\ufffd" in text.html
    assert text.readable


@pytest.mark.parametrize(
    ("body", "charset"),
    [
        pytest.param(
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0", "", id="PNG"
        ),
        pytest.param("<p>Welcome</p>".encode("utf-16-le"), "", id="undeclared UTF-16"),
        pytest.param("Отделение онкологии".encode("windows-1251"), "utf-8", id="other encoding"),
    ],
)
def test_what_is_no_text_is_not_readable(body: bytes, charset: str) -> None:
    assert not decode(body * 20, charset).readable


@given(st.binary(max_size=2000), st.sampled_from(["", "utf-8", "utf-16", "gb18030", "\udcff"]))
def test_no_bytes_make_decoding_fail(body: bytes, charset: str) -> None:
    assert isinstance(decode(body, charset).html, str)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("text/html; charset=utf-8", "utf-8"),
        ('text/html;Charset="UTF-8";x=y', "UTF-8"),
        ("text/html; charset = 'latin1'", "latin1"),
        ("text/html", ""),
        ("", ""),
    ],
)
def test_the_charset_is_found_in_content_type(header: str, expected: str) -> None:
    assert charset_of(header) == expected

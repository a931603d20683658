"""PDFs as hostile as they come: each is read, or named with the reason why it was not."""

import contextlib
import io
import re
import time
import zlib
from pathlib import Path

import pikepdf
import pytest

from audit import pdf
from audit.pdf import PdfError, read_pdf


def _saved(document: pikepdf.Pdf, **how: object) -> bytes:
    stream = io.BytesIO()
    document.save(stream, **how)  # type: ignore[arg-type]
    return stream.getvalue()


def _page(content: bytes = b"BT (Words) Tj ET") -> pikepdf.Pdf:
    document = pikepdf.new()
    document.add_blank_page()
    document.pages[0].Contents = document.make_stream(content)
    return document


def test_tags_count_where_they_are_promised_and_there() -> None:
    document = _page()
    assert not read_pdf(_saved(document))["tagged"]
    document.Root.MarkInfo = pikepdf.Dictionary(Marked=True)
    assert not read_pdf(_saved(document))["tagged"]
    document.Root.StructTreeRoot = pikepdf.Dictionary(K=pikepdf.Array([]))
    assert read_pdf(_saved(document))["tagged"]
    document.Root.MarkInfo = pikepdf.Dictionary(Marked=False)
    assert not read_pdf(_saved(document))["tagged"]


def test_a_title_is_the_documents_or_its_metadatas() -> None:
    document = _page()
    with document.open_metadata() as metadata:
        metadata["dc:title"] = "  A guide\n to care "
    assert "A guide to care" == read_pdf(_saved(document))["title"]
    document.docinfo["/Title"] = "Another"
    assert "Another" == read_pdf(_saved(document))["title"]


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"BT (Words) Tj ET", True),
        (b"BT [(Wo) -20 (rds)] TJ ET", True),
        (b"BT 3 Tr (Words that text recognition laid over a scan) Tj ET", True),
        (b"BT ( ) Tj ET", False),
        (b"0 0 m 10 10 l S", False),
        (b"", False),
    ],
)
def test_text_is_what_shows_letters(content: bytes, text: bool) -> None:
    assert text is read_pdf(_saved(_page(content)))["text"]


def test_text_in_a_drawing_within_a_drawing_is_found_and_circles_end() -> None:
    document = _page(b"/Fm0 Do")
    inner = document.make_stream(b"BT (Words) Tj ET", Subtype=pikepdf.Name.Form)
    outer = document.make_stream(b"/Fm0 Do /Fm1 Do", Subtype=pikepdf.Name.Form)
    outer.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Fm0=outer, Fm1=inner))
    document.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Fm0=outer))
    assert read_pdf(_saved(document))["text"]


def test_inline_pictures_are_pictures() -> None:
    picture = b"q BI /W 1 /H 1 /BPC 8 /CS /G ID \x00 EI Q"
    said = read_pdf(_saved(_page(picture)))
    assert (True, False) == (said["pictures"], said["text"])


@pytest.mark.parametrize("entry", ["MarkInfo", "StructTreeRoot", "ViewerPreferences", "Lang"])
@pytest.mark.parametrize("value", [pikepdf.Array([1]), pikepdf.Name.Odd, 7, pikepdf.String("x")])
def test_entries_of_a_wrong_kind_are_as_good_as_none(entry: str, value: object) -> None:
    document = _page()
    document.Root[f"/{entry}"] = value
    said = read_pdf(_saved(document))
    assert not said["tagged"]
    assert not said["shows_title"]


def test_a_password_is_named() -> None:
    locked = _saved(_page(), encryption=pikepdf.Encryption(owner="o", user="u"))
    with pytest.raises(PdfError, match="needs a password"):
        read_pdf(locked)


def test_one_that_may_only_not_be_changed_is_read() -> None:
    assert read_pdf(_saved(_page(), encryption=pikepdf.Encryption(owner="o")))["text"]


@pytest.mark.parametrize("body", [b"", b"<html>Not found</html>", b"\x89PNG\r\n"])
def test_what_is_no_pdf_is_named(body: bytes) -> None:
    with pytest.raises(PdfError, match="no PDF"):
        read_pdf(body)


def test_a_torn_one_is_named() -> None:
    with pytest.raises(PdfError, match="damaged"):
        read_pdf(_saved(_page())[:120])


def test_a_bomb_ends_within_its_time_and_nobody_knows_what_it_holds() -> None:
    bomb = zlib.compress(zlib.compress(bytes(1_500_000_000), 1), 9)
    document = pikepdf.new()
    document.add_blank_page()
    document.pages[0].Contents = pikepdf.Stream(
        document, bomb, Filter=pikepdf.Array([pikepdf.Name.FlateDecode] * 2)
    )
    packed = pikepdf.StreamDecodeLevel.none
    body = _saved(document, compress_streams=False, stream_decode_level=packed)
    assert len(body) < 200_000
    begun = time.monotonic()
    with contextlib.suppress(PdfError):
        assert read_pdf(body)["text"] is None
    assert time.monotonic() - begun < pdf.SECONDS + 5


def test_of_pages_that_cannot_be_read_nobody_knows_whether_they_hold_text() -> None:
    document = _page()
    document.pages[0].Contents = pikepdf.Stream(
        document, b"no zlib", Filter=pikepdf.Name.FlateDecode
    )
    packed = pikepdf.StreamDecodeLevel.none
    assert read_pdf(_saved(document, stream_decode_level=packed))["text"] is None


def test_one_that_takes_too_long_is_named() -> None:
    with pytest.raises(PdfError, match=r"within 0\.01 seconds"):
        read_pdf(_saved(_page()), seconds=0.01)


def test_a_circle_of_pages_ends() -> None:
    body = _saved(_page(), object_stream_mode=pikepdf.ObjectStreamMode.disable)
    circle = re.sub(rb"/Kids \[ \d+ 0 R", b"/Kids [ 2 0 R", body)
    assert circle != body
    begun = time.monotonic()
    with contextlib.suppress(PdfError):
        assert not read_pdf(circle)["text"]
    assert time.monotonic() - begun < pdf.SECONDS + 5


def test_without_the_library_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("audit.pdf.can_read", lambda: False)
    with pytest.raises(PdfError, match=r"pip install 'care-audit\[pdf\]'"):
        read_pdf(b"%PDF-1.4")


def test_the_reader_is_shipped() -> None:
    assert Path(pdf.__file__).with_name("pdf_reader.py").is_file()

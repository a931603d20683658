"""What stands in a drawing as text, and what it looks like without it."""

import pytest
import resvg_py

from audit.imagery import look_at
from audit.imagery.drawing import is_drawing, read_words
from audit.imagery.pixels import UnreadableError

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 200">'
RING = '<circle cx="100" cy="100" r="90" fill="navy"/><circle cx="90" cy="90" r="60" fill="#fff"/>'


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("<text>ACR</text><text>Breast MRI</text>", "ACR Breast MRI"),
        ("<text>MAMMO-</text><text>GRAPHY</text>", "MAMMOGRAPHY"),
        ('<text>Commission <tspan dy="1.2em">on Cancer</tspan></text>', "Commission on Cancer"),
        ('<text y="9">ACCRE<tspan x="40">DITED</tspan></text>', "ACCREDITED"),
        ('<text y="9">ACR<tspan y="30">CT</tspan><tspan y="50">2026</tspan></text>', "ACR CT 2026"),
        ('<text><textPath href="#p">American College</textPath></text>', "American College"),
        ("<title>Icon</title><desc>Icon</desc><rect/>", ""),
        ("<text> <!-- ACR --> </text>", ""),
    ],
)
def test_words_are_read_in_order(markup: str, words: str) -> None:
    assert words == read_words(f"{SVG}{markup}</svg>".encode())


def test_words_need_markup() -> None:
    with pytest.raises(UnreadableError, match="broken"):
        read_words(b"")


@pytest.mark.parametrize(
    ("body", "drawing"),
    [
        (b"<svg/>", True),
        (b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- made by hand -->\n<svg xmlns="x"/>', True),
        (b'<svg:svg xmlns:svg="http://www.w3.org/2000/svg"/>', True),
        (b"<!DOCTYPE html><html><svg></svg></html>", False),
        (b"<html><body><svg></svg>", False),
        (b"\x89PNG\r\n\x1a\n<svg >", False),
    ],
)
def test_a_drawing_is_told_by_its_first_bytes(body: bytes, drawing: bool) -> None:
    assert drawing is is_drawing(body)


def test_two_drawings_with_one_ring_are_told_apart_by_their_words() -> None:
    one, same, two = (
        look_at(f'{SVG}{RING}<text font-family="{font}">{words}</text></svg>'.encode()).imprint
        for words, font in (("ACR CT", "Arial"), ("ACR  CT", "serif"), ("ACR MRI", "Arial"))
    )
    assert one is not None
    assert same is not None
    assert two is not None
    assert one == same
    assert (one.shapes, one.colours) == (two.shapes, two.colours)
    assert one.distance([two]) is None


def test_a_drawing_without_words_resembles_its_picture() -> None:
    svg = f"{SVG}{RING}</svg>"
    drawn = look_at(svg.encode()).imprint
    saved = look_at(resvg_py.svg_to_bytes(svg_string=svg, width=500, skip_system_fonts=True))
    assert drawn is not None
    assert saved.imprint is not None
    assert drawn.distance([saved.imprint]) is not None

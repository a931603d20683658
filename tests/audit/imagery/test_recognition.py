"""Words in pixels: recognised once, remembered, and missed out loud where nothing reads them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from audit.config import Images
from audit.fetch.answer import Answer
from audit.imagery import Imagery, look_at
from audit.imagery.recognition import LACKING, Recognition
from audit.page import Page

Seal = Callable[..., Image.Image]
AsFile = Callable[..., bytes]


def _page(read: bytes, recognition: Recognition | None) -> Page:
    imagery = Imagery(Images(words=True), recognition=recognition)
    page = Page(url="https://a.example/", html='<img src="a.png" alt="CoC">')
    return imagery.look(page, lambda address: Answer(address, address, body=read))


def test_what_nothing_could_read_is_missing(seal: Seal, as_file: AsFile) -> None:
    page = _page(as_file(seal("CT"), "PNG"), None)
    assert {"words": LACKING} == page.missing
    assert "pip install" in LACKING


def test_the_words_of_a_drawing_need_nothing_more() -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><text>CoC</text></svg>'
    page = _page(svg, None)
    assert {} == page.missing
    assert page.looked_at is not None
    assert ["CoC"] == [seen.text for seen in page.looked_at.values()]


def test_recognised_words_are_remembered(tmp_path: Path, seal: Seal, as_file: AsFile) -> None:
    pytest.importorskip("rapidocr")
    pytest.importorskip("onnxruntime")
    file = as_file(seal("BREAST\nULTRASOUND").resize((160, 160)), "PNG")
    first = look_at(file, Recognition(tmp_path).read)
    assert "ACR BREAST ULTRASOUND ACCREDITED" == first.text
    assert not first.drawn
    (known,) = tmp_path.iterdir()
    known.write_text("remembered", encoding="utf-8")
    assert "remembered" == look_at(file, Recognition(tmp_path).read).text

"""SVG drawings: their pixels, without text, and the words that stand in them as text.

Fonts differ from machine to machine, and with them the look of a text. So text is not drawn: it is
read, which is exact.
"""

import hashlib
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from lxml import etree
from PIL import Image

from audit.imagery.pixels import UnreadableError, unpack
from audit.model import normalise

SIZE = 256
"""Pixels of the longer side."""
SECONDS = 15.0
"""Until a drawing is given up, on a busy machine."""
LONGEST = 2000
"""Characters of a drawing's text that are read."""
_PROGRAM = Path(__file__).with_name("svg_to_png.py")
_BEGINS = re.compile(rb"^\s*(<\?xml\b|<!--|<!DOCTYPE\s+svg\b|<(\w+:)?svg\b)", re.IGNORECASE)
_SVG = re.compile(rb"<(\w+:)?svg[\s/>]", re.IGNORECASE)


def is_drawing(body: bytes) -> bool:
    """Say whether bytes are those of an SVG document."""
    head = body[:4096].removeprefix(b"\xef\xbb\xbf")
    return bool(_BEGINS.match(head) and _SVG.search(head))


def draw(svg: bytes) -> Image.Image:
    """Give a drawing's pixels, its text left out, as `unpack` does.

    Raises UnreadableError for what cannot be drawn, or not in time. Nothing is read or asked for
    that the drawing refers to: see `svg_to_png`.
    """
    try:
        done = subprocess.run(  # noqa: S603 - this package's own program, by its full path
            [sys.executable, "-I", str(_PROGRAM), str(SIZE)],
            input=svg,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise UnreadableError("is a drawing that takes too long to draw") from error
    if done.returncode == 1:
        raise UnreadableError("is an SVG that cannot be drawn")
    if done.returncode:
        raise UnreadableError("is a drawing that takes too much time or memory to draw")
    return unpack(done.stdout)


def read_words(svg: bytes) -> str:
    """Give the words that stand in a drawing as text, in their order; empty where there are none.

    Raises UnreadableError for what is no XML.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True
    )
    try:
        root = etree.fromstring(svg, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableError("is a broken SVG") from error
    if root is None:
        raise UnreadableError("is a broken SVG")
    lines = (" ".join("".join(_pieces(text)).split()) for text in root.iter("{*}text", "text"))
    said = " ".join(line for line in lines if line)[:LONGEST]
    return re.sub(r"(?<=[^\W\d_])- (?=[^\W\d_])", "", said)


def digest(words: str) -> str:
    """Give what tells one drawing's words from another's; empty for none."""
    said = normalise(words)
    return hashlib.sha256(said.encode()).hexdigest()[:12] if said else ""


def _pieces(text: etree._Element) -> Iterator[str]:
    """Yield the text of a `text` element; a `tspan` that is set lower begins a new line."""
    below = text.get("y")
    for node in text.iter():
        if not isinstance(node.tag, str):
            continue
        if node is not text:
            lower = node.get("dy") not in (None, "0") or node.get("y") not in (None, below)
            below = node.get("y") or below
            if lower:
                yield " "
        yield node.text or ""
        if node is not text:
            yield node.tail or ""

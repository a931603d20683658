"""Images made to do harm: each ends soon, in a sentence, and nothing is opened or asked for."""

import http.server
import os
import struct
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from audit.imagery import look_at

AsFile = Callable[..., bytes]
SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _png(width: int, height: int, packed: bytes) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", head)
        + _chunk(b"IDAT", packed)
        + _chunk(b"IEND", b"")
    )


def test_a_header_of_fifty_thousand_pixels_is_refused_unread() -> None:
    begun = time.process_time()
    seen = look_at(_png(50_000, 50_000, zlib.compress(b"")))
    assert "pixels" in seen.problem
    assert 0.5 > time.process_time() - begun


def test_a_bomb_within_the_limit_of_pixels_is_not_unpacked() -> None:
    # 5,000 × 5,000 pixels of nothing: 75 MB from 73 kB.
    seen = look_at(_png(5_000, 5_000, zlib.compress(bytes(15_001 * 5_000), 9)))
    assert "has 5000 × 5000 pixels, which is no badge's size" == seen.problem


def test_a_text_chunk_that_unpacks_to_gigabytes_is_refused(as_file: AsFile) -> None:
    whole = as_file(Image.new("RGB", (60, 60), "teal"), "PNG")
    bomb = _chunk(b"zTXt", b"note\x00\x00" + zlib.compress(bytes(200_000_000), 9))
    begun = time.process_time()
    look_at(whole[:33] + bomb + whole[33:])
    assert 1 > time.process_time() - begun


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "GIF"])
@pytest.mark.parametrize("part", [0.05, 0.3, 0.9])
def test_an_image_that_ends_too_early_is_no_image(
    seal: Callable[..., Image.Image], as_file: AsFile, form: str, part: float
) -> None:
    whole = as_file(seal("CT"), form)
    seen = look_at(whole[: int(len(whole) * part)])
    assert seen.problem
    assert seen.imprint is None


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"<html><body>404</body></html>", id="a page"),
        pytest.param(b"%!PS-Adobe-3.0 EPSF-3.0\n(/etc/passwd) run", id="PostScript"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + b"\x00" * 99, id="a broken chunk"),
        pytest.param(b"GIF89a" + b"\xff" * 40, id="a broken GIF"),
        pytest.param(b"RIFF\xff\xff\xff\x7fWEBPVP8 " + b"\x00" * 30, id="a broken WebP"),
        pytest.param(b"<svg", id="an SVG that ends at once"),
    ],
)
def test_what_is_no_image_is_said_to_be_none(body: bytes) -> None:
    seen = look_at(body)
    assert seen.problem.startswith("is ")


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str]]]:
    """A real server, and the paths that it was asked for."""
    paths: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", paths
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_drawing_opens_and_asks_for_nothing(
    asked: tuple[str, list[str]], tmp_path: Path, as_file: AsFile
) -> None:
    origin, paths = asked
    secret = tmp_path / "secret.png"
    secret.write_bytes(as_file(Image.new("RGB", (90, 90), "red"), "PNG"))
    fifo = tmp_path / "fifo.png"  # Whoever opens it for reading waits for ever.
    os.mkfifo(fifo)
    references = "".join(
        f'<image width="90" height="90" href="{to}"/><image width="90" xlink:href="{to}"/>'
        f'<use href="{to}#a"/><feImage href="{to}"/><a xlink:href="{to}"><rect/></a>'
        for to in (f"{origin}/a.png", str(secret), secret.as_uri(), str(fifo))
    )
    svg = (
        f'<?xml version="1.0"?><?xml-stylesheet href="{origin}/style.css"?>'
        f'<!DOCTYPE svg SYSTEM "{origin}/svg.dtd" [<!ENTITY % more SYSTEM "{origin}/more.dtd">'
        f'%more;<!ENTITY file SYSTEM "file:///etc/hostname">]>{SVG}width="100" height="100">'
        f'<style>@import url("{origin}/import.css");@font-face{{src:url({origin}/font.woff)}}'
        f'</style><script href="{origin}/script.js">fetch("{origin}/fetched")</script>'
        f'<text y="50">CoC&file;</text>{references}<rect width="40" height="40"/></svg>'
    )
    seen = look_at(svg.encode())
    assert [] == paths
    assert "" == seen.text.replace("CoC", "")
    without = look_at(
        f'{SVG}width="100" height="100"><rect width="40" height="40"/></svg>'.encode()
    )
    if not seen.problem:  # A renderer may well refuse the whole; what it draws shows no secret.
        assert seen.imprint is not None
        assert without.imprint is not None
        assert without.imprint.shapes == seen.imprint.shapes


def _nested(kind: str) -> str:
    """A drawing that doubles 60 times."""
    doubled = "".join(
        f'<g id="g{n}"><use href="#g{n - 1}"/><use href="#g{n - 1}"/></g>'
        if kind == "use"
        else f'<pattern id="g{n}" width="9" height="9"><rect width="9" height="9" fill="url(#g'
        f'{n - 1})"/><rect width="5" height="9" fill="url(#g{n - 1})"/></pattern>'
        for n in range(1, 60)
    )
    return (
        f'{SVG}viewBox="0 0 99 99"><defs><rect id="g0" width="9" height="9"/>{doubled}</defs>'
        '<use href="#g59"/><rect width="99" height="99" fill="url(#g59)"/></svg>'
    )


ENTITIES = (
    '<!DOCTYPE svg [<!ENTITY a0 "ha">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    + f"]>{SVG}><text>&a11;</text></svg>"
)
NOISE = (
    f'{SVG}width="9999" height="9999"><filter id="f" width="1" height="1"><feTurbulence '
    'baseFrequency="9" numOctaves="2000000000"/></filter>'
    '<rect width="9999" height="9999" filter="url(#f)"/></svg>'
)


@pytest.mark.parametrize(
    "svg",
    [
        pytest.param(_nested("use"), id="uses that double"),
        pytest.param(_nested("pattern"), id="patterns that double"),
        pytest.param(ENTITIES, id="entities that multiply"),
        pytest.param(NOISE, id="noise of two thousand million octaves"),
        pytest.param(f"{SVG}>" + "<g>" * 100_000, id="groups without end"),
        pytest.param(f'{SVG}width="1e9" height="1e9"><rect width="1e9"/></svg>', id="huge"),
        pytest.param(f'{SVG}width="-1" height="nan"><rect/></svg>', id="no size"),
    ],
)
def test_a_drawing_without_end_ends(svg: str) -> None:
    begun = time.monotonic()
    look_at(svg.encode())
    assert 20 > time.monotonic() - begun

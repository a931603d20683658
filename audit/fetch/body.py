"""A body as it came over the wire, unpacked within a limit and decoded as browsers decode it."""

import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from html5lib._inputstream import HTMLBinaryInputStream

ENCODINGS = "gzip, deflate"
"""What a request may offer in Accept-Encoding: all that `unpack` can read."""

_PIECE = 262_144
"""Bytes unpacked at once, so that a bomb is noticed long before it has grown."""
_PROBE = 4096
"""Characters looked at to tell text from binary data."""
_BINARY = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
"""WHATWG's binary data bytes (https://mimesniff.spec.whatwg.org/#binary-data-byte)."""


class BodyError(Exception):
    """A body cannot be unpacked; the text says what it does, to be read after the host's name."""


class BodyTooLargeError(Exception):
    """A body is longer than the limit, packed or unpacked."""

    begun: bytes = b""
    """What of it lies within the limit."""


@dataclass(frozen=True)
class Text:
    """A decoded body."""

    html: str
    encoding: str
    """Name by the encoding standard, as `windows-1252`."""
    readable: bool
    """False where it is clearly no text, or text in quite another encoding."""


def unpack(chunks: Iterable[bytes], encodings: str, limit: int) -> bytes:
    """Give a whole body of at most `limit` bytes, with its Content-Encoding undone.

    Raises BodyTooLargeError, and BodyError for an encoding that is not known, for packed data that
    is damaged, and for packed data that ends too early: zlib alone takes that for a whole body.
    """
    pieces = _bounded(chunks, limit)
    names = [name.strip().lower() for name in encodings.split(",")]
    for name in reversed([name for name in names if name not in ("", "identity")]):
        if name in ("gzip", "x-gzip"):
            pieces = _bounded(_inflate(pieces, zlib.MAX_WBITS | 16), limit)
        elif name == "deflate":
            pieces = _bounded(_undeflate(pieces), limit)
        else:
            raise BodyError(f"packed its answer as {name[:40]!r}, which was not asked for")
    body = bytearray()
    try:
        for piece in pieces:
            body += piece
    except BodyTooLargeError as error:
        error.begun = bytes(body)
        raise
    return bytes(body)


def decode(body: bytes, charset: str = "") -> Text:
    """Decode HTML as browsers do: byte order mark, then `charset` from HTTP, then meta.

    Without any of them it is windows-1252. What cannot be decoded becomes U+FFFD.
    https://html.spec.whatwg.org/multipage/parsing.html#determining-the-character-encoding
    """
    stream = HTMLBinaryInputStream(
        body, transport_encoding=charset.encode("ascii", "ignore") or None, useChardet=False
    )
    encoding = stream.charEncoding[0]
    html: str = encoding.codec_info.decode(body, "replace")[0]
    html = html.removeprefix("\ufeff")
    probe = html[:_PROBE]
    strange = len(_BINARY.findall(probe))
    lost = probe.count("\ufffd")
    readable = strange * 50 <= len(probe) and lost * 4 <= len(probe)
    return Text(html, encoding.name, readable)


def charset_of(content_type: str) -> str:
    """Give the charset parameter of a Content-Type header, or nothing."""
    found = re.search(r"""charset\s*=\s*["']?\s*([^\s"';,]+)""", content_type, re.IGNORECASE)
    return found[1] if found else ""


def _bounded(pieces: Iterable[bytes], limit: int) -> Iterator[bytes]:
    total = 0
    for piece in pieces:
        room = limit - total
        total += len(piece)
        yield piece[:room]
        if total > limit:
            raise BodyTooLargeError


def _undeflate(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Unpack deflate with its zlib wrapper, or without: servers often leave it out."""
    rest = iter(chunks)
    head = b""
    for chunk in rest:
        head += chunk
        if len(head) >= 2:
            break
    # RFC 1950, 2.2: method 8, and the first two bytes as a number are divisible by 31.
    wrapped = head[:1] and head[0] & 0x0F == 8 and int.from_bytes(head[:2], "big") % 31 == 0
    yield from _inflate(chain([head], rest), zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS)


def _inflate(chunks: Iterable[bytes], bits: int) -> Iterator[bytes]:
    unpacker = zlib.decompressobj(bits)
    begun = False
    for chunk in chunks:
        waiting = chunk
        while waiting:
            begun = True
            if unpacker.eof:
                # A further gzip member continues the body; anything else after it is padding.
                if bits <= zlib.MAX_WBITS or not waiting.startswith(b"\x1f"):
                    break
                unpacker = zlib.decompressobj(bits)
            try:
                piece = unpacker.decompress(waiting, _PIECE)
            except zlib.error as error:
                raise BodyError("sent packed data that is damaged") from error
            if piece:
                yield piece
            waiting = unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail
    if begun and not unpacker.eof:
        tail = unpacker.flush()
        if tail:
            yield tail
        if not unpacker.eof:
            raise BodyError("broke its packed answer off before the end")

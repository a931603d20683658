"""The addresses that sitemaps list: XML, index, gzip or plain text (https://www.sitemaps.org).

A broken sitemap is a warning for the report, never the end of a run.
"""

import io
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from lxml import etree

from audit import urls
from audit.fetch.answer import Answer
from audit.fetch.body import BodyError, BodyTooLargeError, unpack
from audit.scope import is_address
from audit.text import plain

MAX_BYTES = 52_428_800
"""Of one sitemap, unpacked: 50 MB by the protocol."""
MAX_DEPTH = 5
"""Indexes within indexes; the protocol knows one level, sites have two."""
MAX_WARNINGS = 50

_CHUNK = 65_536
_MARKUP = (b"<", b"\xef\xbb\xbf<", b"\xff\xfe", b"\xfe\xff")


class SitemapError(Exception):
    """A sitemap cannot be read (further); the text goes after its address."""


@dataclass
class Sitemaps:
    """Reads sitemaps, each once. `read` gets one document, whatever its type."""

    read: Callable[..., Answer]
    max_sitemaps: int
    warnings: list[str] = field(default_factory=list)
    """What could not be read, a sentence each."""

    def addresses(self, named: Iterable[str], guessed: Iterable[str] = ()) -> Iterator[str]:
        """Give the absolute addresses in all sitemaps reached from `named` and `guessed`.

        In the order of the sitemaps, with repeats if these repeat them. Alternate languages
        (xhtml:link) are given too. A guessed sitemap that the server does not give, with whatever
        of its refusals (some answer 403 for all they do not have), is no reason for a warning.
        """
        waiting = deque((url, 0, True) for url in named)
        waiting.extend((url, 0, False) for url in guessed)
        seen: set[str] = set()
        while waiting:
            url, depth, expected = waiting.popleft()
            if url in seen:
                continue
            if len(seen) >= self.max_sitemaps:
                self._warn(
                    f"more than {self.max_sitemaps} sitemaps: the rest was not read; "
                    "raise site.max_sitemaps"
                )
                return
            seen.add(url)
            answer = self.read(url, max_bytes=MAX_BYTES)
            if answer.outcome is not None:
                if expected or not 200 <= answer.status < 500:
                    self._warn(f"sitemap not read: {answer.outcome.detail}")
                continue
            if not expected and _is_html(answer.body):
                continue
            try:
                for kind, found in entries(answer.body):
                    address = urls.resolve(found, answer.final)
                    if address is None or not is_address(address):
                        continue
                    if kind == "page":
                        yield address
                    elif depth >= MAX_DEPTH:
                        raise SitemapError(f"is more than {MAX_DEPTH} indexes deep")
                    else:
                        waiting.append((address, depth + 1, True))
            except SitemapError as error:
                self._warn(f"the sitemap {plain(url)} {error}")

    def _warn(self, warning: str) -> None:
        if len(self.warnings) < MAX_WARNINGS:
            self.warnings.append(warning)


def entries(body: bytes) -> Iterator[tuple[str, str]]:
    """Give what a sitemap lists: (`page`, address) or (`sitemap`, address), as written there.

    What is given before a SitemapError is good: a sitemap broken in the middle is read up to
    there. Entities are not expanded and nothing is loaded from elsewhere.
    """
    if body.startswith(b"\x1f\x8b"):
        body = _gunzip(body)
    if body.lstrip().startswith(_MARKUP):
        yield from _xml_entries(body.lstrip())
    else:
        yield from _text_entries(body)


def _gunzip(body: bytes) -> bytes:
    pieces = (body[i : i + _CHUNK] for i in range(0, len(body), _CHUNK))
    try:
        return unpack(pieces, "gzip", MAX_BYTES)
    except BodyTooLargeError as error:
        raise SitemapError(f"is larger than {MAX_BYTES:,} bytes unpacked") from error
    except (BodyError, zlib.error) as error:
        raise SitemapError(f"cannot be unpacked: it {error}") from error


def _xml_entries(body: bytes) -> Iterator[tuple[str, str]]:
    root = ""
    if _is_html(body):
        raise SitemapError("is no sitemap but an HTML page")
    try:
        for event, element in etree.iterparse(
            io.BytesIO(body),
            events=("start", "end"),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
        ):
            name = _local(element)
            if event == "start":
                if not root:
                    root = name
                    if root not in ("urlset", "sitemapindex"):
                        raise SitemapError(f"is no sitemap but begins with <{plain(root, 40)}>")
                continue
            if name in ("url", "sitemap"):
                yield from _listed(element, "sitemap" if name == "sitemap" else "page")
                element.clear()
                # Cleared elements still hang on the root, thousands of them.
                while element.getprevious() is not None:
                    del element.getparent()[0]
    except etree.XMLSyntaxError as error:
        raise SitemapError(f"is broken: {plain(error.msg)}; what follows was not read") from error


def _listed(element: etree._Element, kind: str) -> Iterator[tuple[str, str]]:
    """Give the addresses of one entry; those of its images and videos are not the page's."""
    space = etree.QName(element).namespace
    for child in element.iterchildren(tag=etree.Element):
        name = etree.QName(child)
        if name.localname == "loc" and name.namespace == space:
            found, what = child.text, kind
        elif name.localname == "link" and child.get("hreflang"):
            found, what = child.get("href"), "page"
        else:
            continue
        if found and found.strip():
            yield what, found.strip()


def _text_entries(body: bytes) -> Iterator[tuple[str, str]]:
    lines = [line.strip() for line in body.decode("utf-8-sig", "replace").splitlines()]
    found = [line for line in lines if is_address(line)]
    if not found:
        raise SitemapError("lists no address; it is neither XML nor text with one on each line")
    for line in found:
        yield "page", line


def _local(element: etree._Element) -> str:
    return str(etree.QName(element).localname)


def _is_html(body: bytes) -> bool:
    head = body[:1024].lower()
    return b"<!doctype html" in head or b"<html" in head

"""What a second night costs over a site of which nothing has changed, and what a third one sees.

The pages are copies of real ones, each with a text of its own. Beside what it had, every copy uses
one of a few style sheets and pictures of this module, so that for an edited one it is known which
pages have to be audited again. The server gives strong entity tags.
"""

import contextlib
import hashlib
import json
import struct
import subprocess
import sys
import zlib
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from audit.serve import TYPES
from benchmarks.contestants import ContestError, tool_command
from benchmarks.corpus import Corpus
from benchmarks.meter import Reading, measure
from benchmarks.server import POLICY

LIMIT = 0.05
"""Share of the first night's processor time that the second one may take."""
SHEETS, PICTURES = 50, 40
"""Copy n uses style sheet n modulo the one, and picture n modulo the other."""
SHEET, PICTURE = 7, 3
"""The ones that are edited before the third night."""
EDITED = 10
"""Pages that are edited before the third night."""


@dataclass(frozen=True)
class Night:
    """One run."""

    cost: Reading
    report: Mapping[str, Any]

    @property
    def carried(self) -> frozenset[str]:
        """The addresses of pages that came from an earlier night."""
        pages = self.report["coverage"]["pages"]
        return frozenset(page["url"] for page in pages if page.get("unchanged_since"))

    @property
    def audited(self) -> frozenset[str]:
        """The addresses of pages that were audited, in this night or before."""
        pages = self.report["coverage"]["pages"]
        return frozenset(page["url"] for page in pages if page["outcome"].startswith("audited"))

    def found_on(self, pages: Set[str]) -> list[str]:
        """Give all findings on some pages, but for when they were seen."""
        apart = ("status", "first_seen", "last_seen")
        return sorted(
            json.dumps({k: v for k, v in finding.items() if k not in apart}, sort_keys=True)
            for finding in self.report["findings"]
            if finding["url"] in pages
        )


@dataclass(frozen=True)
class Nights:
    """Three nights over one site."""

    nights: tuple[Night, Night, Night]
    due: frozenset[str]
    """The pages that had to be audited again in the third night."""

    @property
    def ratio(self) -> float:
        """What the second night took of the first one's processor time."""
        return self.nights[1].cost.cpu / self.nights[0].cost.cpu


def run(corpus: Corpus, pages: int, folder: Path, *flags: str) -> Nights:
    """Audit a site of so many pages on three nights, of which the third comes after edits."""
    edits = folder / "edits.json"
    edits.write_text("{}")
    with _serve(corpus.root, edits) as (origin, server):
        numbers = range(pages)
        copies = [f"{origin}/{corpus.pages[n % len(corpus.pages)]}?copy={n}" for n in numbers]
        command = tool_command(folder, copies, *flags)
        first, second = (_night(command, folder, server) for _ in range(2))
        changed = set(numbers[:: max(1, pages // EDITED)][:EDITED])
        edits.write_text(
            json.dumps({"pages": sorted(changed), "sheets": [SHEET], "pictures": [PICTURE]})
        )
        third = _night(command, folder, server)
    if "--static" not in flags:
        changed |= {n for n in numbers if n % SHEETS == SHEET or n % PICTURES == PICTURE}
    return Nights((first, second, third), frozenset(copies[n] for n in changed))


def table(reading: Nights) -> str:
    """Give the figures in Markdown."""
    first, second, third = reading.nights
    lines = ["| night | CPU s | wall s | pages | carried over |", "|---|---|---|---|---|"]
    for name, night in (("first", first), ("second", second), ("third", third)):
        lines.append(
            f"| {name} | {night.cost.cpu:.1f} | {night.cost.seconds:.1f} | {len(night.audited)} "
            f"| {len(night.carried)} |"
        )
    then, now = first.found_on(second.carried), second.found_on(second.carried)
    same = "the same" if then == now else "NOT the same"
    lines += [
        "",
        f"second against first: {reading.ratio:.1%}, wanted at most {LIMIT:.0%}; "
        f"{len(now)} findings on the pages that were carried over, {same} as in the first",
    ]
    # What is audited every night whatever happens says nothing of the edits.
    steady = second.carried
    again = steady - third.carried
    due = reading.due & steady
    lines.append(
        f"after the edits {len(due)} of the {len(steady)} pages that were carried over had to be "
        f"audited again: {len(due & again)} were, and {len(again - due)} others"
    )
    return "\n".join(lines)


def is_good(reading: Nights) -> bool:
    """Say whether all is as it is wanted."""
    first, second, third = reading.nights
    again = second.carried - third.carried
    return (
        reading.ratio <= LIMIT
        and first.found_on(second.carried) == second.found_on(second.carried)
        and again == reading.due & second.carried
    )


def _night(command: Sequence[str], folder: Path, server: int) -> Night:
    cost = measure(list(command), folder, apart=server, limit=7200)
    if cost.code not in (0, 3):
        raise ContestError(f"exit {cost.code}: {(folder / 'stderr').read_text()[-800:]}")
    return Night(cost, json.loads((folder / "out/findings.json").read_text("utf-8")))


@contextlib.contextmanager
def _serve(root: Path, edits: Path) -> Iterator[tuple[str, int]]:
    command = [sys.executable, "-m", "benchmarks.nights", str(root), str(edits)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield f"http://127.0.0.1:{int(process.stdout.readline())}", process.pid
        finally:
            process.terminate()


class _Handler(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    extensions_map = {**SimpleHTTPRequestHandler.extensions_map, **TYPES}

    def __init__(self, *arguments: Any, edits: Path, **options: Any) -> None:
        self._edits = edits
        super().__init__(*arguments, **options)

    def do_GET(self) -> None:
        body = self._body()
        if body is None:
            self.send_error(404)
            return
        tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        same = self.headers.get("If-None-Match") == tag
        self.send_response(304 if same else 200)
        self.send_header("ETag", tag)
        self.send_header("Content-Security-Policy", POLICY)
        if not same:
            self.send_header("Content-Type", self.guess_type(urlsplit(self.path).path))
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(b"" if same else body)

    def _body(self) -> bytes | None:
        edits = json.loads(self._edits.read_text())
        parts = urlsplit(self.path)
        kind, _, number = Path(parts.path).stem.partition("-")
        if parts.path.startswith("/nights/"):
            edited = int(number) in edits.get(f"{kind}s", ())
            return _picture(int(number), edited) if kind == "picture" else _sheet(number, edited)
        file = Path(self.translate_path(parts.path))
        if not file.is_file():
            return None
        copy = parse_qs(parts.query).get("copy")
        body = file.read_bytes()
        return _copy(body, int(copy[0]), int(copy[0]) in edits.get("pages", ())) if copy else body

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def _copy(body: bytes, number: int, edited: bool) -> bytes:
    more = (
        f'<link rel="stylesheet" href="/nights/sheet-{number % SHEETS}.css">'
        f"<p>This is copy {number} of this page{', edited' if edited else ''}.</p>"
        f'<img src="/nights/picture-{number % PICTURES}.png" width="8" height="8" alt="A square">'
    ).encode()
    head, end, rest = body.rpartition(b"</body>")
    return head + more + end + rest if end else body + more


def _sheet(number: str, edited: bool) -> bytes:
    return f".nights-{number} {{ margin: {2 if edited else 1}px }}".encode()


def _picture(number: int, edited: bool) -> bytes:
    """Give a PNG of one pixel (https://www.w3.org/TR/png-3/#5DataRep)."""

    def chunk(name: bytes, content: bytes) -> bytes:
        check = zlib.crc32(name + content)
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", check)

    pixel = bytes((0, number, 200 if edited else 100, 50))
    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(pixel))
        + chunk(b"IEND", b"")
    )


def _main(root: str, edits: str) -> None:
    handler = partial(_Handler, directory=root, edits=Path(edits))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        print(server.server_port, flush=True)
        server.serve_forever()


if __name__ == "__main__":
    _main(sys.argv[1], sys.argv[2])

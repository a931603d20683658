"""The pages as one site on loopback, in a process of its own, which nobody's figures count."""

import contextlib
import socketserver
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from audit.serve import TYPES

POLICY = (
    "default-src 'self' data: blob: 'unsafe-inline' 'unsafe-eval'; "
    "object-src 'none'; form-action 'self'"
)
"""Keeps every contestant's browser from loading what pages want from elsewhere."""


@contextlib.contextmanager
def serve(root: Path) -> Iterator[tuple[str, int]]:
    """Serve the files below `root` while the context lasts; gives origin and process id."""
    command = [sys.executable, "-m", "benchmarks.server", str(root)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield f"http://127.0.0.1:{int(process.stdout.readline())}", process.pid
        finally:
            process.terminate()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def server_bind(self) -> None:
        # HTTPServer's own also looks the host's name up, which can take seconds.
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = self.server_address[:2]  # type: ignore[assignment]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: browsers drop connections as they leave a page."""


class _Handler(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    extensions_map = {**SimpleHTTPRequestHandler.extensions_map, **TYPES}

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def _main(root: str) -> None:
    with _Server(("127.0.0.1", 0), partial(_Handler, directory=root)) as server:
        print(server.server_port, flush=True)
        server.serve_forever()


if __name__ == "__main__":
    _main(sys.argv[1])

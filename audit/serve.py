"""A folder served on this machine alone, so that a browser loads files as it loads a site."""

import contextlib
import mimetypes
import socketserver
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

TYPES = {
    ".avif": "image/avif",
    ".css": "text/css",
    ".htm": "text/html",
    ".html": "text/html",
    ".ico": "image/x-icon",
    ".js": "text/javascript",
    ".json": "application/json",
    ".mjs": "text/javascript",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".xhtml": "application/xhtml+xml",
    ".xml": "application/xml",
}
"""By extension, so that no machine's own tables change what a browser does with a file.

None names a charset: what a page declares about itself must decide, as it does on the disk.
"""

_STANDARD = mimetypes.MimeTypes()
"""Python's own table for all else; the module's functions read the machine's files too."""


@contextlib.contextmanager
def serve_folder(folder: Path, *, templates: tuple[str, ...] = ()) -> Iterator[str]:
    """Serve the files below `folder` on 127.0.0.1 while the context lasts; gives the origin.

    The origin is `http://127.0.0.1:PORT`. `/` and folders answer with their index.html; folders
    are not listed, and neither hidden files nor links out of the folder are given away. In the
    files named in `templates`, as `sitemap.xml`, `{origin}` becomes the origin.
    """
    root = folder.resolve(strict=True)
    handler = partial(_Handler, root=root, templates=frozenset(templates))
    with _Server(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # Closing must not wait for connections that a browser merely keeps.
    block_on_close = False

    def server_bind(self) -> None:
        # HTTPServer's own also looks the host's name up, which can take seconds.
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = self.server_address[:2]  # type: ignore[assignment]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: a browser drops connections whenever it leaves a page."""


class _Handler(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    extensions_map = TYPES

    def __init__(self, *args: Any, root: Path, templates: frozenset[str], **kwargs: Any) -> None:
        self._root = root
        self._templates = templates
        self._host = ""
        super().__init__(*args, directory=str(root), **kwargs)

    def setup(self) -> None:
        super().setup()
        self._host = "{}:{}".format(*self.connection.getsockname())

    def do_GET(self) -> None:
        if self._mine():
            template = self._template()
            if template is None:
                super().do_GET()
            else:
                self._send(template)

    def do_HEAD(self) -> None:
        if self._mine():
            super().do_HEAD()

    def send_head(self) -> Any:
        if not self._given_away():
            self.send_error(404)
            return None
        return super().send_head()

    def list_directory(self, path: Any) -> None:
        """Give no list of a folder without an index."""
        self.send_error(404)

    def guess_type(self, path: Any) -> str:
        suffix = Path(path).suffix.lower()
        standard = _STANDARD.types_map[True].get(suffix, "application/octet-stream")
        return TYPES.get(suffix, standard)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def _mine(self) -> bool:
        """Refuse other names for this server: a page elsewhere could have pointed one here."""
        if self.headers.get("Host") == self._host:
            return True
        self.send_error(421)
        return False

    def _given_away(self) -> bool:
        asked = Path(self.translate_path(self.path))
        below = asked.relative_to(self._root) if asked.is_relative_to(self._root) else None
        return (
            below is not None
            and asked.resolve().is_relative_to(self._root)
            and not any(p.startswith(".") and p != ".well-known" for p in below.parts)
        )

    def _template(self) -> bytes | None:
        """Give the file asked for with its origin filled in, if it is one of the templates."""
        name = self.path.partition("?")[0].lstrip("/")
        if name not in self._templates or not (self._root / name).is_file():
            return None
        text = (self._root / name).read_text("utf-8")
        return text.replace("{origin}", f"http://{self._host}").encode()

    def _send(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(self.path.partition("?")[0]))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

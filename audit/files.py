"""Folders and files as targets: which pages they hold, and each read from the disk."""

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

from audit import config
from audit.fetch.answer import Answer
from audit.fetch.body import decode
from audit.model import Outcome
from audit.text import plain

SUFFIXES = (".html", ".htm", ".xhtml")
OFFLINE_ROOT = "http://files.invalid/"
"""Stands for the target where no server does (`.invalid` never resolves: RFC 2606)."""


@dataclass(frozen=True)
class FileTarget:
    """A folder of pages, or one page. Its pages go by their paths from it, with `/`."""

    folder: Path
    """What paths are relative to, and what a server has to serve."""
    pages: tuple[str, ...]
    alone: bool = False
    """Whether it is one file, and no folder is known to be the site that it belongs to."""

    @classmethod
    def of(cls, target: str | Path, folders: Sequence[Path] = ()) -> "FileTarget":
        """Find the pages of a target: every HTML file below a folder, or the one file.

        Sorted; hidden files and folders are left out, and links that lead out of the folder are
        not followed. A file belongs to the first of `folders`, resolved paths, that holds it.
        Raises ConfigError where there is nothing to read.
        """
        path = Path(target).expanduser()
        if path.is_file():
            file = path.parent.resolve() / path.name
            folder = next((each for each in folders if file.is_relative_to(each)), None)
            if folder is None:
                return cls(file.parent, (path.name,), alone=True)
            return cls(folder, (file.relative_to(folder).as_posix(),))
        if not path.is_dir():
            raise config.ConfigError(
                f"{str(target)!r} is no address, folder or file; an address begins with https://"
            )
        root = path.resolve()
        pages = tuple(sorted(_pages_below(root)))
        if not pages:
            raise config.ConfigError(
                f"the folder {str(target)!r} holds no page ({', '.join(SUFFIXES)})"
            )
        return cls(root, pages)


def address_of(page: str, root: str = OFFLINE_ROOT) -> str:
    """Give the address of a page of a FileTarget under `root`, which ends with `/`."""
    return root + quote(page)


@dataclass(frozen=True)
class FileReader:
    """Reads the pages of a target from the disk, as a Fetcher reads a site's. Picklable."""

    target: FileTarget
    max_bytes: int

    def fetch(self, page: str) -> Answer:
        """Give a page by its path from the target, or the outcome that says why there is none."""
        answer = self.read(page, self.max_bytes)
        if answer.outcome is not None:
            return answer
        text = decode(answer.body)
        if not text.readable:
            detail = (
                f"{plain(page)} is no text when read as {text.encoding}; "
                "declare the encoding it is really in, best utf-8"
            )
            return replace(answer, body=b"", outcome=Outcome(page, "error:decode", detail))
        return replace(answer, html=text.html, encoding=text.encoding)

    def read(self, name: str, max_bytes: int) -> Answer:
        """Give a file of any type by its path from the target, undecoded, as `Fetcher.read` does.

        The outcome says why there is none: it is missing, too large, empty, or lies outside.
        """
        begun = time.perf_counter()

        def ended(kind: str, detail: str) -> Answer:
            seconds = time.perf_counter() - begun
            return Answer(name, name, seconds=seconds, outcome=Outcome(name, kind, detail, seconds))

        shown = plain(name)
        try:
            path = (self.target.folder / name).resolve()
            if not path.is_relative_to(self.target.folder):
                return ended("skipped:out-of-scope", f"{shown} lies outside the target")
            with path.open("rb") as file:
                body = file.read(max_bytes + 1)
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or "not a path"
            return ended("error:connect", f"{shown} cannot be read: {why}; check its permissions")
        if len(body) > max_bytes:
            return ended(
                "skipped:too-large",
                f"{shown} is larger than {max_bytes:,} bytes; "
                "make it smaller, or raise site.max_bytes",
            )
        if not body.strip():
            return ended("error:empty", f"{shown} has nothing in it")
        seconds = time.perf_counter() - begun
        return Answer(name, name, status=200, body=body, seconds=seconds)


def _pages_below(root: Path) -> list[str]:
    pages = []
    # NOTE: os.walk follows no links to folders, so there is no way out and no circle.
    for folder, folders, files in os.walk(root):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in files:
            path = Path(folder) / name
            if (
                not name.startswith(".")
                and path.suffix.lower() in SUFFIXES
                and (not path.is_symlink() or path.resolve().is_relative_to(root))
            ):
                pages.append(path.relative_to(root).as_posix())
    return pages

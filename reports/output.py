"""Reports' files: there whole, or not at all, each of them and all of a run together."""

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, BinaryIO, TextIO


class ReportError(Exception):
    """A report cannot be written; the text is one sentence that says which and why."""


@contextmanager
def replace(path: Path) -> Iterator[TextIO]:
    """Give a stream for the new text of `path`, and put it in place in one step at the end.

    The text goes to a hidden file in the same folder, which is renamed over `path` once it is
    safely on the disk. Whoever reads `path` meanwhile sees the earlier report; if anything fails,
    the earlier report stays. Missing folders are made. Lines end in a bare line feed everywhere.

    Raises ReportError where the folder or disk refuses.
    """
    with _draft(path) as draft, draft.open("x", encoding="utf-8", newline="\n") as stream:
        yield stream
        _settle(stream)


@contextmanager
def replace_binary(path: Path) -> Iterator[BinaryIO]:
    """Give a stream for the new bytes of `path`; all else is as with `replace`."""
    with _draft(path) as draft, draft.open("xb") as stream:
        yield stream
        _settle(stream)


@contextmanager
def _draft(path: Path) -> Iterator[Path]:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield draft
        draft.replace(path)
    except OSError as error:
        reason = error.strerror or str(error)
        raise ReportError(f"the report {path} cannot be written: {reason}") from error
    finally:
        # Gone already where it was renamed or never made. Where the folder lets nothing go,
        # there is nothing to add to what is being reported.
        with suppress(OSError):
            draft.unlink()


def _settle(stream: IO[Any]) -> None:
    stream.flush()
    os.fsync(stream.fileno())


@contextmanager
def together(folder: Path) -> Iterator[Path]:
    """Give a hidden folder for the reports of a run, and put them all into `folder` at the end.

    If anything fails on the way, `folder` keeps all its earlier reports. Missing folders are made.
    Raises ReportError where the folder or disk refuses.
    """
    draft = folder / f".reports.{secrets.token_hex(6)}"
    try:
        draft.mkdir(parents=True)
        yield draft
        for path in sorted(draft.iterdir()):
            _put(path, folder / path.name, aside=draft)
    except ReportError as error:
        # It names the file where it was written; a reader knows where it belongs.
        raise ReportError(str(error).replace(str(draft), str(folder))) from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise ReportError(f"the reports in {folder} cannot be written: {reason}") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _put(path: Path, place: Path, *, aside: Path) -> None:
    """Move a file or a folder to its place; a folder takes that of an earlier one, whole."""
    if place.is_dir() and path.is_dir():
        # No system call replaces a folder that holds something, so there is a moment with neither.
        earlier = aside / f"{secrets.token_hex(6)}.earlier"
        place.replace(earlier)
        try:
            path.replace(place)
        except OSError:
            earlier.replace(place)
            raise
    else:
        path.replace(place)

"""What a PDF gives to people who cannot see it: tags, title, language, text.

A PDF is hostile until shown otherwise: it is read by another process that may take only so much
time and memory, and whose death is a sentence here.
"""

import importlib.util
import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

SECONDS = 20.0
"""What one PDF may take, on the clock."""
INSTALL = "pikepdf is not installed; to have PDFs read: pip install 'care-audit[pdf]'"

_READER = Path(__file__).with_name("pdf_reader.py")


class PdfError(Exception):
    """A PDF could not be read; the text says why, as a sentence goes on after its name."""


def can_read() -> bool:
    """Say whether the library that reads PDFs is installed."""
    return importlib.util.find_spec("pikepdf") is not None


def read_pdf(body: bytes, *, seconds: float = SECONDS) -> Mapping[str, Any]:
    """Give what is in a PDF: `pages`, `tagged`, `title`, `shows_title`, `language`, `text`,
    `pictures`; the last two of its first pages, `text` None where these cannot be read.

    Raises PdfError for what is no PDF, is damaged, needs a password, or takes too much to read.
    """
    if not can_read():
        raise PdfError(INSTALL)
    if b"%PDF-" not in body[:1024]:
        raise PdfError("it is no PDF")
    try:
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-P", str(_READER)],
            input=body,
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise PdfError(f"it could not be read within {seconds:g} seconds") from None
    except OSError as problem:
        raise PdfError(f"no process could be started to read it: {problem.strerror}") from problem
    try:
        said = json.loads(done.stdout)
    except ValueError:
        raise PdfError("reading it took more time or memory than a PDF may take") from None
    if "fault" in said:
        raise PdfError(said["fault"])
    return dict(said)

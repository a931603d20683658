"""Words in pixels, recognised by RapidOCR, whose models lie in its package: nothing is fetched.

It takes seconds and some 400 MB, so each image is recognised once and remembered on the disk.
"""

import contextlib
import hashlib
import logging
import os
import tempfile
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from PIL import Image

LACKING = (
    "the words in pictures were not read, for what reads them is not installed: "
    "pip install 'care-audit[ocr]'"
)
"""Why there is no recognition, and the line that mends it."""
SURE = 0.9
"""How sure the recognition must be of a line, from 0 to 1; what it guesses is left out."""
LONGEST = 600
"""Characters of an image's words that are kept; a seal has far fewer."""


def is_installed() -> bool:
    """Say whether words in pixels can be recognised here."""
    return all(find_spec(name) is not None for name in ("rapidocr", "onnxruntime"))


class Recognition:
    """Recognises words. The models are loaded with the first image that is not remembered."""

    def __init__(self, memory: Path | None = None) -> None:
        """`memory` is the folder for what was recognised; by default the user's cache."""
        self._memory = memory or _cache()
        self._engine: Callable[[Any], Any] | None = None

    def read(self, image: Image.Image) -> str:
        """Give the words in an RGB image, line by line from above; empty where there are none.

        Needs `is_installed`.
        """
        known = self._memory / f"{_identity(image)}.txt"
        with contextlib.suppress(OSError, UnicodeError):
            return known.read_text(encoding="utf-8")
        words = self._recognise(image)
        # A cache that cannot be written costs time and nothing else.
        with contextlib.suppress(OSError):
            _write(known, words)
        return words

    def _recognise(self, image: Image.Image) -> str:
        import numpy as np

        if self._engine is None:
            from rapidocr import RapidOCR

            self._engine = RapidOCR(params={"Global.log_level": "error"})
            logging.getLogger("RapidOCR").setLevel(logging.ERROR)
        # OpenCV's order of colours.
        found = self._engine(np.asarray(image)[:, :, ::-1])
        lines = zip(found.txts or (), found.scores or (), strict=True)
        said = " ".join(" ".join(text.split()) for text, score in lines if score >= SURE)
        return said[:LONGEST]


def _identity(image: Image.Image) -> str:
    """Give what an image's words are remembered by: its pixels, and what reads them."""
    try:
        reader = version("rapidocr")
    except PackageNotFoundError:
        reader = ""
    head = f"{reader} {image.width}x{image.height} ".encode()
    return hashlib.sha256(head + image.tobytes()).hexdigest()


def _cache() -> Path:
    """Give the user's cache (XDG Base Directory Specification, 0.8)."""
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "care-audit" / "words"


def _write(path: Path, text: str) -> None:
    """Write a file whole or not at all: several workers may write it at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", dir=path.parent, suffix=".part", delete=False
    ) as file:
        file.write(text)
    Path(file.name).replace(path)

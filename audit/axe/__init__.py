"""The pinned axe-core: its version, and its source once that is known to be the very one."""

import hashlib
from functools import cache
from pathlib import Path

PATH = Path(__file__).with_name("axe.min.js")
VERSION = "4.14.1"
"""Of npm's package `axe-core`, whose file `axe.min.js` this is."""
SHA256 = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c"


class AxeError(Exception):
    """The file beside this module is not the one that was pinned."""


@cache
def load() -> str:
    """Give axe-core's script. Raises `AxeError` where the file is missing or was changed."""
    try:
        script = PATH.read_bytes()
    except OSError as error:
        raise AxeError(f"axe-core cannot be read: {error}") from error
    if hashlib.sha256(script).hexdigest() != SHA256:
        raise AxeError(f"{PATH.name} is not axe-core {VERSION}: its hash differs; install anew")
    return script.decode()

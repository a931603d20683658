"""Word lists that lie beside the rules which use them, so that adding a word is adding a line."""

from functools import cache
from pathlib import Path


@cache
def read(module: str, name: str) -> frozenset[str]:
    """Give the lines of the text file `name` beside `module` (its `__file__`).

    Empty lines and lines that begin with `#` are left out.
    """
    lines = Path(module).with_name(name).read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))

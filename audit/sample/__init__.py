"""The sample site: an invented cancer centre whose pages carry planted defects."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from audit.serve import serve_folder

FOLDER = Path(__file__).parent
SITE = FOLDER / "site"
CONFIG = FOLDER / "audit.yaml"
"""What its web team tells Care Audit."""
TRUTH = FOLDER / "truth.yaml"
"""What an audit must find, and nothing else."""
TEMPLATES = tuple(sorted(path.name for path in SITE.glob("*") if path.suffix in (".txt", ".xml")))
"""Files that name the origin they are served from."""


@contextlib.contextmanager
def serve() -> Iterator[str]:
    """Serve the site on this machine while the context lasts; gives its origin."""
    with serve_folder(SITE, templates=TEMPLATES) as origin:
        yield origin

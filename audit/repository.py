"""The repository a run is started in: by which path each audited file is known there.

Code hosts show a finding beside the file it is in, and know files by nothing else.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from audit.model import Finding, Place


@dataclass(frozen=True)
class Repository:
    """Where paths begin."""

    root: Path

    @classmethod
    def around(cls, folder: Path) -> "Repository":
        """Give the git repository that holds `folder`, or `folder` itself where none does."""
        here = folder.resolve()
        return cls(next((each for each in (here, *here.parents) if (each / ".git").exists()), here))

    def path(self, file: Path) -> str:
        """Give the path of `file` from the root, with `/`; empty where it lies elsewhere."""
        found = file.resolve()
        return found.relative_to(self.root).as_posix() if found.is_relative_to(self.root) else ""


def locate(finding: Finding, files: Mapping[str, str]) -> Finding:
    """Give the finding with the file of each of its places; `files` holds them by page."""
    if not files:
        return finding
    related = tuple(_locate(place, files) for place in finding.related)
    return replace(finding, place=_locate(finding.place, files), related=related)


def _locate(place: Place, files: Mapping[str, str]) -> Place:
    file = files.get(place.url, "")
    return replace(place, file=file) if file else place

"""What reports are given besides the run itself: its language, and what the site keeps about it.

Frozen dataclasses of plain values, as those of `audit.model`. Nothing here does input or output:
`audit.cli.dossier` puts a dossier together, and reports only read it.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Dossier:
    """All of it; what is not known is empty, and reports say so or leave it out."""

    language: str = "en"
    """In which the reports' own words are, as BCP 47 has it: `en`, `es`."""

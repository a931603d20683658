"""One thing wrong in audit.yaml: where it stands, and what to tell the person who wrote it."""

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Mistake:
    """One thing wrong in audit.yaml."""

    line: int
    """Counted from 1."""
    column: int
    """In characters, counted from 1."""
    message: str
    """Plain text; what comes from the file is quoted in it without control characters."""


class DocumentError(Exception):
    """The text is no YAML document that can be read on; holds the mistake that stops it."""

    def __init__(self, mistake: Mistake) -> None:
        super().__init__(mistake)
        self.mistake = mistake


def quote(text: str) -> str:
    """Give text of the file as a message shows it: short, in quotes, safe for a terminal."""
    return repr(text if len(text) <= 60 else text[:59] + "…")

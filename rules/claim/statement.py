"""What a statement about a place of care is."""

from dataclasses import dataclass

from bs4 import Tag


@dataclass(frozen=True)
class Statement:
    """One thing that a page says of one place."""

    kind: str
    """phone, address, founded, opened, beds, accredited, or count."""
    subject: str
    """What it is said of, as compared."""
    value: str
    """What is said, as compared."""
    said: str
    """What is said, as written."""
    tag: Tag
    town: str = ""
    """ZIP code beside it, or for an accreditation the place: two of them are two subjects."""
    data: bool = False
    """Whether JSON-LD states it, and not the page's text."""
    called: str = ""
    """The subject as written."""

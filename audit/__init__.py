"""Plan which pages to audit, gather them, judge them, and remember what was found."""

__version__ = "0.1.0"

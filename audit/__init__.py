"""Plan which pages to audit, gather them, judge them, and remember what was found."""

__version__ = "0.1.0"

OWNER = "care-audit"
"""Tells this package from another of the same name; the command checks it at start."""

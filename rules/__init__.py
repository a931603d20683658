"""The rules: what a page must be. They have opinions and do no input or output."""

OWNER = "care-audit"
"""Tells this package from another of the same name; the command checks it at start."""


class RuleError(Exception):
    """A rule cannot be loaded; the text names it and says what to mend."""

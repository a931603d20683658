"""The reports: one finished result, written for one kind of reader each."""

OWNER = "care-audit"
"""Tells this package from another of the same name; the command checks it at start."""

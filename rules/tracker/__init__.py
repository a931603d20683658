"""Rules about who else is told that somebody reads a page."""

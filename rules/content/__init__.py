"""Rules about what the text says."""

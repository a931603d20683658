"""Rules about headings and what they head."""

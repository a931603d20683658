"""Rules about documents that pages link to."""
